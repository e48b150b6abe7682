"""Somebody else's thing is not found: every address that names a thing, asked for by those it does not belong to."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from surety.extensions import db
from surety.models import Agency
from surety.security.permissions import GRANTED, Role, Side
from tests.architecture.access_table import ACCESS, PUBLIC
from tests.client import SuretyClient
from tests.factories import get_branch, make_contractor, make_user
from tests.web.hostile_world import World, make_world

# Names that are no secret and belong to nobody: agencies, help pages, the choice in an address.
OPEN_NAMES = {"code", "kind", "rule_id", "page", "section", "decision", "filename", "file_format", "key"}
# The head office looks after all branches' people; there is nobody it is strange to.
OF_EVERY_BRANCH = {Role.STAFF_ADMIN}
# Ending a login that is not one's own says the same as ending one that is over: nothing, and nothing is ended.
SAYS_NOTHING = {"accounts.end_own_session"}
# What the applicant holds is the secret itself; the demo's mailbox shows all mail on purpose.
HELD_BY_LINK = {"registrations", "mailbox"}


def strangers(app: Flask) -> dict[Role, SuretyClient]:
    """One person of every role, in another company, another branch, another town."""
    company, branch = make_contractor("△△建設株式会社"), get_branch("011")
    town = db.session.query(Agency).filter(Agency.name != "平川市").first()
    browsers = {}
    for role in set(Role) - OF_EVERY_BRANCH:
        home = {
            Side.CONTRACTOR: {"contractor": company},
            Side.STAFF: {"branch": branch},
            Side.AGENCY: {"agency": town},
        }
        browser = app.test_client()
        browser.sign_in(make_user(role, **home[role.side]))
        browsers[role] = browser
    return browsers


def walled(app: Flask) -> Iterator[Rule]:
    """Every route whose address names a thing of somebody."""
    for rule in app.url_map.iter_rules():
        names_a_thing = rule.arguments - OPEN_NAMES
        if names_a_thing and rule.endpoint.split(".")[0] not in HELD_BY_LINK:
            yield rule


def opens_with_key(rule: Rule) -> bool:
    """The viewer's pages lead everybody without the key to the door, whatever the number."""
    return rule.endpoint.startswith("verification.")


def calls(world: World, rule: Rule) -> Iterator[tuple[str, str]]:
    for method in sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}):
        for address in world.addresses(rule):
            yield method, address


def test_no_stranger_finds_a_thing_of_somebody_else(app: Flask) -> None:
    world = make_world()
    browsers = strangers(app)
    tried: set[str] = set()
    for rule in walled(app):
        if ACCESS[rule.endpoint] == PUBLIC or rule.endpoint in SAYS_NOTHING or opens_with_key(rule):
            continue
        for role, browser in browsers.items():
            if ACCESS[rule.endpoint] not in GRANTED[role]:
                continue
            for method, address in calls(world, rule):
                answer = browser.open(address, method=method)
                assert answer.status_code == 404, (role, method, address, answer.status_code)
                fragment = browser.fragment(address, method=method)
                assert fragment.status_code == 404, (role, method, address, fragment.status_code)
                tried.add(rule.endpoint)
    of_things = {
        rule.endpoint for rule in walled(app) if ACCESS[rule.endpoint] != PUBLIC and not opens_with_key(rule)
    } - SAYS_NOTHING
    only_head_office = {name for name in of_things if ACCESS[name] in GRANTED[Role.STAFF_ADMIN]} - tried
    assert of_things - tried == only_head_office, "addresses nobody strange was sent to"


def test_nobody_opens_a_certificate_page_without_having_shown_the_key(app: Flask) -> None:
    world = make_world()
    number = world.things["number"][0]
    for role, browser in {None: app.test_client(), **strangers(app)}.items():
        for rule in walled(app):
            right = ACCESS[rule.endpoint]
            if opens_with_key(rule) and (right == PUBLIC or (role and right in GRANTED[role])):
                for method, address in calls(world, rule):
                    answer = browser.open(address, method=method)
                    assert answer.status_code in {303, 404}, (role, method, address)
                    if answer.status_code == 303:
                        assert answer.location.split("?")[0] == "/verify", (role, method, address)
        assert "20,000,000" not in browser.get(f"/verify/{number}", follow_redirects=True).text


def test_a_member_of_the_company_is_no_stranger(app: Flask) -> None:
    """The walls above hold something only if the owner passes them."""
    world = make_world()
    browser = app.test_client()
    browser.sign_in(world.people[Role.CONTRACTOR_MEMBER])
    for name in ("applications.detail", "guarantees.detail"):
        for rule in app.url_map.iter_rules(name):
            for address in world.addresses(rule):
                assert browser.get(address).status_code == 200, address
