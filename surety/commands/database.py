"""`flask database`: a backup of the running database."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from surety import sqlite
from surety.extensions import db
from surety.services.backups import back_up

database_commands = AppGroup("database", help="Copies of the database.")


@database_commands.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def _backup(file: Path) -> None:
    """Copy the running SQLite database to FILE, check the copy, and print the head of its audit chain.

    Exit 0: a good copy; 1: no copy, or one in which something is wrong; 2: nothing was tried.
    """
    url = db.engine.url
    if url.get_backend_name() != "sqlite":
        click.echo(
            "This deployment runs on PostgreSQL, which brings its own tool. Please use it:\n"
            "  pg_dump --format=custom --file=FILE …\n"
            'docs/operations.md tells more under "Backup and restore".',
            err=True,
        )
        raise SystemExit(2)
    try:
        backup = back_up(Path(url.database or ""), file)
    except FileExistsError as taken:
        raise click.UsageError(
            f"{taken.filename or taken} is there already, and a backup never overwrites. Name another file."
        ) from taken
    except OSError as fault:
        raise click.ClickException(f"No copy was made: {fault}") from fault
    except (sqlite.driver.Error, SQLAlchemyError) as fault:
        raise click.ClickException(f"No copy was made, the database cannot be read: {fault}") from fault
    if backup.fault:
        click.echo(f"kept for examination: {backup.path}", err=True)
        raise click.ClickException(f"The copy is no backup: {backup.fault}")
    click.echo(f"copied: {backup.path} ({backup.size:,} bytes)")
    click.echo(f"checked: integrity ok, audit chain whole ({backup.head_sequence:,} entries)")
    click.echo(f"audit chain head: {backup.head_sequence} {backup.head_hash}")
