"""The branch's way through a case: queue, review, approve, settle, issue by a second person."""

from sqlalchemy import func, select

from surety.documents.errors import UnprintableDocument
from surety.domain.workflow import ApplicationState, RequestState
from surety.extensions import db
from surety.models import Guarantee, GuaranteeRequest, IssuedDocument, OutgoingMail, Payment
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import make_user
from tests.guarantee_factories import make_payable_request, make_sent_application
from tests.web.desk_cases import approve, boxes_of, fresh, make_approver, press, take_up


def test_a_case_goes_from_the_board_to_two_issued_guarantees(client: SuretyClient) -> None:
    application = make_sent_application()
    path = f"/desk/applications/{application.id}"
    approver, issuer = make_approver(), make_approver()

    client.sign_in(approver)
    assert application.receipt_number in client.get("/desk").text
    assert client.get("/desk/next").location == path
    assert "審査を始める" in client.get(path).text
    assert press(client, f"{path}/review", application).status_code == 303
    assert "一般の上限 40.0%（20,000,000円）の範囲内です" in client.get(path).text
    assert approve(client, application).status_code == 303
    assert fresh(application).state is ApplicationState.DECIDED

    for request in fresh(application).requests:
        assert "保証料計算書" in client.get(f"/desk/requests/{request.id}/premium").text
        assert client.get(f"/desk/requests/{request.id}/statement.pdf").data.startswith(b"%PDF")
        assert press(client, f"/desk/requests/{request.id}/account", application).status_code == 303
        assert "あなたが承認したため" in client.get(f"/desk/requests/{request.id}/issue").text

    client.sign_in(issuer)
    for request_id in [request.id for request in fresh(application).requests]:
        assert "発行すると取り消せません" in client.get(f"/desk/requests/{request_id}/issue").text
        answer = client.post(f"/desk/requests/{request_id}/issue", data={"looked": "y"})
        assert answer.status_code == 303
        page = client.get(answer.location).text
        assert "＊＊＊＊" in page
        assert "証書作成中" not in page
        assert client.get(f"{answer.location}/certificates/1").status_code == 200
        assert client.get(f"{answer.location}/certificates/1.pdf").data.startswith(b"%PDF")
    assert {each.amount for each in db.session.scalars(select(Guarantee))} == {20_000_000, 5_000_000}
    assert {each.state for each in db.session.scalars(select(GuaranteeRequest))} == {RequestState.ISSUED}
    assert "未処理の申込はありません" in client.get("/desk").text
    assert client.get("/desk/next").location == "/desk"


def test_a_missing_word_for_a_check_is_asked_for_beside_its_box_and_the_others_are_kept(
    client: SuretyClient,
) -> None:
    application = take_up(client, make_approver())
    answer = approve(client, application, **{"advance-amount": ""})
    assert answer.status_code == 422
    assert "「前払金保証・保証金額」を確認した内容を入力してください" in answer.text
    assert 'href="#f-advance-amount"' in answer.text
    assert "契約書の写しで確認しました" in answer.text
    assert fresh(application).state is ApplicationState.UNDER_REVIEW


def test_nothing_chosen_is_said_kindly(client: SuretyClient) -> None:
    application = take_up(client, make_approver())
    answer = approve(client, application, requests=[])
    assert answer.status_code == 422
    assert "承認する保証" in answer.text


def test_a_check_that_fails_shows_x_and_cannot_be_approved(client: SuretyClient) -> None:
    application = take_up(client, make_approver())
    application.contractor.monthly_account = False
    db.session.commit()
    page = client.get(f"/desk/applications/{application.id}").text
    assert '<span class="mark">×</span>' in page
    answer = approve(client, application)
    assert answer.status_code == 422
    assert "×のため、承認できません" in answer.text


def test_a_second_tab_is_told_who_was_first(client: SuretyClient) -> None:
    application = take_up(client, make_approver())
    shown = application.version_id
    assert approve(client, application).status_code == 303
    client.sign_in(make_approver())
    late = client.post(
        f"/desk/applications/{application.id}/approve",
        data={"version_id": shown, "requests": [application.requests[0].id]},
    )
    assert late.status_code == 409
    assert "ほかの方が先に更新しました" in late.text
    assert "見本　花子" in late.text


def test_pressing_approve_twice_is_harmless(client: SuretyClient) -> None:
    application = take_up(client, make_approver())
    shown = fresh(application).version_id
    chosen = [request.id for request in application.requests]
    assert approve(client, application).status_code == 303
    again = client.post(
        f"/desk/applications/{application.id}/approve", data={"version_id": shown, "requests": chosen}
    )
    assert again.status_code == 303


