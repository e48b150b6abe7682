"""`flask worker`: the process that delivers mail, draws documents and sweeps."""

import time
from collections.abc import Callable

import click
import structlog
from flask import Flask
from flask.cli import AppGroup, ScriptInfo, pass_script_info
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from surety import clock
from surety.commands.statistics import statistics_job
from surety.commands.watching import watch_job
from surety.config import Settings
from surety.extensions import db
from surety.mail.delivery import Courier, MailboxCourier, SmtpCourier
from surety.mail.dispatch import deliver_due
from surety.mail.letterhead import Letterhead
from surety.queries.job_runs import get_worker_health, list_job_runs
from surety.security.throttle import sweep
from surety.services.bid_bond_issuing import render_missing_bonds
from surety.services.bid_bond_results import expire_bonds
from surety.services.closing import close_automatically
from surety.services.expiry import expire_due
from surety.services.issued_documents import render_missing
from surety.services.issuing import Issuer
from surety.services.retention import sweep_drafts, sweep_links
from surety.services.sessions import sweep_sessions
from surety.worker import Job, Worker

log = structlog.get_logger()


@click.group("worker", cls=AppGroup, invoke_without_command=True)
@click.pass_context
def worker_commands(context: click.Context) -> None:
    """Deliver mail, draw documents, sweep. Without a command: run."""
    if context.invoked_subcommand is None:
        context.invoke(_run)


@worker_commands.command("run")
@click.option("--once", is_flag=True, help="Do every job once and leave; exit 1 when one failed.")
@pass_script_info
def _run(script: ScriptInfo, *, once: bool = False) -> None:
    """Work until SIGTERM or SIGINT."""
    worker = make_worker(script.load_app())
    if once:
        raise SystemExit(0 if worker.run_once() else 1)
    worker.run_until_stopped()


@worker_commands.command("status")
def _status() -> None:
    """Show each job's last run; exit 1 when no worker was seen lately or a job fails."""
    with Session(db.engine) as session:
        health = get_worker_health(session, now=clock.now())
        for run in list_job_runs(session):
            state = f"failing since {run.failed_since:%F %T}Z: {run.error}" if run.failed_since else "well"
            click.echo(f"{run.name:12} {run.ran_at:%F %T}Z  {state}")
    click.echo("worker: " + ("alive" if health.is_alive else "not seen lately"))
    raise SystemExit(0 if health.is_alive and not health.failing else 1)


def make_worker(app: Flask) -> Worker:
    """The worker of this deployment; call it in the app's context."""
    settings: Settings = app.config["SETTINGS"]
    engine = db.engine
    jobs: list[Job] = []
    worker = Worker(engine, jobs)
    courier = make_courier(app, settings)
    if courier is not None:

        def deliver() -> int:
            return deliver_due(engine, courier, is_stopping=worker.is_stopping)

        jobs.append(Job("mail", every_seconds=1, run=_inside(app, deliver), stop=courier.stop))
    issuer = Issuer(settings=settings, vault=app.extensions["vault"])

    def draw() -> int:
        with Session(engine) as session:
            return render_missing(session, issuer=issuer) + render_missing_bonds(session)

    def close() -> int:
        return close_automatically(engine, settings=settings)

    jobs.append(Job("documents", every_seconds=5, run=_inside(app, draw)))
    jobs.append(watch_job(engine, letterhead=Letterhead.of(settings), is_stopping=worker.is_stopping))
    jobs.append(statistics_job(engine, is_stopping=worker.is_stopping))
    jobs.append(Job("closing", every_seconds=3_600, run=_inside(app, close)))
    jobs.extend(_sweeps(engine))
    return worker


def _sweeps(engine: Engine) -> list[Job]:
    """The jobs that remove what is over (docs/rules/retention.md)."""

    def sweep_logins(session: Session) -> int:
        return sweep_sessions(session, now_s=int(time.time()))

    def sweep_rows(remove: Callable[[Session], int]) -> Callable[[], int]:
        def run() -> int:
            with Session(engine) as session, session.begin():
                return remove(session)

        return run

    def expire() -> int:
        """Batch by batch, each a transaction of its own, so that nobody waits long."""
        done = 0
        while found := sweep_rows(lambda session: expire_due(session, today=clock.today()))():
            done += found
        return done

    removals: dict[str, Callable[[], int]] = {
        "throttle": lambda: sweep(engine, now_s=int(time.time())),
        "sessions": sweep_rows(sweep_logins),
        "links": sweep_rows(lambda session: sweep_links(session, now=clock.now())),
        "bid-bonds": sweep_rows(lambda session: expire_bonds(session, today=clock.today())),
        "expiry": expire,
        "drafts": sweep_rows(lambda session: sweep_drafts(session, now=clock.now())),
    }
    return [Job(name, every_seconds=3_600, run=run) for name, run in removals.items()]


def make_courier(app: Flask, settings: Settings) -> Courier | None:
    """Who carries the mail here; None where mail waits because nobody said which server takes it."""
    if settings.is_demo:
        return MailboxCourier()
    if not settings.mail_is_delivered:
        log.warning("mail.no_server", hint="SURETY_SMTP_HOST is not set; mail waits in the outbox")
        return None
    guarantor = settings.guarantor
    return SmtpCourier(app.extensions["mail"], sender_name=f"{guarantor.name} {guarantor.desk_name}")


def _inside(app: Flask, work: Callable[[], int]) -> Callable[[], int]:
    """The work in an app context of its own: it runs in the jobs' thread."""

    def run() -> int:
        with app.app_context():
            return work()

    return run
