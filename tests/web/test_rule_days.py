"""Both sides of the day on which a rule changed: the form, the branch's check and the public directory say the same."""

from dataclasses import replace
from datetime import date

import pytest

from surety import clock
from surety.domain.application_draft import Draft
from surety.domain.application_figures import rule_words_for
from surety.domain.application_reading import Reading, read_draft
from surety.domain.underwriting_checks import Check, Mark, RequestFacts, check_request
from tests.domain import application_cases
from tests.domain.test_underwriting_checks import UNTIL, case, find
from tests.factories import get_agency

MEGURO, MUSASHINO = application_cases.Agency("目黒区"), application_cases.Agency("武蔵野市")


def reading_of(day: str, **texts: str) -> Reading:
    return read_draft(Draft(texts={**application_cases.TEXTS, "contracted_on": day, **texts}))


def said(agency: application_cases.Agency, reading: Reading) -> str:
    ground = application_cases.ground(agency)
    return " ".join(rule_words_for(reading, reading.requests[0], ground=ground))


def checked(agency: application_cases.Agency, reading: Reading) -> tuple[Check, ...]:
    facts = replace(case(), handling=agency, reading=reading)
    return check_request(facts, RequestFacts(request=reading.requests[0], cover_end=UNTIL))


@pytest.mark.parametrize(
    "day, words, mark", [("2026/3/31", "限度額5億円", Mark.BAD), ("2026/4/1", "", Mark.OK)]
)
def test_a_cap_ends_with_its_day_in_the_form_and_in_the_branchs_check(day, words, mark):
    reading = reading_of(day, price="20億円", advance_amount="6億円")
    told = said(MEGURO, reading)
    assert words in told
    assert ("限度額" in told) is bool(words)
    check = find(checked(MEGURO, reading), "amount")
    assert check.mark is mark


@pytest.mark.parametrize(
    "day, bound, mark",
    [("2025/9/30", "請負金額130万円超", Mark.OK), ("2025/10/1", "請負金額200万円超", Mark.CHECK)],
)
def test_a_threshold_rises_on_its_day_in_the_form_and_in_the_branchs_check(day, bound, mark):
    reading = reading_of(day, price="150万円", advance_amount="50万円")
    assert bound in said(MUSASHINO, reading)
    assert ("要確認" in said(MUSASHINO, reading)) is (mark is Mark.CHECK)
    assert find(checked(MUSASHINO, reading), "scope").mark is mark


@pytest.mark.parametrize("day, is_over", [(date(2026, 3, 31), False), (date(2026, 4, 1), True)])
def test_the_directory_lays_a_rule_aside_on_the_day_after_its_last(client, monkeypatch, day, is_over):
    monkeypatch.setattr(clock, "today", lambda: day)
    page = client.get(f"/agencies/{get_agency('目黒区').code}").text
    present, _, past = page.partition("以前の取扱いを見る")
    capped = "令和8年3月31日までの契約：請負金額の40%以内（限度額5億円）"
    assert (capped in present, capped in past) == (not is_over, is_over)
    assert "令和8年4月1日以降の契約：請負金額の40%以内" in present
