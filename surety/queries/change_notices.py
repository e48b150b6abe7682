"""変更の連絡: a company's own ones, and the branch's board of those that wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session, joinedload

from surety import clock
from surety.domain.change_case import Answer
from surety.domain.contract_facts import Difference
from surety.domain.due_times import answer_due
from surety.domain.errors import NotFound
from surety.domain.row_codec import from_row
from surety.models import ChangeNotice, Guarantee
from surety.models.change_notice import OPEN

PAGE_SIZE = 20
S = TypeVar("S", bound=Select[*tuple[Any, ...]])
_OPEN = text(f"change_notice.{OPEN}")


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice that waits, and until when (UTC) it should be dealt with."""

    notice: ChangeNotice
    due: datetime

    @property
    def is_late(self) -> bool:
        """Whether the time to act is over."""
        return self.due < clock.now()


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One page of notices; `after` is the id that opens the next page, None on the last one."""

    rows: Sequence[NoticeRow]
    after: int | None


def get_change_notice(session: Session, guarantee: Guarantee, *, notice_id: int) -> ChangeNotice:
    """A notice told from the page of this guarantee. Raises NotFound for any other."""
    found = session.get(ChangeNotice, notice_id, options=[joinedload(ChangeNotice.reported_by)])
    if found is None or found.guarantee_id != guarantee.id:
        raise NotFound(f"change notice {notice_id}")
    return found


def list_change_notices(session: Session, guarantee: Guarantee) -> Sequence[ChangeNotice]:
    """What was told from this guarantee's page, newest first, a few at most."""
    return session.scalars(
        select(ChangeNotice)
        .where(ChangeNotice.guarantee_id == guarantee.id)
        .order_by(ChangeNotice.id.desc())
        .limit(PAGE_SIZE)
    ).all()


def get_desk_notice(session: Session, notice_id: int, *, branch_id: int | None) -> ChangeNotice:
    """A notice to the branch; the head office (None) sees all. Raises NotFound for any other."""
    wanted = select(ChangeNotice).where(ChangeNotice.id == notice_id)
    found = session.scalars(_walled(wanted, branch_id).options(*_whole())).one_or_none()
    if found is None:
        raise NotFound(f"change notice {notice_id}")
    return found


def count_open_notices(session: Session, *, branch_id: int | None) -> int:
    """How many wait for the branch."""
    counted = select(func.count()).select_from(ChangeNotice).where(_OPEN)
    return session.scalar(_walled(counted, branch_id)) or 0


def list_desk_notices(
    session: Session,
    *,
    branch_id: int | None,
    is_done: bool,
    after: int | None = None,
    limit: int = PAGE_SIZE,
) -> NoticePage:
    """Those that wait, the longest waiting first; or those dealt with, newest first. `after` is the id before the page."""
    wanted = _walled(select(ChangeNotice), branch_id).options(*_whole()).limit(limit + 1)
    if is_done:
        wanted = wanted.where(ChangeNotice.done_at.is_not(None)).order_by(ChangeNotice.id.desc())
        wanted = wanted.where(ChangeNotice.id < after) if after else wanted
    else:
        # Ids follow the order of telling: one writer at a time gives them out with the time.
        wanted = wanted.where(_OPEN).order_by(ChangeNotice.id)
        wanted = wanted.where(ChangeNotice.id > after) if after else wanted
    found = session.scalars(wanted).all()
    rows = [NoticeRow(each, answer_due(clock.to_jst(each.reported_at))) for each in found[:limit]]
    return NoticePage(rows, found[limit - 1].id if len(found) > limit else None)


def read_differences(notice: ChangeNotice) -> tuple[Difference, ...]:
    """The differences that were told."""
    return tuple(from_row(Difference, row, where=f"change_notice {notice.id}") for row in notice.differences)


def read_answers(notice: ChangeNotice) -> tuple[Answer, ...]:
    """The answers as they were at that moment."""
    return tuple(from_row(Answer, row, where=f"change_notice {notice.id}") for row in notice.answers)


def lock_guarantee(session: Session, guarantee: Guarantee) -> Guarantee:
    """The same guarantee, locked until the transaction ends: whoever tells of it at the same moment waits."""
    return session.execute(
        select(Guarantee)
        .where(Guarantee.id == guarantee.id)
        .with_for_update(of=Guarantee)
        .execution_options(populate_existing=True)
    ).scalar_one()


def lock_notice(session: Session, notice: ChangeNotice) -> ChangeNotice:
    """The same notice, read anew and locked until the transaction ends."""
    return session.execute(
        select(ChangeNotice)
        .where(ChangeNotice.id == notice.id)
        .with_for_update(of=ChangeNotice)
        .execution_options(populate_existing=True)
    ).scalar_one()


def _walled(statement: S, branch_id: int | None) -> S:
    return statement if branch_id is None else statement.where(ChangeNotice.branch_id == branch_id)


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(ChangeNotice.guarantee),
        joinedload(ChangeNotice.contractor),
        joinedload(ChangeNotice.branch),
        joinedload(ChangeNotice.reported_by),
        joinedload(ChangeNotice.done_by),
    )
