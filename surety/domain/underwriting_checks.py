"""審査の確認項目: what an underwriter has to look at, each with ○, 要確認 or ×, its reason and its source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from surety.domain.agency_rules import judge_amount
from surety.domain.amount_rule import AmountRule
from surety.domain.application_fields import DEPOSITED_PRODUCTS, AdvancePlan
from surety.domain.application_ground import Handling, base_of, electronic_of, finding_of
from surety.domain.application_reading import Reading, RequestReading, WorksReading
from surety.domain.dates import format_wareki
from surety.domain.interim import AdvanceBehind
from surety.domain.money import format_yen
from surety.domain.products import CertificateForm, LabelledEnum, PaymentMethod, Product
from surety.domain.rule_words import rule_sentence
from surety.domain.work_scope import judge_work


class Mark(LabelledEnum):
    """How a check came out. 要確認 needs the underwriter's own words, × stands against approval."""

    OK = "ok", "○"
    CHECK = "check", "要確認"
    BAD = "bad", "×"


_MARKS = {mark.label: mark for mark in Mark}
_APPLICATION, _CONTRACTORS, _LEDGER = "申込内容", "契約者台帳", "保証契約・申込の台帳"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the review. `product` None = it is about the works contract and counts for every guarantee."""

    code: str
    title: str
    mark: Mark
    reason: str
    source: str
    source_url: str = ""
    product: Product | None = None

    @property
    def urgency(self) -> int:
        """What needs somebody comes first: × 0, 要確認 1, ○ 2."""
        return (Mark.BAD, Mark.CHECK, Mark.OK).index(self.mark)

    @property
    def label(self) -> str:
        """The title with the guarantee it is about: 前払金保証・保証金額."""
        return f"{self.product.label}・{self.title}" if self.product else self.title

    @property
    def key(self) -> str:
        """The name under which the underwriter's words are kept: contractor, advance-amount …"""
        return f"{self.product.value}-{self.code}" if self.product else self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What an application is examined against. `twins` name other applications and guarantees for the same work.

    `advance_words` says where the 前払金保証 behind a performance guarantee is, empty when none is known.
    `advance` is the 前払金保証 behind an interim payment. `today` is the JST date.
    """

    today: date
    reading: Reading
    handling: Handling | None
    has_active_user: bool
    has_monthly_account: bool
    attachments: int
    twins: Sequence[str]
    advance_words: str
    advance: AdvanceBehind | None = None
    recognition_reports: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What one requested guarantee is examined against; `printing_problem` says why its paper cannot be drawn."""

    request: RequestReading
    cover_end: date
    printing_problem: str = ""


def check_works(case: CaseFacts) -> tuple[Check, ...]:
    """The checks that count for every guarantee of the application."""
    return (_contractor(case), _dates(case), _attachments(case), _joint_venture(case), _twins(case))


def check_request(case: CaseFacts, facts: RequestFacts) -> tuple[Check, ...]:
    """The checks of one requested guarantee."""
    return tuple(_request(case, facts))


def _request(case: CaseFacts, facts: RequestFacts) -> Iterator[Check]:
    request = facts.request
    finding = finding_of(case.reading.works, request.product, handling=case.handling)
    yield _amount(case, request, finding.rule)
    if finding.missing_date is not None:
        words = f"{finding.missing_date.label}が入力されていないため、一般の枠で確認しています。"
        yield _check("rule_date", "適用する取扱い", Mark.CHECK, words, _source(finding.rule), request)
    if finding.rule is not None and finding.rule.threshold_yen is not None:
        yield _scope(case, request, finding.rule)
    yield _form(case, request)
    yield _cover(case, facts)
    if request.product in DEPOSITED_PRODUCTS:
        yield _bank(request)
    if request.product is Product.PERFORMANCE:
        yield _rider(case, request)
    yield _payment(case, request)
    yield _printing(facts)


def _contractor(case: CaseFacts) -> Check:
    if case.has_active_user:
        return _check("contractor", "契約者の登録", Mark.OK, "登録済みで、利用中です。", _CONTRACTORS)
    words = "利用できる利用者がいません。登録の状況を確認してください。"
    return _check("contractor", "契約者の登録", Mark.CHECK, words, _CONTRACTORS)


