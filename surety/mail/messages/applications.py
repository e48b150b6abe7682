"""Mail about a 保証申込 on its way to the issue."""

from collections.abc import Sequence
from datetime import date

from surety.domain.products import Product, WorkKind
from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.mail.rendering import compose
from surety.mail.wording import day
from surety.models import Branch


def application_received(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    receipt_number: str,
    work_kind: WorkKind,
    work_name: str,
    products: Sequence[Product],
    path: str,
) -> Message:
    """申込受付; `path` is the application's page."""
    return compose(
        "application_received",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        receipt_number=receipt_number,
        work_label=work_kind.name_label,
        work_name=work_name,
        products="・".join(product.label for product in products),
    )


def application_returned(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    receipt_number: str,
    work_kind: WorkKind,
    work_name: str,
    items: Sequence[str],
    path: str,
    by: date | None = None,
) -> Message:
    """修正のお願い. `items` are the labels of the fields to mend, not the branch's comments: those may hold amounts.

    `by` is the JST day until which the branch waits, if it named one.
    """
    return compose(
        "application_returned",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        receipt_number=receipt_number,
        work_label=work_kind.name_label,
        work_name=work_name,
        items=list(items),
        by=day(by) if by else "",
    )


def application_declined(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    receipt_number: str,
    work_kind: WorkKind,
    work_name: str,
    product: Product,
    others: Sequence[Product],
    path: str,
) -> Message:
    """引受不可 of one guarantee. The reason may name amounts: it stands on the page behind `path`.

    `others` are the guarantees of the same application that go on.
    """
    return compose(
        "application_declined",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        receipt_number=receipt_number,
        work_label=work_kind.name_label,
        work_name=work_name,
        product=product.label,
        others="・".join(other.label for other in others),
    )


def premium_due(  # noqa: PLR0913 - each value is a line of the mail
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    receipt_number: str,
    work_kind: WorkKind,
    work_name: str,
    product: Product,
    payment_method: str,
    path: str,
    by: date | None = None,
    charge: str = "保証料",
) -> Message:
    """保証料のお知らせ, without the amount: it stands on the page behind `path`. `by` is the JST day it is due.

    `charge` is what the money is called: 保証料, 追加保証料, 予約手数料.
    """
    return compose(
        "premium_due",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        receipt_number=receipt_number,
        work_label=work_kind.name_label,
        work_name=work_name,
        product=product.label,
        payment_method=payment_method,
        charge=charge,
        by=day(by) if by else "",
    )
