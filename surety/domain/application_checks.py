"""What still stands in the way of sending a 保証申込, field by field and in kind words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surety.domain.agency_rules import Judgement, Verdict, judge_amount
from surety.domain.amount_rule import AmountRule
from surety.domain.application_fields import (
    BY_NAME,
    DEPOSITED_PRODUCTS,
    FIELDS,
    OFFERED_PRODUCTS,
    AdvancePlan,
    Kind,
    Section,
    field_name,
    label_of,
)
from surety.domain.application_ground import Ground, base_of, electronic_of, finding_of
from surety.domain.application_reading import Reading, RequestReading
from surety.domain.dates import format_wareki
from surety.domain.electronic_acceptance import ElectronicReason
from surety.domain.fiscal_years import format_fiscal_year
from surety.domain.money import format_yen
from surety.domain.products import CertificateForm, DecisiveDate, PaymentMethod, Product
from surety.domain.rule_words import percent_words
from surety.domain.works_checks import check_members, check_years

_DATE_FIELDS = {DecisiveDate.ANNOUNCEMENT: "announced_on", DecisiveDate.NOTICE: "notified_on"}
_VERBS = {
    Kind.FILE: "添付して",
    **dict.fromkeys((Kind.CHOICE, Kind.ROW, Kind.YES_NO, Kind.TICK), "選んで"),
}
_NO_ADVANCE = (
    "有効な前払金保証がないため、中間前払金保証は申し込めません。前払金保証を発行した支店へご連絡ください"
)
_RIDER = "契約保証は前払金保証とあわせてお引き受けする保証です。前払金を受ける予定がない契約では、お申し込みいただけません"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `is_blank`: nothing was entered yet, which is no mistake while writing."""

    field: str
    message: str
    is_blank: bool = False

    @property
    def section(self) -> Section:
        """The page the field is on."""
        return BY_NAME[self.field].section


def find_problems(reading: Reading, *, ground: Ground) -> tuple[Problem, ...]:
    """Everything that keeps the application from being sent, in the form's order; one problem a field."""
    found: dict[str, Problem] = {}
    for problem in (
        *_unreadable(reading),
        *_works(reading, ground),
        *_guarantees(reading, ground),
        *_other(reading, ground),
    ):
        found.setdefault(problem.field, problem)
    return tuple(found[spec.name] for spec in FIELDS if spec.name in found)


def needed_dates(reading: Reading, *, ground: Ground) -> tuple[str, ...]:
    """announced_on and notified_on where the chosen agency's rules hang on them, or where they are typed."""
    kinds = _missing_dates(reading, ground=ground, products=reading.products)
    if ground.handling is not None:
        verdicts = [
            electronic_of(reading.works, product, handling=ground.handling) for product in reading.products
        ]
        if any(
            verdict is not None and verdict.reason is ElectronicReason.DATE_MISSING for verdict in verdicts
        ):
            kinds |= {row.decisive_date for row in ground.handling.acceptances}
    works = reading.works
    return tuple(
        name
        for kind, name in _DATE_FIELDS.items()
        if kind in kinds or works.dates.on(kind) is not None or name in reading.unreadable
    )


def _missing_dates(
    reading: Reading, *, ground: Ground, products: Sequence[Product]
) -> frozenset[DecisiveDate]:
    findings = [finding_of(reading.works, product, handling=ground.handling) for product in products]
    return frozenset(finding.missing_date for finding in findings if finding.missing_date is not None)


def _unreadable(reading: Reading) -> Iterator[Problem]:
    unused = {product.value for product in OFFERED_PRODUCTS if not reading.request(product).applies}
    for name, message in reading.unreadable.items():
        if BY_NAME[name].block.value not in unused:
            yield Problem(name, message)


def _blank(reading: Reading, name: str) -> Problem:
    label = label_of(name, work_kind=reading.works.work_kind)
    verb = _VERBS.get(BY_NAME[name].kind, "入力して")
    return Problem(name, f"{label}を{verb}ください", is_blank=True)


