"""Mail about an issued guarantee."""

from datetime import date, datetime

from surety.domain.dates import format_wareki
from surety.domain.products import Product, WorkKind
from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.mail.rendering import compose
from surety.mail.wording import moment
from surety.models import Branch


def issue_completed(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    number: str,
    product: Product,
    work_kind: WorkKind,
    work_name: str,
    beneficiary: str,
    path: str,
) -> Message:
    """電子保証（認証キー）発行完了のお知らせ (leaflet section 5), without the key and without amounts.

    `beneficiary` is the 被保証者 as the certificate names it, `path` the guarantee's page.
    """
    return compose(
        "issue_completed",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        number=number,
        product=product.label,
        work_label=work_kind.name_label,
        work_name=work_name,
        beneficiary=beneficiary,
    )


def agency_opened(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    number: str,
    agency: str,
    work_kind: WorkKind,
    work_name: str,
    at: datetime,
    path: str,
) -> Message:
    """発注者が閲覧しました: the agency opened the certificate for the first time, at the UTC instant `at`."""
    return compose(
        "agency_opened",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        number=number,
        agency=agency,
        work_label=work_kind.name_label,
        work_name=work_name,
        at=moment(at),
    )


def paper_posted(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    number: str,
    product: Product,
    work_kind: WorkKind,
    work_name: str,
    posted_on: date,
    path: str,
) -> Message:
    """証書（紙）を郵送しました, on a JST date; `path` is the guarantee's page."""
    return compose(
        "paper_posted",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        number=number,
        product=product.label,
        work_label=work_kind.name_label,
        work_name=work_name,
        posted_on=format_wareki(posted_on),
    )
