"""Whether this deployment can do its work: database, tables, worker, mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from surety.domain.mail_delivery import MailState
from surety.models import OutgoingMail
from surety.queries.job_runs import get_worker_health

log = structlog.get_logger()

# The worker asks every few seconds; a quarter of an hour behind means that it does not get through.
MAIL_LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found. `oldest_due_seconds` is how long the mail due longest has waited beyond its time, 0 for none."""

    migrations_current: bool
    worker_alive: bool
    failing_jobs: tuple[str, ...]
    oldest_due_seconds: int
    mail_on_time: bool

    @property
    def is_ready(self) -> bool:
        """Whether all of it is well."""
        return self.migrations_current and self.worker_alive and not self.failing_jobs and self.mail_on_time


def find_readiness(
    session: Session, *, now: datetime, head: str, mail_is_delivered: bool
) -> Readiness | None:
    """The state at the UTC instant `now`, None when the database does not answer.

    `head` is the newest migration that the code knows. Mail only counts where it is delivered at all.
    """
    try:
        return _read(session, now=now, head=head, mail_is_delivered=mail_is_delivered)
    except SQLAlchemyError:
        # A stopped database is an answer here, not an accident; its words may name hosts and users and stay in the log.
        log.exception("health.database")
        return None


def _read(session: Session, *, now: datetime, head: str, mail_is_delivered: bool) -> Readiness:
    worker = get_worker_health(session, now=now)
    oldest = session.execute(
        select(func.min(OutgoingMail.next_try_at)).where(
            OutgoingMail.state == MailState.QUEUED, OutgoingMail.next_try_at <= now
        )
    ).scalar_one()
    late = now - oldest if oldest is not None and mail_is_delivered else timedelta()
    return Readiness(
        migrations_current=session.execute(text("SELECT version_num FROM alembic_version")).scalar() == head,
        worker_alive=worker.is_alive,
        failing_jobs=tuple(run.name for run in worker.failing),
        oldest_due_seconds=int(late.total_seconds()),
        mail_on_time=late <= MAIL_LATE_AFTER,
    )