def _works(reading: Reading, ground: Ground) -> Iterator[Problem]:
    works = reading.works
    required: dict[str, object] = {
        "agency_id": ground.handling,
        "work_name": works.work_name,
        "price": works.price,
        "period_from": works.period_from,
        "period_to": works.period_to,
    }
    if reading.request(Product.ADVANCE).applies:
        required["contracted_on"] = works.contracted_on
    wanted = tuple(request.product for request in reading.wanted)
    missing = _missing_dates(reading, ground=ground, products=wanted)
    required |= {name: None for kind, name in _DATE_FIELDS.items() if kind in missing}
    yield from (_blank(reading, name) for name, value in required.items() if not value)
    yield from _date_order(reading)
    if not reading.has_given_works and not ground.works_are_fixed:
        for found in (*check_years(works), *check_members(works, company=ground.company)):
            yield Problem(*found)


def _date_order(reading: Reading) -> Iterator[Problem]:
    works, kind = reading.works, reading.works.work_kind

    def words(name: str) -> str:
        return label_of(name, work_kind=kind)

    if works.period_from and works.period_to and works.period_to <= works.period_from:
        begins = f"{words('period_from')}（{format_wareki(works.period_from)}）"
        yield Problem("period_to", f"{words('period_to')}は、{begins}より後の日付で入力してください")
    if works.contracted_on and works.period_to and works.contracted_on > works.period_to:
        ends = f"{words('period_to')}（{format_wareki(works.period_to)}）"
        yield Problem("contracted_on", f"{words('contracted_on')}は、{ends}より前の日付で入力してください")
    for name, day in (("announced_on", works.announced_on), ("notified_on", works.notified_on)):
        if day and works.contracted_on and day > works.contracted_on:
            signed = f"{words('contracted_on')}（{format_wareki(works.contracted_on)}）"
            yield Problem(name, f"{words(name)}は、{signed}以前の日付で入力してください")


def _guarantees(reading: Reading, ground: Ground) -> Iterator[Problem]:
    if not reading.wanted:
        yield Problem("advance_applies", "申し込む保証を選んでください", is_blank=True)
    for request in reading.wanted:
        if request.product not in ground.locked:
            yield from _request(reading, request, ground)


def _request(reading: Reading, request: RequestReading, ground: Ground) -> Iterator[Problem]:
    product = request.product
    required: dict[str, object] = {
        "form": request.form,
        "amount": request.amount,
        "payment_method": request.payment_method,
        "bill_to": request.bill_to,
        "paper_statement": request.wants_paper_statement is not None,
    }
    if product in DEPOSITED_PRODUCTS:
        required |= {"deposit_bank": request.deposit_bank, "redeposit": request.redeposit}
    if product is Product.INTERIM:
        required |= {"recognition": ground.recognition_reports}
    for part, value in required.items():
        if not value:
            yield _blank(reading, field_name(product, part))
    if request.payment_method is PaymentMethod.MONTHLY_ACCOUNT and not ground.has_monthly_account:
        yield Problem(
            field_name(product, "payment_method"),
            "一括納付は、ご契約のある会社さまだけがお使いいただけます。別の支払方法を選んでください",
        )
    yield from _form(reading, request, ground)
    yield from _plan(reading, request)
    yield from _year(reading, request, ground)
    yield from _advance(request, ground)
    yield from _amounts(reading, request, ground)


def _form(reading: Reading, request: RequestReading, ground: Ground) -> Iterator[Problem]:
    verdict = electronic_of(reading.works, request.product, handling=ground.handling)
    if request.form is CertificateForm.ELECTRONIC and verdict is not None and not verdict.offered:
        blank = verdict.reason is ElectronicReason.DATE_MISSING
        words = f"{request.product.label}：{verdict.sentence}"
        yield Problem(field_name(request.product, "form"), words, is_blank=blank)


