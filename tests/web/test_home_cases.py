"""The contractor's home: what waits in changes and bid bonds."""

import pytest
from flask import Flask, current_app

from surety import clock
from surety.domain.products import PaymentMethod
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.models import Contractor, User
from surety.queries.home import count_tiles, list_to_dos
from surety.queries.to_dos import Matter, Wait
from surety.security.permissions import Role
from surety.services.bid_bond_reviews import return_bond
from surety.services.change_reviews import return_change, start_change_review
from tests.bid_bond_cases import make_approved_bond, make_reviewed_bond
from tests.change_cases import approve, make_change, make_priced_guarantee
from tests.client import SuretyClient
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import actor_of

ASKED = {"": "協定書の写しを添えてください。"}


@pytest.fixture
def company(app: Flask) -> Contractor:
    return make_contractor()


@pytest.fixture
def member(company: Contractor) -> User:
    return make_user(Role.CONTRACTOR_MEMBER, contractor=company)


@pytest.fixture
def staff(app: Flask) -> User:
    return make_user(Role.STAFF_UNDERWRITER)


def waits_of(company: Contractor) -> list[tuple[Matter, Wait, str]]:
    rows = list_to_dos(db.session(), contractor_id=company.id, today=clock.today())
    return [(row.matter, row.wait, row.key) for row in rows if row.matter is not Matter.GUARANTEE]


def returned(company: Contractor) -> int:
    return count_tiles(db.session(), contractor_id=company.id, today=clock.today()).to_correct.number


def home_of(client: SuretyClient, who: User) -> str:
    client.sign_in(who)
    return client.get("/home").text


def test_a_returned_change_leads_to_the_change(client, company, member, staff):
    change = make_change(make_priced_guarantee(company), member)
    assert waits_of(company) == []
    start_change_review(db.session(), change, version_id=change.version_id, actor=actor_of(staff))
    return_change(
        db.session(),
        change,
        comments=ASKED,
        labels={},
        version_id=change.version_id,
        actor=actor_of(staff),
        letterhead=Letterhead.of(current_app.config["SETTINGS"]),
    )
    db.session.commit()
    assert waits_of(company) == [(Matter.CHANGE, Wait.CORRECT, str(change.id))]
    assert returned(company) == 1
    page = home_of(client, member)
    assert f'href="/changes/{change.id}">連絡を見て修正' in page


def test_an_additional_premium_leads_to_its_change_until_it_is_paid(client, company, member, staff):
    change = make_change(make_priced_guarantee(company, method=PaymentMethod.BANK_TRANSFER), member)
    approve(change, staff)
    assert waits_of(company) == [(Matter.CHANGE, Wait.PAY, str(change.id))]
    assert returned(company) == 0
    assert f'href="/changes/{change.id}">保証料を確認' in home_of(client, member)


def test_an_additional_premium_on_the_account_asks_for_nothing(company, member, staff):
    change = make_change(make_priced_guarantee(company), member)
    approve(change, staff)
    assert waits_of(company) == []


def test_a_returned_bid_bond_and_an_unpaid_fee_lead_to_the_bid_bond(client, company, member, staff):
    sent_back = make_reviewed_bond(member, by=staff)
    return_bond(
        db.session(),
        sent_back,
        comments=ASKED,
        version_id=sent_back.version_id,
        actor=actor_of(staff),
        letterhead=Letterhead.of(current_app.config["SETTINGS"]),
    )
    db.session.commit()
    owing = make_approved_bond(member, by=staff)
    assert sorted(waits_of(company)) == [
        (Matter.BID_BOND, Wait.CORRECT, str(sent_back.id)),
        (Matter.BID_BOND, Wait.PAY, str(owing.id)),
    ]
    assert returned(company) == 1
    page = home_of(client, member)
    assert f'href="/bid-bonds/{sent_back.id}">連絡を見て修正' in page
    assert f'href="/bid-bonds/{owing.id}">予約手数料を確認' in page


def test_another_companys_cases_are_not_shown(company, member, staff):
    make_approved_bond(member, by=staff)
    stranger = make_contractor("△△建設株式会社")
    assert waits_of(stranger) == []
    assert returned(stranger) == 0
