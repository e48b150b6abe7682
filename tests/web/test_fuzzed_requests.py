"""Every route, as everybody, with inputs nobody would type: kind answers only, never a broken page."""

import random
import zlib
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from surety.domain.application_fields import NAMES, Section
from surety.extensions import db
from surety.models import Application
from surety.security.permissions import Role
from tests.architecture.access_table import MAY_BE_UNAVAILABLE
from tests.client import SuretyClient
from tests.pages import check_page
from tests.web.hostile_inputs import HEADERS, MAKERS, TEXTS, query
from tests.web.hostile_world import World, browser_of, make_world

ROUNDS = 1
READING = {"GET", "HEAD", "OPTIONS"}
# What is not swapped in by htmx but told in words: these answers are text for it.
TOLD_IN_WORDS = {400, 403, 404, 405, 413, 500, 503}
ODD_PATHS = (
    "/%00", "/%ff%fe", "/..%2f..%2fetc/passwd", "/static/../app.py", "/static/%00", "/static/..%2fapp.py",
    "/" + "a" * 9_000, "/applications/-1", "/applications/１", "/applications/1/", "/applications/%31/works%20",
    "/guarantees/%2e%2e", "/guarantees/%3Cx-typed%3E", "/help/../help", "/help/%2e%2e%2fREADME", "/agencies/'",
    "/account/activate/%ed%a0%80", "/verify/%0d%0aX-Planted:%201", "/registrations/" + "%E3%81%82" * 500,
    "/mailbox/" + "9" * 4_500, "/applications/" + "9" * 4_500, "/desk/next/..;/", "/desk/requests/²/issue",
)  # fmt: skip


def call(
    browser: SuretyClient, address: str, *, method: str, headers: dict[str, str], **sent: object
) -> TestResponse:
    """The request as it is, without the page check of the test browser (that is done for a part of them)."""
    given = {"X-CSRFToken": browser.csrf(), **headers}
    db.session.rollback()
    answer = FlaskClient.open(browser, address, method=method, headers=given, **sent)
    db.session.rollback()
    return answer


def faults(answer: TestResponse, *, endpoint: str = "", deep: bool = False) -> Iterator[str]:
    """No 500, no traceback, nothing typed that comes back as mark-up, as a header or as a way off the service."""
    status = answer.status_code
    if status >= 500 and endpoint not in MAY_BE_UNAVAILABLE:
        yield f"it breaks: {status}"
    if "X-Planted" in answer.headers:
        yield "a header was planted"
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        yield "it has no security headers"
    if 300 <= status < 400 and (not answer.location.startswith("/") or answer.location.startswith("//")):
        yield f"it leads away to {answer.location}"
    if answer.mimetype in {"text/html", "text/plain"} and "Content-Disposition" not in answer.headers:
        yield from _faults_of_text(answer, deep=deep)


def _faults_of_text(answer: TestResponse, *, deep: bool) -> Iterator[str]:
    status, text, is_page = answer.status_code, answer.get_data(as_text=True), answer.mimetype == "text/html"
    if "Traceback (most recent call last)" in text:
        yield "it shows a traceback"
    if is_page and "<x-typed" in text:
        yield "what was typed comes back as mark-up"
    asked = answer.request.headers
    is_fragment = "HX-Request" in asked and "HX-History-Restore-Request" not in asked
    if is_fragment and status in TOLD_IN_WORDS and is_page:
        yield f"htmx gets a page instead of a sentence: {status}"
    if deep and is_page and text and not is_fragment and not 300 <= status < 400:
        try:
            check_page(text)
        except AssertionError as error:
            yield str(error)


