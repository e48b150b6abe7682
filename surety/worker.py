"""The worker process: small jobs done again and again, until somebody asks it to stop."""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from surety.services.job_runs import note_run

log = structlog.get_logger()

NOTE_EVERY_SECONDS = 30
STOP_WITHIN_MILLISECONDS = 1_500


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every so many seconds; `run` gives how many things it did, `stop` hurries it to its end."""

    name: str
    every_seconds: int
    run: Callable[[], int]
    stop: Callable[[], None] = field(default=lambda: None)


class Worker:
    """Runs its jobs one after the other in one thread; a failing job never stops the others."""

    def __init__(self, engine: Engine, jobs: Sequence[Job]) -> None:
        self._engine = engine
        self._jobs = jobs
        self._asked = False
        self._stopping = threading.Event()
        self._due_at: dict[str, int] = {}
        self._noted_at: dict[str, int] = {}
        self._failing: dict[str, bool] = {}

    def is_stopping(self) -> bool:
        """Whether somebody asked it to stop; long jobs look at it between two pieces of work."""
        return self._stopping.is_set()

    def run_once(self) -> bool:
        """Do every job once; True when all went well."""
        went_well = [self._run(job) for job in self._jobs if not self.is_stopping()]
        return all(went_well)

    def run_until_stopped(self) -> None:
        """Work until SIGTERM or SIGINT; call it in the main thread.

        Stops within two seconds: a conversation with a mail server is cut, and what a job that hangs even so
        had in its hands is recovered by its lease.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        log.info("worker.started", jobs=[job.name for job in self._jobs])
        thread = threading.Thread(target=self._loop, name="jobs", daemon=True)
        thread.start()
        while not self._asked:
            time.sleep(1 / 4)
            if not thread.is_alive():
                raise RuntimeError("the jobs' thread ended by itself")
        self._stopping.set()
        for job in self._jobs:
            job.stop()
        thread.join(timeout=STOP_WITHIN_MILLISECONDS / 1000)
        log.info("worker.stopped", finished=not thread.is_alive())

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        # Only a plain flag: setting the event here could wait for a lock that the interrupted thread holds.
        self._asked = True

    def _loop(self) -> None:
        while not self._stopping.wait(timeout=1):
            now = int(time.monotonic())
            for job in self._jobs:
                if now >= self._due_at.get(job.name, 0) and not self.is_stopping():
                    self._run(job)
                    self._due_at[job.name] = int(time.monotonic()) + job.every_seconds

    def _run(self, job: Job) -> bool:
        error = ""
        try:
            done = job.run()
            if done:
                log.info("job.done", job=job.name, done=done)
        except Exception as failure:  # whatever one job meets, the others go on
            error = f"{type(failure).__name__}: {failure}"[:500]
            log.error("job.failed", job=job.name, exc_info=failure)
        self._note(job, error)
        return not error

    def _note(self, job: Job, error: str) -> None:
        """Write the run down when the job changed its mood, else at most every half minute."""
        now = int(time.monotonic())
        changed = self._failing.get(job.name) != bool(error)
        if not changed and now - self._noted_at[job.name] < NOTE_EVERY_SECONDS:
            return
        try:
            with Session(self._engine) as session, session.begin():
                note_run(session, job.name, error=error)
        except Exception as failure:  # noqa: BLE001 - a database that is away is the jobs' own failure, already logged
            log.warning("job.not_noted", job=job.name, error=str(failure)[:200])
            return
        self._failing[job.name], self._noted_at[job.name] = bool(error), now
