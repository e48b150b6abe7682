"""変更の連絡: told once, seen by both sides, dealt with by the branch."""

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from surety.audit import find_broken_link
from surety.domain.price_change import ChangeNeed
from surety.extensions import db
from surety.models import AuditEvent, ChangeNotice, Contractor, Guarantee, OutgoingMail
from surety.security.permissions import Role
from tests.change_cases import typed
from tests.client import SuretyClient
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee


@pytest.fixture
def contractor(app: Flask) -> Contractor:
    return make_contractor()


@pytest.fixture
def member(app: Flask, contractor: Contractor) -> SuretyClient:
    """A browser of the company's 担当者."""
    browser = app.test_client()
    browser.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=contractor))
    return browser


@pytest.fixture
def desk(app: Flask) -> SuretyClient:
    """A browser of the branch's 審査担当."""
    browser = app.test_client()
    browser.sign_in(make_user(Role.STAFF_UNDERWRITER))
    return browser


def tell(browser: SuretyClient, guarantee: Guarantee, **changed: str) -> TestResponse:
    boxes = typed(guarantee, **({"price": "55,000,000", "period_to": "R9.5.31"} | changed))
    return browser.post(f"/guarantees/{guarantee.number}/change-notices", data=boxes)


def notices() -> list[ChangeNotice]:
    db.session.expire_all()
    return list(db.session.scalars(select(ChangeNotice).order_by(ChangeNotice.id)))


def actions() -> list[str]:
    found = db.session.scalars(
        select(AuditEvent.action)
        .order_by(AuditEvent.sequence)
        .where(AuditEvent.object_kind == "change_notice")
    )
    return list(found)


