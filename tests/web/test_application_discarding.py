"""破棄 and 元に戻す on the screen, without JavaScript, with two tabs and with somebody else's draft."""

import io
import re

import pytest

from surety.domain.application_draft import Draft
from surety.domain.workflow import ApplicationState
from surety.extensions import db
from surety.security.permissions import Role
from tests.draft_cases import LEAFLET, make_draft, send
from tests.factories import make_contractor, make_user
from tests.web.application_pages import fields, page_path, press, text_of


@pytest.fixture
def user(app):
    return make_user(Role.CONTRACTOR_MEMBER, contractor=make_contractor())


@pytest.fixture
def browser(client, user):
    client.sign_in(user)
    return client


def discard(browser, draft):
    asked = fields(browser.get(f"/applications/{draft.id}/discard").text)
    return browser.post(f"/applications/{draft.id}/discard", data=asked)


def test_the_question_names_what_is_thrown_away(browser, user):
    draft = make_draft(user)
    listed = browser.get("/applications").text
    assert f"/applications/{draft.id}/discard" in listed
    page = text_of(browser.get(f"/applications/{draft.id}/discard").text)
    for named in (LEAFLET["work_name"], "平川市", "50,000,000", "前払金保証・契約保証"):
        assert named in page
    db.session.expire_all()
    assert draft.state is ApplicationState.DRAFT


def test_throwing_away_and_taking_back(browser, user):
    draft = make_draft(user)
    answer = discard(browser, draft)
    assert answer.location.endswith(f"/applications?discarded={draft.id}")
    page = browser.get(answer.location).text
    assert "下書きを破棄しました" in page
    assert "下書きはありません" in page
    assert "破棄した下書き（1件）" in page
    assert f"/applications/{draft.id}/works" not in page
    back = browser.post(f"/applications/{draft.id}/restore")
    assert back.location.endswith(f"/applications/{draft.id}/works")
    assert LEAFLET["work_name"] in browser.get(back.location).text
    page = browser.get("/applications").text
    assert "破棄した下書き" not in page
    assert "下書きを破棄しました" not in browser.get(f"/applications?discarded={draft.id}").text


def test_pressing_either_button_twice_does_it_once(browser, user):
    draft = make_draft(user)
    asked = fields(browser.get(f"/applications/{draft.id}/discard").text)
    for _ in range(2):
        assert browser.post(f"/applications/{draft.id}/discard", data=asked).status_code == 303
    for _ in range(2):
        assert browser.post(f"/applications/{draft.id}/restore").status_code == 303
    db.session.expire_all()
    assert draft.state is ApplicationState.DRAFT


def test_the_question_is_asked_again_when_somebody_wrote_meanwhile(browser, user):
    draft = make_draft(user)
    asked = fields(browser.get(f"/applications/{draft.id}/discard").text)
    press(browser, draft, "works", "save", work_name="市道△△線舗装工事")
    answer = browser.post(f"/applications/{draft.id}/discard", data=asked)
    assert answer.status_code == 409
    assert "下書きが保存されました" in answer.text
    assert "市道△△線舗装工事" in answer.text
    assert browser.post(f"/applications/{draft.id}/discard", data=fields(answer.text)).status_code == 303


def test_the_other_tab_keeps_what_was_typed_and_can_bring_the_draft_back(browser, user):
    draft = make_draft(user)
    other_tab = fields(browser.get(page_path(draft)).text)
    discard(browser, draft)
    other_tab |= {"work_name": "市道△△線舗装工事", "action": "save"}
    answer = browser.post(page_path(draft), data=other_tab)
    assert answer.status_code == 409
    assert "別の画面で破棄されています" in answer.text
    assert 'value="市道△△線舗装工事"' in answer.text
    db.session.expire_all()
    assert Draft.from_json(draft.draft).text("work_name") == LEAFLET["work_name"]
    revived = browser.post(page_path(draft), data={**fields(answer.text), "action": "revive"})
    assert revived.status_code == 303
    db.session.expire_all()
    assert draft.state is ApplicationState.DRAFT
    assert Draft.from_json(draft.draft).text("work_name") == "市道△△線舗装工事"
    assert 'value="市道△△線舗装工事"' in browser.get(page_path(draft)).text


