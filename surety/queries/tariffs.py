"""料率の版: those that hold, and those that wait for a second person."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from surety.domain.errors import NotFound
from surety.domain.row_codec import from_row
from surety.domain.tariff import Tariff
from surety.models import Rulebook, TariffProposal, TariffVersion

# A guarantor changes its tariff every few years.
MOST = 200


def list_tariffs(session: Session) -> tuple[Tariff, ...]:
    """Every version that holds, held or will hold, the latest first."""
    rows = session.scalars(
        select(TariffVersion)
        .order_by(TariffVersion.effective_from.desc(), TariffVersion.id.desc())
        .limit(MOST)
    )
    return tuple(from_row(Tariff, row.body, where=row.code) for row in rows)


def get_tariff_version(session: Session, code: str) -> Tariff:
    """One version. Raises NotFound."""
    row = session.scalars(select(TariffVersion).where(TariffVersion.code == code)).one_or_none()
    if row is None:
        raise NotFound(f"tariff {code}")
    return from_row(Tariff, row.body, where=row.code)


def list_proposals(session: Session, *, only_open: bool) -> Sequence[TariffProposal]:
    """The proposals, the newest first; those that wait, or all."""
    wanted = select(TariffProposal).options(
        joinedload(TariffProposal.proposed_by), joinedload(TariffProposal.decided_by)
    )
    if only_open:
        wanted = wanted.where(TariffProposal.decided_at.is_(None))
    return session.scalars(wanted.order_by(TariffProposal.id.desc()).limit(MOST)).all()


def get_proposal(session: Session, proposal_id: int) -> TariffProposal:
    """One proposal. Raises NotFound."""
    found = session.get(TariffProposal, proposal_id)
    if found is None:
        raise NotFound(f"tariff proposal {proposal_id}")
    return found


def proposed_tariff(proposal: TariffProposal) -> Tariff:
    """The version as it was brought in."""
    return from_row(Tariff, proposal.body, where=proposal.code)


def lock_tariffs(session: Session) -> None:
    """Proposals and confirmations come one after the other, so that each sees what the one before it did."""
    session.execute(select(Rulebook.revision).with_for_update())
