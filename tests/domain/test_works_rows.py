"""The rows that people add and take away: read, moved, compared."""

from datetime import date
from decimal import Decimal

import pytest

from surety.domain.application_draft import Draft
from surety.domain.application_reading import WorksReading, read_draft
from surety.domain.errors import Unreadable
from surety.domain.fiscal_years import (
    parse_fiscal_year,
)
from surety.domain.joint_ventures import Member, member_changes, parse_share, share_words
from surety.domain.works_rows import (
    MEMBERS,
    YEARS,
    head_of,
    last_row,
    with_next_year,
    with_own_member,
    with_year_rows,
    without_row,
)
from surety.domain.works_years import ChosenBase, YearBase, list_bases, read_base
from tests.domain.application_cases import TEXTS

COMPANY = "〇〇建設株式会社"
THREE_YEARS = {
    "price": "100,000,000",
    "period_from": "2026-12-04",
    "period_to": "2029-03-20",
    "contracted_on": "2026-12-03",
    "year1": "令和8年度", "year1_planned": "30,000,000",
    "year2": "R9", "year2_planned": "40,000,000", "year2_limit": "38,000,000",
    "year3": "2028", "year3_planned": "30,000,000",
    "advance_year_base": "2026-planned", "advance_amount": "12,000,000",
    "performance_amount": "10,000,000",
}  # fmt: skip


def works(**texts: str) -> WorksReading:
    return read_draft(Draft(texts={**TEXTS, **texts})).works


# Reading years and shares.


@pytest.mark.parametrize(
    "text, year",
    [("令和8年度", 2026), ("令和８", 2026), ("R8", 2026), ("r8年", 2026), ("2026", 2026), ("西暦2026年度", 2026),
     ("令和元年度", 2019), ("平成31年度", 2019), ("平成30", 2018)],
)  # fmt: skip
def test_a_fiscal_year_is_read_in_every_usual_writing(text: str, year: int):
    assert parse_fiscal_year(text) == year


@pytest.mark.parametrize("text", ["8", "来年度", "令和", "20267", "R0", "x" * 50])
def test_other_words_are_no_fiscal_year(text: str):
    with pytest.raises(Unreadable, match="令和8年度"):
        parse_fiscal_year(text)


@pytest.mark.parametrize(
    "text, words", [("60", "60"), ("６０％", "60"), ("33.3400", "33.34"), ("100", "100")]
)
def test_a_share_is_read_exactly(text: str, words: str):
    assert share_words(parse_share(text)) == words


@pytest.mark.parametrize("text", ["0", "0.0", "101", "33.33333", "六割", "-1"])
def test_other_words_are_no_share(text: str):
    with pytest.raises(Unreadable, match="出資割合"):
        parse_share(text)


def test_a_choice_of_a_year_is_kept_and_read_again():
    for chosen, _ in list_bases(works(**THREE_YEARS).years):
        assert read_base(chosen.code) == chosen
    assert list_bases(works(**THREE_YEARS).years)[0] == (
        ChosenBase(2026, YearBase.PLANNED),
        "令和8年度の出来高予定額　30,000,000円",
    )


# Rows that come and go.


def test_rows_move_up_and_the_representative_with_them():
    draft = Draft(texts={f"member{row}_name": f"会社{row}" for row in (1, 2, 3)} | {"representative": "3"})
    left = without_row(draft, MEMBERS, 2)
    assert left.texts == {"member1_name": "会社1", "member2_name": "会社3", "representative": "2"}
    assert without_row(left, MEMBERS, 2).texts == {"member1_name": "会社1"}
    assert without_row(draft, MEMBERS, 11) == draft


def test_years_come_from_the_period_and_keep_their_amounts():
    draft = Draft(texts={"year1": "令和9年度", "year1_planned": "5", "year2": "令和20年度"})
    made = with_year_rows(draft, begins=date(2026, 12, 4), ends=date(2028, 5, 1))
    assert made.texts == {
        "year1": "令和8年度",
        "year2": "令和9年度",
        "year2_planned": "5",
        "year3": "令和10年度",
    }
    assert with_next_year(made, after=2028, today=date(2020, 1, 1)).text("year4") == "令和11年度"
    assert with_next_year(Draft(), after=None, today=date(2027, 3, 31)).text("year1") == "令和8年度"
    full = with_year_rows(Draft(), begins=date(2026, 4, 1), ends=date(2040, 3, 31))
    assert last_row(full, YEARS) == YEARS.most
    assert with_next_year(full, after=1, today=date(2020, 1, 1)) == full


def test_the_first_member_is_the_company_itself():
    made = with_own_member(Draft(), name=COMPANY, address="平川市")
    assert made.texts == {"member1_name": COMPANY, "member1_address": "平川市", "representative": "1"}
    assert with_own_member(made, name="別", address="") == made


def test_a_part_of_a_row_is_shown_in_its_row():
    assert (head_of("year2_planned"), head_of("member10_share"), head_of("price")) == (
        "year2",
        "member10_name",
        "price",
    )


def member(name: str, share: str, *, address: str = "平川市", represents: bool = False) -> Member:
    return Member(row=1, name=name, address=address, share=Decimal(share), is_representative=represents)


def test_what_changed_among_members_is_said_company_by_company():
    before = (member("〇〇建設株式会社", "60", represents=True), member("△△建設株式会社", "40"))
    assert member_changes(before, before) == ()
    after = (member("㈱〇〇建設", "70"), member("□□土木株式会社", "30", represents=True))
    assert member_changes(before, after) == (
        "脱退：△△建設株式会社　40%　平川市",
        "加入：□□土木株式会社（代表者）　30%　平川市",
        "出資割合：㈱〇〇建設　60% → 70%",
        "会社名：〇〇建設株式会社 → ㈱〇〇建設",
        "代表者：□□土木株式会社",
    )
    moved = (
        member("〇〇建設株式会社", "60"),
        member("△△建設株式会社", "40", address="弘前市", represents=True),
    )
    assert member_changes(before, moved) == (
        "住所：△△建設株式会社　平川市 → 弘前市",
        "代表者：△△建設株式会社",
    )
