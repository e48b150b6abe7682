"""保証申込 on the screen, without JavaScript."""

import pytest
from sqlalchemy import select

from surety.domain.application_draft import Draft
from surety.domain.workflow import ApplicationState
from surety.extensions import db
from surety.models import Application
from surety.security.permissions import Role
from tests.draft_cases import LEAFLET, make_draft, send
from tests.factories import get_agency, make_contractor, make_user
from tests.web.application_pages import fields, page_path, press, text_of


@pytest.fixture
def user(app):
    return make_user(Role.CONTRACTOR_MEMBER, contractor=make_contractor())


@pytest.fixture
def browser(client, user):
    client.sign_in(user)
    return client


def test_from_new_to_sent_as_in_the_leaflet(browser):
    new = browser.post("/applications")
    assert new.status_code == 303
    application = db.session.scalars(select(Application)).one()
    works = {
        name: LEAFLET[name] for name in ("work_name", "price", "period_from", "period_to", "contracted_on")
    }
    on = press(browser, application, "works", "next", agency_id=str(get_agency().id), **works)
    assert on.location.endswith("/guarantees")
    asked = {name: text for name, text in LEAFLET.items() if name.startswith(("advance", "performance"))}
    on = press(
        browser, application, "guarantees", "next", advance_payment_method="monthly_account",
        performance_payment_method="monthly_account", **asked,
    )  # fmt: skip
    assert on.location.endswith("/other")
    on = press(browser, application, "other", "next", branch_id=str(application.contractor.branch_id))
    assert on.location.endswith("/confirm")
    confirm = browser.get(on.location)
    assert "入力内容を確認してください" not in confirm.text
    assert "40.0%" in text_of(confirm.text)
    assert "10.0%" in text_of(confirm.text)
    shown = fields(confirm.text)
    sent = browser.post(f"/applications/{application.id}/send", data={**shown, "declares": "y"})
    assert sent.location.endswith("/sent")
    again = browser.post(f"/applications/{application.id}/send", data={**shown, "declares": "y"})
    assert again.location == sent.location
    db.session.expire_all()
    assert application.receipt_number in browser.get(sent.location).text
    assert db.session.query(Application).count() == 1


def test_without_javascript_recalculating_shows_the_percentage(browser, user):
    draft = make_draft(user, advance_amount="", performance_amount="")
    answer = press(
        browser,
        draft,
        "guarantees",
        "recalculate",
        advance_amount="２０，０００，０００",
        performance_amount="500万",
    )
    shown = browser.get(answer.location).text
    assert "2,000万円" in shown
    assert "40.0%" in text_of(shown)
    assert "10.0%" in text_of(shown)


def test_an_unreadable_amount_is_kept_and_named_and_the_next_page_opens_all_the_same(browser, user):
    draft = make_draft(user)
    on = press(browser, draft, "works", "next", price="二億")
    assert on.location.endswith("/guarantees")
    shown = browser.get(page_path(draft)).text
    assert 'value="二億"' in shown
    assert "請負金額は数字で入力してください" in shown
    assert "エラー 1件" in text_of(shown)


def test_the_confirm_page_lists_everything_that_is_missing_with_its_place(browser, user):
    draft = make_draft(user, advance_deposit_bank="", work_name="")
    page = browser.get(f"/applications/{draft.id}/confirm").text
    assert "入力内容を確認してください（2件）" in page
    assert f'href="/applications/{draft.id}/guarantees?check=1#f-advance_deposit_bank"' in page
    asked = browser.get(f"/applications/{draft.id}/guarantees?check=1").text
    assert "預託金融機関を入力してください" in asked
    assert "<title>エラー（1件）" in asked
    refused = browser.post(f"/applications/{draft.id}/send", data={**fields(page), "declares": "y"})
    assert refused.status_code == 422


def test_nothing_is_sent_without_the_declaration(browser, user):
    draft = make_draft(user)
    page = browser.get(f"/applications/{draft.id}/confirm").text
    answer = browser.post(f"/applications/{draft.id}/send", data=fields(page))
    assert answer.status_code == 422
    db.session.expire_all()
    assert draft.state is ApplicationState.DRAFT


def test_electronic_is_not_offered_before_the_agency_s_start_and_the_page_says_why(browser, user):
    early = browser.get(page_path(make_draft(user, contracted_on="R7.11.30"), "guarantees")).text
    assert 'value="electronic"' not in early
    assert "令和7年12月1日以降の契約が対象です" in early
    offered = browser.get(page_path(make_draft(user), "guarantees")).text
    assert 'value="electronic"' in offered
    assert "平川市では電子保証をお使いいただけます" in offered


def test_the_monthly_account_is_offered_only_to_companies_that_have_one(client):
    without = make_user(Role.CONTRACTOR_MEMBER, contractor=make_contractor(monthly_account=False))
    client.sign_in(without)
    assert "一括納付" not in client.get(page_path(make_draft(without), "guarantees")).text


def test_the_agency_is_found_by_its_reading_without_javascript(browser, user):
    draft = make_draft(user, agency="平川市")
    answer = press(browser, draft, "works", "find_agency", agency_words="ひろかわ")
    shown = browser.get(answer.location).text
    assert "広川町" in shown
    assert f'value="{get_agency("広川町").id}"' in shown


def test_the_prefecture_s_box_says_that_it_means_all_of_them(browser, user):
    assert "すべての都道府県" in browser.get(page_path(make_draft(user))).text


