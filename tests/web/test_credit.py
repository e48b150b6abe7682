"""与信枠と手持工事 on the branch's pages."""

import pytest
from flask import Flask

from surety.domain.workflow import RequestState
from surety.extensions import db
from surety.models import Contractor, CreditLine, User
from surety.security.permissions import Role
from tests.change_cases import approve as approve_change
from tests.change_cases import make_change, make_priced_guarantee
from tests.client import SuretyClient
from tests.credit_cases import make_line
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee, make_payable_request
from tests.web.desk_cases import approve, fresh, take_up

LINE = {"amount": "1億", "valid_from": "2026-04-01", "valid_to": "", "reason": "決算を確認しました。"}


@pytest.fixture
def company(app: Flask) -> Contractor:
    return make_contractor()


def browser_of(app: Flask, who: User) -> SuretyClient:
    made = app.test_client()
    made.sign_in(who)
    return made


def lines() -> list[CreditLine]:
    db.session.expire_all()
    return list(db.session.query(CreditLine).order_by(CreditLine.id))


def test_a_line_is_proposed_by_one_and_approved_by_another(app, company):
    maker = browser_of(app, make_user(Role.STAFF_UNDERWRITER))
    address = f"/desk/contractors/{company.id}"
    for _ in range(2):
        assert maker.post(f"{address}/credit-line", data=LINE).status_code == 303
    (line,) = lines()
    assert line.amount == 100_000_000
    assert "申出を取り下げる" in maker.get(address).text
    assert "承認する</button>" not in maker.get(address).text
    assert maker.post(f"{address}/credit-lines/{line.id}", data={"action": "approve"}).status_code == 403
    head = browser_of(app, make_user(Role.STAFF_ADMIN))
    assert company.name in head.get("/desk/credit").text
    for _ in range(2):
        answer = head.post(f"{address}/credit-lines/{line.id}", data={"action": "approve"})
        assert answer.status_code == 303
    assert lines()[0].is_approved
    assert "100,000,000円" in maker.get(address).text


def test_the_same_person_may_not_approve_the_own_proposal(app, company):
    who = make_user(Role.STAFF_ISSUER)
    line = make_line(company, who)
    answer = browser_of(app, who).post(
        f"/desk/contractors/{company.id}/credit-lines/{line.id}", data={"action": "approve"}
    )
    assert answer.status_code == 403
    assert "別の方が承認してください" in answer.text


