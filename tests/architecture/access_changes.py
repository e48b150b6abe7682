"""Who may call the pages of 変更の申込 on the contractor's side; a part of the access table."""

from surety.security.permissions import Permission

CHANGES: dict[str, Permission | str] = {
    "changes.confirm": Permission.CONTRACTOR_APPLY,
    "changes.detail": Permission.CONTRACTOR_READ,
    "changes.discard": Permission.CONTRACTOR_APPLY,
    "changes.edit": Permission.CONTRACTOR_APPLY,
    "changes.index": Permission.CONTRACTOR_READ,
    "changes.paper": Permission.CONTRACTOR_READ,
    "changes.save": Permission.CONTRACTOR_APPLY,
    "changes.send": Permission.CONTRACTOR_APPLY,
    "changes.withdraw": Permission.CONTRACTOR_APPLY,
}