def test_the_return_page_has_a_box_beside_every_field_and_the_contractor_sees_the_words(
    client: SuretyClient,
) -> None:
    application = take_up(client, make_approver())
    path = f"/desk/applications/{application.id}/return"
    page = client.get(path).text
    assert "申込の内容：50,000,000円" in page
    assert 'list="return-phrases"' in page
    empty = press(client, path, application)
    assert empty.status_code == 422
    assert "1つ以上" in empty.text
    words = "契約書の金額と異なります。ご確認ください。"
    assert press(client, path, application, **{"comment-price": words}).status_code == 303
    assert fresh(application).comments == {"price": words}
    assert words in client.get(f"/desk/applications/{application.id}").text
    assert press(client, path, application, **{"comment-price": words}).status_code == 409


def test_a_payment_is_recorded_as_it_came_in(client: SuretyClient) -> None:
    application = take_up(client, make_approver())
    for request in application.requests:
        request.payment_method = "bank_transfer"
    db.session.commit()
    approve(client, application)
    request_id = application.requests[0].id
    page = client.get(f"/desk/requests/{request_id}/premium").text
    assert "一括納付に計上する" not in page
    path = f"/desk/requests/{request_id}/payment"
    given = {"amount": "１円", "paid_on": "令和8年11月1日", "method": "bank_transfer"}
    wrong = press(client, path, application, **given)
    assert wrong.status_code == 422
    assert "計算書の金額（55,000円）と違います" in wrong.text
    unread = press(client, path, application, **{**given, "paid_on": "きのう"})
    assert unread.status_code == 422
    assert "きのう" in unread.text
    assert press(client, path, application, **{**given, "amount": "5万5千円"}).status_code == 303
    payment = db.session.scalars(select(Payment)).one()
    assert (payment.amount, payment.method) == (55_000, "bank_transfer")
    assert "入金を確認済みです" in client.get(f"/desk/requests/{request_id}/premium").text


def test_a_decline_is_proposed_by_one_and_confirmed_by_another(client: SuretyClient) -> None:
    application = take_up(client, make_approver())
    request_id = application.requests[1].id
    path = f"/desk/requests/{request_id}/decline"
    assert press(client, path, application, reason="").status_code == 422
    assert press(client, path, application, reason="前払金の予定がないため").status_code == 303
    page = client.get(f"/desk/applications/{application.id}").text
    assert "確定は、提案した方とは別の方が行います" in page
    assert press(client, f"{path}/confirm", application).status_code == 403
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    assert "お断りを確定する" in client.get(f"/desk/applications/{application.id}").text
    assert press(client, f"{path}/confirm", application).status_code == 303
    assert fresh(application).requests[1].state is RequestState.DECLINED


def test_an_approval_can_be_done_again_before_it_is_settled(client: SuretyClient) -> None:
    application = take_up(client, make_approver())
    approve(client, application)
    path = f"/desk/requests/{application.requests[0].id}/reopen"
    assert client.get(path).status_code == 200
    assert press(client, path, application, reason="金額を確認するため").status_code == 303
    assert fresh(application).state is ApplicationState.UNDER_REVIEW
    page = client.get(f"/desk/applications/{application.id}").text
    assert "advance-amount" in boxes_of(page)
    assert "performance-amount" not in boxes_of(page)


def test_the_approver_cannot_issue_even_without_the_button(client: SuretyClient) -> None:
    request = make_payable_request()
    request.approved_by_id = (approver := make_approver()).id
    db.session.commit()
    client.sign_in(approver)
    answer = client.post(f"/desk/requests/{request.id}/issue", data={"looked": "y"})
    assert answer.status_code == 403
    assert "承認した人とは別の方が発行してください" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Guarantee)) == 0


def test_issuing_asks_to_look_first_and_twice_pressed_leads_to_the_one_guarantee(
    client: SuretyClient,
) -> None:
    request_id = make_payable_request().id
    client.sign_in(make_approver())
    path = f"/desk/requests/{request_id}/issue"
    assert client.post(path).status_code == 422
    first = client.post(path, data={"looked": "y"})
    second = client.post(path, data={"looked": "y"})
    assert first.location == second.location
    assert client.get(path).location == first.location


def test_an_unpaid_guarantee_cannot_be_issued(client: SuretyClient) -> None:
    request = make_payable_request()
    request.state = RequestState.APPROVED
    db.session.commit()
    client.sign_in(make_approver())
    assert "まだ発行できません" in client.get(f"/desk/requests/{request.id}/issue").text
    assert client.post(f"/desk/requests/{request.id}/issue", data={"looked": "y"}).status_code == 409


def test_a_paper_that_cannot_be_drawn_now_leaves_the_guarantee_issued(
    client: SuretyClient, monkeypatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise UnprintableDocument("用紙切れ")

    monkeypatch.setattr("surety.services.issued_documents.render_document", refuse)
    request_id = make_payable_request().id
    client.sign_in(make_approver())
    answer = client.post(f"/desk/requests/{request_id}/issue", data={"looked": "y"})
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "証書作成中" in page
    assert "＊＊＊＊" in page
    assert client.get(f"{answer.location}/certificates/1").status_code == 200
    assert client.get(f"{answer.location}/certificates/1.pdf").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(IssuedDocument)) == 0
    assert [mail.state.value for mail in db.session.scalars(select(OutgoingMail))] == ["held"]
