"""契約保証予約 in the contractor's exposure."""

import pytest
from flask import Flask

from surety import clock
from surety.domain.bid_bond_states import BidBondState
from surety.extensions import db
from surety.models import Contractor
from surety.queries.exposure import load_exposure
from surety.security.permissions import Role
from tests.bid_bond_cases import make_approved_bond, make_sent_bond
from tests.factories import make_contractor, make_user


@pytest.fixture
def company(app: Flask) -> Contractor:
    return make_contractor()


def test_a_reservation_takes_room_from_its_approval_until_it_has_become_something(
    company: Contractor,
) -> None:
    user = make_user(Role.CONTRACTOR_ADMIN, contractor=company)
    make_sent_bond(user)
    assert reserved_of(company) == 0
    bond = make_approved_bond(user, work_name="〇〇橋補修工事")
    assert bond.amount is not None
    assert reserved_of(company) == bond.amount > 0
    for state in (BidBondState.PAID, BidBondState.ON_ACCOUNT, BidBondState.ISSUED, BidBondState.WON):
        bond.state = state
        db.session.commit()
        assert reserved_of(company) == bond.amount
    for state in (BidBondState.LOST, BidBondState.CONVERTED, BidBondState.EXPIRED, BidBondState.WITHDRAWN):
        bond.state = state
        db.session.commit()
        assert reserved_of(company) == 0


def reserved_of(company: Contractor) -> int:
    return load_exposure(db.session(), company.id, today=clock.today()).reserved
