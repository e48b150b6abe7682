"""Mail about a 利用申請, before there is an account."""

from collections.abc import Sequence
from datetime import datetime

from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.mail.rendering import compose
from surety.mail.wording import moment
from surety.models import Branch


def registration_received(
    letterhead: Letterhead, *, branch: Branch, to: Addressee, receipt_number: str, path: str
) -> Message:
    """受付のお知らせ; `path` is the page that confirms the mail address, with its one-time token."""
    return compose(
        "registration_received", letterhead, branch=branch, to=to, path=path, receipt_number=receipt_number
    )


def registration_verify(
    letterhead: Letterhead, *, branch: Branch | None, to: Addressee, path: str, valid_until: datetime
) -> Message:
    """The link that confirms the mail address, asked for again; valid until the UTC instant `valid_until`."""
    return compose(
        "registration_verify", letterhead, branch=branch, to=to, path=path, valid_until=moment(valid_until)
    )


def registration_returned(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    receipt_number: str,
    items: Sequence[str],
    path: str,
) -> Message:
    """修正のお願い; `items` are the labels of the fields to mend, `path` the applicant's own page."""
    return compose(
        "registration_returned",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        receipt_number=receipt_number,
        items=list(items),
    )


def registration_refused(
    letterhead: Letterhead, *, branch: Branch, to: Addressee, receipt_number: str, path: str
) -> Message:
    """審査結果のお知らせ for a refusal; the reason stands on the page behind `path`, not in the mail."""
    return compose(
        "registration_refused", letterhead, branch=branch, to=to, path=path, receipt_number=receipt_number
    )
