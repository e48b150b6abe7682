"""Whether the worker is alive and its jobs go well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety.models import JobRun

# Notes come every half minute; a worker busy with slow mail may take longer between two of them.
SILENT_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class WorkerHealth:
    """`last_seen` is the newest note of any job (UTC), None before the first; `failing` are the jobs that fail."""

    last_seen: datetime | None
    failing: Sequence[JobRun]
    is_alive: bool


def list_job_runs(session: Session) -> Sequence[JobRun]:
    """Every job's last run, by name."""
    return session.scalars(select(JobRun).order_by(JobRun.name)).all()


def get_worker_health(session: Session, *, now: datetime) -> WorkerHealth:
    """The worker as its notes show it at the UTC instant `now`."""
    runs = list_job_runs(session)
    last_seen = max((run.ran_at for run in runs), default=None)
    return WorkerHealth(
        last_seen=last_seen,
        failing=[run for run in runs if run.failed_since is not None],
        is_alive=last_seen is not None and now - last_seen < SILENT_AFTER,
    )
