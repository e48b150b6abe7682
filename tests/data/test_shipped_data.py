"""The shipped data: enough, sourced, dated, without contradictions, and refused when damaged."""

import re
from datetime import date
from decimal import Decimal

import pytest

from surety.data.loading import load_agencies, load_branches, load_tariffs, load_terms
from surety.data.seeds import AgencySeed
from surety.domain.agency_kinds import AgencyKind
from surety.domain.amount_rule import AmountRule
from surety.domain.handover import Channel
from surety.domain.prefectures import PREFECTURES
from surety.domain.row_codec import BadRow, from_row, to_row
from surety.domain.tariff import Tariff

SEEDS = load_agencies()
ROWS = [
    (seed, row)
    for seed in SEEDS
    for row in (*seed.amount_rules, *seed.acceptances, *seed.handovers, *seed.price_changes, *seed.overheads)
]


def test_at_least_forty_five_agencies_of_every_kind_and_the_leaflets_city_are_shipped():
    assert len(SEEDS) >= 45
    assert {seed.kind for seed in SEEDS} == set(AgencyKind)
    assert "平川市" in {seed.name for seed in SEEDS}
    assert len({seed.name for seed in SEEDS}) == len(SEEDS)


def test_every_row_names_its_agency_its_source_and_the_day_it_was_read():
    for seed, row in ROWS:
        assert row.agency == seed.name
        assert row.source_url.startswith(("https://", "http://", "案内チラシ"))
        assert row.source_read_on == date(2026, 11, 22)


def test_every_agency_says_something_and_is_printed_as_a_body_with_a_head():
    for seed in SEEDS:
        said = (seed.amount_rules, seed.acceptances, seed.handovers, seed.price_changes, seed.overheads)
        assert any(said), seed.name
        assert seed.beneficiary_name.endswith(("長", "知事", "管理者")), seed.name
        assert seed.prefecture in PREFECTURES
        assert re.fullmatch("[ァ-ヶー]+", seed.name_kana), seed.name_kana
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", seed.code)


def test_a_public_address_stands_only_with_mail_and_is_an_lg_jp_address():
    for _, row in ROWS:
        if address := getattr(row, "address", None):
            assert row.channel is Channel.MAIL
            assert re.fullmatch(r"[a-z0-9]+@city\.[a-z]+\.lg\.jp", address)


def test_every_row_survives_the_way_to_plain_values_and_back():
    for seed in SEEDS:
        assert from_row(AgencySeed, to_row(seed)) == seed
    for tariff in load_tariffs():
        assert from_row(Tariff, to_row(tariff)) == tariff


def test_the_only_shipped_tariff_is_a_sample_and_says_so():
    (tariff,) = load_tariffs()
    assert (tariff.name, tariff.is_sample, tariff.is_verified) == ("見本料率", True, False)
    assert "架空" in tariff.source


def test_the_branches_serve_every_prefecture_once_with_made_up_numbers():
    branches = load_branches()
    served = [prefecture for branch in branches for prefecture in branch.prefectures]
    assert sorted(served) == sorted(PREFECTURES)
    assert "青森支店" in {branch.name for branch in branches if branch.code == "041"}
    for branch in branches:
        assert re.fullmatch(r"0\d{1,2}-0{3,4}-000[01]", branch.phone)
        assert re.fullmatch(r"\d{3}", branch.code)


def test_the_terms_have_versions_by_date_and_numbered_articles():
    versions = load_terms()
    assert versions
    for terms in versions:
        articles = re.findall(r"^## 第(\d+)条", terms.text, flags=re.MULTILINE)
        assert [int(number) for number in articles] == list(range(1, len(articles) + 1))
        assert len(articles) >= 12
        assert terms.version == terms.effective_from.isoformat()


GOOD = {
    "agency": "見本市",
    "product": "advance",
    "work_kind": "works",
    "source_url": "https://example.lg.jp/",
    "source_read_on": "2026-11-22",
}


@pytest.mark.parametrize(
    "change,where",
    [
        ({"ratio": "40"}, "unknown key 'ratio'"),
        ({"ratio_percent": 40}, "ratio_percent: text is expected"),
        ({"ratio_percent": "四割"}, "ratio_percent: '四割' cannot be read"),
        ({"product": "loan"}, "product: 'loan' cannot be read"),
        ({"valid_from": "2026-02-30"}, "valid_from: '2026-02-30' cannot be read"),
        ({"cap_yen": "500000000"}, "cap_yen: int is expected"),
        ({"cap_yen": True}, "cap_yen: int is expected"),
        ({"offered": 1}, "offered: bool is expected"),
        ({"rounding_unit": 0}, "rounding unit"),
    ],
)
def test_a_damaged_row_is_refused_with_its_place(change, where):
    with pytest.raises(BadRow, match=re.escape(where)):
        from_row(AmountRule, {**GOOD, **change}, where="agencies[0]")


def test_a_missing_key_is_named_and_a_list_is_no_row():
    with pytest.raises(BadRow, match="product is missing"):
        from_row(AmountRule, {key: value for key, value in GOOD.items() if key != "product"})
    with pytest.raises(BadRow, match="mapping"):
        from_row(AmountRule, [])


def test_decimals_travel_as_text_and_come_back_exact():
    rule = from_row(AmountRule, {**GOOD, "ratio_percent": "33.3"})
    assert rule.ratio_percent == Decimal("33.3")
    assert to_row(rule)["ratio_percent"] == "33.3"
