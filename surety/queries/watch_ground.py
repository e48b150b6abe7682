"""What the watch looks at: guarantees in force with what is known about their works contracts, premiums, returns."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from surety.clock import to_jst
from surety.domain.certificate import CertificateContent
from surety.domain.contract_facts import Difference, Fact
from surety.domain.coverage_watch import GuaranteeSeen, Learned, newest
from surety.domain.dates import fiscal_year
from surety.domain.errors import Tampered
from surety.domain.interim import Conclusion, advise
from surety.domain.products import CertificateForm, Product
from surety.domain.workflow import GuaranteeState
from surety.models import ChangedGuarantee, ChangeNotice, Guarantee, GuaranteeRequest
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.change_notices import read_differences
from surety.queries.guarantees import list_opened_ids
from surety.queries.interim import find_interim_application, load_interim_facts
from surety.queries.year_amounts import year_amount_of

log = structlog.get_logger()

_ON_YEAR_AMOUNT = (Product.ADVANCE, Product.INTERIM)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A guarantee with what its certificate in force says, and the instant (UTC) of that one's issue."""

    guarantee: Guarantee
    content: CertificateContent
    at: datetime

    @property
    def shown_on(self) -> date:
        """The JST day of that issue."""
        return to_jst(self.at).date()


def load_seen(
    session: Session, guarantees: Sequence[Guarantee], *, today: date
) -> Mapping[int, GuaranteeSeen]:
    """What the watch sees of guarantees in force, by id; one whose certificate cannot be trusted is left out."""
    contracts = {guarantee.works_contract_id for guarantee in guarantees}
    siblings = _list_shown(session, contracts)
    notices = _list_notices(session, [one.guarantee.id for one in siblings])
    wanted = {guarantee.id for guarantee in guarantees}
    opened, changing = list_opened_ids(session, wanted), _changing(session, wanted)
    by_contract: dict[int, list[_Shown]] = defaultdict(list)
    for one in siblings:
        by_contract[one.guarantee.works_contract_id].append(one)
    return {
        one.guarantee.id: _see(
            session,
            one,
            others=by_contract[one.guarantee.works_contract_id],
            notices=notices,
            is_opened=one.guarantee.id in opened,
            is_changing=one.guarantee.id in changing,
            today=today,
        )
        for one in siblings
        if one.guarantee.id in wanted and one.guarantee.state is GuaranteeState.IN_FORCE
    }


def _see(
    session: Session,
    own: _Shown,
    *,
    others: Sequence[_Shown],
    notices: Mapping[int, Sequence[ChangeNotice]],
    is_opened: bool,
    is_changing: bool,
    today: date,
) -> GuaranteeSeen:
    guarantee, content = own.guarantee, own.content
    told = [
        (notice, difference)
        for other in others
        for notice in notices.get(other.guarantee.id, ())
        if notice.reported_at >= own.at
        for difference in read_differences(notice)
    ]
    # What is already on its way to the certificate needs no more telling.
    ends = [] if is_changing else [*_ends_shown(own, others), *_ends_told(told)]
    amounts = (
        [] if is_changing else [*_amounts_shown(session, own, others), *_amounts_told(told, guarantee.number)]
    )
    waits = guarantee.certificate_form is CertificateForm.ELECTRONIC and guarantee.handed_over_at is None
    interim = _interim_days(session, guarantee, today=today)
    return GuaranteeSeen(
        until=content.guaranteed_until,
        works_until=content.works_until,
        year_amount=year_amount_of(session, guarantee),
        later_end=newest(ends),
        later_year_amount=newest(amounts),
        key_since=guarantee.issued_on if waits and not is_opened else None,
        interim_from=interim[0] if interim else None,
        interim_until=interim[1] if interim else None,
    )


def _ends_shown(own: _Shown, others: Iterable[_Shown]) -> Iterable[Learned]:
    for other in others:
        if other.guarantee.id != own.guarantee.id and other.at > own.at:
            source = f"{other.guarantee.product.label} {other.guarantee.number} の証書"
            yield Learned(other.content.works_until, other.shown_on, source)


