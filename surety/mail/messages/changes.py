"""Mail about a change of an issued guarantee."""

from collections.abc import Sequence
from datetime import datetime

from surety.domain.products import Product, WorkKind
from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.mail.rendering import compose
from surety.mail.wording import moment
from surety.models import Branch


def change_received(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    receipt_number: str,
    work_kind: WorkKind,
    work_name: str,
    numbers: Sequence[str],
    path: str,
) -> Message:
    """変更の申込の受付; `path` is the change's page."""
    return compose(
        "change_received",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        receipt_number=receipt_number,
        work_label=work_kind.name_label,
        work_name=work_name,
        numbers="・".join(numbers),
    )


def change_returned(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    receipt_number: str,
    work_kind: WorkKind,
    work_name: str,
    items: Sequence[str],
    path: str,
) -> Message:
    """修正のお願い. `items` are the labels of the fields to mend, not the branch's comments: those may hold amounts."""
    return compose(
        "change_returned",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        receipt_number=receipt_number,
        work_label=work_kind.name_label,
        work_name=work_name,
        items=list(items),
    )


def change_declined(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    receipt_number: str,
    work_kind: WorkKind,
    work_name: str,
    numbers: Sequence[str],
    path: str,
) -> Message:
    """The change is not underwritten. The reason may name amounts: it stands on the page behind `path`."""
    return compose(
        "change_declined",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        receipt_number=receipt_number,
        work_label=work_kind.name_label,
        work_name=work_name,
        numbers="・".join(numbers),
    )


def change_approved(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    receipt_number: str,
    work_kind: WorkKind,
    work_name: str,
    is_due: bool,
    path: str,
) -> Message:
    """The review is over; `is_due` asks for an additional premium, whose amount stands on the page behind `path`."""
    return compose(
        "change_approved",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        receipt_number=receipt_number,
        work_label=work_kind.name_label,
        work_name=work_name,
        is_due=is_due,
    )


def change_issued(  # noqa: PLR0913 - each value is a line of the mail
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    number: str,
    version: str,
    product: Product,
    work_kind: WorkKind,
    work_name: str,
    beneficiary: str,
    path: str,
) -> Message:
    """変更の電子保証の発行完了, as at the first issue: without the key and without amounts. `version` is 変更-1 and the like."""
    return compose(
        "change_issued",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        number=number,
        version=version,
        product=product.label,
        work_label=work_kind.name_label,
        work_name=work_name,
        beneficiary=beneficiary,
    )


def change_acknowledged(  # noqa: PLR0913 - each value is a line of the mail
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    number: str,
    version: str,
    agency: str,
    work_kind: WorkKind,
    work_name: str,
    at: datetime,
    path: str,
) -> Message:
    """発注者が変更を確認しました, at the UTC instant `at`; `version` is 変更-1 and the like."""
    return compose(
        "change_acknowledged",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        number=number,
        version=version,
        agency=agency,
        work_label=work_kind.name_label,
        work_name=work_name,
        at=moment(at),
    )
