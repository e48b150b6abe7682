"""Mail of the 保証の見守り."""

from datetime import date

from surety.domain.coverage_watch import WatchKind, WatchSide
from surety.domain.products import WorkKind
from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.mail.rendering import compose
from surety.mail.wording import day
from surety.models import Branch


def watch_opened(  # noqa: PLR0913 - each value is a line of the mail
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    what: WatchKind,
    number_label: str,
    number: str,
    work_kind: WorkKind,
    work_name: str,
    path: str,
    by: date | None = None,
) -> Message:
    """Something waits for the contractor: what, about which number, until which JST day, and the page behind `path`."""
    return compose(
        "watch_opened",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        what=what,
        to_do=what.to_do(WatchSide.CONTRACTOR),
        number_label=number_label,
        number=number,
        work_label=work_kind.name_label,
        work_name=work_name,
        by=day(by) if by else "",
    )
