"""変更の申込: a company's own ones, those of a guarantee, and which guarantees are 変更手続中."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, or_, select, text
from sqlalchemy.orm import Session, joinedload, selectinload

from surety.domain.certificate import CertificateContent
from surety.domain.change_case import Covered
from surety.domain.change_states import WRITABLE_CHANGES, ChangeState
from surety.domain.change_wish import ChangedItem, Wish, describe_wish, facts_from_json
from surety.domain.contract_facts import ContractFacts, Difference
from surety.domain.errors import NotFound
from surety.domain.procedure_status import ProcedureStatus, change_status
from surety.domain.row_codec import from_row
from surety.domain.states import COUNTING, PremiumState
from surety.models import (
    AuditEvent,
    Certificate,
    ChangedGuarantee,
    ChangePaper,
    Guarantee,
    GuaranteeChange,
    PremiumStatement,
)
from surety.models.guarantee_change import DRAFT
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.change_checks import ChangeGround

PAGE_SIZE = 20
UNSENT_CHANGES = frozenset({ChangeState.DRAFT, ChangeState.DISCARDED})


@dataclass(frozen=True, slots=True)
class ChangePage:
    """One page of a company's sent changes, newest first; `before` is the id that opens the next page, None on the last."""

    rows: Sequence[GuaranteeChange]
    before: int | None


def get_change(session: Session, change_id: int, *, contractor_id: int | None) -> GuaranteeChange:
    """The company's own change; what the branch enters is seen once it is sent. Raises NotFound for any other."""
    found = session.scalars(
        select(GuaranteeChange)
        .where(GuaranteeChange.id == change_id, GuaranteeChange.contractor_id == contractor_id)
        .options(*whole_change())
    ).one_or_none()
    is_hidden = found is not None and found.state in UNSENT_CHANGES and found.entered_by.contractor_id is None
    if found is None or is_hidden:
        raise NotFound(f"change {change_id}")
    return found


def lock_change(session: Session, change: GuaranteeChange) -> GuaranteeChange:
    """The same change, read anew and locked until the transaction ends."""
    return session.execute(
        select(GuaranteeChange)
        .where(GuaranteeChange.id == change.id)
        .with_for_update(of=GuaranteeChange)
        .execution_options(populate_existing=True)
    ).scalar_one()


def list_sent_changes(
    session: Session, *, contractor_id: int | None, before_id: int | None = None, limit: int = PAGE_SIZE
) -> ChangePage:
    """The company's sent changes, newest first, from below the id `before_id`."""
    wanted = select(GuaranteeChange).where(
        GuaranteeChange.contractor_id == contractor_id, GuaranteeChange.state.not_in(UNSENT_CHANGES)
    )
    if before_id is not None:
        wanted = wanted.where(GuaranteeChange.id < before_id)
    found = session.scalars(
        wanted.order_by(GuaranteeChange.id.desc()).limit(limit + 1).options(*whole_change())
    ).all()
    return ChangePage(found[:limit], found[limit - 1].id if len(found) > limit else None)


def list_writable_changes(session: Session, *, contractor_id: int | None) -> Sequence[GuaranteeChange]:
    """The company's own drafts, the newest first."""
    found = session.scalars(
        select(GuaranteeChange)
        .where(GuaranteeChange.contractor_id == contractor_id, text(f"guarantee_change.{DRAFT}"))
        .order_by(GuaranteeChange.id.desc())
        .limit(PAGE_SIZE)
        .options(*whole_change())
    )
    return [each for each in found if each.entered_by.contractor_id is not None]


def list_changes_of(session: Session, guarantee: Guarantee) -> Sequence[GuaranteeChange]:
    """The sent changes that concern the guarantee, newest first, a few at most."""
    return session.scalars(
        select(GuaranteeChange)
        .join(ChangedGuarantee, ChangedGuarantee.change_id == GuaranteeChange.id)
        .where(ChangedGuarantee.guarantee_id == guarantee.id, GuaranteeChange.state.not_in(UNSENT_CHANGES))
        .order_by(GuaranteeChange.id.desc())
        .limit(PAGE_SIZE)
    ).all()


def find_open_change(
    session: Session, guarantee_ids: Collection[int], *, but: int = 0
) -> ChangedGuarantee | None:
    """A change of one of the guarantees that is under way, other than the change `but`."""
    return session.scalars(
        select(ChangedGuarantee)
        .where(
            ChangedGuarantee.guarantee_id.in_(guarantee_ids),
            ChangedGuarantee.is_open,
            ChangedGuarantee.change_id != but,
        )
        .limit(1)
    ).first()


def changing_ids(session: Session, guarantee_ids: Collection[int]) -> frozenset[int]:
    """Which of the guarantees are 変更手続中."""
    if not guarantee_ids:
        return frozenset()
    found = session.scalars(
        select(ChangedGuarantee.guarantee_id).where(
            ChangedGuarantee.guarantee_id.in_(guarantee_ids), ChangedGuarantee.is_open
        )
    )
    return frozenset(found)


