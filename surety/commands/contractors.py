"""`flask contractors`: what the guarantor agrees with a company."""

import click
from flask.cli import AppGroup

from surety.extensions import db
from surety.queries.contractors import find_contractor_by_number
from surety.services.first_admins import OPERATOR
from surety.services.monthly_accounts import agree_monthly_account

contractor_commands = AppGroup("contractors", help="What the guarantor agrees with a company.")


@contractor_commands.command("monthly-account")
@click.argument("customer_number")
@click.option("--end", "is_ended", is_flag=True, help="End the agreement.")
def _monthly_account(customer_number: str, *, is_ended: bool) -> None:
    """Note that 一括納付 was agreed with the company of CUSTOMER_NUMBER (C0000001)."""
    session = db.session()
    contractor = find_contractor_by_number(session, customer_number)
    if contractor is None:
        raise click.ClickException(f"お客さま番号 {customer_number} の契約者はありません。")
    agree_monthly_account(session, contractor, is_agreed=not is_ended, actor=OPERATOR)
    session.commit()
    click.echo(f"{contractor.name}：一括納付の取扱い{'なし' if is_ended else 'あり'}")
