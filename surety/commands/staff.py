"""`flask staff`: the guarantor's first people, before anybody can log in."""

import click
from flask.cli import AppGroup, ScriptInfo, pass_script_info

from surety.config import Settings
from surety.domain.contact import parse_mail_address
from surety.domain.errors import RuleViolation
from surety.extensions import db
from surety.services.first_admins import add_first_admin
from surety.services.users import Person

staff_commands = AppGroup("staff", help="The guarantor's first people.")


@staff_commands.command("add")
@click.option("--name", required=True, help="Name, as it is shown: 見本　花子")
@click.option("--email", required=True)
@pass_script_info
def _add(script: ScriptInfo, *, name: str, email: str) -> None:
    """Add a head-office administrator (本店管理者) and print the link on which the password is chosen.

    Works twice: roles need two administrators, and those two add everybody else on the screen.
    """
    settings: Settings = script.load_app().config["SETTINGS"]
    session = db.session()
    try:
        person = Person(name=name, email=parse_mail_address(email, label="メールアドレス"))
        user, path = add_first_admin(session, person)
    except RuleViolation as refused:
        session.rollback()
        raise click.ClickException(f"{refused.message}。") from refused
    session.commit()
    click.echo(f"利用者ID：{user.login_id}")
    click.echo(f"14日以内に開いて、パスワードを決めてください（1回限り）：{settings.base_url}{path}")