def list_change_papers(session: Session, change: GuaranteeChange) -> Sequence[ChangePaper]:
    """The papers that are attached, without the removed ones."""
    return session.scalars(
        select(ChangePaper)
        .where(ChangePaper.change_id == change.id, ChangePaper.removed_at.is_(None))
        .order_by(ChangePaper.id)
    ).all()


def get_change_paper(session: Session, change: GuaranteeChange, *, paper_id: int) -> ChangePaper:
    """One attached paper of this change. Raises NotFound."""
    found = session.get(ChangePaper, paper_id)
    if found is None or found.change_id != change.id or found.removed_at is not None:
        raise NotFound(f"paper {paper_id}")
    return found


def list_change_history(session: Session, change: GuaranteeChange) -> Sequence[AuditEvent]:
    """What was recorded about the change, oldest first."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_kind == "guarantee_change", AuditEvent.object_id == str(change.id))
        .order_by(AuditEvent.sequence)
    ).all()


def read_change_facts(change: GuaranteeChange) -> ContractFacts:
    """The works contract after the change, as it was sent."""
    return facts_from_json(change.facts)


def read_change_differences(change: GuaranteeChange) -> tuple[Difference, ...]:
    """What differs from the certificate it was opened from, as it was sent."""
    return tuple(
        from_row(Difference, row, where=f"guarantee_change {change.id}") for row in change.differences
    )


def describe_items(change: GuaranteeChange) -> list[ChangedItem]:
    """What each guarantee of a sent change becomes, beside the certificate it was made from."""
    after = read_change_facts(change)
    return [
        describe_wish(read_certificate(item.base_certificate), wish_of(item), after=after)
        for item in change.items
    ]


def contents_of(session: Session, ground: ChangeGround) -> dict[str, CertificateContent]:
    """The certificates in force of the ground's guarantees, by number."""
    numbers = [each.number for each in ground.guarantees]
    found = session.scalars(select(Guarantee).where(Guarantee.number.in_(numbers)))
    return {each.number: read_certificate(version_in_force(each)) for each in found}


def wish_of(item: ChangedGuarantee) -> Wish:
    """What the guarantee is to become."""
    return Wish(number=item.guarantee.number, amount=item.amount, until=item.until)


def covered_of(ground: ChangeGround, number: str) -> Covered | None:
    """The guarantee of the ground with this number; None when it is not in force any more."""
    return next((each for each in ground.guarantees if each.number == number), None)


def status_of_change(change: GuaranteeChange) -> ProcedureStatus:
    """The one word for the change."""
    return change_status(change.state, is_due=has_unpaid(change))


def has_unpaid(change: GuaranteeChange) -> bool:
    """Whether an additional premium waits for its payment."""
    statements = [item.statement for item in change.items if item.statement is not None]
    return any(each.state is PremiumState.UNPAID for each in statements)


def find_change_of_version(
    session: Session, guarantee: Guarantee, change_number: int
) -> GuaranteeChange | None:
    """The change that became 変更-n of the guarantee; None for one that was written without an application."""
    return session.scalars(
        select(GuaranteeChange)
        .join(ChangedGuarantee, ChangedGuarantee.change_id == GuaranteeChange.id)
        .join(Certificate, Certificate.id == ChangedGuarantee.certificate_id)
        .where(Certificate.guarantee_id == guarantee.id, Certificate.change_number == change_number)
    ).one_or_none()


def find_charged_change(session: Session, guarantee: Guarantee) -> str:
    """The receipt number of a change on its way for which money was asked or came in; empty where there is none.

    An approved one counts whatever it costs: its premium was reckoned from the certificate in force.
    """
    charged = exists().where(
        PremiumStatement.guarantee_id == guarantee.id,
        PremiumStatement.receipt_number == GuaranteeChange.receipt_number,
        PremiumStatement.state.in_(COUNTING),
    )
    found = session.scalars(
        select(GuaranteeChange.receipt_number)
        .join(ChangedGuarantee, ChangedGuarantee.change_id == GuaranteeChange.id)
        .where(
            ChangedGuarantee.guarantee_id == guarantee.id,
            ChangedGuarantee.is_open,
            or_(GuaranteeChange.state == ChangeState.APPROVED, charged),
        )
    ).first()
    return found or ""


def is_writable(change: GuaranteeChange) -> bool:
    """Whether its writer may still write on it."""
    return change.state in WRITABLE_CHANGES


def whole_change() -> tuple[Any, ...]:
    """What the pages of a change show."""
    return (
        joinedload(GuaranteeChange.guarantee).joinedload(Guarantee.works_contract),
        joinedload(GuaranteeChange.contractor),
        joinedload(GuaranteeChange.branch),
        joinedload(GuaranteeChange.entered_by),
        joinedload(GuaranteeChange.taken_by),
        joinedload(GuaranteeChange.approved_by),
        selectinload(GuaranteeChange.items).joinedload(ChangedGuarantee.guarantee),
        selectinload(GuaranteeChange.items).joinedload(ChangedGuarantee.base_certificate),
        selectinload(GuaranteeChange.items).joinedload(ChangedGuarantee.statement),
    )
