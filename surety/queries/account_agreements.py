"""一括納付の取扱い: which companies have it, and what waits for a second person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from surety.domain.errors import NotFound
from surety.domain.text import search_key
from surety.models import AccountAgreement, Contractor

PAGE_ROWS = 50
_HISTORY = 20


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """One page of companies by customer number; `after` opens the next page, empty on the last one."""

    rows: Sequence[Contractor]
    after: str


def get_desk_company(session: Session, contractor_id: int, *, branch_id: int | None) -> Contractor:
    """A company the branch looks after; the head office (None) sees all. Raises NotFound for any other."""
    found = session.get(Contractor, contractor_id)
    if found is None or branch_id not in (None, found.branch_id):
        raise NotFound(f"contractor {contractor_id}")
    return found


def find_companies(
    session: Session, *, branch_id: int | None, words: str = "", only_agreed: bool = False, after: str = ""
) -> CompanyPage:
    """The branch's companies, filtered by a part of name or フリガナ, or by the agreement."""
    wanted = select(Contractor).where(Contractor.customer_number > after)
    if branch_id is not None:
        wanted = wanted.where(Contractor.branch_id == branch_id)
    if only_agreed:
        wanted = wanted.where(Contractor.monthly_account)
    if words:
        part = search_key(words).replace("!", "!!").replace("%", "!%").replace("_", "!_")
        wanted = wanted.where(Contractor.name_search.like(f"%{part}%", escape="!"))
    found = session.scalars(wanted.order_by(Contractor.customer_number).limit(PAGE_ROWS + 1)).all()
    return CompanyPage(
        found[:PAGE_ROWS], found[PAGE_ROWS - 1].customer_number if len(found) > PAGE_ROWS else ""
    )


def get_desk_agreement(session: Session, agreement_id: int, *, branch_id: int | None) -> AccountAgreement:
    """A proposal about one of the branch's companies, decided or not. Raises NotFound for any other."""
    found = session.get(AccountAgreement, agreement_id, options=[joinedload(AccountAgreement.contractor)])
    if found is None or branch_id not in (None, found.contractor.branch_id):
        raise NotFound(f"account agreement {agreement_id}")
    return found


def find_open_agreement(session: Session, contractor_id: int) -> AccountAgreement | None:
    """The proposal about a company that waits, None when there is none."""
    return session.scalars(
        select(AccountAgreement)
        .where(AccountAgreement.contractor_id == contractor_id, AccountAgreement.decided_at.is_(None))
        .options(joinedload(AccountAgreement.proposed_by))
    ).one_or_none()


def list_open_agreements(session: Session, *, branch_id: int | None) -> Sequence[AccountAgreement]:
    """The proposals that wait, the oldest first."""
    wanted = (
        select(AccountAgreement)
        .join(AccountAgreement.contractor)
        .where(AccountAgreement.decided_at.is_(None))
        .options(joinedload(AccountAgreement.contractor), joinedload(AccountAgreement.proposed_by))
    )
    if branch_id is not None:
        wanted = wanted.where(Contractor.branch_id == branch_id)
    return session.scalars(wanted.order_by(AccountAgreement.id)).all()


def list_agreements_of(session: Session, contractor_id: int) -> Sequence[AccountAgreement]:
    """The decided proposals about a company, the last one first, a few at most."""
    return session.scalars(
        select(AccountAgreement)
        .where(AccountAgreement.contractor_id == contractor_id, AccountAgreement.decided_at.is_not(None))
        .options(joinedload(AccountAgreement.proposed_by), joinedload(AccountAgreement.decided_by))
        .order_by(AccountAgreement.id.desc())
        .limit(_HISTORY)
    ).all()


def lock_agreement(session: Session, agreement: AccountAgreement) -> AccountAgreement:
    """The same proposal, read anew and locked until the transaction ends."""
    return session.execute(
        select(AccountAgreement)
        .where(AccountAgreement.id == agreement.id)
        .with_for_update(of=AccountAgreement)
        .execution_options(populate_existing=True)
    ).scalar_one()
