"""入札結果、満了 and the 契約保証 that comes of a won bid, by their services."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from surety import clock
from surety.domain.application_draft import Draft
from surety.domain.bid_bond_states import BidBondState
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.workflow import ApplicationState
from surety.extensions import db
from surety.models import AuditEvent, BidBond
from surety.security.permissions import Role
from surety.services.application_discarding import discard_draft
from surety.services.bid_bond_conversions import convert_bid_bond
from surety.services.bid_bond_results import WonBid, expire_bonds, note_lost, note_won, take_result_back
from tests.bid_bond_cases import actor_of, make_issued_bond, make_won_bond
from tests.factories import make_user


@pytest.fixture
def member(app):
    return make_user(Role.CONTRACTOR_MEMBER)


def acts(bid_bond: BidBond) -> list[str]:
    return list(
        db.session.scalars(
            select(AuditEvent.action)
            .where(AuditEvent.object_kind == "bid_bond", AuditEvent.object_id == str(bid_bond.id))
            .order_by(AuditEvent.sequence)
        )
    )


def test_a_result_is_noted_once_and_a_slip_taken_back(member):
    bid_bond = make_issued_bond(member)
    who = actor_of(member)
    with pytest.raises(RuleViolation):
        note_won(db.session(), bid_bond, won=WonBid(on=clock.today()), actor=who)  # before the bid
    note_lost(db.session(), bid_bond, actor=who)
    note_lost(db.session(), bid_bond, actor=who)
    take_result_back(db.session(), bid_bond, actor=who)
    assert bid_bond.state is BidBondState.ISSUED
    assert acts(bid_bond)[-2:] == ["bid_bond.lost", "bid_bond.result_taken_back"]


def test_what_is_not_used_ends_after_its_last_day(member):
    bid_bond = make_issued_bond(member)
    assert bid_bond.valid_until is not None
    assert expire_bonds(db.session(), today=bid_bond.valid_until) == 0
    assert expire_bonds(db.session(), today=bid_bond.valid_until + timedelta(days=1)) == 1
    assert bid_bond.state is BidBondState.EXPIRED


def test_a_won_bid_opens_an_application_with_nothing_to_type_again(member):
    bid_bond = make_won_bond(
        member, joint_venture_name="〇〇・△△共同企業体", representative="〇〇建設株式会社"
    )
    who = actor_of(member)
    application = convert_bid_bond(db.session(), bid_bond, with_advance=True, actor=who)
    texts = Draft.from_json(application.draft).texts
    assert texts["work_name"] == "市道〇〇線橋梁補修工事"
    assert texts["work_number"] == "第0021号"
    assert texts["price"] == "48,000,000"
    assert texts["performance_amount"] == "4,800,000"
    assert texts["joint_venture_name"] == "〇〇・△△共同企業体"
    assert texts["advance_applies"] == texts["performance_applies"] == "1"
    assert texts["contact_name"] == bid_bond.contact["contact_name"]
    assert bid_bond.application_id == application.id
    assert convert_bid_bond(db.session(), bid_bond, with_advance=False, actor=who).id == application.id
    with pytest.raises(ForbiddenMove):
        take_result_back(db.session(), bid_bond, actor=who)


def test_an_application_that_came_to_nothing_makes_room_for_another(member):
    bid_bond, who = make_won_bond(member), actor_of(member)
    first = convert_bid_bond(db.session(), bid_bond, with_advance=False, actor=who)
    assert Draft.from_json(first.draft).text("performance_advance_plan") == "planned"
    discard_draft(db.session(), first, version_id=first.version_id, actor=who)
    second = convert_bid_bond(db.session(), bid_bond, with_advance=False, actor=who)
    assert second.id != first.id
    assert second.state is ApplicationState.DRAFT


def test_after_its_last_day_nothing_is_opened(member):
    bid_bond = make_won_bond(member)
    bid_bond.valid_until = clock.today() - timedelta(days=1)
    with pytest.raises(ForbiddenMove, match="有効期限"):
        convert_bid_bond(db.session(), bid_bond, with_advance=False, actor=actor_of(member))
