"""What happens while somebody types: live figures, drafts that save themselves."""

import re

import pytest
from sqlalchemy import event, update

from surety.domain.application_draft import Draft
from surety.extensions import db
from surety.models import Rulebook
from surety.queries import fast_read, live_figures
from surety.security.permissions import Role
from tests.draft_cases import make_draft
from tests.factories import get_agency, make_contractor, make_user

TYPED = {
    "advance_applies": "1",
    "advance_fiscal_year_amount": "",
    "advance_amount": "20,000,000",
    "performance_applies": "1",
    "performance_amount": "5,000,000",
}


@pytest.fixture
def user(app):
    return make_user(Role.CONTRACTOR_MEMBER, contractor=make_contractor())


@pytest.fixture
def browser(client, user):
    client.sign_in(user)
    return client


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def type_into(browser, application, name: str, **typed: str):
    """A pause in typing: htmx posts the boxes the figures need."""
    return browser.fragment(
        f"/applications/{application.id}/recalculate",
        method="POST",
        data={**TYPED, **typed} if name != "price" else typed,
        headers={"HX-Trigger-Name": name},
    )


def test_the_leaflet_s_percentages_appear_while_typing(browser, user):
    draft = make_draft(user, advance_amount="", performance_amount="")
    advance = type_into(browser, draft, "advance_amount").text
    assert "40.0%" in text_of(advance)
    assert "2,000万円" in advance
    performance = type_into(browser, draft, "performance_amount").text
    assert "10.0%" in text_of(performance)


@pytest.mark.parametrize("typed", ["2000万", "２０，０００，０００円", " 20000000 ", "¥20,000,000"])
def test_any_usual_writing_is_understood(browser, user, typed):
    assert "40.0%" in text_of(
        type_into(browser, make_draft(user), "advance_amount", advance_amount=typed).text
    )


def test_the_answer_holds_the_result_and_the_summary_and_never_the_box(browser, user):
    answer = type_into(browser, make_draft(user), "advance_amount", advance_amount="15,000,000").text
    assert "30.0%" in text_of(answer)
    assert 'id="summary-figures" hx-swap-oob="true"' in answer
    assert "15,000,000円" in answer
    assert "<input" not in answer
    assert "<html" not in answer
    assert answer.count("hx-swap-oob") == 1


def test_a_word_instead_of_an_amount_is_told_at_once(browser, user):
    answer = type_into(browser, make_draft(user), "advance_amount", advance_amount="にせんまん").text
    assert "前払金保証金額は数字で入力してください" in answer


def test_the_year_s_amount_changes_the_percentage_beside_the_other_box(browser, user):
    answer = type_into(
        browser, make_draft(user), "advance_fiscal_year_amount",
        advance_fiscal_year_amount="4,000万", advance_amount="1,200万",
    ).text  # fmt: skip
    assert '<output id="f-advance_amount-result" hx-swap-oob="innerHTML">' in answer
    assert "今年度対象額の 30.0%" in text_of(answer)
    assert "4,000万円" in answer


def test_the_price_is_echoed_while_typing(browser, user):
    answer = type_into(browser, make_draft(user), "price", price="１億２０００万", work_kind="works").text
    assert "1億2,000万円" in answer
    assert "120,000,000円" in answer


def test_a_word_instead_of_a_price_is_told_at_once(browser, user):
    answer = type_into(browser, make_draft(user), "price", price="いくらか", work_kind="works").text
    assert "請負金額は数字で入力してください（例：20,000,000）。" in text_of(answer)


