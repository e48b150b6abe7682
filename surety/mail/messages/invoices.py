"""Mail about the monthly account and what is overdue; none names an amount."""

from datetime import date

from surety.domain.dates import format_wareki
from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.mail.rendering import compose
from surety.mail.wording import day
from surety.models import Branch


def invoice_issued(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    number: str,
    month: date,
    by: date,
    path: str,
) -> Message:
    """一括納付請求書のお知らせ. `month` is the month's first day, `by` the JST day it is due, `path` the invoice's page."""
    return compose(
        "invoice_issued",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        number=number,
        month=format_wareki(month).removesuffix("1日") + "分",
        by=day(by),
    )


def payment_reminder(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    number: str,
    paper: str,
    by: date,
    path: str,
) -> Message:
    """督促: `paper` is what the number stands on, `by` the JST day that is over, `path` where the company finds it."""
    return compose(
        "payment_reminder",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        number=number,
        paper=paper,
        by=day(by),
    )