def _dates(case: CaseFacts) -> Check:
    mark, words = _date_order(case.reading.works, today=case.today)
    return _check("dates", "日付の並び", mark, words, _APPLICATION)


def _date_order(works: WorksReading, *, today: date) -> tuple[Mark, str]:
    period, label = works.work_kind.period_label, works.work_kind.signed_label
    signed = format_wareki(works.contracted_on) if works.contracted_on else ""
    if works.period_from is None or works.period_to is None:
        return Mark.BAD, f"{period}が入力されていません。"
    if works.period_to <= works.period_from:
        return Mark.BAD, f"{period}の終わりが、始まりより前です。"
    if works.contracted_on is None:
        return Mark.CHECK, f"{label}が入力されていません。契約前の申込みか確認してください。"
    before = [day for day in (works.announced_on, works.notified_on) if day]
    if works.contracted_on > works.period_to:
        words = f"{label}（{signed}）が、{period}の終わりより後です。"
    elif any(day > works.contracted_on for day in before):
        words = f"入札公告日または指名通知日が、{label}（{signed}）より後です。"
    elif works.contracted_on > today:
        return Mark.CHECK, f"{label}（{signed}）は予定日です。契約書で確定日を確認してください。"
    else:
        return Mark.OK, f"{label}（{signed}）と{period}の並びは正しいです。"
    return Mark.BAD, words


def _attachments(case: CaseFacts) -> Check:
    if case.attachments:
        words = f"{case.attachments}件添付されています。申込内容と見比べてください。"
        return _check("attachments", "契約書などの写し", Mark.OK, words, "添付ファイル")
    if case.advance is not None:
        words = f"前払金保証（{case.advance.number}）で確認した請負契約です。"
        return _check("attachments", "契約書などの写し", Mark.OK, words, _LEDGER)
    words = "添付がありません。FAXや郵送で届いた写しで確認したときは、その旨を書いてください。"
    return _check("attachments", "契約書などの写し", Mark.CHECK, words, "添付ファイル")


def _joint_venture(case: CaseFacts) -> Check:
    name = case.reading.works.joint_venture_name
    if not name:
        return _check("joint_venture", "共同企業体（JV）", Mark.OK, "単独での契約です。", _APPLICATION)
    words = f"「{name}」の代表者、構成員、預託の方法を協定書で確認してください。"
    return _check("joint_venture", "共同企業体（JV）", Mark.CHECK, words, _APPLICATION)


def _twins(case: CaseFacts) -> Check:
    if not case.twins:
        words = "同じ発注者・工事の申込や保証契約は、ほかにありません。"
        return _check("twins", "同じ工事の申込", Mark.OK, words, _LEDGER)
    words = f"同じ発注者・工事が、ほかに見つかりました：{'、'.join(case.twins)}。二重の保証でないか確認してください。"
    return _check("twins", "同じ工事の申込", Mark.CHECK, words, _LEDGER)


def _amount(case: CaseFacts, request: RequestReading, rule: AmountRule | None) -> Check:
    base, base_word = base_of(case.reading, request)
    title = "保証金額"
    if not request.amount or not base:
        words = f"保証金額または{base_word}が入力されていません。"
        return _check("amount", title, Mark.BAD, words, _APPLICATION, request)
    if request.amount > base:
        words = f"保証金額が{base_word}（{format_yen(base)}円）を超えています。"
        return _check("amount", title, Mark.BAD, words, _APPLICATION, request)
    advance_yen = case.advance.amount_yen if case.advance and request.product is Product.INTERIM else 0
    judged = judge_amount(
        rule, amount=request.amount, base=base, base_word=base_word, advance_yen=advance_yen
    )
    words = f"{format_yen(request.amount)}円は{base_word}の {judged.shown_percent}% です。{judged.sentence}"
    return Check(
        code="amount",
        title=title,
        mark=_MARKS[judged.mark],
        reason=words,
        source=_source(rule, base_word=base_word),
        source_url=rule.source_url if rule else "",
        product=request.product,
    )