def test_what_was_told_is_on_both_sides_screens(
    member: SuretyClient, desk: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    mails = db.session.query(OutgoingMail).count()
    answer = tell(member, guarantee, message="変更契約は来週です。")
    (notice,) = notices()
    assert answer.location == f"/guarantees/{guarantee.number}/change-notices/{notice.id}"
    assert notice.need is ChangeNeed.ASK
    page = member.get(answer.location).text
    for said in (
        "支店に知らせました",
        "支店で確認中",
        "55,000,000円",
        "令和9年5月31日",
        "変更契約は来週です。",
    ):
        assert said in page, said
    assert "支店で確認中" in member.get(f"/guarantees/{guarantee.number}").text
    board = desk.get("/desk").text
    assert "対応を待っている変更の連絡" in board
    assert guarantee.number in board
    seen = desk.get(f"/desk/change-notices/{notice.id}").text
    for said in (contractor.name, contractor.phone, "55,000,000円", "変更契約は来週です。", "支店に確認"):
        assert said in seen, said
    assert guarantee.number in desk.get(f"/desk/guarantees/{guarantee.number}").text
    assert actions() == ["change_notice.reported"]
    assert find_broken_link(db.session()) is None
    assert db.session.query(OutgoingMail).count() == mails, "the branch has its board"


def test_pressed_twice_and_in_two_tabs_it_is_one_task(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    first, second = tell(member, guarantee), tell(member, guarantee)
    assert first.location == second.location
    assert len(notices()) == 1
    tell(member, guarantee, price="56,000,000")
    assert len(notices()) == 2
    assert actions() == ["change_notice.reported"] * 2


def test_the_same_again_after_it_was_dealt_with_is_a_new_task(
    member: SuretyClient, desk: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    tell(member, guarantee)
    desk.post(f"/desk/change-notices/{notices()[0].id}/done", data={"note": ""})
    tell(member, guarantee)
    assert [notice.done_at is None for notice in notices()] == [False, True]


def test_nothing_changed_or_unreadable_is_not_told(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    before = typed(guarantee)
    same = tell(member, guarantee, price=before["price"], period_to=before["period_to"])
    assert same.status_code == 422
    assert "変わったところがありません" in same.text
    unreadable = tell(member, guarantee, price="たくさん")
    assert unreadable.status_code == 422
    assert notices() == []


def test_the_answers_are_worked_out_anew_whatever_was_sent(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    boxes = {f"paid-{guarantee.number}": "21,000,000", "need": "not_needed", "answers": "[]"}
    tell(member, guarantee, **boxes)
    assert notices()[0].need is ChangeNeed.NEEDED


def test_the_branch_deals_with_it_and_can_take_that_back(
    member: SuretyClient, desk: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    page = tell(member, guarantee).location
    url = f"/desk/change-notices/{notices()[0].id}"
    done = {"note": "変更契約書の写しをお願いしました。"}
    assert desk.post(f"{url}/done", data=done).location == url
    desk.post(f"{url}/done", data=done)
    assert "変更契約書の写しをお願いしました。" in desk.get(url).text
    assert "変更契約書の写しをお願いしました。" in member.get(page).text
    assert "対応を待っている変更の連絡" not in desk.get("/desk").text
    assert guarantee.number in desk.get("/desk/change-notices?tab=done").text
    desk.post(f"{url}/done", data={"action": "reopen"})
    desk.post(f"{url}/done", data={"action": "reopen"})
    assert "支店で確認中" in member.get(page).text
    assert guarantee.number in desk.get("/desk/change-notices").text
    assert actions() == ["change_notice.reported", "change_notice.finished", "change_notice.reopened"]


def test_whoever_is_later_is_told_who_was_first(
    app: Flask, member: SuretyClient, desk: SuretyClient, contractor: Contractor
) -> None:
    tell(member, make_issued_guarantee(contractor))
    url = f"/desk/change-notices/{notices()[0].id}/done"
    desk.post(url, data={"note": "お電話しました。"})
    other = app.test_client()
    other.sign_in(make_user(Role.STAFF_ISSUER))
    late = other.post(url, data={"note": "別の対応"})
    assert late.status_code == 409
    assert "先に対応済みにしました" in late.text
    assert notices()[0].done_note == "お電話しました。"


def test_a_word_too_long_keeps_what_was_typed(
    member: SuretyClient, desk: SuretyClient, contractor: Contractor
) -> None:
    tell(member, make_issued_guarantee(contractor))
    url = f"/desk/change-notices/{notices()[0].id}/done"
    answer = desk.post(url, data={"note": "あ" * 501})
    assert answer.status_code == 422
    assert "あ" * 501 in answer.text
    assert notices()[0].done_at is None


def test_the_branch_records_what_it_was_told_on_the_telephone(
    desk: SuretyClient, member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    boxes = typed(guarantee, work_name="市道△△線道路改良工事")
    answer = desk.post(f"/desk/guarantees/{guarantee.number}/change-notices", data=boxes)
    assert answer.location == f"/desk/change-notices/{notices()[0].id}"
    assert "青森支店" in member.get(f"/guarantees/{guarantee.number}/change-notices/{notices()[0].id}").text


def test_nobody_else_sees_it(
    app: Flask, member: SuretyClient, client: SuretyClient, contractor: Contractor
) -> None:
    guarantee, other = (
        make_issued_guarantee(contractor),
        make_issued_guarantee(contractor, work_name="別の工事"),
    )
    page = tell(member, guarantee).location
    url = f"/desk/change-notices/{notices()[0].id}"
    assert member.get(page.replace(guarantee.number, other.number)).status_code == 404
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=make_contractor("△△建設株式会社")))
    assert client.get(page).status_code == 404
    assert tell(client, guarantee).status_code == 404
    client.sign_in(make_user(Role.STAFF_ISSUER, branch=get_branch("011")))
    assert client.get(url).status_code == 404
    assert client.post(f"{url}/done").status_code == 404
    assert client.post(f"/desk/guarantees/{guarantee.number}/change-notices").status_code == 404
    assert guarantee.number not in client.get("/desk/change-notices").text
    assert guarantee.number not in client.get("/desk").text


def test_the_head_office_reads_all_and_changes_nothing(
    member: SuretyClient, client: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    tell(member, guarantee)
    client.sign_in(make_user(Role.STAFF_ADMIN))
    assert guarantee.number in client.get("/desk/change-notices").text
    page = client.get(f"/desk/change-notices/{notices()[0].id}")
    assert page.status_code == 200
    assert "対応済みにする" not in page.text
    assert client.post(f"/desk/change-notices/{notices()[0].id}/done").status_code == 403


def test_the_list_pages_by_key(member: SuretyClient, desk: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    for number in range(23):
        tell(member, guarantee, price=f"{60_000_000 + number:,}")
    first = desk.get("/desk/change-notices").text
    assert "対応待ち（23）" in first
    assert first.count(">開く<") == 20
    rest = desk.get(f"/desk/change-notices?after={notices()[19].id}").text
    assert rest.count(">開く<") == 3
    assert "はじめに戻る" in rest
    assert desk.get("/desk/change-notices?after=９").text.count(">開く<") == 20
