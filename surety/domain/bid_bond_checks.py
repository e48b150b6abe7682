"""What still stands in the way of sending a 契約保証予約申込, field by field and in kind words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from surety.domain.application_fields import AdvancePlan, Kind
from surety.domain.bid_bond_amounts import BASE_WORD, least_bond_amount
from surety.domain.bid_bond_fields import BY_NAME, FIELDS
from surety.domain.bid_bond_reading import BidBondReading
from surety.domain.dates import format_wareki
from surety.domain.money import format_yen
from surety.domain.products import PaymentMethod

_VERBS = dict.fromkeys((Kind.CHOICE, Kind.ROW), "選んで")
NO_ADVANCE = "契約保証の予約は、前払金を受ける予定の契約でお引き受けしています。前払金の予定がない案件では、お申し込みいただけません"
_REQUIRED = (
    "agency_id",
    "work_name",
    "bid_on",
    "bid_price",
    "ratio",
    "amount",
    "award_on",
    "valid_until",
    "advance_plan",
    "payment_method",
    "bill_to",
    "branch_id",
)


@dataclass(frozen=True, slots=True)
class BondProblem:
    """One thing to mend. `is_blank`: nothing was entered yet, which is no mistake while writing."""

    field: str
    message: str
    is_blank: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BondGround:
    """What the form is judged against: whether the agency is known, the offices, the company's terms, the JST date."""

    knows_agency: bool
    branch_ids: frozenset[int]
    has_monthly_account: bool
    today: date


def find_bond_problems(reading: BidBondReading, *, ground: BondGround) -> tuple[BondProblem, ...]:
    """Everything that keeps the application from being sent, in the form's order; one problem a field."""
    found: dict[str, BondProblem] = {}
    for problem in (
        *(BondProblem(name, message) for name, message in reading.unreadable.items()),
        *_blanks(reading, ground),
        *_choices(reading, ground),
        *_days(reading, ground),
        *_amounts(reading),
    ):
        found.setdefault(problem.field, problem)
    return tuple(found[spec.name] for spec in FIELDS if spec.name in found)


def _blanks(reading: BidBondReading, ground: BondGround) -> Iterator[BondProblem]:
    unknown = {
        "agency_id": not ground.knows_agency,
        "branch_id": reading.branch_id not in ground.branch_ids,
    }
    for name in _REQUIRED:
        if unknown.get(name) or not getattr(reading, name):
            yield _blank(name)
    if reading.joint_venture_name and not reading.representative:
        yield _blank("representative")


def _blank(name: str) -> BondProblem:
    spec = BY_NAME[name]
    return BondProblem(
        name, f"{spec.label}を{_VERBS.get(spec.kind, '入力して')}ください", is_blank=True
    )  # fmt: skip


def _choices(reading: BidBondReading, ground: BondGround) -> Iterator[BondProblem]:
    if reading.advance_plan is AdvancePlan.NONE:
        yield BondProblem("advance_plan", NO_ADVANCE)
    if reading.payment_method is PaymentMethod.MONTHLY_ACCOUNT and not ground.has_monthly_account:
        yield BondProblem(
            "payment_method",
            "一括納付は、ご契約のある会社さまだけがお使いいただけます。別の支払方法を選んでください",
        )


def _days(reading: BidBondReading, ground: BondGround) -> Iterator[BondProblem]:
    bid_on, award_on, until = reading.bid_on, reading.award_on, reading.valid_until
    if bid_on and bid_on < ground.today:
        yield BondProblem("bid_on", "入札日（開札日）は、今日以降の日付で入力してください")
    if bid_on and award_on and award_on < bid_on:
        words = f"落札予定日は、入札日（{format_wareki(bid_on)}）以降の日付で入力してください"
        yield BondProblem("award_on", words)
    begins = award_on or bid_on
    if begins and until and until < begins:
        word = "落札予定日" if award_on else "入札日"
        yield BondProblem(
            "valid_until", f"予約の有効期限は、{word}（{format_wareki(begins)}）以降の日付で入力してください"
        )


def _amounts(reading: BidBondReading) -> Iterator[BondProblem]:
    amount, base, ratio = reading.amount, reading.bid_price, reading.ratio
    if amount is None or not base:
        return
    if amount > base:
        words = f"予約金額は {format_yen(base)}円（{BASE_WORD}）以下で入力してください"
        yield BondProblem("amount", words)
    elif ratio is not None and amount < (least := least_bond_amount(base, ratio=ratio)):
        words = f"予約金額は {format_yen(least)}円（{BASE_WORD}の{ratio.value}%）以上で入力してください"
        yield BondProblem("amount", words)
