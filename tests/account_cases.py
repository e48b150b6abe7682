"""Companies with premiums on their monthly account, on days a test chooses."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

import time_machine
from flask import current_app

from surety.config import Settings
from surety.domain.products import PaymentMethod, Product
from surety.extensions import db
from surety.models import BankLine, Contractor, Guarantee, MonthlyInvoice, PremiumStatement
from surety.queries.cases import find_statement
from surety.queries.invoices import list_invoice_lines
from surety.security.permissions import Role
from surety.services.bank_files import TakenIn, take_in_list
from surety.services.charges import put_charge_on_account, state_charge
from surety.services.closing import close_month
from surety.services.premiums import state_premium
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
CLOSING_DAY = date(2026, 12, 1)
DUE = date(2026, 12, 21)


@contextmanager
def on(day: date) -> Iterator[None]:
    """It is noon in Japan on that day."""
    with time_machine.travel(datetime.combine(day, time(3, 0), tzinfo=UTC), tick=False):
        yield


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def make_on_account(
    contractor: Contractor | None = None,
    *,
    day: date = date(2026, 11, 20),
    product: Product = Product.ADVANCE,
    work_name: str = "市道〇〇線道路改良工事",
) -> PremiumStatement:
    """A guarantee issued on that day whose premium is on the company's account."""
    with on(day):
        contractor = contractor or make_contractor()
        guarantee = make_issued_guarantee(contractor, product=product, work_name=work_name)
        return _put_on(guarantee)


def _put_on(guarantee: Guarantee) -> PremiumStatement:
    who = actor_of(make_user(Role.STAFF_UNDERWRITER))
    statement = state_premium(db.session(), guarantee.request, actor=who, settings=settings())
    put_charge_on_account(db.session(), statement)
    db.session.commit()
    return statement


def make_fee(contractor: Contractor, *, day: date = date(2026, 11, 25)) -> PremiumStatement:
    """A taxed fee of 2,200 yen on the company's account."""
    from tests.services.test_charges import make_charge

    with on(day):
        guarantee = make_issued_guarantee(contractor, work_name="〇〇橋補修工事")
        charge = make_charge(
            guarantee,
            premium=2_000,
            tax=200,
            product=Product.BID_BOND,
            payment_method=PaymentMethod.MONTHLY_ACCOUNT,
            tax_class=_taxed(),
        )
        who = actor_of(make_user(Role.STAFF_UNDERWRITER))
        statement = state_charge(db.session(), charge, actor=who, settings=settings())
        put_charge_on_account(db.session(), statement)
        db.session.commit()
        return statement


def close(
    month: date = NOVEMBER, *, day: date = CLOSING_DAY, branch_id: int | None = None
) -> list[MonthlyInvoice]:
    """締める, by somebody of the head office."""
    with on(day):
        who = actor_of(make_user(Role.STAFF_ADMIN))
        made = close_month(db.session(), month, branch_id=branch_id, actor=who, settings=settings())
        db.session.commit()
        return made


def make_invoice(contractor: Contractor | None = None) -> MonthlyInvoice:
    """The invoice of November 2026, closed on 1 December, due on 21 December."""
    make_on_account(contractor)
    (invoice,) = close()
    return invoice


def statements_of(invoice: MonthlyInvoice) -> list[PremiumStatement]:
    return [line.statement for line in list_invoice_lines(db.session(), invoice)]


def take_in(text: str, *, branch_id: int | None = None, filename: str = "明細.csv") -> TakenIn:
    """A list taken in by somebody of the branch or of the head office, on the due day."""
    from surety.ingest.bank_file import read_bank_file
    from surety.ingest.bank_list import BankList

    content = text.encode()
    found = read_bank_file(content, today=DUE)
    assert isinstance(found, BankList), found
    with on(DUE):
        who = actor_of(make_user(Role.STAFF_ADMIN))
        taken = take_in_list(
            db.session(), found, content=content, filename=filename, branch_id=branch_id, actor=who
        )
        db.session.commit()
        return taken


def bank_list(*deposits: tuple[int, str]) -> str:
    """A list with these deposits (yen, payer) on the due day."""
    rows = [f"2026/12/21,{amount},,{payer}" for amount, payer in deposits]
    return "\n".join(["日付,入金額,出金額,摘要", *rows]) + "\n"


def lines_of(taken: TakenIn) -> list[BankLine]:
    return list(db.session.query(BankLine).filter_by(file_id=taken.file.id).order_by(BankLine.id))


def statement_of(guarantee: Guarantee) -> PremiumStatement:
    found = find_statement(db.session(), guarantee.request)
    assert found is not None
    return found


def _taxed() -> object:
    from surety.domain.tariff import TaxClass

    return TaxClass.TAXED
