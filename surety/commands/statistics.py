"""`flask statistics`: whether the counted 保証取扱高 is true, and counting it anew; and the worker's job that keeps it."""

from collections.abc import Callable

import click
from flask.cli import AppGroup
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from surety.extensions import db
from surety.services.turnover import count_month, count_on, find_differences, list_months
from surety.worker import Job

_EVERY_SECONDS = 60
# Pieces of one run: mail and documents wait no longer than this for their turn.
_PIECES = 20

statistics_commands = AppGroup("statistics", help="The counted 保証取扱高.")


@statistics_commands.command("check")
def _check() -> None:
    """Count everything from the guarantees themselves and compare; exit 1 when a figure differs."""
    with Session(db.engine) as session:
        differences = find_differences(session)
    for line in differences[:50]:
        click.echo(line)
    click.echo(f"{len(differences)} rows differ." if differences else "All figures are true.")
    raise SystemExit(1 if differences else 0)


@statistics_commands.command("rebuild")
def _rebuild() -> None:
    """Count all months anew, each in a transaction of its own."""
    with Session(db.engine) as session:
        months = list_months(session)
    for month in months:
        with Session(db.engine) as session, session.begin():
            count_month(session, month)
    click.echo(f"{len(months)} months counted.")


def statistics_job(engine: Engine, *, is_stopping: Callable[[], bool]) -> Job:
    """The job that reads on in the audit log and counts the months named there."""

    def run() -> int:
        done = 0
        for _ in range(_PIECES):
            if is_stopping():
                break
            with Session(engine) as session, session.begin():
                read = count_on(session)
            done += read
            if read == 0:
                break
        return done

    return Job("statistics", every_seconds=_EVERY_SECONDS, run=run)
