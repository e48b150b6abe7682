"""Guarantees: one company's own ones, how far their keys have come, who opened them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from surety.domain.errors import NotFound
from surety.domain.expiry import state_on
from surety.domain.numbering import is_guarantee_number
from surety.domain.procedure_status import (
    HandOverStage,
    ProcedureStatus,
    guarantee_status,
    stage_of,
)
from surety.models import Agency, CertificateOpening, Guarantee, GuaranteeRequest
from surety.queries.changes import changing_ids

NEAR_EXPIRY = timedelta(days=30)
SHOWN_OPENINGS = 20


@dataclass(frozen=True, slots=True)
class Opening:
    """One 閲覧: when (UTC), which version, what was done, and the agency if its officer was logged in."""

    opened_at: datetime
    sequence: int
    act: str
    agency: str | None


@dataclass(frozen=True, slots=True)
class Openings:
    """Who opened a guarantee's certificate: the first time of each version, and the newest acts.

    `is_current` says that it was opened since its present key was issued.
    """

    first_by_sequence: dict[int, datetime]
    newest: tuple[Opening, ...]
    is_current: bool

    @property
    def first_at(self) -> datetime | None:
        """When it was opened for the very first time."""
        return min(self.first_by_sequence.values(), default=None)


def get_guarantee(session: Session, number: str, *, contractor_id: int | None) -> Guarantee:
    """The company's own guarantee with what its page shows. Raises NotFound, for another company's too."""
    if contractor_id is None or not is_guarantee_number(number):
        raise NotFound(number)
    found = session.scalars(
        select(Guarantee)
        .where(Guarantee.number == number, Guarantee.contractor_id == contractor_id)
        .options(
            joinedload(Guarantee.contractor),
            joinedload(Guarantee.agency),
            joinedload(Guarantee.branch),
            joinedload(Guarantee.works_contract),
            joinedload(Guarantee.request).joinedload(GuaranteeRequest.application),
            selectinload(Guarantee.certificates),
        )
    ).one_or_none()
    if found is None:
        raise NotFound(f"guarantee {number}")
    return found


def list_openings(session: Session, guarantee: Guarantee) -> Openings:
    """What agencies did with the certificate; the newest SHOWN_OPENINGS acts one by one."""
    first = session.execute(
        select(CertificateOpening.sequence, func.min(CertificateOpening.opened_at).label("first_at"))
        .where(CertificateOpening.guarantee_id == guarantee.id)
        .group_by(CertificateOpening.sequence)
    )
    newest = session.execute(
        select(CertificateOpening.opened_at, CertificateOpening.sequence, CertificateOpening.act, Agency.name)
        .outerjoin(Agency, Agency.id == CertificateOpening.agency_id)
        .where(CertificateOpening.guarantee_id == guarantee.id)
        .order_by(CertificateOpening.id.desc())
        .limit(SHOWN_OPENINGS)
    )
    acts = tuple(Opening(*row) for row in newest)
    since = guarantee.key_reissued_at
    is_current = bool(acts) and (since is None or acts[0].opened_at >= since)
    return Openings({row.sequence: row.first_at for row in first}, acts, is_current)


def is_opened(session: Session, guarantee: Guarantee) -> bool:
    """Whether an agency has opened the certificate."""
    return guarantee.id in list_opened_ids(session, [guarantee.id])


def statuses_of(
    session: Session, guarantees: Sequence[Guarantee], *, today: date
) -> dict[int, ProcedureStatus]:
    """The one word for each guarantee, by id. `today` is the JST date."""
    ids = [guarantee.id for guarantee in guarantees]
    opened, changing = list_opened_ids(session, ids), changing_ids(session, ids)
    return {
        guarantee.id: guarantee_status(
            state_on(guarantee.state, until=guarantee.expires_on, today=today),
            hand_over=hand_over_stage(guarantee, is_opened=guarantee.id in opened),
            changing=guarantee.id in changing,
            near_expiry=guarantee.expires_on - today <= NEAR_EXPIRY,
        )
        for guarantee in guarantees
    }


def hand_over_stage(guarantee: Guarantee, *, is_opened: bool) -> HandOverStage:
    """How far the key or the paper has come."""
    return stage_of(
        guarantee.certificate_form,
        is_handed_over=guarantee.handed_over_at is not None,
        is_opened=is_opened,
        is_delivered=guarantee.delivered_on is not None,
    )


def list_opened_ids(session: Session, guarantee_ids: Collection[int]) -> frozenset[int]:
    """Those of the guarantees that an agency has opened since their present key was issued."""
    if not guarantee_ids:
        return frozenset()
    found = session.scalars(
        select(CertificateOpening.guarantee_id)
        .join(Guarantee, Guarantee.id == CertificateOpening.guarantee_id)
        .where(CertificateOpening.guarantee_id.in_(guarantee_ids), opened_with_present_key())
        .distinct()
    )
    return frozenset(found)


def opened_with_present_key() -> ColumnElement[bool]:
    """An opening that tells that the agency has the key which is valid now, or can do without it."""
    return or_(Guarantee.key_reissued_at.is_(None), CertificateOpening.opened_at >= Guarantee.key_reissued_at)
