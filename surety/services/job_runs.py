"""Noting what the worker's jobs did."""

from sqlalchemy.orm import Session

from surety import clock
from surety.models import JobRun


def note_run(session: Session, name: str, *, error: str) -> None:
    """Note one run of the job, with what went wrong (empty: nothing)."""
    now = clock.now()
    run = session.get(JobRun, name)
    if run is None:
        run = JobRun(name=name, ran_at=now, error="")
        session.add(run)
    run.ran_at = now
    if not error:
        run.failed_since = None
    elif run.failed_since is None:
        run.failed_since = now
    run.error = error
    session.flush()
