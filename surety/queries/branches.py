"""Finding 営業部・支店."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety.models import Branch


def list_open_branches(session: Session) -> Sequence[Branch]:
    """Every office that works, by its code."""
    return session.scalars(select(Branch).where(Branch.is_active).order_by(Branch.code)).all()


def find_branch_of(session: Session, prefecture: str) -> Branch | None:
    """The office that looks after a prefecture, if any."""
    return next((branch for branch in list_open_branches(session) if prefecture in branch.prefectures), None)