def test_an_agency_nobody_knows_gets_a_kind_answer(browser, user):
    draft = make_draft(user)
    answer = browser.fragment(f"/applications/{draft.id}/agencies?agency_words=ありません")
    assert "該当する発注者が見つかりません" in answer.text


def test_a_second_page_shows_both_contents_and_may_win(browser, user):
    draft = make_draft(user)
    first, second = (fields(browser.get(page_path(draft)).text) for _ in range(2))
    browser.post(page_path(draft), data={**first, "price": "6,000万", "action": "save"})
    clash = browser.post(page_path(draft), data={**second, "price": "7,000万", "action": "save"})
    assert clash.status_code == 409
    assert "別の画面で更新されています" in clash.text
    assert "6,000万" in clash.text
    assert "7,000万" in clash.text
    won = browser.post(
        page_path(draft), data={**fields(clash.text), "price": "7,000万", "action": "overwrite"}
    )
    assert won.status_code == 303
    db.session.expire_all()
    assert Draft.from_json(draft.draft).text("price") == "7,000万"


def test_clearing_a_block_offers_to_take_it_back(browser, user):
    draft = make_draft(user)
    answer = press(browser, draft, "guarantees", "clear:advance", **Draft.from_json(draft.draft).texts)
    cleared = browser.get(answer.location).text
    assert "クリアしました" in cleared
    assert 'value="restore"' in cleared
    answer = browser.post(page_path(draft, "guarantees"), data={**fields(cleared), "action": "restore"})
    assert 'value="20,000,000"' in browser.get(answer.location).text


def test_clearing_what_does_not_exist_is_a_404(browser, user):
    assert press(browser, make_draft(user), "works", "clear:everything").status_code == 404


def test_the_branch_s_comments_stand_beside_the_fields(browser, user):
    sent = send(make_draft(user), user)
    sent.state = ApplicationState.RETURNED
    sent.comments = {
        "advance_deposit_bank": "支店名もご記入ください。",
        "": "お急ぎください。",
        "contract_copy": "契約書の写しをお願いします。",
    }
    db.session.commit()
    page = browser.get(page_path(sent, "guarantees")).text
    assert "支店名もご記入ください。" in page
    assert "お急ぎください。" in page
    assert "契約書の写しをお願いします。" in browser.get(page_path(sent)).text
    detail = browser.get(f"/applications/{sent.id}").text
    assert "支店から修正のお願いがあります" in detail
    assert "支店名もご記入ください。" in detail
    # Every request leads to its box, the button to the first page that has one.
    for section, box in (("works", "contract_copy"), ("guarantees", "advance_deposit_bank")):
        assert f'href="{page_path(sent, section)}#f-{box}"' in detail
    assert f'href="{page_path(sent)}">修正して再送信する' in detail
    sent.comments = {"advance_deposit_bank": "支店名もご記入ください。"}
    db.session.commit()
    assert (
        f'href="{page_path(sent, "guarantees")}">修正して再送信する'
        in browser.get(f"/applications/{sent.id}").text
    )


def test_the_list_of_pages_says_where_the_branch_asks_and_where_something_is_wrong(browser, user):
    sent = send(make_draft(user), user)
    sent.state = ApplicationState.RETURNED
    sent.comments = {"advance_deposit_bank": "支店名もご記入ください。"}
    db.session.commit()
    press(browser, sent, "works", "save", price="二千万")
    shown = browser.get(page_path(sent, "other")).text
    # Also in the line that stays in sight on a phone, where the list is folded.
    summary = shown.split("<summary>")[1].split("</summary>")[0]
    assert "請負工事の情報：エラー 1件" in summary
    assert "保証の申込内容：修正のお願い 1件" in summary


def test_a_sent_application_shows_its_content_instead_of_the_form(browser, user):
    sent = send(make_draft(user), user)
    assert browser.get(page_path(sent)).location.endswith(f"/applications/{sent.id}")
    assert browser.get(f"/applications/{sent.id}/confirm").location.endswith(f"/applications/{sent.id}")
    assert press_save(browser, sent).status_code == 409


def press_save(browser, application: Application):
    return browser.post(page_path(application), data={"price": "1", "version_id": "1", "action": "save"})


def test_the_status_page_says_where_everything_is(browser, user):
    sent = send(make_draft(user), user)
    page = browser.get("/applications/status").text
    assert "送信済み" in page
    assert sent.receipt_number in page
    assert 'hx-trigger="every 30s"' in page
    last = browser.fragment("/applications/status?polled=20").text
    assert "every 30s" not in last
    assert "<html" not in last


def test_a_copy_marks_what_it_brought_along(browser, user):
    sent = send(make_draft(user), user)
    answer = browser.post(f"/applications/{sent.id}/copy")
    page = browser.get(answer.location.replace("/works", "/guarantees")).text
    assert "前回の内容" in page
    assert "〇〇銀行" in page
    assert '20,000,000"' not in page


def test_withdrawing_asks_for_the_reason(browser, user):
    sent = send(make_draft(user), user)
    assert browser.get(f"/applications/{sent.id}/withdraw").status_code == 200
    assert browser.post(f"/applications/{sent.id}/withdraw", data={}).status_code == 422
    assert (
        browser.post(f"/applications/{sent.id}/withdraw", data={"reason": "不要になったため"}).status_code
        == 303
    )
    assert "取下げ" in browser.get(f"/applications/{sent.id}").text


def test_the_same_work_again_is_pointed_out(browser, user):
    sent = send(make_draft(user), user)
    assert f"同じ工事名の申込があります（受付番号 {sent.receipt_number}）" in text_of(
        browser.get(page_path(make_draft(user))).text
    )
