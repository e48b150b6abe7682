"""Every page there is: nothing for axe, nothing in the console, nothing beside a narrow screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from surety.demo import cast
from tests.e2e import journeys
from tests.e2e.addresses import Tour, plan_tour
from tests.e2e.axe import find_barriers, find_overflow
from tests.e2e.no_pages import NO_PAGES, WALKED
from tests.e2e.site import Site
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
PEOPLE = (
    None,
    cast.ADMIN,
    cast.MEMBER,
    cast.SECOND_ADMIN,
    cast.UNDERWRITER,
    cast.ISSUER,
    cast.HEAD,
    cast.SECOND_HEAD,
    cast.OFFICER,
)


@pytest.fixture(scope="module")
def tour(site: Site) -> Tour:
    return plan_tour(site.app)


def test_no_page_is_left_out(site: Site, tour: Tour) -> None:
    asked = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert asked - tour.endpoints - NO_PAGES - WALKED == set()
    assert set(tour.stops) == set(PEOPLE)


@pytest.mark.parametrize("login", PEOPLE, ids=lambda login: login.login_id if login else "visitor")
def test_pages_bar_nobody(visit: Callable[..., Visitor], tour: Tour, login: cast.Login | None) -> None:
    visitor = visit()
    if login:
        visitor.log_in(login)
    found: list[str] = []
    for address in tour.stops[login]:
        answer = visitor.page.goto(visitor.site.url + address)
        assert answer
        assert answer.status == 200, (address, answer.status)
        found += barriers(visitor)
    assert found == []


def test_pages_behind_a_button_bar_nobody(visit: Callable[..., Visitor]) -> None:
    contractor, officer = visit(), visit()
    contractor.go("/registrations/terms")
    contractor.tick("agree")
    contractor.press("同意して進む")
    contractor.sees_heading("利用申請の記入方法")
    found = barriers(contractor)
    contractor.log_in(cast.MEMBER)
    journeys.open_contract(contractor, work_name="市道〇〇線道路改良工事")
    pair = journeys.show_key(contractor)
    found += barriers(contractor)
    contractor.follow("お知らせを表示・印刷")
    expect(contractor.page.locator("main")).to_contain_text(pair.number)
    found += barriers(contractor)
    journeys.check_certificate(officer, pair)
    found += barriers(officer)
    officer.follow("証書を表示する")
    expect(officer.page.locator("main")).to_contain_text(pair.number)
    found += barriers(officer)
    assert found == []


def barriers(visitor: Visitor) -> list[str]:
    """What axe finds, and what stands out at 320 px."""
    found = find_barriers(visitor.page) + find_overflow(visitor.page)
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    return found
