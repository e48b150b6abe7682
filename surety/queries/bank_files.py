"""The bank's lists and their deposits, behind the wall between branches."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from surety.domain.errors import NotFound
from surety.domain.invoice_states import BankLineState
from surety.models import BankAllocation, BankFile, BankLine

FILES = 20
LINES = 100


def find_same_file(session: Session, sha256: str) -> BankFile | None:
    """The very same file taken in before, by whomever."""
    return session.scalars(
        select(BankFile).where(BankFile.sha256 == sha256).options(joinedload(BankFile.uploaded_by))
    ).one_or_none()


def list_known_keys(session: Session, keys: Iterable[str]) -> set[str]:
    """Which of the deposits' identities are taken in already."""
    wanted, known = list(keys), set[str]()
    for begin in range(0, len(wanted), 500):
        part = wanted[begin : begin + 500]
        known.update(session.scalars(select(BankLine.line_key).where(BankLine.line_key.in_(part))))
    return known


def list_bank_files(session: Session, *, branch_id: int | None) -> Sequence[BankFile]:
    """The lists taken in lately, the newest first; the head office (None) sees all."""
    wanted = select(BankFile).options(joinedload(BankFile.uploaded_by), joinedload(BankFile.branch))
    if branch_id is not None:
        wanted = wanted.where(BankFile.branch_id == branch_id)
    return session.scalars(wanted.order_by(BankFile.id.desc()).limit(FILES)).all()


def list_bank_lines(
    session: Session, state: BankLineState, *, branch_id: int | None, after: int | None = None
) -> tuple[Sequence[BankLine], int | None]:
    """A page of deposits: those that wait in the order they came, the others newest first; and the id of the next page."""
    wanted = select(BankLine).where(BankLine.state == state).options(*_whole())
    if state is BankLineState.OPEN:
        wanted = wanted.where(BankLine.id > (after or 0)).order_by(BankLine.id)
    else:
        wanted = wanted.where(BankLine.id < after) if after else wanted
        wanted = wanted.order_by(BankLine.id.desc())
    found = session.scalars(_walled(wanted, branch_id).limit(LINES + 1)).all()
    return found[:LINES], found[LINES - 1].id if len(found) > LINES else None


def count_open_lines(session: Session, *, branch_id: int | None) -> int:
    """How many deposits wait to be matched."""
    counted = select(func.count()).select_from(BankLine).where(BankLine.state == BankLineState.OPEN)
    return session.scalar(_walled(counted, branch_id)) or 0


def get_bank_line(session: Session, line_id: int, *, branch_id: int | None) -> BankLine:
    """A deposit of the branch's lists; the head office (None) sees all. Raises NotFound for any other."""
    found = session.get(BankLine, line_id, options=_whole())
    if found is None or branch_id not in (None, found.branch_id):
        raise NotFound(f"bank line {line_id}")
    return found


def lock_bank_line(session: Session, line: BankLine) -> BankLine:
    """The deposit as it stands now, ours until the transaction ends."""
    return session.execute(
        select(BankLine)
        .where(BankLine.id == line.id)
        .with_for_update(of=BankLine)
        .execution_options(populate_existing=True)
    ).scalar_one()


def _walled(wanted: Select[Any], branch_id: int | None) -> Select[Any]:
    return wanted if branch_id is None else wanted.where(BankLine.branch_id == branch_id)


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(BankLine.file),
        joinedload(BankLine.settled_by),
        selectinload(BankLine.allocations).joinedload(BankAllocation.invoice),
        selectinload(BankLine.allocations).joinedload(BankAllocation.statement),
    )
