"""変更の確認 and two versions side by side, for contractor, branch and agency."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from surety.audit import find_broken_link
from surety.domain.products import CertificateKind
from surety.extensions import db
from surety.models import Acknowledgement, AuditEvent, Contractor, Guarantee, OutgoingMail
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee
from tests.version_factories import append, make_changed_version
from tests.web.viewing import key_of, try_pair


@pytest.fixture
def contractor(app: Flask) -> Contractor:
    return make_contractor()


@pytest.fixture
def guarantee(contractor: Contractor) -> Guarantee:
    """In force and changed once: more money, and more time."""
    made = make_issued_guarantee(contractor)
    make_changed_version(made, guaranteed_amount=22_000_000, guaranteed_until=date(2027, 5, 29))
    return made


@pytest.fixture
def holder(client: SuretyClient, guarantee: Guarantee) -> SuretyClient:
    """A browser in which number and key were typed."""
    try_pair(client, guarantee.number, key_of(guarantee))
    return client


def acknowledge(browser: SuretyClient, guarantee: Guarantee, sequence: int = 2):
    return browser.post(f"/verify/{guarantee.number}/certificates/{sequence}/acknowledge")


def rows() -> list[Acknowledgement]:
    db.session.expire_all()
    return list(db.session.scalars(select(Acknowledgement)))


def acts() -> list[AuditEvent]:
    found = select(AuditEvent).where(AuditEvent.action == "certificate.acknowledged")
    return list(db.session.scalars(found))


def mails() -> list[OutgoingMail]:
    return list(
        db.session.query(OutgoingMail).filter_by(message_kind="change_acknowledged").order_by(OutgoingMail.id)
    )


def test_whoever_holds_number_and_key_acknowledges_once(
    app: Flask, holder: SuretyClient, guarantee: Guarantee, contractor: Contractor
) -> None:
    page = holder.get(f"/verify/{guarantee.number}").text
    assert "変更の内容を確認した" in page
    for _ in range(2):
        assert acknowledge(holder, guarantee).location == f"/verify/{guarantee.number}"
    (row,) = rows()
    assert (row.agency_id, row.user_id) == (None, None)
    page = holder.get(f"/verify/{guarantee.number}").text
    assert "変更の確認済み" in page
    assert "変更の内容を確認した" not in page
    (act,) = acts()
    assert act.facts == {"sequence": 2, "version": "変更-1"}
    assert find_broken_link(db.session()) is None
    (mail,) = mails()
    assert "変更-1" in mail.body
    for role, url in (
        (Role.CONTRACTOR_VIEWER, f"/guarantees/{guarantee.number}"),
        (Role.STAFF_UNDERWRITER, f"/desk/guarantees/{guarantee.number}"),
    ):
        browser = app.test_client()
        browser.sign_in(make_user(role, contractor=contractor if role.side == "contractor" else None))
        seen = browser.get(url).text
        assert "変更の確認済み" in seen
        assert "番号と認証キーをお持ちの方" in seen


def test_an_officer_acknowledges_in_the_agencys_name(
    client: SuretyClient, guarantee: Guarantee, contractor: Contractor
) -> None:
    client.sign_in(make_user(Role.AGENCY_OFFICER))
    try_pair(client, guarantee.number, key_of(guarantee))
    acknowledge(client, guarantee)
    (row,) = rows()
    assert row.agency_id == guarantee.agency_id
    assert "平川市が確認しました" in client.get(f"/verify/{guarantee.number}").text
    assert "平川市" in mails()[0].body


def test_the_contractors_own_people_cannot(
    client: SuretyClient, guarantee: Guarantee, contractor: Contractor
) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=contractor))
    try_pair(client, guarantee.number, key_of(guarantee))
    assert "変更の内容を確認した" not in client.get(f"/verify/{guarantee.number}").text
    answer = acknowledge(client, guarantee)
    assert answer.status_code == 403
    assert "発注者の方が行います" in answer.text
    assert rows() == []


def test_a_page_drawn_before_a_newer_change_is_stale(holder: SuretyClient, guarantee: Guarantee) -> None:
    make_changed_version(guarantee, change_number=2, guaranteed_amount=21_000_000)
    answer = acknowledge(holder, guarantee)
    assert answer.status_code == 409
    assert "証書が新しくなりました" in answer.text
    assert acknowledge(holder, guarantee, 3).status_code == 303
    assert acknowledge(holder, guarantee, 4).status_code == 404


def test_a_change_that_was_changed_again_is_not_waited_for(
    client: SuretyClient, guarantee: Guarantee, contractor: Contractor
) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=contractor))
    assert client.get(f"/guarantees/{guarantee.number}").text.count("変更の確認待ち") == 1
    make_changed_version(guarantee, change_number=2, guaranteed_amount=21_000_000)
    assert client.get(f"/guarantees/{guarantee.number}").text.count("変更の確認待ち") == 1


def test_a_correction_is_taken_note_of_too(
    app: Flask, client: SuretyClient, guarantee: Guarantee, contractor: Contractor
) -> None:
    append(guarantee, CertificateKind.CORRECTION, works_name="市道〇〇線道路改良工事（その2）")
    holder = app.test_client()
    assert isinstance(holder, SuretyClient)
    try_pair(holder, guarantee.number, key_of(guarantee))
    page = holder.get(f"/verify/{guarantee.number}").text
    assert "変更または訂正されています" in page
    assert "その2" in holder.get(f"/verify/{guarantee.number}/compare").text
    assert acknowledge(holder, guarantee, 3).status_code == 303
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=contractor))
    page = client.get(f"/guarantees/{guarantee.number}").text
    assert page.count("変更の確認済み") == 1
    assert "変更の確認待ち" not in page, "what was corrected is not waited for"


def test_a_first_certificate_has_no_change_to_acknowledge(client: SuretyClient, app: Flask) -> None:
    unchanged = make_issued_guarantee()
    try_pair(client, unchanged.number, key_of(unchanged))
    assert "変更の確認" not in client.get(f"/verify/{unchanged.number}").text
    assert acknowledge(client, unchanged, 1).status_code == 409
    assert rows() == []


def test_without_having_shown_the_key_nothing_is_acknowledged(
    client: SuretyClient, guarantee: Guarantee
) -> None:
    assert acknowledge(client, guarantee).location.startswith("/verify?")
    assert client.get(f"/verify/{guarantee.number}/compare").location.startswith("/verify?")
    assert rows() == []


@pytest.mark.parametrize(
    "role, url",
    [
        (Role.CONTRACTOR_VIEWER, "/guarantees/{}/compare"),
        (Role.STAFF_ADMIN, "/desk/guarantees/{}/compare"),
        (None, "/verify/{}/compare"),
    ],
)
def test_the_last_two_versions_stand_side_by_side(
    client: SuretyClient, guarantee: Guarantee, contractor: Contractor, role: Role | None, url: str
) -> None:
    make_changed_version(guarantee, change_number=2, contract_amount=60_000_000)
    if role is None:
        try_pair(client, guarantee.number, key_of(guarantee))
    else:
        client.sign_in(make_user(role, contractor=contractor if role.side == "contractor" else None))
    address = url.format(guarantee.number)
    page = client.get(address).text
    for said in ("変わったところ（2項目）", "60,000,000円", "＋10,000,000円", "変更-2"):
        assert said in page, said
    first = client.get(f"{address}?before=1&after=2").text
    for said in ("変わったところ（3項目）", "20,000,000円", "22,000,000円", "70日後"):
        assert said in first, said
    assert "同じ版を選んでいます" in client.get(f"{address}?before=1&after=1").text
    for bad in ("before=9", "after=x", "before=１"):
        assert client.get(f"{address}?{bad}").status_code == 422, bad


def test_a_single_version_has_nothing_to_compare(client: SuretyClient, contractor: Contractor) -> None:
    single = make_issued_guarantee(contractor)
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=contractor))
    assert "版は1つだけです" in client.get(f"/guarantees/{single.number}/compare").text


def test_nobody_else_compares(client: SuretyClient, guarantee: Guarantee) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=make_contractor("△△建設株式会社")))
    assert client.get(f"/guarantees/{guarantee.number}/compare").status_code == 404
    client.sign_in(make_user(Role.STAFF_ISSUER, branch=get_branch("011")))
    assert client.get(f"/desk/guarantees/{guarantee.number}/compare").status_code == 404
