"""Taking in the bank's list: each deposit once, whatever number of lists name it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.bank_lines import Deposit, line_keys
from surety.domain.invoice_states import BankLineState
from surety.domain.text import find_unprintable
from surety.ingest.bank_list import BankList
from surety.models import BankFile, BankLine
from surety.models.upsert import insert_into
from surety.queries.bank_files import find_same_file, list_known_keys
from surety.security.identity import Actor

_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a list: how many deposits are new, and whether the very same file was there already."""

    file: BankFile
    new: int
    is_again: bool


def take_in_list(
    session: Session,
    found: BankList,
    *,
    content: bytes,
    filename: str,
    branch_id: int | None,
    actor: Actor,
) -> TakenIn:
    """Keep the deposits that no list named before. The bytes themselves are not kept."""
    if actor.user_id is None:
        raise ValueError("a person takes in the bank's list")
    sha256 = hashlib.sha256(content).hexdigest()
    same = find_same_file(session, sha256)
    if same is not None:
        return TakenIn(same, new=0, is_again=True)
    keys = line_keys(found.deposits)
    known = list_known_keys(session, keys)
    file = BankFile(
        filename=_tidy(filename),
        sha256=sha256,
        layout=found.layout,
        branch_id=branch_id,
        deposits=len(keys),
        known=len(known),
        withdrawals=found.withdrawals,
        passed_over=found.passed_over,
        uploaded_by_id=actor.user_id,
        uploaded_at=clock.now(),
    )
    session.add(file)
    session.flush()
    new = [(key, one) for key, one in zip(keys, found.deposits, strict=True) if key not in known]
    _keep(session, file, new)
    facts = {"sha256": sha256, "deposits": len(keys), "known": len(known)}
    audit.record(
        session, "bank_file.taken_in", actor=actor, object_kind="bank_file", object_id=file.id, facts=facts
    )
    return TakenIn(file, new=len(new), is_again=False)


def _keep(session: Session, file: BankFile, new: Sequence[tuple[str, Deposit]]) -> None:
    if not new:
        return
    connection = session.connection()
    # A list that came in at the same moment may have named the same money.
    insert = insert_into(BankLine, dialect=connection.dialect.name).on_conflict_do_nothing(
        index_elements=["line_key"]
    )
    connection.execute(
        insert,
        [
            {
                "file_id": file.id,
                "branch_id": file.branch_id,
                "row": one.row,
                "line_key": key,
                "paid_on": one.paid_on,
                "amount": one.amount,
                "payer": one.payer,
                "note": one.note,
                "state": BankLineState.OPEN,
                "reason": "",
                "version_id": 1,
            }
            for key, one in new
        ],
    )


def _tidy(filename: str) -> str:
    """The bare name without folders and signs nobody can print."""
    bare = filename.replace("\\", "/").rsplit("/", 1)[-1].strip()
    return "".join(sign for sign in bare if not find_unprintable(sign))[:_MAX_NAME] or "入出金明細"
