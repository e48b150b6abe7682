"""What keeps a 契約保証予約申込 from being sent, and what the review looks at."""

from dataclasses import replace
from datetime import date

import pytest

from surety.domain.bid_bond_checks import find_bond_problems
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.bid_bond_reading import BidBondReading, read_bid_bond
from surety.domain.bid_bond_review import BondCase, check_bond
from surety.domain.exposure import Exposure, Line
from surety.domain.underwriting_checks import Mark
from tests.bid_bond_readings import GROUND, TEXTS, TODAY
from tests.domain.application_cases import Agency


def reading_of(**texts: str) -> BidBondReading:
    return read_bid_bond(BidBondDraft(texts={**TEXTS, **texts}))


def test_a_whole_form_has_no_problem() -> None:
    assert find_bond_problems(reading_of(), ground=GROUND) == ()


@pytest.mark.parametrize(
    "texts, field, words",
    [
        ({"advance_plan": "none"}, "advance_plan", "前払金の予定がない案件では"),
        ({"bid_on": "令和8年11月27日"}, "bid_on", "今日以降"),
        ({"award_on": "令和8年12月9日"}, "award_on", "入札日（令和8年12月10日）以降"),
        ({"valid_until": "令和8年12月14日"}, "valid_until", "落札予定日（令和8年12月15日）以降"),
        ({"payment_method": "monthly_account"}, "payment_method", "一括納付は"),
        ({"joint_venture_name": "〇〇・△△共同企業体"}, "representative", "JVの代表者を入力して"),
        ({"bid_price": "五千万"}, "bid_price", "漢数字は使えません"),
        ({"work_name": "道路\u200b"}, "work_name", "印刷できない文字"),
        ({"branch_id": "2"}, "branch_id", "選んで"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(texts: dict[str, str], field: str, words: str) -> None:
    problems = find_bond_problems(reading_of(**texts), ground=GROUND)
    assert [problem.field for problem in problems] == [field]
    assert words in problems[0].message


def test_an_empty_form_tells_every_blank_once_in_the_form_s_order() -> None:
    problems = find_bond_problems(read_bid_bond(BidBondDraft()), ground=replace(GROUND, knows_agency=False))
    assert all(problem.is_blank for problem in problems)
    assert [problem.field for problem in problems][:4] == ["agency_id", "work_name", "bid_on", "bid_price"]
    assert len(problems) == 12


def case(**texts: str) -> BondCase:
    return BondCase(
        today=TODAY,
        reading=reading_of(**texts),
        handling=Agency("平川市"),
        has_active_user=True,
        has_monthly_account=False,
        twins=(),
        exposure=Exposure(line=None, in_force=0, approved=0, works=0),
    )


@pytest.mark.parametrize(
    "texts, code, mark",
    [
        ({}, "rider", Mark.CHECK),
        ({"advance_plan": "none"}, "rider", Mark.BAD),
        ({}, "days", Mark.OK),
        ({"bid_on": "令和8年11月20日"}, "days", Mark.CHECK),
        ({"award_on": "令和8年12月1日"}, "days", Mark.BAD),
        ({}, "validity", Mark.OK),
        ({"valid_until": "令和9年3月10日"}, "validity", Mark.OK),
        ({"valid_until": "令和9年3月11日"}, "validity", Mark.CHECK),
        ({"valid_until": "令和8年12月1日"}, "validity", Mark.BAD),
        ({}, "amount", Mark.OK),
        ({"amount": "4,999,999"}, "amount", Mark.BAD),
        ({"amount": "10,000,000"}, "amount", Mark.CHECK),
        ({"amount": "50,000,001"}, "amount", Mark.BAD),
        ({}, "joint_venture", Mark.OK),
        ({"joint_venture_name": "〇〇・△△共同企業体", "representative": "〇〇建設"}, "joint_venture", Mark.CHECK),
        ({"payment_method": "monthly_account"}, "payment", Mark.BAD),
    ],
)  # fmt: skip
def test_each_check_comes_out_as_on_the_page(texts: dict[str, str], code: str, mark: Mark) -> None:
    found = {check.code: check for check in check_bond(case(**texts))}
    assert found[code].mark is mark, found[code].reason


def test_twins_people_and_paper_are_pointed_out() -> None:
    odd = replace(case(), twins=("R20261128-0009（審査中）",), has_active_user=False, printing_problem="×")
    marks = {check.code: check.mark for check in check_bond(odd)}
    assert (marks["twins"], marks["contractor"], marks["printing"]) == (Mark.CHECK, Mark.CHECK, Mark.BAD)


def test_without_an_agency_the_ratio_is_bad() -> None:
    marks = {check.code: check.mark for check in check_bond(replace(case(), handling=None))}
    assert marks["ratio"] is Mark.BAD


def test_days_are_read_in_any_writing() -> None:
    assert (
        reading_of(bid_on="R8.12.10").bid_on == reading_of(bid_on="2026/12/10").bid_on == date(2026, 12, 10)
    )


@pytest.mark.parametrize(
    "line, mark", [(None, Mark.OK), (5_000_000, Mark.OK), (4_999_999, Mark.CHECK), (0, Mark.BAD)]
)
def test_a_promise_is_held_against_the_line(line: int | None, mark: Mark) -> None:
    asked = case()
    drawn = None if line is None else Line(line, TODAY)
    exposure = replace(asked.exposure, line=drawn)
    (found,) = [each for each in check_bond(replace(asked, exposure=exposure)) if each.code == "credit"]
    assert found.mark is mark
    assert ("もう一度確認します" in found.reason) is (mark is Mark.CHECK)
