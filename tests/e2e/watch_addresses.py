"""The pages of the 保証の見守り in the tour of all pages."""

from sqlalchemy import select

from surety.demo import cast
from surety.domain.coverage_watch import WatchSide
from surety.extensions import db
from surety.models import Guarantee, WatchTask
from tests.e2e.touring import Tour


def add_watch(tour: Tour) -> None:
    """The lists of both sides, one task of each, and the guarantee such a task is about."""
    for who, side, lists, one in (
        (cast.ADMIN, WatchSide.CONTRACTOR, "watch.index", "watch.task"),
        (cast.UNDERWRITER, WatchSide.BRANCH, "desk.watch_tasks", "desk.watch_task"),
    ):
        tour.add(who, lists)
        tour.add(who, lists, tab="aside")
        task = db.session.scalars(
            select(WatchTask).where(WatchTask.side == side).order_by(WatchTask.id)
        ).first()
        assert task is not None, "the demo has a task for each side"
        tour.add(who, one, task_id=task.id)
        number = db.session.scalars(select(Guarantee.number).where(Guarantee.id == task.guarantee_id)).one()
        tour.add(
            who, "guarantees.detail" if side is WatchSide.CONTRACTOR else "desk.guarantee", number=number
        )
