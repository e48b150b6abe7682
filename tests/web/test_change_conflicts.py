"""変更の申込: two pages at once, a newer certificate, several guarantees, taking it back, and the walls."""

import pytest
from flask import Flask
from sqlalchemy import select

from surety.domain.products import Product
from surety.domain.workflow import ChangeState
from surety.extensions import db
from surety.models import (
    AuditEvent,
    ChangedGuarantee,
    Contractor,
    Guarantee,
    GuaranteeChange,
    User,
)
from surety.security.permissions import Role
from tests.change_cases import apply_texts, make_change, typed
from tests.client import SuretyClient
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee
from tests.version_factories import make_changed_version

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def contractor(app: Flask) -> Contractor:
    return make_contractor()


@pytest.fixture
def person(contractor: Contractor) -> User:
    return make_user(Role.CONTRACTOR_MEMBER, contractor=contractor)


@pytest.fixture
def member(app: Flask, person: User) -> SuretyClient:
    browser = app.test_client()
    browser.sign_in(person)
    return browser


@pytest.fixture
def guarantee(contractor: Contractor) -> Guarantee:
    return make_issued_guarantee(contractor)


def changes() -> list[GuaranteeChange]:
    db.session.expire_all()
    return list(db.session.scalars(select(GuaranteeChange).order_by(GuaranteeChange.id)))


def acts() -> list[str]:
    found = (
        select(AuditEvent.action)
        .order_by(AuditEvent.sequence)
        .where(AuditEvent.object_kind == "guarantee_change")
    )
    return list(db.session.scalars(found))


def send(browser: SuretyClient, change: GuaranteeChange, **more: object):
    data = {
        "send_token": change.send_token,
        "version_id": str(change.version_id),
        "declares": "y",
        **more,
    }
    return browser.post(f"/changes/{change.id}/send", data=data)


def test_two_tabs_the_later_one_is_told_and_keeps_its_typing(
    member: SuretyClient, guarantee: Guarantee, person: User
) -> None:
    change = make_change(guarantee, person, send=False)
    seen = str(change.version_id)
    one = apply_texts(guarantee, version_id=seen, action="save", reason="一つ目の画面")
    two = apply_texts(guarantee, version_id=seen, action="save", reason="二つ目の画面")
    assert member.post(f"/changes/{change.id}/edit", data=one).status_code == 303
    late = member.post(f"/changes/{change.id}/edit", data=two)
    assert late.status_code == 409
    assert "先に保存されました" in late.text
    assert "二つ目の画面" in late.text
    assert changes()[0].texts["reason"] == "一つ目の画面"
    two["version_id"] = str(changes()[0].version_id)
    assert f'name="version_id" value="{two["version_id"]}"' in late.text
    member.post(f"/changes/{change.id}/edit", data=two)
    assert changes()[0].texts["reason"] == "二つ目の画面"


def test_a_newer_certificate_makes_every_page_of_the_draft_stale(
    member: SuretyClient, guarantee: Guarantee, person: User
) -> None:
    change = make_change(guarantee, person, send=False)
    texts = apply_texts(guarantee, version_id=str(change.version_id), action="next")
    make_changed_version(guarantee, works_name="訂正された工事名")
    answer = member.post(f"/changes/{change.id}/edit", data=texts)
    assert answer.status_code == 409
    assert "証書が新しくなりました" in answer.text
    assert "22,000,000" in answer.text, "what was typed is kept"
    assert send(member, changes()[0]).status_code == 409
    assert changes()[0].state is ChangeState.DRAFT
    begun = typed(guarantee) | {"mark": texts["mark"]}
    assert member.post(f"/guarantees/{guarantee.number}/changes", data=begun).status_code == 409


def test_a_guarantee_has_one_open_change(
    app: Flask, member: SuretyClient, guarantee: Guarantee, person: User, contractor: Contractor
) -> None:
    other = make_user(Role.CONTRACTOR_ADMIN, contractor=contractor)
    late = make_change(guarantee, other, send=False)
    make_change(guarantee, person)
    browser = app.test_client()
    browser.sign_in(other)
    refused = send(browser, late)
    assert refused.status_code == 409
    assert "手続き中の変更の申込がほかにあります" in refused.text
    again = browser.post(f"/guarantees/{guarantee.number}/changes", data=typed(guarantee))
    assert again.status_code == 409
    assert len([item for item in db.session.query(ChangedGuarantee) if item.is_open]) == 1


def test_several_guarantees_of_one_works_contract_are_one_application(
    member: SuretyClient, guarantee: Guarantee, person: User, contractor: Contractor
) -> None:
    rider = make_issued_guarantee(contractor, product=Product.PERFORMANCE)
    begun = member.post(
        f"/guarantees/{guarantee.number}/changes",
        data=typed(
            guarantee, price="55,000,000", period_to="R9.5.31", **{f"paid-{guarantee.number}": "22,000,000"}
        ),
    )
    form = member.get(begun.location).text
    assert "5,500,000" in form, "the minimum of the new price is proposed"
    change = make_change(
        guarantee,
        person,
        also=(rider,),
        period_to="2027-05-31",
        **{
            f"until-{rider.number}": "2027-05-31",
            f"until-{guarantee.number}": "2027-05-31",
            f"amount-{rider.number}": "5,500,000",
        },
    )
    assert [item.guarantee_id for item in change.items] == [guarantee.id, rider.id]
    assert len({change.receipt_number}) == 1
    for number in (guarantee.number, rider.number):
        assert "変更手続中" in member.get(f"/guarantees/{number}").text


def test_the_contractor_takes_it_back_once(member: SuretyClient, guarantee: Guarantee, person: User) -> None:
    change = make_change(guarantee, person)
    url = f"/changes/{change.id}/withdraw"
    assert member.post(url, data={"reason": "", "version_id": str(change.version_id)}).status_code == 422
    data = {"reason": "変更契約を結ばないため", "version_id": str(changes()[0].version_id)}
    for _ in range(2):
        assert member.post(url, data=data).location == f"/changes/{change.id}"
    assert changes()[0].state is ChangeState.WITHDRAWN
    assert acts()[-1] == "change.withdrawn"
    assert acts().count("change.withdrawn") == 1
    assert "変更手続中" not in member.get(f"/guarantees/{guarantee.number}").text
    assert make_change(guarantee, person).id != change.id


def test_nobody_else_finds_it(app: Flask, client: SuretyClient, guarantee: Guarantee, person: User) -> None:
    change = make_change(guarantee, person)
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=make_contractor("△△建設株式会社")))
    for path in ("", "/edit", "/confirm", "/withdraw", "/papers/1"):
        assert client.get(f"/changes/{change.id}{path}").status_code == 404, path
    assert client.post(f"/guarantees/{guarantee.number}/changes").status_code == 404
    assert change.receipt_number not in client.get("/changes").text
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=person.contractor))
    assert client.get(f"/changes/{change.id}").status_code == 200
    assert client.post(f"/guarantees/{guarantee.number}/changes").status_code == 403
