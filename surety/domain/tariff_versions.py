"""料率の版: where a new version fits among those that hold, and what it would make of premiums (docs/rules/tariff-versions.md)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from surety.domain.dates import format_wareki
from surety.domain.errors import NotFound, RuleViolation
from surety.domain.premium import PremiumQuote, quote_premium
from surety.domain.products import Product
from surety.domain.tariff import Tariff

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
PREVIEW_AMOUNTS = (100_000, 1_000_000, 5_000_000, 20_000_000, 100_000_000)
PREVIEW_DAYS = 180


@dataclass(frozen=True, slots=True)
class PremiumBeside:
    """One amount's premium under the version that held before and under the new one; None where one has no line."""

    product: Product
    amount: int
    before: PremiumQuote | None
    after: PremiumQuote | None

    @property
    def difference(self) -> int | None:
        """New minus old in whole yen, tax included."""
        if self.before is None or self.after is None:
            return None
        return self.after.total_yen - self.before.total_yen


def check_code(code: str) -> None:
    """Raises RuleViolation (field version) for a code that cannot stand in an address."""
    if _CODE.fullmatch(code) is None:
        raise RuleViolation(
            "tariff.code",
            "版のコードは、半角の英数字と「.」「_」「-」で40文字以内にしてください（例：ryoritsu-2027）",
            field="version",
        )


def find_predecessor(known: Sequence[Tariff], new: Tariff) -> Tariff | None:
    """The open version that ends on the day before the new one begins, if there is one.

    `known` are the versions that hold; samples count for nothing. Raises RuleViolation (field version) for a code that
    exists and (field effective_from) where the dates overlap.
    """
    open_one = None
    for other in known:
        if other.version == new.version:
            raise RuleViolation(
                "tariff.known",
                f"版のコード「{new.version}」は、すでに登録されています。別のコードにしてください",
                field="version",
            )
        if other.is_sample or _is_apart(other, new):
            continue
        if other.effective_to is None and other.effective_from < new.effective_from:
            open_one = other
            continue
        raise RuleViolation(
            "tariff.overlap",
            f"適用期間が「{other.name}」（{period_words(other)}）と重なっています。適用開始日と終了日をご確認ください",
            field="effective_from",
        )
    return open_one


def close_before(tariff: Tariff, new: Tariff) -> Tariff:
    """The version ending on the day before the new one begins."""
    return replace(tariff, effective_to=new.effective_from - timedelta(days=1))


def period_words(tariff: Tariff) -> str:
    """From when until when, in words."""
    ends = f"{format_wareki(tariff.effective_to)}まで" if tariff.effective_to else ""
    return f"{format_wareki(tariff.effective_from)}から{ends}"


def compare_premiums(
    before: Tariff | None, after: Tariff, *, amounts: Sequence[int], days: int
) -> tuple[PremiumBeside, ...]:
    """What each amount costs under both versions for a guarantee of so many days; nothing that was stated changes."""
    products = [line.product for line in after.products]
    if before is not None:
        products += [line.product for line in before.products if line.product not in products]
    return tuple(
        PremiumBeside(
            product,
            amount,
            _quote(before, product, amount=amount, days=days),
            _quote(after, product, amount=amount, days=days),
        )
        for product in products
        for amount in amounts
    )


def _is_apart(one: Tariff, other: Tariff) -> bool:
    return _ends_before(one, other.effective_from) or _ends_before(other, one.effective_from)


def _ends_before(tariff: Tariff, day: date) -> bool:
    return tariff.effective_to is not None and tariff.effective_to < day


def _quote(tariff: Tariff | None, product: Product, *, amount: int, days: int) -> PremiumQuote | None:
    if tariff is None:
        return None
    try:
        return quote_premium(tariff, product=product, amount=amount, period_days=days)
    except NotFound:
        return None