def _ends_told(told: Iterable[tuple[ChangeNotice, Difference]]) -> Iterable[Learned]:
    for notice, difference in told:
        if difference.fact is Fact.PERIOD_TO and difference.value:
            on = to_jst(notice.reported_at).date()
            yield Learned(date.fromisoformat(difference.value), on, "変更の連絡")


def _amounts_shown(session: Session, own: _Shown, others: Iterable[_Shown]) -> Iterable[Learned]:
    for other in others:
        amount = year_amount_of(session, other.guarantee)
        if (
            amount is not None
            and other.guarantee.id != own.guarantee.id
            and other.guarantee.product in _ON_YEAR_AMOUNT
            and fiscal_year(other.content.guaranteed_until) == fiscal_year(own.content.guaranteed_until)
            and other.at > own.at
        ):
            source = f"{other.guarantee.product.label} {other.guarantee.number} の申込"
            yield Learned(amount, other.shown_on, source)


def _amounts_told(told: Iterable[tuple[ChangeNotice, Difference]], number: str) -> Iterable[Learned]:
    for notice, difference in told:
        if difference.fact is Fact.YEAR_AMOUNT and difference.number == number and difference.value:
            yield Learned(int(difference.value), to_jst(notice.reported_at).date(), "変更の連絡")


def _interim_days(session: Session, guarantee: Guarantee, *, today: date) -> tuple[date, date] | None:
    """The first and last day on which an interim payment can be asked for; None where there is none to remind of."""
    if guarantee.product is not Product.ADVANCE:
        return None
    facts = load_interim_facts(session, guarantee)
    if not facts.halving.first_day <= today <= facts.halving.ends:
        return None
    closed = {Conclusion.ENDED, Conclusion.NOT_OFFERED, Conclusion.OVER}
    if advise(facts, ticked=(), today=today).conclusion in closed:
        return None
    if find_interim_application(session, guarantee) is not None:
        return None
    return facts.halving.first_day, facts.halving.ends


def _list_shown(session: Session, contract_ids: Iterable[int]) -> list[_Shown]:
    """The guarantees in force on these works contracts, each with its certificate in force."""
    guarantees = session.scalars(
        select(Guarantee)
        .where(Guarantee.works_contract_id.in_(contract_ids), Guarantee.state == GuaranteeState.IN_FORCE)
        .options(
            selectinload(Guarantee.certificates),
            joinedload(Guarantee.request).joinedload(GuaranteeRequest.application),
            joinedload(Guarantee.works_contract),
        )
        .order_by(Guarantee.id)
        # A version that was written since the last look is seen.
        .execution_options(populate_existing=True)
    )
    shown = []
    for guarantee in guarantees:
        try:
            certificate = version_in_force(guarantee)
            content = read_certificate(certificate)
        except Tampered:
            # Everybody who opens it is told; the watch goes on with the others.
            log.critical("stored.tampered", guarantee=guarantee.number)
            continue
        shown.append(_Shown(guarantee, content, certificate.issued_at))
    return shown


def _list_notices(session: Session, guarantee_ids: Sequence[int]) -> Mapping[int, Sequence[ChangeNotice]]:
    found: dict[int, list[ChangeNotice]] = defaultdict(list)
    wanted = (
        select(ChangeNotice).where(ChangeNotice.guarantee_id.in_(guarantee_ids)).order_by(ChangeNotice.id)
    )
    for notice in session.scalars(wanted):
        found[notice.guarantee_id].append(notice)
    return found


def _changing(session: Session, guarantee_ids: Collection[int]) -> frozenset[int]:
    """The guarantees of which a change is on its way."""
    found = session.scalars(
        select(ChangedGuarantee.guarantee_id).where(
            ChangedGuarantee.guarantee_id.in_(guarantee_ids), ChangedGuarantee.is_open
        )
    )
    return frozenset(found)