def _plan(reading: Reading, request: RequestReading) -> Iterator[Problem]:
    if request.product is not Product.PERFORMANCE or reading.request(Product.ADVANCE).applies:
        return
    name = field_name(request.product, "advance_plan")
    if request.advance_plan is None:
        yield _blank(reading, name)
    elif request.advance_plan is AdvancePlan.NONE:
        yield Problem(name, _RIDER)


def _year(reading: Reading, request: RequestReading, ground: Ground) -> Iterator[Problem]:
    """A multi-year contract has one advance payment guarantee for each fiscal year, any other just one."""
    if request.product is not Product.ADVANCE:
        return
    chosen, name = request.fiscal_year, field_name(request.product, "year_base")
    if reading.works.years and request.fiscal_year_amount is None:
        yield Problem(name, "今年度対象額とする年度を選んでください", is_blank=chosen is None)
    elif taken := ground.taken_years.get(chosen):
        if chosen is None:
            yield Problem(
                field_name(request.product, "applies"), f"この契約の前払金保証は、すでにあります（{taken}）"
            )
        else:
            words = f"{format_fiscal_year(chosen)}の前払金保証は、すでにあります（{taken}）"
            yield Problem(name, words)


def _advance(request: RequestReading, ground: Ground) -> Iterator[Problem]:
    if request.product is not Product.INTERIM:
        return
    name = field_name(request.product, "applies")
    if ground.advance is None or not ground.advance.is_in_force:
        yield Problem(name, _NO_ADVANCE)
    elif ground.twin:
        words = f"この前払金保証には、ほかに中間前払金保証の申込（受付番号 {ground.twin}）があります"
        yield Problem(name, words)


def _amounts(reading: Reading, request: RequestReading, ground: Ground) -> Iterator[Problem]:
    product, price = request.product, reading.works.price
    price_word = reading.works.work_kind.price_label
    for part, amount in (("fiscal_year_amount", request.fiscal_year_amount), ("amount", request.amount)):
        if amount is not None and price is not None and amount > price:
            label = label_of(field_name(product, part))
            words = f"{label}は {format_yen(price)}円（{price_word}）以下で入力してください"
            yield Problem(field_name(product, part), words)
    base, base_word = base_of(reading, request)
    finding = finding_of(reading.works, product, handling=ground.handling)
    if request.amount is None or not base or ground.handling is None:
        return
    advance_yen = ground.advance_yen(product)
    judged = judge_amount(
        finding.rule, amount=request.amount, base=base, base_word=base_word, advance_yen=advance_yen
    )
    if judged.blocks:
        words = _amount_words(product, judged, rule=finding.rule, base_word=base_word)
        yield Problem(field_name(product, "amount"), words)


def _amount_words(product: Product, judged: Judgement, *, rule: AmountRule | None, base_word: str) -> str:
    limit = judged.limit
    if limit is None or rule is None:
        return judged.sentence.removesuffix("。")
    if not limit.yen:
        return "前払金だけで、前払金と合わせた限度額に達しています。中間前払金は申し込めません"
    ground_words = f"{base_word}の{percent_words(limit.percent)}"
    if limit.by_total and rule.total_percent is not None:
        ground_words = f"前払金と合わせて{base_word}の{percent_words(rule.total_percent)}"
    side = "以上" if judged.verdict is Verdict.UNDER else "以下"
    return f"{product.label}金額は {format_yen(limit.yen)}円（{ground_words}）{side}で入力してください"


def _other(reading: Reading, ground: Ground) -> Iterator[Problem]:
    other = reading.other
    if other.branch_id is None or other.branch_id not in ground.branch_ids:
        yield _blank(reading, "branch_id")
    if other.wants_issue_mail is None:
        yield _blank(reading, "wants_issue_mail")
    if other.wants_issue_mail and not other.issue_mail_address:
        yield _blank(reading, "issue_mail_address")
