"""与信枠 for tests."""

from datetime import date

from surety.extensions import db
from surety.models import Contractor, CreditLine, User
from surety.services.credit_lines import ProposedLine, decide_line, propose_line
from tests.guarantee_factories import actor_of

FROM = date(2026, 4, 1)


def make_line(
    contractor: Contractor,
    who: User,
    *,
    amount: int = 100_000_000,
    valid_to: date | None = None,
    approved_by: User | None = None,
) -> CreditLine:
    """A line proposed by `who`; approved only when somebody is named for it."""
    proposed = ProposedLine(amount=amount, valid_from=FROM, valid_to=valid_to, reason="決算を確認しました。")
    line = propose_line(db.session(), contractor, proposed, actor=actor_of(who))
    if approved_by is not None:
        decide_line(db.session(), line, is_approved=True, actor=actor_of(approved_by))
    db.session.commit()
    return line
