"""Who may call the endpoints of 手続き on issued guarantees: a part of the access table."""

from surety.security.permissions import Permission

ACT_ACCESS: dict[str, Permission | str] = {
    "desk.act": Permission.DESK_READ,
    "desk.act_preview": Permission.DESK_READ,
    "desk.act_preview_paper": Permission.DESK_READ,
    "desk.acts": Permission.DESK_READ,
    "desk.asked_act": Permission.DESK_UNDERWRITE,
    "desk.carry_out": Permission.DESK_ISSUE,
    "desk.new_act": Permission.DESK_UNDERWRITE,
    "desk.propose": Permission.DESK_UNDERWRITE,
    "desk.propose_asked": Permission.DESK_UNDERWRITE,
    "desk.reject": Permission.DESK_UNDERWRITE,
    "desk.withdraw": Permission.DESK_UNDERWRITE,
    "guarantees.ask": Permission.CONTRACTOR_APPLY,
    "guarantees.ask_now": Permission.CONTRACTOR_APPLY,
    "guarantees.withdraw_ask": Permission.CONTRACTOR_APPLY,
    "verification.release": Permission.AGENCY_READ,
    "verification.tell_release": Permission.AGENCY_READ,
}
