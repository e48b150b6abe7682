"""Taking a list away as a file: who asked for what is recorded, then the rows are read page by page while they are sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.config import Settings
from surety.domain.bond_columns import BOND_COLUMNS
from surety.domain.dates import format_wareki
from surety.domain.download_columns import (
    GUARANTEE_COLUMNS,
    INVOICE_COLUMNS,
    STATEMENT_COLUMNS,
    TURNOVER_COLUMNS,
)
from surety.domain.downloads import Column, FileFormat
from surety.downloads import csv_file, xlsx_file
from surety.downloads.xlsx_file import Book
from surety.extensions import reading_only
from surety.queries.bid_bond_lists import BondWish, read_bond_rows
from surety.queries.guarantee_rows import Ranged, RowPage, read_guarantee_rows
from surety.queries.invoices import InvoiceWish, read_invoice_rows
from surety.queries.premium_statements import StatementWish, read_statement_rows
from surety.queries.turnover import TurnoverWish, list_turnover_rows
from surety.security.identity import Actor

P = TypeVar("P")
Rows = list[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Download:
    """A file that comes into being while its pieces are read, after the transaction that recorded it."""

    filename: str
    media_type: str
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks for a file: `whose` names the company or branches it is about, `asked` = (word, value) of each condition."""

    actor: Actor
    file_format: FileFormat
    whose: tuple[str, int | str]
    asked: tuple[tuple[str, str], ...]
    settings: Settings


def download_guarantees(session: Session, source: Ranged, asking: Asking) -> Download:
    """保証契約情報ダウンロード: the guarantees of a list; the source is the wall."""
    _record(session, "guarantees.downloaded", asking)
    read = partial(read_guarantee_rows, source=source, today=clock.today())
    pages = _pages(session.get_bind(), lambda own, place: read(own, below=place))
    return _file("保証契約情報", GUARANTEE_COLUMNS, pages, asking)


def download_bonds(session: Session, wish: BondWish, asking: Asking) -> Download:
    """The bid bonds of 保証契約一覧 as a file."""
    _record(session, "bid_bonds.downloaded", asking)
    pages = _pages(session.get_bind(), lambda own, place: read_bond_rows(own, wish, below=place))
    return _file("契約保証予約一覧", BOND_COLUMNS, pages, asking)


def download_statements(session: Session, wish: StatementWish, asking: Asking) -> Download:
    """保証料計算書一覧 as a file."""
    _record(session, "premium_statements.downloaded", asking)
    pages = _pages(session.get_bind(), lambda own, place: read_statement_rows(own, wish, below=place))
    return _file("保証料計算書一覧", STATEMENT_COLUMNS, pages, asking)


def download_invoices(session: Session, wish: InvoiceWish, asking: Asking) -> Download:
    """請求書一覧 as a file: a row for each line, for bookkeeping."""
    _record(session, "invoices.downloaded", asking)
    pages = _pages(session.get_bind(), lambda own, place: read_invoice_rows(own, wish, below=place))
    return _file("請求書明細", INVOICE_COLUMNS, pages, asking)


def download_turnover(
    session: Session, wish: TurnoverWish, *, since: date, until: date, asking: Asking
) -> Download:
    """保証取扱高: the counted rows of some months (their first days), few enough to be read at once."""
    _record(session, "turnover.downloaded", asking)
    rows = list(list_turnover_rows(session, wish, since=since, until=until))
    return _file("保証取扱高", TURNOVER_COLUMNS, iter([rows]), asking)


def day_span(since: date | None, until: date | None) -> str:
    """A period in words."""
    if since is None and until is None:
        return "すべて"
    begin = f"{format_wareki(since)}から" if since else ""
    return f"{begin}{format_wareki(until)}まで" if until else begin


def _record(session: Session, action: str, asking: Asking) -> None:
    kind, number = asking.whose
    audit.record(
        session,
        action,
        actor=asking.actor,
        object_kind=kind,
        object_id=number,
        facts={"format": asking.file_format.value, "asked": dict(asking.asked)},
    )


def _pages(bind: Engine | Connection, read: Callable[[Session, P | None], RowPage[P]]) -> Iterator[Rows]:
    """The rows page by page. Between pages no transaction is open: a slow line holds up nobody."""
    place: P | None = None
    while True:
        with reading_only(), Session(bind) as session:
            page = read(session, place)
        yield page.rows
        if page.end is None:
            return
        place = page.end


def _file(title: str, columns: tuple[Column, ...], pages: Iterator[Rows], asking: Asking) -> Download:
    now = clock.now()
    local = clock.to_jst(now)
    filename = f"{title}_{local:%Y%m%d}.{asking.file_format.value}"
    if asking.file_format is FileFormat.CSV:
        return Download(filename, csv_file.MEDIA_TYPE, csv_file.write_csv(columns, pages))
    settings = asking.settings
    facts = [
        ("作成日時", f"{format_wareki(local.date())} {local:%H:%M}"),
        ("作成した人", asking.actor.label),
        *asking.asked,
    ]
    if settings.is_demo:
        facts.insert(0, ("ご注意", "見本です。練習用の環境で作成しました。"))
    guarantor = f"{settings.guarantor.name}{'　見本' if settings.is_demo else ''}"
    book = Book(title=title, creator=guarantor, made_at=now, columns=columns, facts=facts)
    return Download(filename, xlsx_file.MEDIA_TYPE, xlsx_file.write_xlsx(book, pages))
