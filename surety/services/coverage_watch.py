"""保証の見守り: opening a task when its condition begins, closing it when that ends, putting it aside meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.coverage_watch import Condition, WatchSide
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.mail.letterhead import Letterhead
from surety.models import WatchTask, WatchWalk
from surety.models.upsert import insert_into
from surety.models.watch_task import ASIDE, OPEN
from surety.queries.watch_subjects import WATCHES, Watched, list_next_ids
from surety.queries.watch_tasks import lock_task
from surety.security.identity import Actor
from surety.services.watch_mail import announce_task

# So many at a time: writers wait no longer for the watch than for each other.
AT_ONCE = 200
LONGEST_ASIDE = timedelta(days=90)
# What began earlier was not seen beginning, as on the day the watch is switched on: it is shown, not mailed.
MAILED_WITHIN = timedelta(days=3)
_OPEN_AGAIN = "open"
_LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Round:
    """What one piece of the walk did: how many things it looked at, and whether more wait for today."""

    looked: int
    is_over: bool


def walk_on(session: Session, source: str, *, today: date, letterhead: Letterhead) -> Round:
    """Look at the next things of a source on the JST date; over once it came to their end that day. The caller commits."""
    walk = _take_walk(session, source, today=today)
    if walk is None or walk.is_over:
        return Round(0, is_over=True)
    ids = list_next_ids(session, source, after=walk.last_id, limit=AT_ONCE)
    watched = WATCHES[source](session, ids, today=today) if ids else []
    _settle(session, watched, keys=[f"{source}-{one}" for one in ids], today=today, letterhead=letterhead)
    walk.last_id = ids[-1] if ids else walk.last_id
    walk.is_over = len(ids) < AT_ONCE
    session.flush()
    return Round(len(ids), is_over=walk.is_over)


def look_again(session: Session, *, today: date) -> Round:
    """Close those of the next open tasks whose condition has ended; after the last one it begins anew. The caller commits."""
    walk = _take_walk(session, _OPEN_AGAIN, today=today)
    if walk is None:
        return Round(0, is_over=True)
    tasks = session.scalars(
        select(WatchTask).where(text(OPEN), WatchTask.id > walk.last_id).order_by(WatchTask.id).limit(AT_ONCE)
    ).all()
    still = {
        watched.key: watched
        for source, watch in WATCHES.items()
        for watched in watch(
            session, sorted({one.subject_id for one in tasks if one.subject == f"{source}-{one.subject_id}"}),
            today=today,
        )
    }  # fmt: skip
    for task in tasks:
        _keep_or_close(task, still.get(task.subject))
    walk.last_id = tasks[-1].id if len(tasks) == AT_ONCE else 0
    session.flush()
    return Round(len(tasks), is_over=len(tasks) < AT_ONCE)


def bring_back(session: Session, *, today: date) -> int:
    """Tasks put aside until today or earlier wait again. Gives how many."""
    back = session.scalars(
        update(WatchTask)
        .where(text(ASIDE), WatchTask.aside_until <= today)
        .values(aside_until=None, version_id=WatchTask.version_id + 1)
        .returning(WatchTask.id)
        .execution_options(synchronize_session=False)
    )
    return len(back.all())


def put_aside(session: Session, task: WatchTask, *, until: date, note: str, actor: Actor) -> WatchTask:
    """あとで対応する: out of the lists until a JST date, with a word why. A second time with the same words changes nothing.

    Raises ForbiddenMove when the task has closed by itself, RuleViolation for a day that is not ahead or too far.
    """
    task = lock_task(session, task)
    today = clock.today()
    if task.closed_at is not None:
        raise ForbiddenMove(
            "watch.closed", "この見守りの件は、すでに終わっています。一覧に戻ってご確認ください"
        )
    if not today < until <= today + LONGEST_ASIDE:
        raise RuleViolation(
            "watch.aside_day",
            f"明日から{LONGEST_ASIDE.days}日以内の日を入力してください",
            field="until",
        )
    if (task.aside_until, task.aside_note) == (until, note):
        return task
    task.aside_until, task.aside_note, task.aside_by_id = until, note, actor.user_id
    _record(session, "watch_task.put_aside", task, actor=actor, until=until.isoformat(), note=note)
    return task


def take_up(session: Session, task: WatchTask, *, actor: Actor) -> WatchTask:
    """Bring a task back before its day; one that was not put aside stays as it is."""
    task = lock_task(session, task)
    if task.aside_until is None:
        return task
    task.aside_until = None
    _record(session, "watch_task.taken_up", task, actor=actor)
    return task


def _settle(
    session: Session, watched: Sequence[Watched], *, keys: Sequence[str], today: date, letterhead: Letterhead
) -> None:
    existing = session.scalars(select(WatchTask).where(text(OPEN), WatchTask.subject.in_(keys))).all()
    by_key = {one.key: one for one in watched}
    for task in existing:
        _keep_or_close(task, by_key.get(task.subject))
    known = {(task.subject, task.kind, task.side) for task in existing if task.closed_at is None}
    for one in watched:
        for condition in one.conditions:
            for side in condition.kind.sides:
                if (one.key, condition.kind, side) not in known:
                    _open(session, one, condition, side, today=today, letterhead=letterhead)


def _keep_or_close(task: WatchTask, watched: Watched | None) -> None:
    found = next((one for one in watched.conditions if one.kind is task.kind), None) if watched else None
    if found is None:
        task.closed_at = clock.now()
    else:
        task.reason, task.since_on, task.until_on = found.reason, found.since, found.until


def _open(
    session: Session,
    watched: Watched,
    condition: Condition,
    side: WatchSide,
    *,
    today: date,
    letterhead: Letterhead,
) -> None:
    application, guarantee = watched.application, watched.guarantee
    contract, branch = application.works_contract, application.branch
    if contract is None or branch is None:
        raise ValueError("an application without works contract or branch was not sent yet")
    task = WatchTask(
        kind=condition.kind,
        side=side,
        subject=watched.key,
        subject_id=watched.id,
        about=watched.about,
        guarantee_id=guarantee.id if guarantee else None,
        application_id=application.id,
        contractor_id=application.contractor_id,
        branch_id=guarantee.branch_id if guarantee else branch.id,
        work_name=guarantee.work_name if guarantee else contract.work_name,
        beneficiary_name=guarantee.beneficiary_name if guarantee else contract.agency.beneficiary_name,
        reason=condition.reason,
        since_on=condition.since,
        until_on=condition.until,
        opened_at=clock.now(),
        aside_note="",
    )
    session.add(task)
    session.flush()
    if side is WatchSide.CONTRACTOR and condition.since >= today - MAILED_WITHIN:
        announce_task(session, task, application=application, letterhead=letterhead)


def _take_walk(session: Session, source: str, *, today: date) -> WatchWalk | None:
    """The walk, locked until the transaction ends and begun anew on a new day; None while another worker has it."""
    connection = session.connection()
    made = insert_into(WatchWalk, dialect=connection.dialect.name).on_conflict_do_nothing()
    row = {"source": source, "walked_on": _LONG_AGO, "last_id": 0, "is_over": True}
    connection.execute(made, row)
    walk = session.scalars(
        select(WatchWalk).where(WatchWalk.source == source).with_for_update(skip_locked=True)
    ).one_or_none()
    if walk is not None and walk.walked_on != today:
        walk.walked_on, walk.last_id, walk.is_over = today, 0, False
    return walk


def _record(session: Session, action: str, task: WatchTask, *, actor: Actor, **facts: object) -> None:
    session.flush()
    said = {"kind": task.kind.value, "about": task.about, **facts}
    audit.record(session, action, actor=actor, object_kind="watch_task", object_id=task.id, facts=said)


def walk_all(session: Session, *, today: date, letterhead: Letterhead) -> None:
    """The whole day's walk in one transaction: for a database as small as a demo's."""
    for source in WATCHES:
        while not walk_on(session, source, today=today, letterhead=letterhead).is_over:
            pass