def requests_of(app: Flask, world: World, rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """(endpoint, method, address) of every route with real things, some rounds, with methods it does not have."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if rule.endpoint == "static":
            continue
        methods = sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"})
        for _turn in range(ROUNDS):
            for method in [*methods, rng.choice(("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"))]:
                yield rule.endpoint, method, rng.choice(world.addresses(rule))


@pytest.mark.parametrize("role", [None, *Role])
def test_no_request_breaks_a_page(app: Flask, role: Role | None) -> None:
    rng = random.Random(zlib.crc32(str(role).encode()))
    world = make_world()
    checked: set[tuple[str, int]] = set()
    found: dict[tuple[str, str], object] = {}
    browser = browser_of(app, world, role)
    for endpoint, method, address in requests_of(app, world, rng):
        headers, sent = rng.choice(HEADERS), query(rng)
        if method not in READING:
            sent |= rng.choice(MAKERS)(rng)
        answer = call(browser, address, method=method, headers=headers, **sent)
        if method not in READING and endpoint.startswith("accounts."):
            browser = browser_of(app, world, role)  # it may have logged itself out
        kind = (endpoint, answer.status_code)
        for fault in faults(answer, endpoint=endpoint, deep=kind not in checked):
            found.setdefault((endpoint, fault), (method, address, headers, sent))
        checked.add(kind)
    assert found == {}


def test_no_odd_path_breaks_a_page(app: Flask) -> None:
    world, found = make_world(), {}
    for role in (None, Role.CONTRACTOR_ADMIN, Role.STAFF_ISSUER):
        browser = browser_of(app, world, role)
        for address in ODD_PATHS:
            for method in ("GET", "POST"):
                answer = call(browser, address, method=method, headers={})
                for fault in faults(answer, deep=role is None):
                    found[address[:60], method, fault] = role
    assert found == {}


LISTS = {
    "/applications/status": ("before", "polled"),
    "/desk/applications": ("queue", "after"),
    "/desk/mails": ("before", "view", "recipient"),
    "/desk/registrations": ("queue", "after"),
    "/desk/search": ("words",),
    "/guarantees": (
        "tab",
        "page",
        "after",
        "before",
        "contractor",
        "work_name",
        "number",
        "period_from",
        "product",
    ),
    "/mailbox": ("recipient", "before"),
    "/agencies": ("q", "words", "prefecture", "page", "after"),
    "/verify": ("number", "before"),
    "/account/login": ("next",),
}


def test_no_bent_question_breaks_a_list(app: Flask) -> None:
    side = {"/desk": Role.STAFF_ISSUER, "/appl": Role.CONTRACTOR_MEMBER, "/guar": Role.CONTRACTOR_MEMBER}
    world, found = make_world(), {}
    browsers = {role: browser_of(app, world, role) for role in {*side.values(), Role.AGENCY_OFFICER}}
    for address, names in LISTS.items():
        browser = browsers[side.get(address[:5], Role.AGENCY_OFFICER)]
        queue = {"queue": "review"} if address == "/desk/applications" else {}
        for name in names:
            for text in TEXTS:
                typed = text.encode("utf-8", "replace").decode()
                answer = call(browser, address, method="GET", headers={}, query_string={**queue, name: typed})
                for fault in faults(answer):
                    found[address, name, text[:40], fault] = answer.status_code
    assert found == {}


@pytest.mark.parametrize("section", list(Section))
def test_no_field_of_an_application_breaks_on_what_is_typed(app: Flask, section: Section) -> None:
    world = make_world()
    browser = browser_of(app, world, Role.CONTRACTOR_MEMBER)
    page = f"/applications/{world.things['application_id'][0]}/{section.value}"
    found = {}
    for text in TEXTS:
        typed = text.encode("utf-8", "replace").decode()
        sent = {**dict.fromkeys(NAMES[section], typed), "version_id": typed, "tab": typed}
        answers = [
            call(browser, f"{page}/autosave", method="POST", headers={"HX-Request": "true"}, data=sent),
            call(browser, page, method="POST", headers={}, data={**sent, "action": "overwrite"}),
            call(browser, page, method="GET", headers={}),
            call(browser, page, method="POST", headers={}, data={"action": typed}),
        ]
        for number, answer in enumerate(answers):
            found |= {(text[:40], number, fault): answer.status_code for fault in faults(answer)}
    assert found == {}


def test_an_application_decided_meanwhile_is_told_so_although_nothing_was_ticked(app: Flask) -> None:
    world = make_world()
    browser = browser_of(app, world, Role.STAFF_ISSUER)
    decided = db.session.get_one(Application, world.things["application_id"][2])
    sent = {"version_id": decided.version_id, "requests": "9" * 5_000}
    answer = browser.post(f"/desk/applications/{decided.id}/approve", data=sent)
    assert answer.status_code == 409
    assert "承認" in answer.text or "更新" in answer.text


def test_a_workbook_for_a_form_that_began_without_one_leads_back_to_the_form(app: Flask) -> None:
    world = make_world()
    token = world.things["token"][0]
    answer = app.test_client().post(f"/registrations/{token}/file", data={})
    assert answer.status_code == 303
    assert answer.location.endswith(f"/registrations/{token}")


def test_autosave_and_agency_search_lead_to_their_page_without_htmx(app: Flask) -> None:
    world = make_world()
    browser = browser_of(app, world, Role.CONTRACTOR_MEMBER)
    page = f"/applications/{world.things['application_id'][0]}"
    assert browser.post(f"{page}/other/autosave", data={}).location.endswith(f"{page}/other")
    assert browser.get(f"{page}/agencies?agency_words=平川").location.split("?")[0].endswith(f"{page}/works")