@pytest.mark.parametrize(
    "changes, told",
    [
        ({"amount": ""}, "与信枠"),
        ({"amount": "たくさん"}, "与信枠"),
        ({"valid_from": ""}, "いつから"),
        ({"valid_to": "2026-03-31"}, "いつまで"),
        ({"reason": ""}, "理由"),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(app, company, changes, told):
    maker = browser_of(app, make_user(Role.STAFF_UNDERWRITER))
    answer = maker.post(f"/desk/contractors/{company.id}/credit-line", data=LINE | changes)
    assert answer.status_code == 422
    assert told in answer.text
    assert lines() == []


def test_another_proposal_while_one_waits_is_refused_in_words(app, company):
    make_line(company, make_user(Role.STAFF_ISSUER))
    maker = browser_of(app, make_user(Role.STAFF_UNDERWRITER))
    answer = maker.post(f"/desk/contractors/{company.id}/credit-line", data=LINE)
    assert answer.status_code == 422
    assert "すでに承認を待っています" in answer.text


def test_works_in_hand_are_listed_with_what_is_on_the_books(app, company):
    guarantee = make_issued_guarantee(company)
    make_payable_request(company)
    page = browser_of(app, make_user(Role.STAFF_UNDERWRITER)).get(f"/desk/contractors/{company.id}").text
    assert guarantee.number in page
    assert '手持工事</dt><dd class="num">1件' in page
    assert "40,000,000円" in page


def test_another_branch_does_not_find_the_contractor(app, company):
    line = make_line(company, make_user(Role.STAFF_UNDERWRITER))
    stranger = browser_of(app, make_user(Role.STAFF_ISSUER, branch=get_branch("011")))
    address = f"/desk/contractors/{company.id}"
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/credit-line").status_code == 404
    answer = stranger.post(f"{address}/credit-lines/{line.id}", data={"action": "approve"})
    assert answer.status_code == 404
    assert company.name not in stranger.get("/desk/credit").text


def test_a_line_of_another_company_is_not_found_under_this_one(app, company):
    line = make_line(make_contractor("△△建設株式会社"), make_user(Role.STAFF_UNDERWRITER))
    who = browser_of(app, make_user(Role.STAFF_ISSUER))
    answer = who.post(f"/desk/contractors/{company.id}/credit-lines/{line.id}", data={"action": "approve"})
    assert answer.status_code == 404


def test_beyond_the_line_the_case_waits_for_a_second_approver(app, company):
    maker, second = make_user(Role.STAFF_ISSUER), make_user(Role.STAFF_ISSUER)
    make_line(company, maker, amount=1_000_000, approved_by=second)
    desk = app.test_client()
    application = take_up(desk, maker, contractor=company)
    assert "超えます。" in desk.get(f"/desk/applications/{application.id}").text
    assert approve(desk, application).status_code == 303
    application = fresh(application)
    request = application.requests[0]
    page = desk.get(f"/desk/applications/{application.id}").text
    assert "与信枠を超えています" in page
    assert "承認へ進む" not in page, "the maker is not offered the second approval"
    assert "別の方が承認します" in desk.get(f"/desk/requests/{request.id}/over-line").text
    other = browser_of(app, second)
    assert "与信枠を超える引受け" in other.get("/desk/credit").text
    form = {"note": "", "version_id": application.version_id}
    address = f"/desk/requests/{request.id}/over-line"
    assert other.post(address, data=form).status_code == 422
    for _ in range(2):
        assert other.post(address, data=form | {"note": "今月2件が竣工"}).status_code == 303
    assert "が承認（" in other.get(f"/desk/applications/{application.id}").text


def test_the_issue_page_says_who_has_to_act_first(app, company):
    request = make_payable_request(company)
    request.over_line_yen = 5
    db.session.commit()
    issuer = browser_of(app, make_user(Role.STAFF_ISSUER))
    page = issuer.get(f"/desk/requests/{request.id}/issue").text
    assert "与信枠を超えています" in page
    assert "電子証書を発行する" not in page
    answer = issuer.post(f"/desk/requests/{request.id}/issue", data={"looked": "y"})
    assert answer.status_code == 409
    assert "与信枠を超える引受け" in answer.text
    db.session.expire_all()
    assert request.state is RequestState.ON_ACCOUNT


def test_a_change_beyond_the_line_waits_for_a_second_approver_too(app, company):
    maker, second = make_user(Role.STAFF_ISSUER), make_user(Role.STAFF_ISSUER)
    make_line(company, maker, amount=1_000_000, approved_by=second)
    change = make_change(
        make_priced_guarantee(company), make_user(Role.CONTRACTOR_MEMBER, contractor=company)
    )
    assert "超えます。" in browser_of(app, maker).get(f"/desk/changes/{change.id}").text
    approve_change(change, maker)
    page, address = f"/desk/changes/{change.id}", f"/desk/changes/{change.id}/over-line"
    mine, other = browser_of(app, maker), browser_of(app, second)
    assert "与信枠を超えています" in mine.get(page).text
    assert "承認へ進む" not in mine.get(page).text, "the maker is not offered the second approval"
    assert "別の方が承認します" in mine.get(address).text
    assert change.receipt_number in other.get("/desk/credit").text
    assert "変更の証書を発行する" not in other.get(f"{page}/issue").text
    form = {"note": "", "version_id": change.version_id}
    assert other.post(f"{page}/issue", data=form | {"looked": "y"}).status_code == 409
    assert other.post(address, data=form).status_code == 422
    for _ in range(2):
        assert other.post(address, data=form | {"note": "今月2件が竣工"}).status_code == 303
    told = other.get(page).text
    assert "が承認（" in told
    assert "与信枠を超える引受けを承認しました" in told
    assert "変更の証書を発行する" in other.get(f"{page}/issue").text


def test_another_branch_does_not_find_the_change_beyond_the_line(app, company):
    change = make_change(
        make_priced_guarantee(company), make_user(Role.CONTRACTOR_MEMBER, contractor=company)
    )
    stranger = browser_of(app, make_user(Role.STAFF_ISSUER, branch=get_branch("011")))
    assert stranger.get(f"/desk/changes/{change.id}/over-line").status_code == 404


def test_a_press_where_nothing_is_asked_for_is_told_so(app, company):
    change = make_change(
        make_priced_guarantee(company), make_user(Role.CONTRACTOR_MEMBER, contractor=company)
    )
    issuer = browser_of(app, make_user(Role.STAFF_ISSUER))
    answer = issuer.post(f"/desk/changes/{change.id}/over-line", data={"note": ""})
    assert answer.status_code == 409
    assert "入力内容を確認してください" not in answer.text, "there is no box to correct"
