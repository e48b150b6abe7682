"""変更の申込: from the check without typing again to the receipt number, once, and what stands in the way."""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from surety.audit import find_broken_link
from surety.domain.workflow import ChangeState
from surety.extensions import db
from surety.models import (
    AuditEvent,
    Contractor,
    Guarantee,
    GuaranteeChange,
    OutgoingMail,
    User,
)
from surety.security.permissions import Role
from tests.change_cases import apply_texts, make_change, typed
from tests.client import SuretyClient
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee

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


def test_from_the_check_to_the_receipt_number_nothing_is_typed_twice(
    member: SuretyClient, guarantee: Guarantee, contractor: Contractor
) -> None:
    number = guarantee.number
    boxes = typed(
        guarantee, price="55,000,000", **{f"paid-{number}": "2200万", "message": "よろしくお願いします"}
    )
    assert (
        f"/guarantees/{number}/changes"
        in member.fragment(f"/guarantees/{number}/change-check", method="POST", data=boxes).text
    )
    begun = member.post(f"/guarantees/{number}/changes", data=boxes)
    (change,) = changes()
    assert begun.location == f"/changes/{change.id}/edit"
    form = member.get(begun.location).text
    for shown in ("55,000,000", "22,000,000", "よろしくお願いします", "いまの証書から変わるところ"):
        assert shown in form, shown
    assert (
        f'name="want-{number}" type="checkbox" value="y" checked' in form.replace("checked id", "checked")
        or "checked" in form
    )
    texts = apply_texts(guarantee, version_id=str(change.version_id), action="next")
    answer = member.post(
        begun.location,
        data=texts | {"change_contract": (BytesIO(PDF), "変更契約書.pdf")},
        content_type="multipart/form-data",
    )
    assert answer.location == f"/changes/{change.id}/confirm"
    page = member.get(answer.location).text
    for shown in (
        "増額",
        "請負金額の変更",
        "20,000,000円",
        "22,000,000円",
        "変更契約書.pdf",
        "設計変更のため",
    ):
        assert shown in page, shown
    (change,) = changes()
    sent = send(member, change)
    assert sent.location == f"/changes/{change.id}"
    assert send(member, change).location == sent.location
    (change,) = changes()
    assert change.state is ChangeState.SUBMITTED
    assert change.receipt_number
    detail = member.get(sent.location).text
    for shown in (change.receipt_number, "送信済み", "増額", "変更契約書.pdf"):
        assert shown in detail, shown
    assert "変更手続中" in member.get(f"/guarantees/{number}").text
    assert change.receipt_number in member.get(f"/guarantees/{number}").text
    assert change.receipt_number in member.get("/applications/status").text
    assert change.receipt_number in member.get("/changes").text
    assert acts() == ["change.file_attached", "change.submitted"]
    assert find_broken_link(db.session()) is None
    (mail,) = db.session.query(OutgoingMail).filter_by(message_kind="change_received")
    assert change.receipt_number in mail.subject
    assert "22,000,000" not in mail.body
    paper = member.get(f"/changes/{change.id}/papers/{change.papers[0].id}")
    assert paper.data == PDF


def test_begun_twice_it_is_one_draft(member: SuretyClient, guarantee: Guarantee) -> None:
    boxes = typed(guarantee, price="55,000,000")
    first = member.post(f"/guarantees/{guarantee.number}/changes", data=boxes)
    second = member.post(f"/guarantees/{guarantee.number}/changes", data=boxes | {"price": "56,000,000"})
    assert first.location == second.location
    assert "56,000,000" in member.get(second.location).text
    assert len(changes()) == 1


def test_a_draft_is_nobodys_business_but_the_companys(
    app: Flask, member: SuretyClient, guarantee: Guarantee, person: User
) -> None:
    change = make_change(guarantee, person, send=False)
    assert "変更手続中" not in member.get(f"/guarantees/{guarantee.number}").text
    assert "まだ送信していません" in member.get(f"/changes/{change.id}").text
    assert "下書き" in member.get("/changes").text
    member.post(f"/changes/{change.id}/discard")
    member.post(f"/changes/{change.id}/discard")
    assert changes()[0].state is ChangeState.DISCARDED
    assert acts() == ["change.discarded"]
    assert "破棄されています" in member.get(f"/changes/{change.id}").text
    assert send(member, changes()[0]).location == f"/changes/{change.id}"
    assert changes()[0].state is ChangeState.DISCARDED


@pytest.mark.parametrize(
    "changed, told",
    [
        ({"price": "たくさん"}, "請負金額"),
        ({"changed_on": ""}, "変更契約日"),
        ({"reason": " "}, "変更の理由"),
        ({"changed_on": "2026-12-02"}, "請負契約日（令和8年12月3日）以後"),
        ({"period_to": "R8.11.30"}, "工期の終わり"),
    ],
)
def test_what_cannot_be_is_told_beside_its_box_and_kept(
    member: SuretyClient, guarantee: Guarantee, person: User, changed: dict[str, str], told: str
) -> None:
    change = make_change(guarantee, person, send=False)
    texts = apply_texts(guarantee, version_id=str(change.version_id), action="next", **changed)
    answer = member.post(f"/changes/{change.id}/edit", data=texts)
    assert answer.status_code == 422
    assert told in answer.text
    assert "エラー" in answer.text
    assert changes()[0].texts["price"] == texts["price"], "what was typed is kept all the same"
    assert member.get(f"/changes/{change.id}/confirm").location == f"/changes/{change.id}/edit?check=1"
    assert told in member.get(f"/changes/{change.id}/edit?check=1").text
    refused = send(member, changes()[0])
    assert refused.location in (f"/changes/{change.id}/edit?check=1",)
    assert changes()[0].state is ChangeState.DRAFT


def test_nothing_changed_and_nothing_chosen_are_told(
    member: SuretyClient, guarantee: Guarantee, person: User
) -> None:
    change = make_change(guarantee, person, send=False)
    before = typed(guarantee)
    same = {"price": before["price"], f"paid-{guarantee.number}": "20,000,000"}
    texts = apply_texts(guarantee, version_id=str(change.version_id), action="next", **same)
    assert "証書に載る内容が変わりません" in member.post(f"/changes/{change.id}/edit", data=texts).text
    texts = apply_texts(guarantee, version_id=str(changes()[0].version_id), action="next")
    del texts[f"want-{guarantee.number}"]
    assert "1つ以上選んでください" in member.post(f"/changes/{change.id}/edit", data=texts).text


def test_a_file_that_cannot_be_taken_is_told_and_a_good_one_beside_it_stays(
    member: SuretyClient, guarantee: Guarantee, person: User
) -> None:
    change = make_change(guarantee, person, send=False)
    texts = apply_texts(guarantee, version_id=str(change.version_id), action="attach")
    files = [(BytesIO(PDF), "good.pdf"), (BytesIO(b"MZ..."), "bad.exe")]
    answer = member.post(
        f"/changes/{change.id}/edit",
        data=texts | {"change_contract": files},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "bad.exe" in answer.text
    assert "good.pdf" in answer.text
    paper = changes()[0].papers[0]
    texts = apply_texts(guarantee, version_id=str(changes()[0].version_id), action=f"remove:{paper.id}")
    assert member.post(f"/changes/{change.id}/edit", data=texts).status_code == 303
    assert "good.pdf" not in member.get(f"/changes/{change.id}/edit").text
    assert member.get(f"/changes/{change.id}/papers/{paper.id}").status_code == 404
