"""What an agency's office has opened, newest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from surety import clock
from surety.domain.errors import NotFound
from surety.domain.expiry import state_on
from surety.domain.numbering import is_guarantee_number
from surety.domain.workflow import GuaranteeState
from surety.models import CertificateOpening, Guarantee

PAGE_ACTS = 100


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """A guarantee that the office opened, and when it last did (UTC)."""

    guarantee: Guarantee
    last_at: datetime

    @property
    def state(self) -> GuaranteeState:
        """How the guarantee stands today."""
        return state_on(self.guarantee.state, until=self.guarantee.expires_on, today=clock.today())


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """The guarantees among PAGE_ACTS acts; `older` is where the acts before them begin, None at the end."""

    rows: tuple[OpenedRow, ...]
    older: int | None


def find_openable(session: Session, number: str) -> Guarantee | None:
    """The guarantee of this number, whoever asks: only for callers whose grant is checked next."""
    if not is_guarantee_number(number):
        return None
    return session.scalars(
        select(Guarantee).where(Guarantee.number == number).options(selectinload(Guarantee.certificates))
    ).one_or_none()


def list_opened(session: Session, *, agency_id: int | None, before_id: int | None = None) -> OpenedPage:
    """The guarantees that people of the agency opened, each once with its newest act."""
    acts = select(CertificateOpening).where(CertificateOpening.agency_id == agency_id)
    if before_id is not None:
        acts = acts.where(CertificateOpening.id < before_id)
    found = session.scalars(acts.order_by(CertificateOpening.id.desc()).limit(PAGE_ACTS + 1)).all()
    newest: dict[int, datetime] = {}
    for act in found[:PAGE_ACTS]:
        newest.setdefault(act.guarantee_id, act.opened_at)
    guarantees = {
        guarantee.id: guarantee
        for guarantee in session.scalars(
            select(Guarantee).where(Guarantee.id.in_(newest)).options(joinedload(Guarantee.contractor))
        )
    }
    rows = tuple(OpenedRow(guarantees[number], at) for number, at in newest.items())
    return OpenedPage(rows, found[PAGE_ACTS - 1].id if len(found) > PAGE_ACTS else None)


def get_opened_before(session: Session, number: str, *, agency_id: int | None) -> Guarantee:
    """The agency's own guarantee that its office has opened with the key. Raises NotFound for any other."""
    if not is_guarantee_number(number):
        raise NotFound(number)
    found = session.scalars(
        select(Guarantee)
        .join(CertificateOpening, CertificateOpening.guarantee_id == Guarantee.id)
        .where(
            Guarantee.number == number,
            Guarantee.agency_id == agency_id,
            CertificateOpening.agency_id == agency_id,
        )
        .limit(1)
    ).first()
    if found is None:
        raise NotFound(f"guarantee {number}")
    return found
