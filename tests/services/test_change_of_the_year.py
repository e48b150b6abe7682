"""A 変更 moves 今年度対象額: what comes later goes by the new one, until the 変更 is taken back."""

import pytest

from surety.domain.act_states import ActKind
from surety.domain.products import CertificateKind, Product
from surety.extensions import db
from surety.models import Guarantee, GuaranteeChange, User
from surety.queries.change_checks import load_change_ground
from surety.queries.interim import load_interim_facts
from surety.queries.year_amounts import year_amount_of
from surety.security.permissions import Role
from surety.services.change_issuing import issue_change
from surety.services.interim_applications import apply_for_interim
from tests.act_cases import carry_out, propose
from tests.change_cases import approve, make_change, make_priced_guarantee, settle_premium
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee, make_issuer
from tests.version_factories import append
from tests.works_cases import contract_of, make_multi_year_guarantee

MORE = 33_000_000


@pytest.fixture
def guarantee(app) -> Guarantee:
    return settle_premium(make_multi_year_guarantee(make_contractor(monthly_account=True)))


@pytest.fixture
def user(guarantee) -> User:
    return make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor)


def raise_the_year(guarantee: Guarantee, user: User) -> None:
    """変更-1: this year's 出来高予定額, the price and the advance payment rise together."""
    number = guarantee.number
    boxes = {"price": "103,000,000", f"year-{number}": f"{MORE:,}", f"paid-{number}": "13,200,000"}
    change = make_change(guarantee, user, **boxes)
    approve(change, make_user(Role.STAFF_UNDERWRITER))
    issue(change)


def issue(change: GuaranteeChange) -> None:
    issue_change(
        db.session(),
        change,
        version_id=change.version_id,
        actor=actor_of(make_user(Role.STAFF_ISSUER)),
        issuer=make_issuer(),
    )
    db.session.commit()
    db.session.expire_all()


def cancel_change(guarantee: Guarantee) -> None:
    act = propose(guarantee, ActKind.CHANGE_CANCEL, by=actor_of(make_user(Role.STAFF_UNDERWRITER)))
    carry_out(act, by=actor_of(make_user(Role.STAFF_ISSUER)))
    db.session.expire_all()


def test_the_next_check_and_the_interim_payment_go_by_it(guarantee, user):
    assert year_amount_of(db.session(), guarantee) == 30_000_000
    raise_the_year(guarantee, user)
    assert year_amount_of(db.session(), guarantee) == MORE
    ground = load_change_ground(db.session(), guarantee)
    assert ground is not None
    assert ground.before.year_amounts == {guarantee.number: MORE}
    facts = load_interim_facts(db.session(), guarantee)
    assert (facts.base_yen, facts.advance_yen) == (MORE, 13_200_000)


def test_the_works_contracts_row_and_the_next_application_follow(guarantee, user):
    raise_the_year(guarantee, user)
    assert [year.planned_amount for year in contract_of(guarantee).years] == [MORE, 40_000_000, 30_000_000]
    application = apply_for_interim(db.session(), guarantee, actor=actor_of(user))
    assert application.draft["texts"]["year1_planned"] == "33,000,000"


def test_a_change_that_is_taken_back_gives_the_first_amount_again(guarantee, user):
    raise_the_year(guarantee, user)
    append(guarantee, CertificateKind.CORRECTION, works_name="△△川水門建設工事")
    assert year_amount_of(db.session(), guarantee) == MORE
    append(guarantee, CertificateKind.CHANGE_CANCELLED)
    assert year_amount_of(db.session(), guarantee) == 30_000_000


def test_a_guarantee_on_the_whole_price_has_none(app):
    assert year_amount_of(db.session(), make_issued_guarantee(make_contractor())) is None


def test_a_change_cancelled_by_two_people_gives_the_works_contract_back(guarantee, user):
    contract = contract_of(guarantee)
    before = (contract.price, contract.years[0].planned_amount)
    raise_the_year(guarantee, user)
    assert (contract.price, contract.years[0].planned_amount) == (103_000_000, MORE)
    cancel_change(guarantee)
    assert (contract.price, contract.years[0].planned_amount) == before


def test_what_another_guarantee_still_says_of_the_contract_stays(app):
    company = make_contractor(monthly_account=True)
    first = make_priced_guarantee(company)
    other = make_priced_guarantee(company, product=Product.PERFORMANCE)
    other.works_contract_id = other.request.application.works_contract_id = first.works_contract_id
    db.session.commit()
    writer = make_user(Role.CONTRACTOR_MEMBER, contractor=company)
    both = make_change(first, writer, also=(other,))
    approve(both, make_user(Role.STAFF_UNDERWRITER))
    issue(both)
    contract = first.works_contract
    assert contract.price == 55_000_000
    cancel_change(first)
    assert contract.price == 55_000_000, "the other guarantee stands on the changed contract"
    cancel_change(other)
    assert contract.price == 50_000_000


def test_what_the_contract_has_become_since_stays(app):
    guarantee = make_priced_guarantee(make_contractor(monthly_account=True))
    writer = make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor)
    change = make_change(guarantee, writer)
    approve(change, make_user(Role.STAFF_UNDERWRITER))
    issue(change)
    guarantee.works_contract.price = 57_000_000
    db.session.commit()
    cancel_change(guarantee)
    assert guarantee.works_contract.price == 57_000_000
