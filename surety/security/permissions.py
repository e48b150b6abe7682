"""Roles, permissions, and which role holds which: the whole policy on one page."""

from enum import StrEnum

from surety.domain.products import LabelledEnum


class Side(StrEnum):
    """Whose person somebody is."""

    CONTRACTOR = "contractor"
    STAFF = "staff"
    AGENCY = "agency"


class Role(LabelledEnum):
    """What a person is to the service. The contractor's three are the registration form's 役割."""

    CONTRACTOR_ADMIN = "contractor_admin", "管理者"
    CONTRACTOR_MEMBER = "contractor_member", "担当者"
    CONTRACTOR_VIEWER = "contractor_viewer", "閲覧のみ"
    STAFF_UNDERWRITER = "staff_underwriter", "審査担当"
    STAFF_ISSUER = "staff_issuer", "発行責任者"
    STAFF_ADMIN = "staff_admin", "本店管理者"
    AGENCY_OFFICER = "agency_officer", "発注者職員"

    @property
    def side(self) -> Side:
        """contractor, staff or agency."""
        return Side(self.value.split("_")[0])


class Permission(StrEnum):
    """One right; every endpoint that is not public names exactly one."""

    OWN_ACCOUNT = "own_account"
    CONTRACTOR_READ = "contractor_read"
    CONTRACTOR_APPLY = "contractor_apply"
    CONTRACTOR_USERS = "contractor_users"
    DESK_READ = "desk_read"
    DESK_REGISTRATIONS = "desk_registrations"
    DESK_UNDERWRITE = "desk_underwrite"
    DESK_ISSUE = "desk_issue"
    DESK_CREDIT = "desk_credit"
    DESK_MAIL = "desk_mail"
    DESK_AUDIT = "desk_audit"
    DESK_USERS = "desk_users"
    DESK_RULES = "desk_rules"
    DESK_RULES_APPROVE = "desk_rules_approve"
    DESK_TARIFFS = "desk_tariffs"
    DESK_ACCOUNTING = "desk_accounting"
    AGENCY_READ = "agency_read"


_CONTRACTOR_VIEW = {Permission.OWN_ACCOUNT, Permission.CONTRACTOR_READ}
_STAFF_VIEW = {Permission.OWN_ACCOUNT, Permission.DESK_READ, Permission.DESK_MAIL}

GRANTED: dict[Role, frozenset[Permission]] = {
    Role.CONTRACTOR_VIEWER: frozenset(_CONTRACTOR_VIEW),
    Role.CONTRACTOR_MEMBER: frozenset(_CONTRACTOR_VIEW | {Permission.CONTRACTOR_APPLY}),
    Role.CONTRACTOR_ADMIN: frozenset(
        _CONTRACTOR_VIEW | {Permission.CONTRACTOR_APPLY, Permission.CONTRACTOR_USERS}
    ),
    Role.STAFF_UNDERWRITER: frozenset(
        _STAFF_VIEW | {Permission.DESK_REGISTRATIONS, Permission.DESK_UNDERWRITE, Permission.DESK_RULES}
    ),
    # An issuer may do an underwriter's work too; that the two are different people for one request is
    # a rule of the issuing service, not of the role.
    Role.STAFF_ISSUER: frozenset(
        _STAFF_VIEW
        | {
            Permission.DESK_REGISTRATIONS,
            Permission.DESK_UNDERWRITE,
            Permission.DESK_ISSUE,
            Permission.DESK_CREDIT,
            Permission.DESK_RULES,
            Permission.DESK_ACCOUNTING,
        }
    ),
    # A branch hears of its towns' new rules first and proposes them; they hold for all branches, so the head office
    # approves. That the two are different people is a rule of the service.
    Role.STAFF_ADMIN: frozenset(
        _STAFF_VIEW
        | {
            Permission.DESK_AUDIT,
            Permission.DESK_USERS,
            Permission.DESK_CREDIT,
            Permission.DESK_RULES,
            Permission.DESK_RULES_APPROVE,
            Permission.DESK_TARIFFS,
            # Money is confirmed by people who answer for it, not by who approved the case (docs/rules/accounts-monthly.md).
            Permission.DESK_ACCOUNTING,
        }
    ),
    Role.AGENCY_OFFICER: frozenset({Permission.OWN_ACCOUNT, Permission.AGENCY_READ}),
}

SECOND_FACTOR_REQUIRED = frozenset({Side.STAFF, Side.AGENCY})


def may(role: Role, permission: Permission) -> bool:
    """Whether the role holds the permission."""
    return permission in GRANTED[role]
