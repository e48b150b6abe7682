"""The pages of 契約保証予約（入札ボンド） in the tour of all pages."""

from flask import current_app
from sqlalchemy import select

from surety.demo import cast
from surety.demo.people import Stage
from surety.domain.bid_bond_states import BidBondState
from surety.extensions import db
from surety.models import BidBond, Contractor, User
from surety.services.bid_bonds import create_bid_bond, save_bond_draft
from tests.e2e.touring import Tour

# Downloads and fragments.
BOND_FILES = frozenset(
    {
        "bid_bonds.certificate_pdf",
        "bid_bonds.fee_pdf",
        "bid_bonds.find_agencies",
        "desk.bid_bond_certificate_pdf",
        "desk.bid_bond_fee_pdf",
        "desk.bid_bond_preview_pdf",
    }
)


def add_bid_bonds(tour: Tour) -> None:
    """A draft, one in review, an issued and a converted one, from both sides."""
    who, draft = cast.ADMIN, _draft()
    review, issued = (_one(state) for state in (BidBondState.UNDER_REVIEW, BidBondState.ISSUED))
    tour.add(who, "bid_bonds.index")
    tour.add(who, "guarantees.index", tab="bid_bond")
    tour.add(who, "guarantees.download", tab="bid_bond")
    for name in ("edit", "confirm", "discard", "detail"):
        tour.add(who, f"bid_bonds.{name}", bid_bond_id=draft)
    tour.add(who, "bid_bonds.edit", bid_bond_id=draft, check="1")
    for name in ("detail", "sent", "withdraw"):
        tour.add(who, f"bid_bonds.{name}", bid_bond_id=review)
    for name in ("detail", "certificate"):
        tour.add(who, f"bid_bonds.{name}", bid_bond_id=issued)
    desk = cast.UNDERWRITER
    tour.add(desk, "desk.bid_bonds")
    tour.add(desk, "desk.bid_bonds", queue="issued")
    for name in ("bid_bond", "return_bid_bond", "decline_bid_bond", "bid_bond_preview", "issue_bid_bond"):
        tour.add(desk, f"desk.{name}", bid_bond_id=review)
    converted = _one(BidBondState.CONVERTED)
    for bid_bond_id in (issued, converted):
        for name in ("bid_bond", "bid_bond_fee", "bid_bond_certificate", "reopen_bid_bond"):
            tour.add(desk, f"desk.{name}", bid_bond_id=bid_bond_id)


def _draft() -> int:
    stage = Stage(db.session(), current_app.config["SETTINGS"], current_app.extensions["vault"])
    user = db.session.scalars(select(User).where(User.login_id == cast.ADMIN.login_id)).one()
    assert user.contractor_id is not None
    actor = stage.actor(cast.ADMIN)
    draft = create_bid_bond(db.session(), contractor_id=user.contractor_id, actor=actor)
    typed = {"bid_price": "50,000,000", "ratio": "10", "amount": "4,000,000", "bid_on": "きのう"}
    save_bond_draft(db.session(), draft, typed=typed, version_id=draft.version_id, tab="tour")
    db.session.commit()
    return draft.id


def _one(state: BidBondState) -> int:
    wanted = select(BidBond.id).join(Contractor, Contractor.id == BidBond.contractor_id)
    return db.session.scalars(
        wanted.where(BidBond.state == state, Contractor.name == cast.COMPANY).order_by(BidBond.id).limit(1)
    ).one()
