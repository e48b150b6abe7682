"""予約の審査の確認項目: what an underwriter has to look at before a 契約保証 is promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from surety.domain.amount_rule import AmountRule, DecisiveDates
from surety.domain.application_fields import AdvancePlan
from surety.domain.application_ground import Handling
from surety.domain.bid_bond_amounts import BASE_WORD, least_bond_amount
from surety.domain.bid_bond_fields import BondRatio
from surety.domain.bid_bond_reading import BidBondReading
from surety.domain.dates import format_wareki
from surety.domain.exposure import Exposure, check_credit
from surety.domain.money import format_yen
from surety.domain.percent import shown_percent
from surety.domain.products import PaymentMethod, Product
from surety.domain.rule_words import percent_words, rule_sentence
from surety.domain.underwriting_checks import Check, Mark

_APPLICATION, _CONTRACTORS, _LEDGER = "申込内容", "契約者台帳", "予約・保証契約の台帳"
# A promise that is open longer than this is looked at; no source, our choice.
USUAL_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class BondCase:
    """What a 契約保証予約申込 is examined against. `twins` name other reservations for the same bid; `today` is JST.

    `exposure` is the contractor's, without this reservation.
    """

    today: date
    reading: BidBondReading
    handling: Handling | None
    has_active_user: bool
    has_monthly_account: bool
    twins: Sequence[str]
    exposure: Exposure
    printing_problem: str = ""


def check_bond(case: BondCase) -> tuple[Check, ...]:
    """Every check of the review."""
    return (
        _contractor(case),
        _rider(case),
        _days(case),
        _validity(case),
        _ratio(case),
        _amount(case),
        _joint_venture(case),
        _twins(case),
        check_credit(case.exposure, asked=case.reading.amount or 0, today=case.today, is_promise=True),
        _payment(case),
        _printing(case),
    )


def _contractor(case: BondCase) -> Check:
    if case.has_active_user:
        return _check("contractor", "契約者の登録", Mark.OK, "登録済みで、利用中です。", _CONTRACTORS)
    words = "利用できる利用者がいません。登録の状況を確認してください。"
    return _check("contractor", "契約者の登録", Mark.CHECK, words, _CONTRACTORS)


def _rider(case: BondCase) -> Check:
    title = "前払金の予定"
    if case.reading.advance_plan is AdvancePlan.PLANNED:
        words = "前払金を受ける予定との申告です。公告または入札説明書で確認してください。"
        return _check("rider", title, Mark.CHECK, words, _APPLICATION)
    words = "前払金の予定がありません。予約は、前払金を受ける契約に限ってお引き受けします。"
    return _check("rider", title, Mark.BAD, words, _APPLICATION)


def _days(case: BondCase) -> Check:
    reading, title = case.reading, "日付の並び"
    bid_on, award_on = reading.bid_on, reading.award_on
    if bid_on is None or award_on is None:
        return _check("days", title, Mark.BAD, "入札日または落札予定日が入力されていません。", _APPLICATION)
    if award_on < bid_on:
        return _check("days", title, Mark.BAD, "落札予定日が、入札日より前です。", _APPLICATION)
    if bid_on < case.today:
        words = f"入札日（{format_wareki(bid_on)}）を過ぎています。入札の延期などを確認してください。"
        return _check("days", title, Mark.CHECK, words, _APPLICATION)
    words = f"入札日（{format_wareki(bid_on)}）と落札予定日の並びは正しいです。"
    return _check("days", title, Mark.OK, words, _APPLICATION)


def _validity(case: BondCase) -> Check:
    reading, title = case.reading, "予約の有効期限"
    until, begins = reading.valid_until, reading.award_on or reading.bid_on
    if until is None or until < case.today or (begins and until < begins):
        return _check("validity", title, Mark.BAD, "入力がないか、過ぎた日付です。", _APPLICATION)
    days = (until - reading.bid_on).days if reading.bid_on else 0
    words = f"{format_wareki(until)}（入札日から{days}日）です。"
    if days > USUAL_DAYS:
        words += f"{USUAL_DAYS}日を超える理由を確認してください。"
        return _check("validity", title, Mark.CHECK, words, _APPLICATION)
    return _check("validity", title, Mark.OK, words, _APPLICATION)


def _ratio(case: BondCase) -> Check:
    reading, title = case.reading, "契約保証割合"
    ratio = reading.ratio
    if ratio is None or case.handling is None:
        return _check("ratio", title, Mark.BAD, "割合または発注者が選ばれていません。", _APPLICATION)
    rule = case.handling.find_rule(
        Product.PERFORMANCE,
        work_kind=reading.work_kind,
        dates=DecisiveDates(announcement=case.today, notice=case.today, contract=reading.award_on),
        is_low_bid=ratio is BondRatio.THREE_TENTHS,
    ).rule
    if rule is None or rule.ratio_percent is None:
        words = f"{case.handling.name}の割合は登録されていません。公告または入札説明書で確認してください。"
        return _check("ratio", title, Mark.CHECK, words, "発注者ごとの取扱い")
    if ratio.percent < rule.ratio_percent:
        words = f"{ratio.value}%は、発注者の定め（{percent_words(rule.ratio_percent)}以上）に足りません。"
        return _ruled("ratio", title, Mark.BAD if rule.certain else Mark.CHECK, words, rule)
    words = f"{ratio.value}%は、{percent_words(rule.ratio_percent)}以上の定めを満たしています。"
    if rule.certain:
        return _ruled("ratio", title, Mark.OK, words, rule)
    return _ruled("ratio", title, Mark.CHECK, f"{words}一般の枠です。公告で確認してください。", rule)


def _amount(case: BondCase) -> Check:
    reading, title = case.reading, "予約金額"
    amount, base, ratio = reading.amount, reading.bid_price, reading.ratio
    if not amount or not base or ratio is None:
        return _check("amount", title, Mark.BAD, f"予約金額または{BASE_WORD}がありません。", _APPLICATION)
    least = least_bond_amount(base, ratio=ratio)
    share = shown_percent(amount, base=base, limit=ratio.percent)
    words = f"{format_yen(amount)}円は{BASE_WORD}の {share}% です。"
    if amount > base:
        return _check("amount", title, Mark.BAD, f"{words}{BASE_WORD}を超えています。", _APPLICATION)
    if amount < least:
        words += f"必要な金額 {format_yen(least)}円に足りません。"
        return _check("amount", title, Mark.BAD, words, _APPLICATION)
    words += f"必要な金額 {format_yen(least)}円を満たしています。"
    if amount >= least * 2:
        words += "2倍以上の理由を確認してください。"
        return _check("amount", title, Mark.CHECK, words, _APPLICATION)
    return _check("amount", title, Mark.OK, words, _APPLICATION)


def _joint_venture(case: BondCase) -> Check:
    reading, title = case.reading, "共同企業体（JV）"
    if not reading.joint_venture_name:
        return _check("joint_venture", title, Mark.OK, "単独での入札です。", _APPLICATION)
    words = f"「{reading.joint_venture_name}」（代表者 {reading.representative}）の構成員を協定書で確認してください。"
    return _check("joint_venture", title, Mark.CHECK, words, _APPLICATION)


def _twins(case: BondCase) -> Check:
    if not case.twins:
        return _check(
            "twins", "同じ案件の予約", Mark.OK, "同じ発注者・案件の予約は、ほかにありません。", _LEDGER
        )
    words = f"同じ発注者・案件が、ほかに見つかりました：{'、'.join(case.twins)}。二重の予約でないか確認してください。"
    return _check("twins", "同じ案件の予約", Mark.CHECK, words, _LEDGER)


def _payment(case: BondCase) -> Check:
    method, title = case.reading.payment_method, "予約手数料の支払方法"
    if method is PaymentMethod.MONTHLY_ACCOUNT and not case.has_monthly_account:
        words = "一括納付の契約がない会社です。支払方法の修正をお願いしてください。"
        return _check("payment", title, Mark.BAD, words, _CONTRACTORS)
    return _check("payment", title, Mark.OK, f"{method.label if method else '未選択'}です。", _CONTRACTORS)


def _printing(case: BondCase) -> Check:
    if case.printing_problem:
        return _check("printing", "予約証書の印字", Mark.BAD, case.printing_problem, "予約証書プレビュー")
    words = "すべての文字が、1ページに印字できます。"
    return _check("printing", "予約証書の印字", Mark.OK, words, "予約証書プレビュー")


def _check(code: str, title: str, mark: Mark, reason: str, source: str) -> Check:
    return Check(code=code, title=title, mark=mark, reason=reason, source=source)


def _ruled(code: str, title: str, mark: Mark, reason: str, rule: AmountRule) -> Check:
    return Check(
        code=code,
        title=title,
        mark=mark,
        reason=reason,
        source=f"発注者ごとの取扱い（{rule_sentence(rule)}）",
        source_url=rule.source_url,
    )
