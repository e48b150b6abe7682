"""The preview of an edit: the form's own words on both sides of the day."""

from datetime import date

import pytest

from surety.data.loading import load_agencies
from surety.domain.products import Product
from surety.domain.rule_edits import KnownRule, add_rule, change_rule, end_rule
from surety.domain.rule_preview import Standing, describe_rule, preview_edit, standing_of
from tests.domain.rule_rows import acceptance, amount, handover, overhead, price_change

TODAY = date(2026, 11, 22)


def test_an_amount_is_told_for_the_eve_and_for_the_day():
    known = KnownRule(1, amount("40"))
    edit = change_rule(known, amount("30", "2027-04-01", threshold_yen=2_000_000))
    eve, day = preview_edit([known], edit, agency="〇〇市", on=TODAY).sights
    assert (eve.day, day.day) == (date(2027, 3, 31), date(2027, 4, 1))
    assert eve.before == ("〇〇市：請負金額の40%以内",)
    assert eve.after == ("〇〇市 令和9年3月31日までの契約：請負金額の40%以内",)
    assert day.before == eve.before
    assert day.after == (
        "〇〇市 令和9年4月1日以降の契約：請負金額の30%以内",
        "請負金額2,000,000円以上が対象".replace("2,000,000円", "200万円"),
    )


def test_an_electronic_start_is_told_as_the_form_tells_it():
    edit = add_rule(acceptance("2027-04-01"))
    eve, day = preview_edit([], edit, agency="〇〇市", on=TODAY).sights
    assert "確認できていません" in eve.before[0]
    assert "令和9年4月1日以降の契約が対象" in eve.after[0]
    assert day.after == ("〇〇市では電子保証をお使いいただけます。",)


def test_a_way_is_shown_as_the_contracts_page_shows_it():
    known = KnownRule(1, handover(product=Product.ADVANCE, address="old@example.lg.jp"))
    new = handover(product=Product.ADVANCE, address="new@example.lg.jp", valid_from=date(2027, 4, 1))
    eve, day = preview_edit([known], change_rule(known, new), agency="〇〇市", on=TODAY).ways
    assert [way.address for way in eve.ways] == ["old@example.lg.jp"]
    assert [way.address for way in day.ways] == ["new@example.lg.jp"]
    assert "〔工事名〕" in day.ways[0].body


def test_an_ended_way_gives_room_to_the_usual_one():
    known = KnownRule(1, handover(address="old@example.lg.jp"))
    eve, day = preview_edit([known], end_rule(known, date(2027, 3, 31)), agency="〇〇市", on=TODAY).ways
    assert eve.subject == "すべての保証"
    assert (eve.ways[0].address, day.ways[0].address) == ("old@example.lg.jp", None)


def test_a_line_for_changed_prices_is_told():
    known = KnownRule(1, price_change("125"))
    edit = end_rule(known, date(2027, 3, 31))
    eve, day = preview_edit([known], edit, agency="〇〇市", on=TODAY).sights
    assert "125%以上" in eve.after[0]
    assert "ご確認ください" in day.after[0]


@pytest.mark.parametrize(
    "rule,expected",
    [
        (amount(last="2026-11-21"), Standing.PAST),
        (amount(last="2026-11-22"), Standing.NOW),
        (amount(first="2026-11-22"), Standing.NOW),
        (amount(first="2026-11-23"), Standing.FUTURE),
        (acceptance("2026-11-23"), Standing.FUTURE),
    ],
)
def test_a_row_stands_where_its_days_put_it(rule, expected):
    assert standing_of(rule, on=TODAY) is expected


@pytest.mark.parametrize("seed", load_agencies(), ids=lambda seed: seed.code)
def test_every_shipped_row_has_words(seed):
    for row in (*seed.amount_rules, *seed.acceptances, *seed.handovers, *seed.price_changes):
        assert describe_rule(row).headline


def test_a_rule_for_overhead_is_told_on_both_sides_of_the_day():
    eve, day = preview_edit([], add_rule(overhead(first="2027-04-01")), agency="〇〇市", on=TODAY).sights
    assert (eve.subject, eve.before, day.before) == ("現場管理費等", eve.after, eve.after)
    assert "ご確認ください" in eve.after[0]
    assert day.after[0] == "〇〇市 令和9年4月1日以降の契約：現場管理費等に前払金の25%まで"
    assert describe_rule(overhead()).headline == "現場管理費等に前払金の25%まで"
