"""The worker's job of the 保証の見守り: the day's walk piece by piece, then the open tasks again and again."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from surety import clock
from surety.mail.letterhead import Letterhead
from surety.queries.watch_subjects import WATCHES
from surety.services.coverage_watch import Round, bring_back, look_again, walk_on
from surety.worker import Job

_EVERY_SECONDS = 60
# Pieces of one run: mail and documents wait no longer than this for their turn.
_PIECES = 10


def watch_job(engine: Engine, *, letterhead: Letterhead, is_stopping: Callable[[], bool]) -> Job:
    """The job; each piece is a transaction of its own, so that a stop loses nothing."""

    def run() -> int:
        today = clock.today()
        with Session(engine) as session, session.begin():
            done = bring_back(session, today=today)
        for source in WATCHES:
            done += _in_pieces(partial(walk_on, source=source, today=today, letterhead=letterhead))
        return done + _in_pieces(partial(look_again, today=today))

    def _in_pieces(work: Callable[[Session], Round]) -> int:
        done = 0
        for _ in range(_PIECES):
            if is_stopping():
                break
            with Session(engine) as session, session.begin():
                found = work(session)
            done += found.looked
            if found.is_over:
                break
        return done

    return Job("watch", every_seconds=_EVERY_SECONDS, run=run)
