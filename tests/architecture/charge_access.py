"""The rows of the access table for what the branch charges and gives back."""

from surety.security.permissions import Permission

CHARGE_ACCESS: dict[str, Permission | str] = {
    "desk.account": Permission.DESK_UNDERWRITE,
    "desk.charge": Permission.DESK_READ,
    "desk.charge_paper": Permission.DESK_READ,
    "desk.pay_charge": Permission.DESK_UNDERWRITE,
    "desk.payment": Permission.DESK_UNDERWRITE,
    "desk.premium": Permission.DESK_READ,
    "desk.record_refund": Permission.DESK_UNDERWRITE,
    "desk.refund": Permission.DESK_READ,
    "desk.refund_charge": Permission.DESK_UNDERWRITE,
    "desk.refund_pdf": Permission.DESK_READ,
    "desk.refunds": Permission.DESK_READ,
    "desk.statement_pdf": Permission.DESK_READ,
}
