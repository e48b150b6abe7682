"""Gap-free numbers: the counter row moves in the transaction that uses the number."""

from datetime import date
from functools import cache

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from surety.domain.dates import fiscal_year
from surety.domain.numbering import (
    guarantee_number,
    invoice_number,
    receipt_number,
    refund_number,
    statement_number,
)
from surety.models import Counter
from surety.models.upsert import insert_into


def next_number(session: Session, series: str, *, period: str) -> int:
    """The next serial, from 1. A rolled-back transaction gives its number back, so there is no gap."""
    taken = {"series": series, "period": period, "value": 1}
    connection = session.connection()
    serial: int = connection.execute(_take(connection.dialect.name), taken).scalar_one()
    return serial


@cache
def _take(dialect: str) -> Executable:
    """The statement that moves a counter, or begins it; it locks the counter until the transaction ends."""
    return (
        insert_into(Counter, dialect=dialect)
        .on_conflict_do_update(index_elements=["series", "period"], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    )


def take_guarantee_number(session: Session, *, branch_code: str, on: date) -> str:
    """The next 保証契約番号 of the branch in the fiscal year of the JST date `on`."""
    year = fiscal_year(on)
    serial = next_number(session, f"guarantee-{branch_code}", period=str(year))
    return guarantee_number(branch_code, fiscal_year=year, serial=serial)


def take_statement_number(session: Session, *, branch_code: str, on: date) -> str:
    """The next 計算書番号 of the branch in the fiscal year of the JST date `on`."""
    year = fiscal_year(on)
    serial = next_number(session, f"statement-{branch_code}", period=str(year))
    return statement_number(branch_code, fiscal_year=year, serial=serial)


def take_invoice_number(session: Session, *, branch_code: str, on: date) -> str:
    """The next 請求書番号 of the branch in the fiscal year of the JST date `on`."""
    year = fiscal_year(on)
    serial = next_number(session, f"invoice-{branch_code}", period=str(year))
    return invoice_number(branch_code, fiscal_year=year, serial=serial)


def take_refund_number(session: Session, *, branch_code: str, on: date) -> str:
    """The next number of a 返還計算書 of the branch in the fiscal year of the JST date `on`."""
    year = fiscal_year(on)
    serial = next_number(session, f"refund-{branch_code}", period=str(year))
    return refund_number(branch_code, fiscal_year=year, serial=serial)


def take_receipt_number(session: Session, *, series: str, on: date) -> str:
    """The next 受付番号 of the JST date `on`; `series` is application (bid bonds share it) or registration."""
    serial = next_number(session, f"receipt-{series}", period=on.isoformat())
    return receipt_number(on, serial=serial)


def last_number(session: Session, series: str, *, period: str) -> int:
    """The last serial given, 0 before the first."""
    found = session.execute(
        select(Counter.value).where(Counter.series == series, Counter.period == period)
    ).scalar_one_or_none()
    return found or 0
