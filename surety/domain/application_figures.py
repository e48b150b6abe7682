"""The live figures of a 保証申込: echo, percentage, limit, room and premium estimate."""

from dataclasses import dataclass
from typing import NamedTuple

from surety.domain.agency_rules import Judgement, Verdict, amount_limit, judge_amount
from surety.domain.amount_rule import AmountRule
from surety.domain.application_fields import OFFERED_PRODUCTS, field_name
from surety.domain.application_ground import Ground, base_of, days_covered, rule_of
from surety.domain.application_reading import Reading, RequestReading
from surety.domain.errors import NotFound, RuleViolation
from surety.domain.money import echo_yen, format_yen
from surety.domain.percent import shown_percent
from surety.domain.premium import quote_premium
from surety.domain.products import Product
from surety.domain.rule_words import rule_sentence
from surety.domain.tariff import Tariff
from surety.domain.work_scope import judge_work, period_words, threshold_words

_FULL_BAR = 500
_AMOUNT_FIELDS = {product: field_name(product, "amount") for product in OFFERED_PRODUCTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountFigure:
    """What stands beside one 保証金額. Bar lengths in tenths of a percent (400 = 40.0 %).

    `percent` empty = there is nothing to divide yet; then only `sentence` says something.
    """

    product: Product
    amount: int | None
    echo: str = ""
    percent: str = ""
    base_word: str = ""
    sentence: str = ""
    filled: int = 0
    limit: int | None = None
    full: int = _FULL_BAR
    is_bad: bool = False
    needs_check: bool = False

    @property
    def filled_width(self) -> int:
        """The meter's filled part, of 498 units."""
        return min(self.filled, self.full) * 498 // self.full

    @property
    def mark_place(self) -> int:
        """Where the meter marks the limit; the left edge without one."""
        return min(self.limit or 0, self.full) * 498 // self.full + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumFigure:
    """保証料（概算） of one product: yen, or why there is none yet."""

    product: Product
    yen: int | None
    sentence: str


class SummaryRow(NamedTuple):
    """One line of この申込のまとめ: label, words, whether it breaks a rule."""

    label: str
    words: str
    is_bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFigures:
    """The figures of one product; no premium and no rows where it is not applied for."""

    fiscal_year_amount: int | None
    amount: AmountFigure
    premium: PremiumFigure | None
    rows: tuple[SummaryRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All live figures of an application; the premiums are an estimate, never the final statement.

    Only the products on its form have an amount here.
    """

    price: int | None
    price_problem: str
    price_word: str
    fiscal_year_amount: int | None
    amounts: tuple[AmountFigure, ...]
    premiums: tuple[PremiumFigure, ...]
    premium_yen: int | None
    premium_note: str
    rows: tuple[SummaryRow, ...]

    def amount(self, product: Product) -> AmountFigure:
        """The figure of a product."""
        return next(figure for figure in self.amounts if figure.product is product)


def figure_out(reading: Reading, *, ground: Ground) -> Figures:
    """Work out every figure of a reading; never raises, says instead what is missing."""
    parts = tuple(figure_request(reading, request, ground=ground) for request in reading.on_form)
    return join_figures(reading, parts, tariff=ground.tariff)


def figure_request(reading: Reading, request: RequestReading, *, ground: Ground) -> RequestFigures:
    """The figures of one product, the premium only where it is applied for."""
    amount = figure_amount(reading, request, ground=ground)
    premium = _premium(reading, request, tariff=ground.tariff) if request.applies else None
    return RequestFigures(
        fiscal_year_amount=request.fiscal_year_amount,
        amount=amount,
        premium=premium,
        rows=_rows(amount, premium),
    )


def join_figures(reading: Reading, parts: tuple[RequestFigures, ...], *, tariff: Tariff | None) -> Figures:
    """The application's figures from those of the products on its form, in order."""
    premiums = tuple(part.premium for part in parts if part.premium is not None)
    known = [figure.yen for figure in premiums if figure.yen is not None]
    return Figures(
        price=reading.works.price,
        price_problem=reading.unreadable.get("price", ""),
        price_word=reading.works.work_kind.price_label,
        fiscal_year_amount=parts[0].fiscal_year_amount,
        amounts=tuple(part.amount for part in parts),
        premiums=premiums,
        premium_yen=sum(known) if known and len(known) == len(premiums) else None,
        premium_note=_note(premiums, tariff=tariff),
        rows=tuple(row for part in parts for row in part.rows),
    )


def figure_amount(reading: Reading, request: RequestReading, *, ground: Ground) -> AmountFigure:
    """The figure beside one 保証金額."""
    product, amount = request.product, request.amount
    unreadable = reading.unreadable.get(_AMOUNT_FIELDS[product]) if reading.unreadable else None
    if unreadable:
        return AmountFigure(product=product, amount=None, sentence=f"{unreadable}。", is_bad=True)
    base, base_word = base_of(reading, request)
    rule = rule_of(reading.works, product, handling=ground.handling)
    if amount is None:
        offer = _offer(rule, base=base, base_word=base_word, advance_yen=ground.advance_yen(product))
        return AmountFigure(product=product, amount=None, sentence=offer)
    if not base:
        words = f"{base_word}を入力すると、割合と上限を計算できます。"
        return AmountFigure(product=product, amount=amount, echo=echo_yen(amount), sentence=words)
    judged = judge_amount(
        rule, amount=amount, base=base, base_word=base_word, advance_yen=ground.advance_yen(product)
    )
    return _figure(
        judged,
        product=product,
        base=base,
        base_word=base_word,
        has_agency=ground.handling is not None,
        together=_together(rule, amount=amount, advance_yen=ground.advance_yen(product), base=base),
    )


def rule_words_for(reading: Reading, request: RequestReading, *, ground: Ground) -> tuple[str, ...]:
    """The rule behind the figure in its own sentence, and what people must look at besides."""
    if ground.handling is None:
        return ("発注者を選ぶと、その発注者の割合と上限で確認できます。",)
    rule = rule_of(reading.works, request.product, handling=ground.handling)
    if rule is None:
        return (f"{ground.handling.name}の割合は登録されていません。発注者にご確認ください。",)
    works = reading.works
    scope = judge_work(rule, price_yen=works.price, begins=works.period_from, ends=works.period_to)
    base_word = base_of(reading, request)[1]
    if scope.covered:
        bounds = "、".join(filter(None, (threshold_words(rule), period_words(rule))))
        notes: tuple[str, ...] = (f"対象：{bounds}。",) if bounds else ()
    else:
        notes = tuple(f"要確認：{sentence}。" for sentence in scope.sentences)
    return (f"{rule_sentence(rule, base_word=base_word)}。", *notes)


def _figure(
    judged: Judgement, *, product: Product, base: int, base_word: str, has_agency: bool, together: str
) -> AmountFigure:
    limit = int(judged.limit.percent * 10) if judged.limit is not None else None
    return AmountFigure(
        product=product,
        amount=judged.amount_yen,
        echo=echo_yen(judged.amount_yen),
        percent=judged.shown_percent,
        base_word=base_word,
        sentence=_sentence(judged, has_agency=has_agency) + together,
        filled=min(judged.amount_yen * 1000 // base, 10_000),
        limit=limit,
        full=max(_FULL_BAR, (limit or 0) * 5 // 4),
        is_bad=judged.blocks or judged.amount_yen > base,
        needs_check=not judged.blocks and judged.verdict is not Verdict.WITHIN,
    )


def _together(rule: AmountRule | None, *, amount: int, advance_yen: int, base: int) -> str:
    """前払金 and 中間前払金 in one sum, which the rule limits as well."""
    if not advance_yen:
        return ""
    percent = shown_percent(amount + advance_yen, base=base, limit=rule.total_percent if rule else None)
    return f"前払金と合わせて {format_yen(amount + advance_yen)}円（{percent}%）です。"


def _sentence(judged: Judgement, *, has_agency: bool) -> str:
    if not has_agency:
        return "発注者を選ぶと、その発注者の割合と上限で確認できます。"
    limit, room = judged.limit, judged.room_yen
    if limit is None or limit.is_minimum or not room or room < 0:
        return judged.sentence
    return f"{judged.sentence}あと {format_yen(room)}円まで申し込めます。"


def _offer(rule: AmountRule | None, *, base: int | None, base_word: str, advance_yen: int) -> str:
    """What could be applied for, before an amount is typed."""
    if rule is None or not base:
        return ""
    try:
        limit = amount_limit(rule, base_yen=base, base_word=base_word, advance_yen=advance_yen)
    except RuleViolation:
        return ""
    side = "必要な金額は" if limit.is_minimum else "上限は"
    end = "以上" if limit.is_minimum else ""
    return f"{side} {format_yen(limit.yen)}円（{echo_yen(limit.yen)}）{end}です。{'' if rule.certain else '発注者の定めをご確認ください。'}"


def _premium(reading: Reading, request: RequestReading, *, tariff: Tariff | None) -> PremiumFigure:
    product = request.product
    if tariff is None:
        return PremiumFigure(product=product, yen=None, sentence="料率が登録されていません")
    if request.amount is None:
        return PremiumFigure(product=product, yen=None, sentence="保証金額を入力すると計算します")
    try:
        quote = quote_premium(
            tariff,
            product=product,
            amount=request.amount,
            period_days=days_covered(reading.works, request),
        )
    except RuleViolation:
        word = reading.works.work_kind.period_label
        return PremiumFigure(product=product, yen=None, sentence=f"{word}を入力すると計算します")
    except NotFound:
        return PremiumFigure(product=product, yen=None, sentence="支店からお知らせします")
    days = f"{quote.period_days}日間" if quote.period_days else ""
    return PremiumFigure(product=product, yen=quote.total_yen, sentence=days)


def _rows(amount: AmountFigure, premium: PremiumFigure | None) -> tuple[SummaryRow, ...]:
    if premium is None:
        return ()
    product = premium.product
    words = f"{format_yen(amount.amount)}円" if amount.amount is not None else "未入力"
    price = f"{format_yen(premium.yen)}円" if premium.yen is not None else "未計算"
    return (
        SummaryRow(product.label, words, amount.is_bad),
        SummaryRow(f"{product.short_label}の保証料（概算）", price),
    )


def _note(premiums: tuple[PremiumFigure, ...], *, tariff: Tariff | None) -> str:
    if not premiums or tariff is None:
        return "保証料は概算です。確定額は審査後にお知らせします。"
    if tariff.is_verified:
        return "保証料は概算です。確定額は審査後にお知らせします。"
    return f"保証料は「{tariff.name}」による概算です。確定額は審査後にお知らせします。"
