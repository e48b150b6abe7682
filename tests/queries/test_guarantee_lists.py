"""保証契約一覧 gives what a naive filter over all rows would give, page by page."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from surety import clock
from surety.domain.products import CertificateForm, Product
from surety.domain.text import search_key
from surety.domain.workflow import GuaranteeState
from surety.extensions import db
from surety.models import Guarantee
from surety.queries import guarantee_lists
from surety.queries.guarantee_kinds import Shelf, kinds_on
from surety.queries.guarantee_lists import Found, find_by_number, find_guarantees
from surety.queries.guarantee_sources import Wish
from surety.services.work_names import index_work_name
from tests.factories import get_agency, get_branch, make_contractor

NAMES = (
    "市道〇〇線道路改良工事",
    "道路舗装工事（その３）",
    "橋梁補修工事",
    "橋",
    "道路",
    "〇〇橋 橋りょう補修",
    "ﾄﾝﾈﾙ照明更新",
    "100%_再生舗装",
)
START = date(2026, 4, 1)


def make_rows(count: int, *, seed: int, contractor_id: int, number_from: int = 0) -> list[Guarantee]:
    """Guarantees that nobody issued: rows for the list alone."""
    chance = random.Random(seed)
    rows = []
    for serial in range(number_from, number_from + count):
        name = chance.choice(NAMES)
        row = Guarantee(
            number=f"04126-{serial:06d}",
            request_id=serial + 1,
            works_contract_id=1,
            contractor_id=contractor_id,
            agency_id=get_agency().id,
            branch_id=get_branch().id,
            product=chance.choice((Product.ADVANCE, Product.ADVANCE, Product.PERFORMANCE, Product.INTERIM)),
            certificate_form=chance.choice(tuple(CertificateForm)),
            state=GuaranteeState.IN_FORCE,
            amount=1,
            price=2,
            beneficiary_name="平川市長",
            work_name=name,
            work_name_search=search_key(name),
            expires_on=START,
            issued_on=START + timedelta(days=chance.randrange(12)),
            issued_at=clock.now(),
        )
        db.session.add(row)
        index_work_name(db.session(), row)
        rows.append(row)
    return rows


@dataclass(frozen=True)
class Companies:
    """Two companies, in a transaction of which nothing is kept."""

    session: Session
    ours: int
    theirs: int


@pytest.fixture
def companies(session: Session) -> Iterator[Companies]:
    """Companies whose guarantees may point to requests that do not exist."""
    made = Companies(db.session(), make_contractor().id, make_contractor("△△建設株式会社").id)
    if made.session.get_bind().dialect.name == "sqlite":
        made.session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    else:
        made.session.execute(text("SET LOCAL session_replication_role = replica"))
    yield made
    made.session.rollback()


def naive(rows: list[Guarantee], wish: Wish) -> list[int]:
    wanted = {(kind.product, kind.certificate_form) for kind in wish.kinds}
    right = [
        row
        for row in rows
        if row.contractor_id == wish.contractor_id
        and (row.product, row.certificate_form) in wanted
        and (wish.since is None or row.issued_on >= wish.since)
        and (wish.until is None or row.issued_on <= wish.until)
        and all(part in row.work_name_search for part in wish.parts)
    ]
    return [row.id for row in sorted(right, key=lambda row: (row.issued_on, row.id), reverse=True)]


def walk(session: Session, wish: Wish) -> list[Found]:
    pages, below = [], None
    while True:
        pages.append(find_guarantees(session, wish, below=below))
        below = pages[-1].older
        if below is None:
            return pages


WORDS = (
    "",
    "道路",
    "橋梁",
    "橋",
    "道路改良",
    "補修 橋",
    "ない",
    "道路 舗装",
    "トンネル",
    "100%_",
    "工事　その3",
)


@pytest.mark.parametrize("looks", [300, 7])
@pytest.mark.parametrize("words", WORDS)
def test_pages_give_what_a_naive_filter_gives(
    companies: Companies, words: str, looks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarantee_lists, "PAGE_ROWS", 5)
    monkeypatch.setattr(guarantee_lists, "LOOKS", looks)
    rows = make_rows(60, seed=1, contractor_id=companies.ours)
    rows += make_rows(20, seed=2, contractor_id=companies.theirs, number_from=500)
    for shelf in (Shelf.ELECTRONIC, Shelf.APPLIED, Shelf.BID_BOND):
        for product in (None, Product.ADVANCE):
            for since, until in ((None, None), (START + timedelta(days=3), START + timedelta(days=7))):
                wish = Wish(companies.ours, kinds_on(shelf, product=product), since, until, words)
                if not wish.kinds:
                    continue
                expected = naive(rows, wish)
                pages = walk(companies.session, wish)
                assert [row.id for page in pages for row in page.guarantees] == expected
                check_numbers(pages, expected)
                check_way_back(companies.session, wish, pages)


def check_numbers(pages: list[Found], expected: list[int]) -> None:
    """Positions and totals are true wherever they are told."""
    for page in pages:
        assert page.total <= len(expected)
        assert page.at_least or page.total == len(expected)
        if page.first_position is not None and page.guarantees:
            assert expected[page.first_position - 1] == page.guarantees[0].id


def check_way_back(session: Session, wish: Wish, pages: list[Found]) -> None:
    for before, page in pairwise(pages):
        if page.newer is not None and not before.is_partial:
            assert find_guarantees(session, wish, above=page.newer).guarantees == before.guarantees


def test_counting_stops_and_says_so(companies: Companies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarantee_lists, "COUNT_LIMIT", 10)
    make_rows(60, seed=3, contractor_id=companies.ours)
    wish = Wish(companies.ours, kinds_on(Shelf.APPLIED))
    first = find_guarantees(companies.session, wish)
    assert (first.total, first.at_least, first.first_position) == (10, True, 1)
    second = find_guarantees(companies.session, wish, below=first.older)
    assert second.first_position is None


def test_a_number_finds_only_ones_own_guarantee(companies: Companies) -> None:
    number = make_rows(1, seed=4, contractor_id=companies.ours)[0].number
    companies.session.flush()
    assert find_by_number(companies.session, number, contractor_id=companies.ours).total == 1
    assert find_by_number(companies.session, number, contractor_id=companies.theirs).total == 0
    assert find_by_number(companies.session, number, contractor_id=None).total == 0
