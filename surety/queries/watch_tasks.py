"""Tasks of the 保証の見守り as each side sees them. Every read takes the head of an index of open tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, text, tuple_
from sqlalchemy.orm import Session, joinedload

from surety.domain.coverage_watch import WatchSide
from surety.domain.errors import NotFound
from surety.models import Guarantee, WatchTask
from surety.models.watch_task import (
    ASIDE_FOR_BRANCH,
    ASIDE_FOR_CONTRACTOR,
    FOR_BRANCH,
    FOR_CONTRACTOR,
    OPEN,
)

PAGE_SIZE = 20
COUNTED = 100
# What waits, and what was put aside.
_LISTS = {
    WatchSide.CONTRACTOR: (FOR_CONTRACTOR, ASIDE_FOR_CONTRACTOR),
    WatchSide.BRANCH: (FOR_BRANCH, ASIDE_FOR_BRANCH),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: a contractor's person, or staff of a branch; the head office (no branch) sees all branches."""

    side: WatchSide
    contractor_id: int | None = None
    branch_id: int | None = None

    @property
    def wall(self) -> tuple[ColumnElement[bool], ...]:
        """What this viewer may see at all."""
        own: tuple[ColumnElement[bool], ...] = (WatchTask.side == self.side,)
        if self.side is WatchSide.CONTRACTOR:
            return (*own, WatchTask.contractor_id == self.contractor_id)
        return own if self.branch_id is None else (*own, WatchTask.branch_id == self.branch_id)


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of tasks, the most urgent first; `after` opens the next page, empty on the last one."""

    tasks: Sequence[WatchTask]
    after: str


def get_task(session: Session, task_id: int, *, viewer: Viewer) -> WatchTask:
    """A task of the viewer, open or closed. Raises NotFound for any other."""
    found = session.scalars(
        select(WatchTask).where(WatchTask.id == task_id, *viewer.wall).options(*_whole())
    ).one_or_none()
    if found is None:
        raise NotFound(f"watch task {task_id}")
    return found


def list_tasks(
    session: Session, viewer: Viewer, *, is_aside: bool = False, after: str = "", limit: int = PAGE_SIZE
) -> TaskPage:
    """What waits for the viewer, or what they put aside; `after` is the token of the page before."""
    day = WatchTask.aside_until if is_aside else WatchTask.until_on
    wanted = _listed(viewer, is_aside=is_aside).order_by(day, WatchTask.id)
    place = _read_token(after)
    if place:
        wanted = wanted.where(tuple_(day, WatchTask.id) > tuple_(*place))
    found = session.scalars(wanted.limit(limit + 1).options(*_whole())).all()
    last = found[limit - 1] if len(found) > limit else None
    return TaskPage(found[:limit], _token(last, is_aside=is_aside) if last else "")


def count_tasks(session: Session, viewer: Viewer, *, is_aside: bool = False) -> int:
    """How many wait, or were put aside; exact up to COUNTED."""
    listed = _listed(viewer, is_aside=is_aside).with_only_columns(WatchTask.id).limit(COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(listed)) or 0


def list_tasks_of(session: Session, guarantee: Guarantee, *, viewer: Viewer) -> Sequence[WatchTask]:
    """The viewer's open tasks about one guarantee, those put aside too."""
    return session.scalars(
        select(WatchTask)
        .where(text(OPEN), WatchTask.guarantee_id == guarantee.id, *viewer.wall)
        .order_by(WatchTask.id)
        .options(*_whole())
    ).all()


def lock_task(session: Session, task: WatchTask) -> WatchTask:
    """The same task, read anew and locked until the transaction ends."""
    return session.execute(
        select(WatchTask)
        .where(WatchTask.id == task.id)
        .with_for_update(of=WatchTask)
        .execution_options(populate_existing=True)
    ).scalar_one()


def _listed(viewer: Viewer, *, is_aside: bool) -> Select[WatchTask]:
    waiting, aside = _LISTS[viewer.side]
    return select(WatchTask).where(text(aside if is_aside else waiting), *viewer.wall)


def _whole() -> tuple[Any, ...]:
    return (joinedload(WatchTask.contractor), joinedload(WatchTask.aside_by))


def _token(task: WatchTask, *, is_aside: bool) -> str:
    day = task.aside_until if is_aside else task.until_on
    return f"{day:%Y%m%d}_{task.id}"


def _read_token(token: str) -> tuple[date, int] | None:
    """The place a page token names; a token somebody bent opens the first page."""
    day, _, key = token.partition("_")
    if not (token.isascii() and key.isdigit() and len(key) < 19 and len(day) == 8 and day.isdigit()):
        return None
    try:
        return date.fromisoformat(day), int(key)
    except ValueError:
        return None
