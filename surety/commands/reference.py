"""`flask reference`: the shipped branches, agencies with their rules, and tariffs."""

import click
from flask.cli import AppGroup

from surety.extensions import db
from surety.services.reference_data import load_reference_data

reference_commands = AppGroup("reference", help="Shipped branches, agencies with their rules, tariffs.")


@reference_commands.command("load")
def _load() -> None:
    """Add what is not in the database yet; what is there stays as it is."""
    session = db.session()
    added = load_reference_data(session)
    session.commit()
    click.echo(f"{added} rows added.")
