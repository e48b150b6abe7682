"""Agency rules and tariffs as domain values, kept in memory until the rulebook's revision moves."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety.domain.amount_rule import AmountRule, DecisiveDates, RuleCase, RuleFinding, find_amount_rule
from surety.domain.electronic_acceptance import ElectronicAcceptance, ElectronicVerdict, electronic_verdict
from surety.domain.errors import NotFound
from surety.domain.general_frame import GENERAL_RULES
from surety.domain.handover import HandOver, list_handovers
from surety.domain.overhead import OverheadPot, OverheadRule, overhead_pot
from surety.domain.price_change import PriceChangeRule
from surety.domain.products import Product, WorkKind
from surety.domain.row_codec import from_row
from surety.domain.rule_kinds import is_over
from surety.domain.tariff import Tariff, tariff_in_force
from surety.models import Agency, AgencyRule, Rulebook, TariffVersion


@dataclass(frozen=True, slots=True)
class AgencyHandling:
    """発注者ごとの取扱い: all dated rows of one agency."""

    agency_id: int
    code: str
    name: str
    beneficiary_name: str
    prefecture: str
    amount_rules: tuple[AmountRule, ...]
    acceptances: tuple[ElectronicAcceptance, ...]
    handovers: tuple[HandOver, ...]
    price_changes: tuple[PriceChangeRule, ...]
    overheads: tuple[OverheadRule, ...]

    def find_rule(
        self, product: Product, *, work_kind: WorkKind, dates: DecisiveDates, is_low_bid: bool = False
    ) -> RuleFinding:
        """The amount rule to apply on these dates (the general frame, marked so, if there is no own one)."""
        return find_amount_rule(
            self.amount_rules,
            agency=self.name,
            product=product,
            work_kind=work_kind,
            dates=dates,
            general=GENERAL_RULES,
            case=RuleCase.LOW_BID if is_low_bid else RuleCase.NORMAL,
        )

    def judge_electronic(
        self, product: Product, *, work_kind: WorkKind, dates: DecisiveDates
    ) -> ElectronicVerdict:
        """Whether electronic surety is offered, and why not."""
        return electronic_verdict(
            self.acceptances, agency=self.name, product=product, work_kind=work_kind, dates=dates
        )

    def judge_overhead(
        self, product: Product, *, work_kind: WorkKind, dates: DecisiveDates, advance_yen: int
    ) -> OverheadPot:
        """How much of a payment may go to 現場管理費等, and why not."""
        return overhead_pot(
            self.overheads,
            agency=self.name,
            product=product,
            work_kind=work_kind,
            dates=dates,
            advance_yen=advance_yen,
        )

    def still_told(self, *, on: date) -> "AgencyHandling":
        """The handling as the directory tells it on a JST date: starts, ways, price lines and overhead rules that are over left out."""
        return replace(
            self,
            acceptances=tuple(row for row in self.acceptances if not is_over(row, on=on)),
            handovers=tuple(row for row in self.handovers if not is_over(row, on=on)),
            price_changes=tuple(row for row in self.price_changes if not is_over(row, on=on)),
            overheads=tuple(row for row in self.overheads if not is_over(row, on=on)),
        )

    def handovers_for(self, product: Product, *, on: date) -> tuple[HandOver, ...]:
        """The ways this agency takes the key of this product on a JST date; the usual way where none is known."""
        return list_handovers(self.handovers, product=product, on=on)


@dataclass(slots=True)
class Remembered:
    """What one process remembers of one revision of the rulebook."""

    revision: int = -1
    agencies: dict[int, AgencyHandling] = field(default_factory=dict)
    tariffs: tuple[Tariff, ...] = ()


_remembered = Remembered()


def _remember(revision: int) -> Remembered:
    """The memory of a revision; that of any other one is forgotten.

    Whoever began to read before the revision moved still holds the old memory and writes into that one alone.
    """
    global _remembered  # noqa: PLW0603 - one memory per process is the purpose
    kept = _remembered
    if kept.revision != revision:
        kept = _remembered = Remembered(revision)
    return kept


def get_handling(session: Session, agency_id: int, *, revision: int | None = None) -> AgencyHandling:
    """The agency's handling. With the session row's `revision` a remembered answer costs no read.

    Raises NotFound for an unknown agency.
    """
    kept = _remember(_revision(session) if revision is None else revision)
    if agency_id not in kept.agencies:
        kept.agencies[agency_id] = _read_handling(session, agency_id)
    return kept.agencies[agency_id]


def get_handlings(session: Session, agency_ids: Iterable[int]) -> dict[int, AgencyHandling]:
    """The handlings of these agencies by id. Raises NotFound for an unknown one."""
    revision = _revision(session)
    return {agency_id: get_handling(session, agency_id, revision=revision) for agency_id in agency_ids}


def list_handlings(session: Session) -> tuple[AgencyHandling, ...]:
    """Every active agency's handling, by prefecture order of their rows."""
    ids = session.scalars(select(Agency.id).where(Agency.is_active).order_by(Agency.id))
    return tuple(get_handling(session, agency_id) for agency_id in ids)


def get_tariff(session: Session, *, on: date, revision: int | None = None) -> Tariff:
    """The tariff in force on a JST date. Raises NotFound when there is none."""
    kept = _remember(_revision(session) if revision is None else revision)
    if not kept.tariffs:
        rows = session.scalars(select(TariffVersion).order_by(TariffVersion.effective_from))
        kept.tariffs = tuple(from_row(Tariff, row.body, where=row.code) for row in rows)
    return tariff_in_force(kept.tariffs, on=on)


def _revision(session: Session) -> int:
    return session.execute(select(Rulebook.revision)).scalar_one()


def _read_handling(session: Session, agency_id: int) -> AgencyHandling:
    agency = session.get(Agency, agency_id)
    if agency is None:
        raise NotFound(f"agency {agency_id}")
    rows = session.scalars(
        select(AgencyRule)
        .where(AgencyRule.agency_id == agency_id, AgencyRule.retired_by_id.is_(None))
        .order_by(AgencyRule.id)
    ).all()

    def bodies(kind: str) -> list[tuple[str, dict[str, object]]]:
        return [(f"{agency.code}/{row.id}", row.body) for row in rows if row.kind == kind]

    return AgencyHandling(
        agency_id=agency.id,
        code=agency.code,
        name=agency.name,
        beneficiary_name=agency.beneficiary_name,
        prefecture=agency.prefecture,
        amount_rules=tuple(from_row(AmountRule, body, where=where) for where, body in bodies("amount")),
        acceptances=tuple(
            from_row(ElectronicAcceptance, body, where=where) for where, body in bodies("acceptance")
        ),
        handovers=tuple(from_row(HandOver, body, where=where) for where, body in bodies("handover")),
        price_changes=tuple(
            from_row(PriceChangeRule, body, where=where) for where, body in bodies("price_change")
        ),
        overheads=tuple(from_row(OverheadRule, body, where=where) for where, body in bodies("overhead")),
    )
