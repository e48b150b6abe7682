"""変更の申込 at the branch: on the board, reviewed with checks, handed back, declined, entered for a contractor."""

import pytest
from flask import Flask
from sqlalchemy import select

from surety.domain.workflow import ChangeState
from surety.extensions import db
from surety.models import AuditEvent, Contractor, Guarantee, GuaranteeChange, OutgoingMail, User
from surety.security.permissions import Role
from tests.change_cases import apply_texts, make_change, typed
from tests.client import SuretyClient
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee
from tests.version_factories import make_changed_version


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
def desk(app: Flask) -> SuretyClient:
    browser = app.test_client()
    browser.sign_in(make_user(Role.STAFF_UNDERWRITER))
    return browser


@pytest.fixture
def guarantee(contractor: Contractor) -> Guarantee:
    return make_issued_guarantee(contractor)


@pytest.fixture
def change(guarantee: Guarantee, person: User) -> GuaranteeChange:
    return make_change(guarantee, person)


def now(change: GuaranteeChange) -> GuaranteeChange:
    db.session.expire_all()
    return db.session.get_one(GuaranteeChange, change.id)


def press(browser: SuretyClient, change: GuaranteeChange, step: str, **data: str):
    version = str(now(change).version_id)
    return browser.post(f"/desk/changes/{change.id}/{step}", data={"version_id": version} | data)


def test_it_lies_on_the_board_and_its_checks_are_shown(desk: SuretyClient, change: GuaranteeChange) -> None:
    board = desk.get("/desk").text
    assert "支店の対応を待っている変更の申込" in board
    assert change.receipt_number in board
    assert "新着（1）" in desk.get("/desk/changes").text
    version = str(change.version_id)
    for _ in range(2):
        answer = desk.post(f"/desk/changes/{change.id}/review", data={"version_id": version})
        assert answer.location == f"/desk/changes/{change.id}"
    page = desk.get(answer.location).text
    for said in (
        "審査中",
        "いま有効な証書からの変更です",
        "手続き中の変更は、ほかにありません",
        "必要です。",
        "22,000,000円は、変更後の額の 40.0% です",
        "添付がありません",
        "設計変更のため",
    ):
        assert said in page, said
    assert change.receipt_number in desk.get("/desk/changes?queue=review").text


def test_the_branchs_words_stand_beside_the_fields(
    desk: SuretyClient, member: SuretyClient, change: GuaranteeChange, guarantee: Guarantee
) -> None:
    press(desk, change, "review")
    url = f"/desk/changes/{change.id}/return"
    assert "申込の内容：設計変更のため" in desk.get(url).text
    assert press(desk, change, "return").status_code == 422
    said = {
        "comment-price": "契約書では56,000,000円です。",
        "comment-change_contract": "写しを添付してください。",
    }
    assert press(desk, change, "return", **said).location == f"/desk/changes/{change.id}"
    (mail,) = db.session.query(OutgoingMail).filter_by(message_kind="change_returned")
    assert "請負金額" in mail.body
    assert "56,000,000" not in mail.body
    page = member.get(f"/changes/{change.id}").text
    assert "修正のお願いがあります" in page
    form = member.get(f"/changes/{change.id}/edit").text
    assert "契約書では56,000,000円です。" in form
    assert "写しを添付してください。" in form
    current = now(change)
    texts = apply_texts(guarantee, price="56,000,000", version_id=str(current.version_id), action="next")
    assert member.post(f"/changes/{change.id}/edit", data=texts).location.endswith("/confirm")
    current = now(change)
    again = {"send_token": current.send_token, "version_id": str(current.version_id), "declares": "y"}
    member.post(f"/changes/{change.id}/send", data=again)
    current = now(change)
    assert (current.state, current.comments) == (ChangeState.SUBMITTED, {})
    assert current.receipt_number == change.receipt_number
    assert "56,000,000円" in desk.get(f"/desk/changes/{change.id}").text


def test_a_decline_leaves_the_guarantee_as_it_is_and_says_why_on_the_page_only(
    desk: SuretyClient, member: SuretyClient, change: GuaranteeChange, guarantee: Guarantee
) -> None:
    press(desk, change, "review")
    assert press(desk, change, "decline", reason="").status_code == 422
    version = str(now(change).version_id)
    data = {"version_id": version, "reason": "割合 44.0 % は上限を超えるため"}
    for _ in range(2):
        answer = desk.post(f"/desk/changes/{change.id}/decline", data=data)
        assert answer.location == f"/desk/changes/{change.id}"
    (mail,) = db.session.query(OutgoingMail).filter_by(message_kind="change_declined")
    assert "44.0" not in mail.body
    assert "44.0" in member.get(f"/changes/{change.id}").text
    assert "変更手続中" not in member.get(f"/guarantees/{guarantee.number}").text
    assert len(now(change).guarantee.certificates) == 1