def test_typing_reads_once_and_writes_nothing(browser, user, app):
    draft = make_draft(user)
    type_into(browser, draft, "advance_amount")
    before = draft.draft
    seen = []
    real = fast_read.fetch_one

    def through_orm(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", through_orm)
    reads = []
    live_figures_seen = pytest.MonkeyPatch()
    live_figures_seen.setattr(
        "surety.queries.sessions.fetch_one", lambda *given: reads.append(given[1]) or real(*given)
    )
    try:
        answer = type_into(browser, draft, "advance_amount", advance_amount="19,999,999")
    finally:
        live_figures_seen.undo()
        event.remove(db.engine, "before_cursor_execute", through_orm)
    assert answer.status_code == 200
    assert len(reads) == 1
    assert seen == []
    db.session.expire_all()
    assert draft.draft == before


def test_a_new_rule_counts_from_the_next_key_press(browser, user):
    draft = make_draft(user)
    type_into(browser, draft, "advance_amount")
    db.session.execute(update(Rulebook).values(revision=Rulebook.revision + 1))
    db.session.commit()
    assert "40.0%" in text_of(type_into(browser, draft, "advance_amount").text)


def test_without_htmx_the_address_leads_back_to_the_form(browser, user):
    draft = make_draft(user)
    assert browser.post(f"/applications/{draft.id}/recalculate").location.endswith("/guarantees")


def test_without_the_token_nothing_is_answered(browser, user):
    draft = make_draft(user)
    answer = browser.post(
        f"/applications/{draft.id}/recalculate",
        data=TYPED,
        headers={"HX-Trigger-Name": "advance_amount", "HX-Request": "true"},
        without_csrf=True,
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body", [b"", b"&&&=", b"%ff=%fe&advance_amount=%F0%9F", b"advance_amount=" + b"9" * 70_000]
)
def test_a_body_that_makes_no_sense_is_answered_all_the_same(browser, user, body):
    draft = make_draft(user)
    answer = browser.fragment(
        f"/applications/{draft.id}/recalculate",
        method="POST",
        data=body,
        content_type="application/x-www-form-urlencoded",
        headers={"HX-Trigger-Name": "advance_amount"},
    )
    assert answer.status_code == 200


def test_what_is_remembered_stays_bounded(browser, user):
    for number in range(live_figures._DRAFTS_KEPT // 64 + 3):
        draft = make_draft(user, work_name=f"工事{number}")
        type_into(browser, draft, "advance_amount")
    assert len(live_figures._kept) <= live_figures._DRAFTS_KEPT


# ---------------------------------------------------------------- saving by itself


def autosave(browser, application, section: str, **typed: str):
    return browser.fragment(f"/applications/{application.id}/{section}/autosave", method="POST", data=typed)


def test_a_draft_saves_itself_and_says_when(browser, user):
    draft = make_draft(user)
    shown = str(draft.version_id)
    answer = autosave(browser, draft, "works", price="6,000万", version_id=shown, tab="ab12")
    assert "に下書きを保存しました" in answer.text
    assert 'id="section-nav" hx-swap-oob="true"' in answer.text
    assert "60,000,000円" in answer.text
    again = autosave(browser, draft, "works", price="たくさん", version_id=shown, tab="ab12")
    assert again.status_code == 200
    assert "エラー 1件" in text_of(again.text)
    db.session.expire_all()
    assert Draft.from_json(draft.draft).text("price") == "たくさん"


def test_an_older_page_is_told_in_a_sentence_and_overwrites_nothing(browser, user):
    draft = make_draft(user)
    shown = str(draft.version_id)
    autosave(browser, draft, "works", price="6,000万", version_id=shown, tab="one")
    answer = autosave(browser, draft, "works", price="7,000万", version_id=shown, tab="two")
    assert answer.status_code == 409
    assert answer.mimetype == "text/plain"
    assert "別の画面で更新されています" in answer.text
    db.session.expire_all()
    assert Draft.from_json(draft.draft).text("price") == "6,000万"


def test_choosing_an_agency_whose_rule_hangs_on_the_announcement_brings_its_box(browser, user):
    draft = make_draft(user)
    typed = {"version_id": str(draft.version_id), "tab": "t"}
    hirosaki = autosave(browser, draft, "works", agency_id=str(get_agency("弘前市").id), **typed)
    assert 'id="decisive-dates"' in hirosaki.text
    assert "入札公告日" in hirosaki.text
    assert "指名通知日" in hirosaki.text
    # The boxes are there now: what is being typed into them is not replaced.
    there = {"announced_on": "R7.11.10", "notified_on": ""}
    again = autosave(browser, draft, "works", agency_id=str(get_agency("弘前市").id), **typed, **there)
    assert 'id="decisive-dates"' not in again.text
    hirakawa = autosave(
        browser, draft, "works", agency_id=str(get_agency().id), **typed, **(there | {"announced_on": ""})
    )
    assert "入札公告日" not in hirakawa.text


def test_leaving_a_date_tells_how_it_was_understood_or_what_is_wrong(browser, user):
    draft = make_draft(user)
    typed = {"version_id": str(draft.version_id), "tab": "t"}
    told = autosave(browser, draft, "works", period_from="Ｒ８．１２．４", period_to="R8.2.30", **typed).text
    result = '<output id="f-{}-result" hx-swap-oob="innerHTML">'
    assert result.format("period_from") + '<span class="echo">令和8年12月4日（2026年）金曜日</span>' in told
    wrong = told.split(result.format("period_to"))[1].split("</output>")[0]
    assert "工期の終わり" in wrong
    assert "2月" in wrong
    # Only boxes that are on the page are spoken of: the answer looks for each of them.
    assert result.format("contracted_on") not in told
    order = autosave(browser, draft, "works", period_from="R8.12.4", period_to="R8.12.1", **typed).text
    assert "より後の日付で入力してください。" in order.split(result.format("period_to"))[1]


# ---------------------------------------------------------------- the express lane


@pytest.mark.parametrize("name", ["advance_amount", "performance_amount", "advance_fiscal_year_amount"])
def test_the_lane_answers_byte_for_byte_what_the_view_answers(browser, user, name, monkeypatch):
    draft = make_draft(user)
    typed = {"advance_fiscal_year_amount": "4,000万", "advance_amount": "1,234万", "performance_amount": "x"}
    type_into(browser, draft, name, **typed)
    by_lane = type_into(browser, draft, name, **typed)
    monkeypatch.setattr("blueprints.applications.live_lane.recall_draft", lambda *_given, **_more: None)
    by_view = type_into(browser, draft, name, **typed)
    assert by_lane.data == by_view.data
    assert sorted(by_lane.headers) == sorted(by_view.headers)


def test_the_usual_case_takes_the_lane(browser, user, monkeypatch):
    draft = make_draft(user)
    type_into(browser, draft, "advance_amount")
    monkeypatch.setattr("blueprints.applications.live.read_live", None)
    assert type_into(browser, draft, "advance_amount", advance_amount="1").status_code == 200


@pytest.mark.parametrize("role", [Role.CONTRACTOR_VIEWER, Role.STAFF_UNDERWRITER, Role.AGENCY_OFFICER])
def test_whoever_may_not_apply_is_refused_on_the_lane_too(browser, user, client, role):
    draft = make_draft(user)
    type_into(browser, draft, "advance_amount")
    contractor = {"contractor": user.contractor} if role is Role.CONTRACTOR_VIEWER else {}
    client.sign_in(make_user(role, **contractor))
    assert type_into(client, draft, "advance_amount").status_code == 403


def test_a_login_that_ended_is_said_and_the_page_stays(browser, user, client):
    draft = make_draft(user)
    type_into(browser, draft, "advance_amount")
    client.sign_out()
    answer = type_into(client, draft, "advance_amount")
    assert answer.status_code == 401
    assert "ログインが切れました" in answer.text


def test_half_a_login_gets_no_figures(browser, user, client):
    draft = make_draft(user)
    type_into(browser, draft, "advance_amount")
    user.must_change_password = True
    db.session.commit()
    assert type_into(browser, draft, "advance_amount").status_code == 401
