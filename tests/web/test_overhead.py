"""現場管理費等 as contractors see it: on the page of their payment's guarantee and in the directory."""

from decimal import Decimal

import pytest
from flask import Flask

from surety.domain.overhead import OverheadRule
from surety.domain.products import Product
from surety.domain.row_codec import to_row
from surety.domain.workflow import GuaranteeState
from surety.extensions import db
from surety.models import AgencyRule
from surety.services.reference_data import move_rulebook
from tests.domain.rule_rows import SOURCE
from tests.factories import get_agency
from tests.guarantee_factories import make_issued_guarantee


@pytest.fixture
def allowed(app: Flask) -> None:
    """平川市 lets a quarter of the 前払金 go to 現場管理費等."""
    rule = OverheadRule(agency="平川市", percent=Decimal(25), **SOURCE)
    db.session.add(AgencyRule(agency_id=get_agency().id, kind="overhead", body=to_row(rule), **SOURCE))
    move_rulebook(db.session())
    db.session.commit()


def test_the_pot_of_the_leaflets_payment_is_five_million(member, contractor, allowed):
    text = member.get(f"/guarantees/{make_issued_guarantee(contractor).number}").text
    assert "5,000,000円まで" in text
    assert "平川市：現場管理費等に前払金の25%まで" in text


def test_an_interim_payment_has_no_pot_where_the_rule_leaves_it_out(member, contractor, allowed):
    guarantee = make_issued_guarantee(contractor, product=Product.INTERIM)
    assert "平川市では、中間前払金は対象外です。" in member.get(f"/guarantees/{guarantee.number}").text


def test_where_no_rule_is_known_the_agency_is_asked(member, contractor):
    text = member.get(f"/guarantees/{make_issued_guarantee(contractor).number}").text
    assert "現場管理費等に使えるかどうか、平川市にご確認ください。" in text


def test_nothing_is_said_where_no_payment_is_guaranteed_any_more(member, contractor, allowed):
    performance = make_issued_guarantee(contractor, product=Product.PERFORMANCE)
    expired = make_issued_guarantee(contractor)
    expired.state = GuaranteeState.EXPIRED
    db.session.commit()
    for guarantee in (performance, expired):
        assert "現場管理費等" not in member.get(f"/guarantees/{guarantee.number}").text


def test_the_directory_tells_the_rule_with_its_source(client):
    text = client.get("/agencies/omaezaki").text
    assert "令和7年10月1日以降の契約：現場管理費等に前払金の25%まで" in text
    assert "それより前の契約も、変更契約をすれば対象" in text
    assert "対象外：中間前払金、業務委託" in text
    assert "city.pier.news" in text
