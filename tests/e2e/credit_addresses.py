"""The pages of 与信枠と手持工事 in the tour of all pages."""

from sqlalchemy import select, text

from surety.demo import cast
from surety.extensions import db
from surety.models import Contractor, GuaranteeRequest
from surety.models.over_line import OVER_LINE
from tests.e2e.touring import Tour


def add_credit(tour: Tour) -> None:
    """A company with its line, proposing another one, and what goes beyond one."""
    company = db.session.scalars(select(Contractor.id).where(Contractor.name == cast.COMPANY)).one()
    for who in (cast.UNDERWRITER, cast.HEAD):
        tour.add(who, "desk.credit")
        tour.add(who, "desk.contractor", contractor_id=company)
        tour.add(who, "desk.statistics")
    tour.add(cast.UNDERWRITER, "desk.propose_credit_line", contractor_id=company)
    over = db.session.scalars(select(GuaranteeRequest.id).where(text(OVER_LINE))).first()
    assert over is not None, "the demo has a guarantee beyond its company's line"
    tour.add(cast.HEAD, "desk.over_line", request_id=over)