def _scope(case: CaseFacts, request: RequestReading, rule: AmountRule) -> Check:
    works = case.reading.works
    verdict = judge_work(rule, price_yen=works.price, begins=works.period_from, ends=works.period_to)
    if verdict.covered:
        words = f"{rule.agency}の対象となる{works.work_kind.label}です。"
        return _check("scope", "対象の工事", Mark.OK, words, _source(rule), request)
    words = "".join(f"{sentence}。" for sentence in verdict.sentences)
    return _check("scope", "対象の工事", Mark.CHECK, words, _source(rule), request)


def _form(case: CaseFacts, request: RequestReading) -> Check:
    title, source = "保証証書の形式", "発注者ごとの取扱い"
    if request.form is not CertificateForm.ELECTRONIC:
        return _check("form", title, Mark.OK, "証書（紙）での申込みです。", _APPLICATION, request)
    verdict = electronic_of(case.reading.works, request.product, handling=case.handling)
    if verdict is None:
        return _check("form", title, Mark.BAD, "発注者が登録されていません。", source, request)
    if not verdict.offered:
        return _check("form", title, Mark.BAD, f"{verdict.sentence}。", source, request)
    mark = Mark.CHECK if verdict.caution else Mark.OK
    words = "".join(f"{part.removesuffix('。')}。" for part in (verdict.sentence, verdict.caution) if part)
    return _check("form", title, mark, words, source, request)


def _cover(case: CaseFacts, facts: RequestFacts) -> Check:
    until = format_wareki(facts.cover_end)
    if facts.cover_end < case.today:
        words = f"保証期限（{until}）が過ぎています。"
        return _check("cover", "保証期限", Mark.BAD, words, _APPLICATION, facts.request)
    ends = case.reading.works.period_to
    why = f"{case.reading.works.work_kind.period_label}の終わり" if facts.cover_end == ends else "年度末"
    return _check("cover", "保証期限", Mark.OK, f"{until}（{why}）です。", _APPLICATION, facts.request)


def _bank(request: RequestReading) -> Check:
    if request.deposit_bank:
        return _check("bank", "預託金融機関", Mark.OK, f"{request.deposit_bank}です。", _APPLICATION, request)
    return _check("bank", "預託金融機関", Mark.BAD, "入力されていません。", _APPLICATION, request)


def _rider(case: CaseFacts, request: RequestReading) -> Check:
    title = "前払金の予定"
    if case.advance_words:
        return _check("rider", title, Mark.OK, f"{case.advance_words}。", _LEDGER, request)
    if request.advance_plan is AdvancePlan.PLANNED:
        words = "前払金を受ける予定との申告です。前払金保証の申込みはまだありません。"
        return _check("rider", title, Mark.CHECK, words, _APPLICATION, request)
    words = "前払金の予定が確認できません。契約保証は前払金保証とあわせてお引き受けする保証です。"
    mark = Mark.BAD if request.advance_plan is AdvancePlan.NONE else Mark.CHECK
    return _check("rider", title, mark, words, _APPLICATION, request)


def _payment(case: CaseFacts, request: RequestReading) -> Check:
    method = request.payment_method
    if method is PaymentMethod.MONTHLY_ACCOUNT and not case.has_monthly_account:
        words = "一括納付の契約がない会社です。支払方法の修正をお願いしてください。"
        return _check("payment", "保証料の支払方法", Mark.BAD, words, _CONTRACTORS, request)
    words = f"{method.label if method else '未選択'}です。"
    return _check("payment", "保証料の支払方法", Mark.OK, words, _CONTRACTORS, request)


def _printing(facts: RequestFacts) -> Check:
    if facts.printing_problem:
        return _check(
            "printing", "証書の印字", Mark.BAD, facts.printing_problem, "証書プレビュー", facts.request
        )
    words = "すべての文字が、1ページに印字できます。"
    return _check("printing", "証書の印字", Mark.OK, words, "証書プレビュー", facts.request)


def _check(
    code: str, title: str, mark: Mark, reason: str, source: str, request: RequestReading | None = None
) -> Check:
    return Check(
        code=code,
        title=title,
        mark=mark,
        reason=reason,
        source=source,
        product=request.product if request else None,
    )


def _source(rule: AmountRule | None, *, base_word: str = "請負金額") -> str:
    return (
        f"発注者ごとの取扱い（{rule_sentence(rule, base_word=base_word)}）" if rule else "発注者ごとの取扱い"
    )
