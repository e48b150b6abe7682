"""Premium, settlement, ratio and rounding against an oracle that was written apart, with plain fractions.

100,000 seeded cases. The oracle calls nothing of the domain: it knows the rules of docs/rules/premium.md,
docs/rules/premium-settlement.md and docs/rules/money-and-percent.md only as sentences.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from surety.domain.percent import amount_at, exceeds, falls_short, least_amount_at, shown_percent
from surety.domain.premium import quote_premium, round_yen
from surety.domain.products import Product
from surety.domain.settlement import Charged, RefundReason, settle_change, settle_end
from surety.domain.tariff import (
    PeriodRule,
    ProductTariff,
    RefundRule,
    RefundShare,
    RoundingMode,
    Tariff,
    TariffTier,
    TaxClass,
)

SEED = 20261128
PREMIUMS, CHANGES, ENDS, RATIOS, ROUNDINGS = 30_000, 15_000, 25_000, 20_000, 10_000
CASES_OF_A_TARIFF = 50
FIRST = date(2026, 4, 1)
ENDINGS = {
    "terminated": RefundReason.TERMINATED,
    "cancelled": RefundReason.CANCELLED,
    "released": RefundReason.RELEASED,
    "expired": RefundReason.EXPIRED,
}


# The oracle: plain numbers and texts, plain fractions.


def plain_round(value: Fraction, unit: int, mode: str) -> int:
    """To a multiple of the unit, by cutting off, going up, or to the nearer one with the half going up."""
    steps = value / unit
    below = steps.numerator // steps.denominator
    rest = steps - below
    if mode == "down":
        return below * unit
    if mode == "up":
        return (below + (1 if rest > 0 else 0)) * unit
    return (below + (1 if rest >= Fraction(1, 2) else 0)) * unit


def plain_premium(rules: dict, amount: int, days: int) -> tuple[Fraction, int, int]:
    """The exact value, the premium and the tax."""
    for over, up_to, rate, constant in rules["tiers"]:
        if amount > over and (up_to is None or amount <= up_to):
            exact = amount * Fraction(rate) / 100 + constant
            break
    if rules["counts_days"]:
        exact = exact * days / 365
    premium = plain_round(exact, rules["unit"], rules["mode"])
    premium = max(premium, rules["minimum"])
    return exact, premium, plain_tax(rules, premium)


def plain_tax(rules: dict, premium: int) -> int:
    return plain_round(premium * Fraction(rules["tax"]) / 100, 1, "down")


def plain_refund(rules: dict, reason: str, paid: tuple[int, int], covered: int, days: int) -> tuple[int, int]:
    """What comes back of a guarantee of so many days that ended after some of them: (premium, tax)."""
    share = "none" if reason == "expired" else rules["shares"][reason]
    premium, tax = paid
    left = days - covered
    left = max(left, 0)
    left = min(left, days)
    if share == "none" or (share == "remaining_days" and left == 0):
        return 0, 0
    back = (premium, tax)
    if share == "remaining_days" and left < days and premium > 0:
        rounded = plain_round(
            Fraction(premium) * Fraction(left, days), rules["refund_unit"], rules["refund_mode"]
        )
        rounded = min(rounded, premium)
        back = rounded, min(plain_tax(rules, rounded), tax)
    return back if sum(back) >= rules["refund_minimum"] else (0, 0)


def plain_change(
    rules: dict, new: tuple[int, int], stated: tuple[int, int], settled: tuple[int, int]
) -> tuple[int, int]:
    """What is charged more, and what goes back."""
    difference = sum(new) - sum(stated)
    if difference >= 0:
        return difference, 0
    back = sum(min(max(0, was - now), had) for now, was, had in zip(new, stated, settled, strict=True))
    return 0, back if back >= rules["refund_minimum"] else 0


# Chance, and the domain's words for what it brought.


def some_rules(chance: random.Random) -> dict:
    edges = sorted(chance.sample(range(1, 2_000), chance.randint(0, 4)))
    bounds = [0, *(edge * 50_000 for edge in edges), None]
    is_taxed = chance.random() < 0.3
    return {
        "tiers": [
            (
                bounds[place],
                bounds[place + 1],
                f"{chance.randint(0, 3)}.{chance.randint(0, 9_999):04d}",
                chance.choice((0, 0, chance.randint(1, 90_000))),
            )
            for place in range(len(bounds) - 1)
        ],
        "counts_days": chance.random() < 0.5,
        "unit": chance.choice((1, 10, 100, 1_000)),
        "mode": chance.choice(("down", "up", "half_up")),
        "minimum": chance.choice((0, 500, 1_000, 3_000)),
        "tax": chance.choice(("8", "10", "7.8")) if is_taxed else "0",
        "shares": {
            name: chance.choice(("whole", "remaining_days", "none"))
            for name in ("terminated", "cancelled", "released")
        },
        "refund_minimum": chance.choice((0, 100, 1_000)),
        "refund_unit": chance.choice((1, 10, 100)),
        "refund_mode": chance.choice(("down", "up", "half_up")),
    }


def tariff_of(rules: dict) -> Tariff:
    line = ProductTariff(
        product=Product.PERFORMANCE,
        tiers=tuple(
            TariffTier(over=over, up_to=up_to, rate_percent=Decimal(rate), constant=constant)
            for over, up_to, rate, constant in rules["tiers"]
        ),
        minimum=rules["minimum"],
        rounding_unit=rules["unit"],
        rounding_mode=RoundingMode(rules["mode"]),
        period_rule=PeriodRule.DAYS_OF_YEAR if rules["counts_days"] else PeriodRule.NONE,
        tax_class=TaxClass.EXEMPT if rules["tax"] == "0" else TaxClass.TAXED,
        tax_percent=Decimal(rules["tax"]),
        refund=RefundRule(
            termination=RefundShare(rules["shares"]["terminated"]),
            cancellation=RefundShare(rules["shares"]["cancelled"]),
            release=RefundShare(rules["shares"]["released"]),
            minimum=rules["refund_minimum"],
            rounding_unit=rules["refund_unit"],
            rounding_mode=RoundingMode(rules["refund_mode"]),
        ),
    )
    return Tariff(version="t", name="検査用", effective_from=FIRST, products=(line,), source="test")


def some_amount(chance: random.Random) -> int:
    """Everyday sizes, tiny ones, huge ones, and the edges of the bands."""
    kind = chance.randrange(4)
    if kind == 0:
        return chance.randint(1, 5_000)
    if kind == 1:
        return max(1, chance.randint(1, 2_000) * 50_000 + chance.choice((-1, 0, 1)))
    return chance.randint(1, 10 ** chance.randint(6, 12))


def cases(count: int, *, salt: int) -> Iterator[tuple[random.Random, dict, Tariff]]:
    chance = random.Random(SEED + salt)
    for number in range(count):
        if number % CASES_OF_A_TARIFF == 0:
            rules = some_rules(chance)
            tariff = tariff_of(rules)
        yield chance, rules, tariff


def test_premiums_are_those_of_the_oracle() -> None:
    for chance, rules, tariff in cases(PREMIUMS, salt=1):
        amount, days = some_amount(chance), chance.randint(1, 2_000)
        quote = quote_premium(tariff, product=Product.PERFORMANCE, amount=amount, period_days=days)
        found = (quote.raw, quote.premium_yen, quote.tax_yen)
        assert found == plain_premium(rules, amount, days), (rules, amount, days)


def test_changes_are_those_of_the_oracle() -> None:
    for chance, rules, tariff in cases(CHANGES, salt=2):
        before, after, days = some_amount(chance), some_amount(chance), chance.randint(1, 1_500)
        _exact, *was = plain_premium(rules, before, days)
        days += chance.choice((0, 0, 30, -min(30, days - 1)))
        _exact, *new = plain_premium(rules, after, days)
        stated = (was[0], was[1])
        settled = stated if chance.random() < 0.8 else (chance.randint(0, was[0]), 0)
        found = settle_change(
            tariff,
            product=Product.PERFORMANCE,
            amount=after,
            period_days=days,
            stated=Charged(*stated),
            settled=Charged(*settled),
        )
        back = found.refund.refund.total if found.refund else 0
        wanted = plain_change(rules, (new[0], new[1]), stated, settled)
        assert (found.additional.total, back) == wanted, (rules, before, after, days, settled)


def test_refunds_are_those_of_the_oracle() -> None:
    for chance, rules, tariff in cases(ENDS, salt=3):
        days, premium = chance.randint(1, 1_200), chance.randint(0, 10 ** chance.randint(2, 8))
        paid = (premium, plain_tax(rules, premium))
        covered = chance.choice((0, 1, days - 1, days, days + 5, chance.randint(0, days), -10))
        reason = chance.choice(list(ENDINGS))
        found = settle_end(
            tariff,
            product=Product.PERFORMANCE,
            reason=ENDINGS[reason],
            paid=Charged(*paid),
            first_day=FIRST,
            last_day=FIRST + timedelta(days=days - 1),
            ended_on=FIRST + timedelta(days=covered - 1),
        )
        back = (found.refund.premium, found.refund.tax)
        assert back == plain_refund(rules, reason, paid, covered, days), (rules, reason, paid, covered, days)
        assert back[0] <= paid[0]
        assert back[1] <= paid[1]


def test_ratios_and_limits_are_those_of_the_oracle() -> None:
    chance = random.Random(SEED + 4)
    for _ in range(RATIOS):
        base = some_amount(chance)
        percent = f"{chance.randint(0, 99)}.{chance.randint(0, 99):02d}"
        unit = chance.choice((1, 1_000, 10_000, 100_000))
        exact = base * Fraction(percent) / 100
        near = max(0, plain_round(exact, 1, "down") + chance.choice((-1, 0, 1)))
        amount = near if chance.random() < 0.7 else chance.randint(0, 2 * base)
        limit = Decimal(percent)
        assert exceeds(amount, base=base, percent=limit) == (amount > exact), (amount, base, percent)
        assert falls_short(amount, base=base, percent=limit) == (amount < exact), (amount, base, percent)
        assert amount_at(base, percent=limit, unit=unit) == plain_round(exact, unit, "down")
        assert least_amount_at(base, percent=limit, unit=unit) == plain_round(exact, unit, "up")
        share = Fraction(amount * 100, base)
        tenths = plain_round(share * 10, 1, "half_up")
        assert shown_percent(amount, base=base) == f"{tenths // 10}.{tenths % 10}", (amount, base)
        shown = Fraction(shown_percent(amount, base=base, limit=limit))
        assert (shown > Fraction(percent)) == (amount > exact), (amount, base, percent)
        assert (shown < Fraction(percent)) == (amount < exact), (amount, base, percent)


def test_rounding_is_that_of_the_oracle() -> None:
    chance = random.Random(SEED + 5)
    for _ in range(ROUNDINGS):
        unit, mode = chance.choice((1, 10, 100, 1_000)), chance.choice(("down", "up", "half_up"))
        parts = chance.choice((1, 2, 365, 36_500, chance.randint(1, 10**6)))
        # Every second one lies exactly on a step or on its half.
        whole = chance.randint(0, 10**9)
        value = Fraction(whole * unit, 2) if chance.random() < 0.5 else Fraction(whole, parts)
        assert round_yen(value, unit=unit, mode=RoundingMode(mode)) == plain_round(value, unit, mode)


def test_a_hundred_thousand_cases_are_run() -> None:
    assert PREMIUMS + CHANGES + ENDS + RATIOS + ROUNDINGS == 100_000
