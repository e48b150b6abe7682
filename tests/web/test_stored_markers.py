"""Texts that try to break out of a page, a mail or a header: written everywhere, looked at by everybody."""

import re

import pytest
from flask import Flask

from surety.security.permissions import GRANTED, Role
from tests.architecture.access_table import ACCESS, PUBLIC
from tests.web.hostile_world import World, browser_of, make_world

DOWNLOADS = ("applications.attachment", "desk.attachment", "desk.registration_file")
WHOEVER = [None, *Role]


def pages(app: Flask, world: World, role: Role | None) -> list[tuple[str, str]]:
    """(endpoint, address) of every page that this person may read."""
    granted = {PUBLIC, *(GRANTED[role] if role else ())}
    return [
        (rule.endpoint, address)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and "GET" in (rule.methods or ()) and ACCESS[rule.endpoint] in granted
        for address in world.addresses(rule)
    ]


@pytest.mark.parametrize("role", WHOEVER)
def test_no_page_lets_a_stored_text_out_of_its_place(app: Flask, role: Role | None) -> None:
    world = make_world()
    shown = 0
    for _endpoint, address in pages(app, world, role):
        browser = browser_of(app, world, role)
        answer = browser.get(address)
        assert answer.status_code < 500 or answer.is_json, (address, answer.status)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        assert answer.headers["Cache-Control"] == "no-store", address
        if answer.mimetype == "text/html":
            assert "<x-mark" not in answer.text, address
            assert not re.search("&amp;(lt|#39|#34|amp|quot);", answer.text), f"{address} escapes twice"
            shown += answer.text.count("&lt;x-mark")
    if role is not None:
        assert shown, "the marker was nowhere to be seen: this test looks at nothing"


@pytest.mark.parametrize("role", [Role.CONTRACTOR_MEMBER, Role.STAFF_UNDERWRITER])
def test_a_download_keeps_its_hostile_name_inside_its_header(app: Flask, role: Role) -> None:
    world = make_world()
    found = [(e, a) for e, a in pages(app, world, role) if e in DOWNLOADS]
    answers = [browser_of(app, world, role).get(address) for _endpoint, address in found]
    opened = [answer for answer in answers if answer.status_code == 200]
    assert opened
    for answer in opened:
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith("attachment; ")
        assert "X-Planted" not in answer.headers
        assert not re.search(r"[\r\n]", disposition)
        assert "filename*=UTF-8''" in disposition, "RFC 6266: a name beyond ASCII"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.mimetype in {"application/octet-stream", "application/pdf"}
