"""How much a 契約保証予約 reserves: the least amount, the live figure, and the fee (docs/rules/bid-bonds.md)."""

from dataclasses import dataclass

from surety.domain.application_figures import AmountFigure
from surety.domain.bid_bond_fields import BondRatio
from surety.domain.bid_bond_reading import BidBondReading
from surety.domain.errors import NotFound, RuleViolation
from surety.domain.money import echo_yen, format_yen
from surety.domain.percent import falls_short, least_amount_at, shown_percent
from surety.domain.premium import PremiumQuote, quote_premium
from surety.domain.products import Product
from surety.domain.tariff import Tariff

BASE_WORD = "入札予定金額"


@dataclass(frozen=True, slots=True, kw_only=True)
class BidBondFigures:
    """The live figures: the amount beside its box, and the fee with tax in yen, or why there is none yet."""

    amount: AmountFigure
    fee_yen: int | None
    fee_words: str
    note: str


def least_bond_amount(bid_price: int, *, ratio: BondRatio) -> int:
    """The smallest 予約金額 in whole yen: the bid × the ratio, the next whole yen up."""
    return least_amount_at(bid_price, percent=ratio.percent)


def quote_fee(tariff: Tariff, *, amount: int) -> PremiumQuote:
    """予約手数料 with its tax, by the tariff's line for the reservation; estimate and final fee both call this.

    Raises NotFound without such a line, RuleViolation for an amount that cannot be priced.
    """
    return quote_premium(tariff, product=Product.BID_BOND, amount=amount)


def figure_out_bond(reading: BidBondReading, *, tariff: Tariff | None) -> BidBondFigures:
    """Work out every live figure; never raises, says instead what is missing."""
    fee, words = _fee(reading, tariff)
    name = f"「{tariff.name}」による" if tariff is not None and not tariff.is_verified else ""
    return BidBondFigures(
        amount=_figure(reading),
        fee_yen=fee,
        fee_words=words,
        note=f"予約手数料は{name}概算で、消費税を含みます。確定額は審査後にお知らせします。",
    )


def _fee(reading: BidBondReading, tariff: Tariff | None) -> tuple[int | None, str]:
    if tariff is None:
        return None, "料率が登録されていません"
    if reading.amount is None:
        return None, "予約金額を入力すると計算します"
    try:
        quote = quote_fee(tariff, amount=reading.amount)
    except (NotFound, RuleViolation):
        return None, "支店からお知らせします"
    return quote.total_yen, f"うち消費税 {format_yen(quote.tax_yen)}円"


def _figure(reading: BidBondReading) -> AmountFigure:
    amount, base, ratio = reading.amount, reading.bid_price, reading.ratio
    if (unreadable := reading.unreadable.get("amount")) is not None:
        return AmountFigure(product=Product.BID_BOND, amount=None, sentence=f"{unreadable}。", is_bad=True)
    if amount is None:
        return AmountFigure(product=Product.BID_BOND, amount=None, sentence=_offer(base, ratio))
    if not base:
        words = f"{BASE_WORD}を入力すると、割合を計算できます。"
        return AmountFigure(product=Product.BID_BOND, amount=amount, echo=echo_yen(amount), sentence=words)
    limit = int(ratio.percent * 10) if ratio is not None else None
    return AmountFigure(
        product=Product.BID_BOND,
        amount=amount,
        echo=echo_yen(amount),
        percent=shown_percent(amount, base=base, limit=ratio.percent if ratio else None),
        base_word=BASE_WORD,
        sentence=_sentence(amount, base=base, ratio=ratio),
        filled=min(amount * 1000 // base, 10_000),
        limit=limit,
        is_bad=_is_bad(amount, base=base, ratio=ratio),
    )


def _offer(base: int | None, ratio: BondRatio | None) -> str:
    if not base or ratio is None:
        return ""
    least = least_bond_amount(base, ratio=ratio)
    return f"必要な金額は {format_yen(least)}円（{echo_yen(least)}）以上です。"


def _sentence(amount: int, *, base: int, ratio: BondRatio | None) -> str:
    if amount > base:
        return f"{BASE_WORD}を {format_yen(amount - base)}円超えています。"
    if ratio is None:
        return "契約保証割合を選ぶと、必要な金額を計算できます。"
    least = least_bond_amount(base, ratio=ratio)
    line = f"必要な金額 {format_yen(least)}円（{ratio.value}%）"
    if amount < least:
        return f"{line}に {format_yen(least - amount)}円足りません。"
    return f"{line}を満たしています。"


def _is_bad(amount: int, *, base: int, ratio: BondRatio | None) -> bool:
    short = ratio is not None and falls_short(amount, base=base, percent=ratio.percent)
    return short or amount > base