def test_a_certificate_that_became_newer_meanwhile_is_a_bad_check(
    desk: SuretyClient, change: GuaranteeChange, guarantee: Guarantee
) -> None:
    make_changed_version(guarantee, works_name="訂正された工事名")
    page = desk.get(f"/desk/changes/{change.id}").text
    assert "申込の後に証書が新しくなりました" in page


def test_two_people_of_the_branch_the_later_one_is_told(
    app: Flask, desk: SuretyClient, change: GuaranteeChange
) -> None:
    seen = str(change.version_id)
    desk.post(f"/desk/changes/{change.id}/review", data={"version_id": seen})
    other = app.test_client()
    other.sign_in(make_user(Role.STAFF_ISSUER))
    late = other.post(f"/desk/changes/{change.id}/review", data={"version_id": seen})
    assert late.status_code == 409
    assert "先に更新しました" in late.text


def test_the_branch_enters_one_that_came_by_fax(
    desk: SuretyClient, member: SuretyClient, guarantee: Guarantee
) -> None:
    boxes = typed(guarantee, price="55,000,000", **{f"paid-{guarantee.number}": "22,000,000"})
    begun = desk.post(f"/desk/guarantees/{guarantee.number}/changes", data=boxes)
    change = db.session.scalars(select(GuaranteeChange)).one()
    assert begun.location == f"/desk/changes/{change.id}/edit"
    assert "22,000,000" in desk.get(begun.location).text
    assert member.get(f"/changes/{change.id}").status_code == 404, (
        "a draft of the branch is not the company's yet"
    )
    assert "入力の途中" in desk.get("/desk/changes").text
    texts = apply_texts(guarantee, version_id=str(change.version_id), action="next")
    assert desk.post(begun.location, data=texts).location == f"/desk/changes/{change.id}/confirm"
    assert "この内容で受け付ける" in desk.get(f"/desk/changes/{change.id}/confirm").text
    current = now(change)
    send = {"send_token": current.send_token, "version_id": str(current.version_id), "declares": "y"}
    for _ in range(2):
        assert (
            desk.post(f"/desk/changes/{change.id}/send", data=send).location == f"/desk/changes/{change.id}"
        )
    assert now(change).state is ChangeState.SUBMITTED
    assert "支店が入力" in member.get(f"/changes/{change.id}").text
    (mail,) = db.session.query(OutgoingMail).filter_by(message_kind="change_received")
    assert mail.recipient == "soumu@example.co.jp"
    (act,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "change.submitted"))
    assert act.facts["by_branch"] is True


def test_other_branches_and_the_head_office(client: SuretyClient, change: GuaranteeChange) -> None:
    client.sign_in(make_user(Role.STAFF_ISSUER, branch=get_branch("011")))
    for path in ("", "/edit", "/confirm", "/return", "/decline", "/papers/1"):
        assert client.get(f"/desk/changes/{change.id}{path}").status_code == 404, path
    assert change.receipt_number not in client.get("/desk").text
    client.sign_in(make_user(Role.STAFF_ADMIN))
    assert "閲覧のみ" in client.get(f"/desk/changes/{change.id}").text
    assert press(client, change, "review").status_code == 403


def test_a_contractors_draft_is_not_the_branchs_business(
    desk: SuretyClient, guarantee: Guarantee, person: User
) -> None:
    draft = make_change(guarantee, person, send=False)
    assert desk.get(f"/desk/changes/{draft.id}").status_code == 404
    assert desk.get(f"/desk/changes/{draft.id}/edit").status_code == 404


def test_the_search_finds_a_change_by_its_numbers_and_company(
    client: SuretyClient, desk: SuretyClient, change: GuaranteeChange, guarantee: Guarantee, person: User
) -> None:
    link = f'href="/desk/changes/{change.id}"'
    draft = make_change(make_issued_guarantee(guarantee.contractor), person, send=False)
    for words in (change.receipt_number, guarantee.number, guarantee.contractor.name):
        found = desk.get("/desk/search", query_string={"words": words}).text
        assert link in found, words
        assert f"/desk/changes/{draft.id}" not in found
    assert link not in desk.get("/desk/search", query_string={"words": "△△建設"}).text
    client.sign_in(make_user(Role.STAFF_ISSUER, branch=get_branch("011")))
    assert link not in client.get(f"/desk/search?words={change.receipt_number}").text
