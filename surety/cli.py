"""The commands of `flask …`."""

import click
from flask import Flask
from flask.cli import AppGroup

from surety.commands.contractors import contractor_commands
from surety.commands.database import database_commands
from surety.commands.demo import demo_commands
from surety.commands.reference import reference_commands
from surety.commands.staff import staff_commands
from surety.commands.statistics import statistics_commands
from surety.commands.worker import worker_commands


def register_commands(app: Flask) -> None:
    """Attach every command group."""
    for group in (
        _registrations,
        contractor_commands,
        database_commands,
        demo_commands,
        reference_commands,
        staff_commands,
        statistics_commands,
        worker_commands,
    ):
        app.cli.add_command(group)


_registrations = AppGroup("registrations", help="利用申請書 on the command line.")


@_registrations.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
def _check(file: str, as_json: bool) -> None:
    """Read FILE like the upload page does; exit 0 good, 1 field problems, 2 refused."""
    from surety.ingest.command import check_file

    code, text = check_file(file, as_json=as_json)
    click.echo(text)
    raise SystemExit(code)
