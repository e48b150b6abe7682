"""`flask demo`: the data of the 操作体験版."""

import click
from flask import Flask
from flask.cli import AppGroup, ScriptInfo, pass_script_info

from surety.config import Settings
from surety.demo.cast import login_table
from surety.demo.people import Stage
from surety.demo.story import tell_story
from surety.domain.errors import RuleViolation
from surety.extensions import db

demo_commands = AppGroup("demo", help="The data of the 操作体験版 (SURETY_DEMO=1).")


@demo_commands.command("load")
@pass_script_info
def _load(script: ScriptInfo) -> None:
    """Tell the leaflet's story into an empty database, and print the logins; again, print the logins only."""
    load_demo(script.load_app())
    click.echo(login_table())


def load_demo(app: Flask) -> bool:
    """Load the demo data in one transaction; whether anything was loaded. Needs the app's context."""
    settings: Settings = app.config["SETTINGS"]
    session = db.session()
    try:
        is_new = tell_story(Stage(session, settings, app.extensions["vault"]))
    except RuleViolation as refused:
        session.rollback()
        raise click.ClickException(f"{refused.message}。") from refused
    session.commit()
    return is_new
