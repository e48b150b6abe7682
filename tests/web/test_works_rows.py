"""The rows of 請負工事の情報: the years of a contract and the members of a JV, with and without htmx."""

import pytest

from surety.domain.application_draft import Draft
from surety.domain.application_reading import read_draft
from surety.extensions import db
from surety.models import Application
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.applications import create_application
from tests.factories import make_contractor, make_user
from tests.web.application_pages import fields, page_path

WORKS = {"price": "100,000,000", "period_from": "R8.12.4", "period_to": "R11.3.20"}


@pytest.fixture
def application(app) -> Application:
    user = make_user(Role.CONTRACTOR_MEMBER)
    made = create_application(
        db.session(), contractor_id=user.contractor_id, actor=Actor(user_id=user.id, label="x")
    )
    db.session.commit()
    return made


@pytest.fixture
def browser(client, application):
    client.sign_in(application.created_by)
    return client


def draft_of(application: Application) -> Draft:
    db.session.expire_all()
    return Draft.from_json(db.session.get_one(Application, application.id).draft)


def press(browser, application, action: str, *, htmx: bool = False, **typed: str):
    shown = fields(browser.get(page_path(application)).text)
    headers = {"HX-Request": "true"} if htmx else {}
    path = f"/applications/{application.id}/rows" if htmx else page_path(application)
    return browser.post(path, data={**shown, **typed, "action": action}, headers=headers)


@pytest.mark.parametrize("htmx", [False, True])
def test_the_first_press_makes_a_row_for_each_year_of_the_period_and_keeps_what_is_typed(
    browser, application, htmx
):
    answer = press(browser, application, "add_year", htmx=htmx, **WORKS)
    assert answer.status_code == (200 if htmx else 303)
    works = read_draft(draft_of(application)).works
    assert [year.year for year in works.years] == [2026, 2027, 2028]
    assert works.price == 100_000_000
    page = answer.text if htmx else browser.get(page_path(application)).text
    assert 'value="令和8年度"' in page
    assert 'value="令和10年度"' in page
    assert ('id="works-rows"' in answer.text) == htmx


def test_a_year_is_added_and_one_in_the_middle_taken_away(browser, application):
    press(browser, application, "add_year", **WORKS)
    press(browser, application, "add_year", year1_planned="30,000,000", year3_planned="40,000,000")
    press(browser, application, "remove_year:2")
    years = read_draft(draft_of(application)).works.years
    assert [(year.year, year.planned) for year in years] == [
        (2026, 30_000_000),
        (2028, 40_000_000),
        (2029, None),
    ]


def test_the_sum_of_the_years_is_said_while_one_types(browser, application):
    press(browser, application, "add_year", **WORKS)
    shown = fields(browser.get(page_path(application)).text)
    path = f"{page_path(application)}/autosave"
    typed = {
        **shown,
        "year1_planned": "30,000,000",
        "year2_planned": "30,000,000",
        "year3_planned": "30,000,000",
    }
    said = browser.post(path, data=typed, headers={"HX-Request": "true"}).text
    assert (
        "出来高予定額の合計は 90,000,000円です。請負金額（100,000,000円）より 10,000,000円少なくなっています。"
        in said
    )
    assert "支払限度額 27,000,000円（10分の9）" in said


@pytest.mark.parametrize("htmx", [False, True])
def test_the_first_member_is_the_company_itself_and_represents(browser, application, htmx):
    answer = press(
        browser, application, "add_member", htmx=htmx, joint_venture_name="〇〇・△△特定建設工事共同企業体"
    )
    page = answer.text if htmx else browser.get(answer.location).text
    assert page.count("社目</legend>") == 2
    members = read_draft(draft_of(application)).works.members
    assert [(member.name, member.is_representative) for member in members] == [("〇〇建設株式会社", True)]


def test_another_row_of_members_is_shown_and_taken_away(browser, application):
    press(browser, application, "add_member")
    page = browser.get(press(browser, application, "add_member").location).text
    assert page.count("社目</legend>") == 3
    typed = {
        "member2_name": "△△建設株式会社",
        "member2_share": "40",
        "member1_share": "60",
        "representative": "2",
    }
    press(browser, application, "remove_member:1", **typed)
    members = read_draft(draft_of(application)).works.members
    assert [(member.name, member.share, member.is_representative) for member in members] == [
        ("△△建設株式会社", 40, True)
    ]


@pytest.mark.parametrize("action", ["remove_year:", "remove_member:x", "remove_year:99999", "remove_x:1", ""])
def test_an_action_nobody_offers_is_not_found(browser, application, action):
    assert press(browser, application, action, htmx=True).status_code == 404


def test_without_htmx_the_address_of_the_rows_leads_back_to_the_page(browser, application):
    answer = browser.post(f"/applications/{application.id}/rows", data={"action": "add_year"})
    assert answer.location == page_path(application)
    assert read_draft(draft_of(application)).works.years == ()


def test_no_button_of_a_row_has_an_address_of_its_own(browser, application):
    """The focus on such a button would send the page's own saving there."""
    press(browser, application, "add_year", **WORKS)
    assert "formaction" not in browser.get(page_path(application)).text


def test_rows_of_somebody_else_s_application_are_not_found(client, application):
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=make_contractor("△△建設株式会社")))
    answer = client.post(f"/applications/{application.id}/rows", data={"action": "add_year"})
    assert answer.status_code == 404


def test_a_page_that_another_one_overtook_shows_both_contents(browser, application):
    old = fields(browser.get(page_path(application)).text)
    press(browser, application, "add_year", **WORKS)
    answer = browser.post(page_path(application), data={**old, "price": "1", "action": "add_year"})
    assert answer.status_code == 409
    assert "別の画面で更新されています" in answer.text
