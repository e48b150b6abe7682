"""Rows as people type them: every shipped row can be typed again, and what contradicts itself is named."""

from datetime import date
from decimal import Decimal

import pytest

from surety.data.loading import load_agencies
from surety.domain.electronic_acceptance import StartPrecision
from surety.domain.errors import RuleViolation
from surety.domain.handover import Channel
from surety.domain.products import Product
from surety.domain.rule_fields import FIELDS, differences
from surety.domain.rule_kinds import SHAPES, RuleKind, kind_of
from surety.domain.rule_reading import read_rule, values_of
from tests.domain.rule_rows import acceptance, amount, handover, overhead, price_change

TODAY = date(2026, 11, 22)
SAMPLES = {
    RuleKind.AMOUNT: amount(),
    RuleKind.ACCEPTANCE: acceptance("2026-04-01"),
    RuleKind.HANDOVER: handover(),
    RuleKind.PRICE_CHANGE: price_change(),
    RuleKind.OVERHEAD: overhead(),
}


@pytest.mark.parametrize("seed", load_agencies(), ids=lambda seed: seed.code)
def test_every_shipped_row_is_read_back_as_it_is(seed):
    for row in (*seed.amount_rules, *seed.acceptances, *seed.handovers, *seed.price_changes, *seed.overheads):
        kind = kind_of(row)
        assert read_rule(kind, values_of(row, kind), agency=seed.name, today=TODAY) == row


@pytest.mark.parametrize("kind", RuleKind)
def test_no_field_of_a_row_is_left_out_of_the_form(kind):
    own = set(SHAPES[kind].__dataclass_fields__)
    assert own - {field.name for field in FIELDS[kind]} <= {"agency", "is_general", "ratio_is_general"}


@pytest.mark.parametrize(
    "kind,changes,field",
    [
        (RuleKind.AMOUNT, {"valid_from": date(2026, 4, 1), "valid_to": date(2026, 3, 31)}, "valid_to"),
        (RuleKind.AMOUNT, {"ratio_percent": Decimal(0)}, "ratio_percent"),
        (RuleKind.AMOUNT, {"sure_percent": Decimal(50)}, "sure_percent"),
        (RuleKind.AMOUNT, {"total_percent": Decimal(60)}, "total_percent"),
        (RuleKind.AMOUNT, {"offered": False}, "ratio_percent"),
        (RuleKind.AMOUNT, {"offered": False, "ratio_percent": None, "cap_yen": 1}, "cap_yen"),
        (RuleKind.AMOUNT, {"product": Product.PERFORMANCE, "cap_yen": 1}, "cap_yen"),
        (RuleKind.AMOUNT, {"is_uncapped": True, "cap_yen": 1}, "is_uncapped"),
        (RuleKind.AMOUNT, {"is_uncapped": True, "product": Product.PERFORMANCE}, "is_uncapped"),
        (RuleKind.AMOUNT, {"is_uncapped": True, "offered": False, "ratio_percent": None}, "is_uncapped"),
        (RuleKind.AMOUNT, {"min_days": 60, "min_months": 2}, "min_months"),
        (RuleKind.AMOUNT, {"source_url": ""}, "source_url"),
        (RuleKind.AMOUNT, {"source_read_on": date(2026, 11, 23)}, "source_read_on"),
        (RuleKind.ACCEPTANCE, {"products": frozenset()}, "products"),
        (RuleKind.ACCEPTANCE, {"accepted_to": date(2026, 3, 31)}, "accepted_to"),
        (
            RuleKind.ACCEPTANCE,
            {"start_precision": StartPrecision.MONTH, "accepted_from": date(2026, 4, 2)},
            "accepted_from",
        ),
        (RuleKind.HANDOVER, {"subject_template": "{password}"}, "subject_template"),
        (RuleKind.HANDOVER, {"body_template": "{work_name"}, "body_template"),
        (RuleKind.HANDOVER, {"address": "０１７-０００-００００"}, "address"),
        (RuleKind.PRICE_CHANGE, {"line_percent": Decimal(100)}, "line_percent"),
        (RuleKind.OVERHEAD, {"percent": None}, "percent"),
        (RuleKind.OVERHEAD, {"percent": Decimal(101)}, "percent"),
        (RuleKind.OVERHEAD, {"products": frozenset()}, "products"),
        (RuleKind.OVERHEAD, {"older_by_change": True}, "valid_from"),
    ],
)
def test_a_contradiction_is_told_at_its_field(kind, changes, field):
    values = values_of(SAMPLES[kind], kind) | changes
    with pytest.raises(RuleViolation) as refused:
        read_rule(kind, values, agency="〇〇市", today=TODAY)
    assert refused.value.field == field


def test_a_way_other_than_mail_may_have_any_address():
    values = values_of(handover(Channel.FAX), RuleKind.HANDOVER) | {"address": "017-000-0000"}
    assert read_rule(RuleKind.HANDOVER, values, agency="〇〇市", today=TODAY).address == "017-000-0000"


def test_the_difference_of_two_rows_is_told_in_words():
    told = differences(amount("40"), amount("30", "2026-04-01", cap_yen=50_000_000))
    assert [(one.label, one.before, one.after) for one in told] == [
        ("いつから", "なし", "令和8年4月1日"),
        ("割合", "40%", "30%"),
        ("限度額", "なし", "50,000,000円"),
    ]


def test_no_cap_by_the_source_is_another_word_than_no_word():
    told = differences(amount(cap_yen=50_000_000), amount(is_uncapped=True))
    assert [(one.label, one.before, one.after) for one in told] == [
        ("限度額", "50,000,000円", "なし"),
        ("「上限なし」の記載", "なし", "あり"),
    ]
    assert differences(amount(), amount(is_uncapped=True))
