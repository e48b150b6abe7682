"""What the demo's guarantor decided to take on for its two companies: room for one, a narrow line for the other."""

from datetime import timedelta

from sqlalchemy import select

from surety import clock
from surety.demo import cast
from surety.demo.people import Stage
from surety.models import Contractor
from surety.services.credit_lines import ProposedLine, decide_line, propose_line

_LINES = {cast.COMPANY: 300_000_000, cast.SECOND_COMPANY: 10_000_000}


def decide_lines(stage: Stage) -> None:
    """Proposed by the underwriter, approved by the issuer."""
    for name, amount in _LINES.items():
        company = stage.session.scalars(select(Contractor).where(Contractor.name == name)).one()
        line = ProposedLine(
            amount=amount,
            valid_from=clock.today() - timedelta(days=30),
            valid_to=None,
            reason="直近の決算と手持工事を確認しました。",
        )
        proposed = propose_line(stage.session, company, line, actor=stage.actor(cast.UNDERWRITER))
        decide_line(stage.session, proposed, is_approved=True, actor=stage.actor(cast.ISSUER))
