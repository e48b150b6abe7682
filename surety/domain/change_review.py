"""変更の審査の確認項目: what the branch looks at before a change is approved, each with ○, 要確認 or ×."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from surety.domain.agency_rules import Verdict
from surety.domain.change_case import Answer, Covered
from surety.domain.change_problems import case_of, judge_wish
from surety.domain.change_wish import PAYMENTS, ChangedItem, ChangeKind, ChangeWish, Wish
from surety.domain.coverage import guaranteed_until
from surety.domain.dates import format_wareki
from surety.domain.exposure import Exposure, check_credit
from surety.domain.money import format_yen
from surety.domain.price_change import ChangeNeed
from surety.domain.products import Product
from surety.domain.rule_words import rule_sentence
from surety.domain.underwriting_checks import Check, Mark

_MARKS = {mark.label: mark for mark in Mark}
_APPLICATION, _LEDGER, _CHECKED = "変更の申込", "保証契約の台帳", "変更の要否"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """One guarantee of a change as it stands now.

    `covered` is None when it is not in force any more; `is_base` says that the certificate the change was made from is still
    the one in force, `other_receipt` names another change under way, `printing_problem` why the paper cannot be drawn.
    """

    item: ChangedItem
    state_label: str
    covered: Covered | None
    is_base: bool
    answer: Answer | None = None
    other_receipt: str = ""
    printing_problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """What a change is examined against; `today` is the JST date.

    `guarantees` are all of the works contract that are in force; `asked_more` is by how many yen those of the change would grow.
    """

    today: date
    wish: ChangeWish
    contracted_on: date | None
    guarantees: Sequence[Covered]
    items: Sequence[ItemFacts]
    papers: int
    exposure: Exposure
    asked_more: int


def check_change(facts: ReviewFacts) -> tuple[Check, ...]:
    """The checks of the works contract's change, which count for every guarantee; 与信枠 only where one grows."""
    common = (_papers(facts), _changed_on(facts), _members(facts))
    if not facts.asked_more:
        return common
    return (*common, check_credit(facts.exposure, asked=facts.asked_more, today=facts.today))


def check_item(facts: ReviewFacts, one: ItemFacts) -> tuple[Check, ...]:
    """The checks of one guarantee."""
    return tuple(_item(facts, one))


def _item(facts: ReviewFacts, one: ItemFacts) -> Iterator[Check]:
    yield _state(one)
    yield _base(one)
    yield _other(one)
    if one.covered is None:
        return
    yield _need(one)
    yield _amount(facts, one, one.covered)
    yield _until(facts, one, one.covered)
    yield _printing(one)


def _papers(facts: ReviewFacts) -> Check:
    if facts.papers:
        words = f"{facts.papers}件添付されています。申込の内容と見比べてください。"
        return _check("papers", "変更契約書の写し", Mark.OK, words, "添付ファイル")
    words = "添付がありません。FAXや郵送で届いた写しで確認したときは、その旨を書いてください。"
    return _check("papers", "変更契約書の写し", Mark.CHECK, words, "添付ファイル")


def _changed_on(facts: ReviewFacts) -> Check:
    day = facts.wish.changed_on
    words = format_wareki(day)
    if facts.contracted_on is not None and day < facts.contracted_on:
        told = f"{words}は、請負契約日（{format_wareki(facts.contracted_on)}）より前です。"
        return _check("changed_on", "変更契約日", Mark.BAD, told, _APPLICATION)
    if day > facts.today:
        told = f"{words}は予定日です。変更契約書で確定日を確認してください。"
        return _check("changed_on", "変更契約日", Mark.CHECK, told, _APPLICATION)
    return _check("changed_on", "変更契約日", Mark.OK, f"{words}です。", _APPLICATION)


def _members(facts: ReviewFacts) -> Check:
    if not facts.wish.after.members:
        return _check("members", "JV構成員", Mark.OK, "構成員の変更はありません。", _APPLICATION)
    words = f"「{facts.wish.after.members}」を、協定書の写しと発注者の承認で確認してください。"
    return _check("members", "JV構成員", Mark.CHECK, words, _APPLICATION)


def _state(one: ItemFacts) -> Check:
    mark = Mark.OK if one.covered is not None else Mark.BAD
    return _check("state", "保証契約の状態", mark, f"「{one.state_label}」です。", _LEDGER, one)


def _base(one: ItemFacts) -> Check:
    if one.is_base:
        return _check("base", "もとの証書", Mark.OK, "いま有効な証書からの変更です。", _LEDGER, one)
    words = (
        "申込の後に証書が新しくなりました。修正をお願いして、いまの証書から申し込み直してもらってください。"
    )
    return _check("base", "もとの証書", Mark.BAD, words, _LEDGER, one)


