"""The pages of refunds and of the tariff in the tour of all pages."""

from sqlalchemy import select

from surety.demo import cast
from surety.extensions import db
from surety.models import RefundStatement, TariffProposal
from tests.e2e.touring import Tour

# What answers a GET but is no page.
CHARGE_FILES = frozenset(
    {
        "desk.charge_paper",
        "desk.refund_pdf",
        "statements.paper",
        "statements.refund",
        "tariffs.export",
        "tariffs.template",
    }
)


def add_charges(tour: Tour) -> None:
    """The demo's refund at its branch, and the versions of the tariff at the head office."""
    refund = db.session.scalars(select(RefundStatement).limit(1)).one()
    number = refund.number
    if refund.statement is None:
        raise LookupError("the demo's refund is of a statement that was paid in vain")
    tour.add(cast.UNDERWRITER, "desk.charge", number=refund.statement.number)
    tour.add(cast.UNDERWRITER, "desk.refunds")
    tour.add(cast.UNDERWRITER, "desk.refunds", tab="done")
    tour.add(cast.UNDERWRITER, "desk.refund", number=number)
    tour.add(cast.SECOND_ADMIN, "statements.index", kind="refund")
    proposal = db.session.scalars(select(TariffProposal.id).limit(1)).one()
    tour.add(cast.HEAD, "tariffs.index")
    tour.add(cast.HEAD, "tariffs.import_file")
    tour.add(cast.HEAD, "tariffs.version", code="sample-1")
    tour.add(cast.HEAD, "tariffs.proposal", proposal_id=proposal)
    tour.add(cast.SECOND_HEAD, "tariffs.proposal", proposal_id=proposal)