@pytest.mark.parametrize("action", ["next", "clear:works", "remove:1", "restore", "recalculate"])
def test_no_button_of_the_other_tab_loses_anything_silently(browser, user, action):
    draft = make_draft(user)
    other_tab = fields(browser.get(page_path(draft)).text)
    discard(browser, draft)
    answer = browser.post(page_path(draft), data={**other_tab, "work_place": "平川市××", "action": action})
    assert answer.status_code == 409
    assert 'value="平川市××"' in answer.text


def test_a_file_chosen_in_the_other_tab_is_asked_for_again(browser, user):
    draft = make_draft(user)
    other_tab = fields(browser.get(page_path(draft)).text)
    discard(browser, draft)
    paper = {"contract_copy": (io.BytesIO(b"%PDF-1.7 x"), "契約書.pdf"), "action": "attach"}
    answer = browser.post(page_path(draft), data={**other_tab, **paper}, content_type="multipart/form-data")
    assert answer.status_code == 409
    assert "もう一度選んでください" in answer.text
    db.session.expire_all()
    assert not draft.attachments


def test_autosave_of_the_other_tab_says_it_in_a_sentence(browser, user):
    draft = make_draft(user)
    other_tab = fields(browser.get(page_path(draft)).text)
    discard(browser, draft)
    answer = browser.fragment(
        f"{page_path(draft)}/autosave", method="POST", data={**other_tab, "work_name": "x"}
    )
    assert answer.status_code == 409
    assert answer.mimetype == "text/plain"
    assert "別の画面で破棄されています" in answer.text


def test_sending_from_a_stale_confirm_page_says_that_nothing_was_sent(browser, user):
    draft = make_draft(user)
    shown = fields(browser.get(f"/applications/{draft.id}/confirm").text)
    discard(browser, draft)
    answer = browser.post(f"/applications/{draft.id}/send", data={**shown, "declares": "y"})
    page = browser.get(answer.location).text
    assert "送信していません" in page
    assert "元に戻す" in page
    db.session.expire_all()
    assert draft.receipt_number is None


def test_old_addresses_lead_to_the_page_that_offers_the_way_back(browser, user):
    draft = make_draft(user)
    discard(browser, draft)
    for address in ("/works", "/guarantees", "/other", "/confirm", "/sent", "/discard"):
        assert browser.get(f"/applications/{draft.id}{address}").location.endswith(f"/{draft.id}"), address
    page = browser.get(f"/applications/{draft.id}").text
    assert "この下書きは破棄されています" in page
    assert "元に戻す" in page
    assert "取り下げる" not in page
    assert LEAFLET["work_name"] not in browser.get("/applications/status").text


def test_what_was_sent_offers_withdrawing_instead(browser, user):
    sent = send(make_draft(user), user)
    assert browser.get(f"/applications/{sent.id}/discard").location.endswith(f"/{sent.id}")
    page = browser.get(f"/applications/{sent.id}").text
    assert "申込を取り下げる" in page
    assert "下書きを破棄する" not in page
    data = {"version_id": str(sent.version_id)}
    assert browser.post(f"/applications/{sent.id}/discard", data=data).status_code == 409
    assert browser.post(f"/applications/{sent.id}/restore").status_code == 409


def test_the_branch_never_sees_a_discarded_draft(client, user):
    sent = send(make_draft(user), user)
    sent.state = ApplicationState.DISCARDED
    db.session.commit()
    client.sign_in(make_user(Role.STAFF_UNDERWRITER, branch=sent.branch))
    assert client.get(f"/desk/applications/{sent.id}").status_code == 404
    for address in ("/desk/applications", f"/desk/search?words={sent.receipt_number}"):
        assert LEAFLET["work_name"] not in client.get(address).text


def test_a_viewer_sees_the_discarded_draft_and_no_button(client, user):
    draft = make_draft(user)
    client.sign_in(user)
    discard(client, draft)
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=user.contractor))
    page = client.get(f"/applications?discarded={draft.id}").text
    assert "破棄した下書き（1件）" in page
    assert not re.search(r"<button[^>]*>元に戻す", page)
    assert client.post(f"/applications/{draft.id}/restore").status_code == 403