def _other(one: ItemFacts) -> Check:
    if one.other_receipt:
        words = f"ほかの変更の申込（{one.other_receipt}）が手続き中です。"
        return _check("other", "ほかの変更", Mark.BAD, words, _LEDGER, one)
    return _check("other", "ほかの変更", Mark.OK, "手続き中の変更は、ほかにありません。", _LEDGER, one)


def _need(one: ItemFacts) -> Check:
    need = one.answer.need if one.answer else ChangeNeed.NOT_NEEDED
    findings = one.answer.findings if one.answer else ()
    reasons = "".join(each.reason for each in findings if each.need is need)
    if need is ChangeNeed.NEEDED:
        return _check("need", "変更の要否", Mark.OK, f"必要です。{reasons}", _CHECKED, one)
    if need is ChangeNeed.ASK:
        return _check("need", "変更の要否", Mark.CHECK, f"支店の確認が要ります。{reasons}", _CHECKED, one)
    words = "請負契約の変更からは、変更が必要とは言えません。申込の理由を確認してください。"
    return _check("need", "変更の要否", Mark.CHECK, words, _CHECKED, one)


def _amount(facts: ReviewFacts, one: ItemFacts, covered: Covered) -> Check:
    amount, price = one.item.amount, facts.wish.after.price
    label = covered.work_kind.price_label
    if amount > price:
        words = f"保証金額が、変更後の{label}（{format_yen(price)}円）を超えています。"
        return _check("amount", "保証金額", Mark.BAD, words, _APPLICATION, one)
    wish = Wish(number=covered.number, amount=amount, until=one.item.until)
    judged = judge_wish(case_of(covered, facts.wish, guarantees=facts.guarantees), wish)
    mark = _MARKS[judged.mark]
    words = f"{format_yen(amount)}円は、変更後の額の {judged.shown_percent}% です。{judged.sentence}"
    if mark is Mark.BAD and ChangeKind.INCREASE not in one.item.kinds and judged.verdict is Verdict.OVER:
        # The money is paid already; whether and when it goes back is between agency and contractor (domain.md 2.6).
        mark, words = Mark.CHECK, f"{words}超えた額の取扱いを、発注者の定めで確認してください。"
    return Check(
        code=f"amount-{covered.number}",
        title="保証金額",
        mark=mark,
        reason=words,
        source=f"発注者ごとの取扱い（{rule_sentence(covered.rule, base_word=label)}）"
        if covered.rule
        else "発注者ごとの取扱い",
        source_url=covered.rule.source_url if covered.rule else "",
    )


def _until(facts: ReviewFacts, one: ItemFacts, covered: Covered) -> Check:
    until, ends = one.item.until, facts.wish.after.period_to
    words, label = format_wareki(until), covered.work_kind.period_label
    if until < facts.today:
        return _check(
            "until", "保証期限", Mark.BAD, f"変更後の保証期限（{words}）が過ぎています。", _APPLICATION, one
        )
    if covered.product is Product.PERFORMANCE and until < ends:
        told = f"{words}では、{label}の終わり（{format_wareki(ends)}）を含みません。"
        return _check("until", "保証期限", Mark.BAD, told, "請負契約の条項（契約保証の期間）", one)
    usual = guaranteed_until(
        covered.product,
        starts_on=covered.starts_on,
        period_to=ends,
        has_fiscal_year_amount=covered.number in covered.before.year_amounts,
        in_fiscal_year=covered.fiscal_year,
    )
    if covered.product in PAYMENTS and until != usual:
        told = f"{words}です。{label}の終わりや年度末から求めた期限（{format_wareki(usual)}）と違います。"
        return _check("until", "保証期限", Mark.CHECK, told, _APPLICATION, one)
    return _check("until", "保証期限", Mark.OK, f"{words}です。{label}を含んでいます。", _APPLICATION, one)


def _printing(one: ItemFacts) -> Check:
    if one.printing_problem:
        return _check("printing", "証書の印字", Mark.BAD, one.printing_problem, "証書プレビュー", one)
    words = "すべての文字が、1ページに印字できます。"
    return _check("printing", "証書の印字", Mark.OK, words, "証書プレビュー", one)


def _check(
    code: str, title: str, mark: Mark, reason: str, source: str, one: ItemFacts | None = None
) -> Check:
    """Two guarantees may have one product: the number keeps their checks apart."""
    return Check(
        code=f"{code}-{one.item.number}" if one else code,
        title=title,
        mark=mark,
        reason=reason,
        source=source,
    )
