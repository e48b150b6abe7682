"""Every route, called as everybody: refused roles never get in, allowed roles are never refused."""

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from surety.security.permissions import GRANTED, Permission, Role
from tests.architecture.access_table import ACCESS, MAY_BE_UNAVAILABLE, PUBLIC
from tests.client import SuretyClient
from tests.factories import make_user

NOBODY_HAS = 999_999
TOO_BIG = 2**63
# Ending a login that is not one's own says the same as ending one that was over already.
WITHOUT_OWN_404 = {"end_own_session"}


def rules_of(app: Flask, endpoint: str) -> list[Rule]:
    return list(app.url_map.iter_rules(endpoint))


def url_of(app: Flask, rule: Rule, number: int = NOBODY_HAS) -> str:
    """An address of the rule with names and numbers that nothing has."""
    values: dict[str, object] = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        if isinstance(converter, IntegerConverter):
            values[name] = min(number, converter.max) if converter.max else number
        elif hasattr(converter, "items"):
            values[name] = sorted(converter.items)[0]
        else:
            values[name] = "no-such-thing"
    address = rule.build(values)
    assert address is not None, rule
    return address[1]


def calls(app: Flask, endpoint: str) -> list[tuple[str, str]]:
    """(method, address) of everything the endpoint answers."""
    return [
        (method, url_of(app, rule))
        for rule in rules_of(app, endpoint)
        for method in sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"})
    ]


def signed_in(app: Flask, role: Role) -> SuretyClient:
    browser = app.test_client()
    browser.sign_in(make_user(role))
    return browser


def test_every_endpoint_has_its_row_and_every_row_its_endpoint(app):
    endpoints = {endpoint for endpoint in app.view_functions if endpoint != "static"}
    assert sorted(endpoints - set(ACCESS)) == [], "endpoints without a row"
    assert sorted(set(ACCESS) - endpoints) == [], "rows without an endpoint"


def test_every_view_carries_the_mark_of_its_row(app):
    marks = {name: getattr(app.view_functions[name], "access", None) for name in app.view_functions}
    wrong = {name: marks.get(name) for name, access in ACCESS.items() if marks.get(name) != access}
    assert wrong == {}


def test_every_permission_is_held_by_somebody_and_every_role_has_an_account():
    held = set().union(*GRANTED.values())
    assert held == set(Permission)
    assert set(GRANTED) == set(Role)
    assert all(Permission.OWN_ACCOUNT in GRANTED[role] for role in Role)


@pytest.mark.parametrize("endpoint", sorted(name for name, access in ACCESS.items() if access == PUBLIC))
def test_public_pages_are_open_to_everybody_and_never_break(app, endpoint):
    browsers = [app.test_client(), *(signed_in(app, role) for role in Role)]
    for method, address in calls(app, endpoint):
        for browser in browsers:
            status = browser.open(address, method=method).status_code
            assert status not in {401, 403}, (method, address)
            assert status < 500 or endpoint in MAY_BE_UNAVAILABLE, (method, address, status)


@pytest.mark.parametrize("endpoint", sorted(name for name, access in ACCESS.items() if access != PUBLIC))
def test_strangers_are_sent_to_the_login_page(app, endpoint):
    for method, address in calls(app, endpoint):
        stranger = app.test_client()
        answer = stranger.open(address, method=method)
        assert answer.status_code == 303, (method, address)
        assert answer.location.startswith("/account/login")
        fragment = stranger.fragment(address, method=method)
        assert fragment.status_code == 401, (method, address)
        assert "HX-Redirect" not in fragment.headers, "the page stays, with what is typed in it"


@pytest.mark.parametrize("endpoint", sorted(name for name, access in ACCESS.items() if access != PUBLIC))
def test_every_role_gets_exactly_what_the_table_says(app, endpoint):
    for method, address in calls(app, endpoint):
        for role in Role:
            status = signed_in(app, role).open(address, method=method).status_code
            if ACCESS[endpoint] in GRANTED[role]:
                assert status not in {401, 403}, (role, method, address)
                assert status < 500, (role, method, address, status)
            else:
                assert status == 403, (role, method, address, status)


NUMBERED = sorted(
    name for name, access in ACCESS.items() if access != PUBLIC and name.split(".")[1] not in WITHOUT_OWN_404
)


@pytest.mark.parametrize("endpoint", NUMBERED)
def test_a_thing_that_does_not_exist_is_not_found(app, endpoint):
    for rule in rules_of(app, endpoint):
        if not any(isinstance(converter, IntegerConverter) for converter in rule._converters.values()):
            continue
        for role in Role:
            if ACCESS[endpoint] in GRANTED[role]:
                browser = signed_in(app, role)
                for method in sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}):
                    answer = browser.open(url_of(app, rule), method=method, follow_redirects=True)
                    assert answer.status_code == 404, (role, method, rule.rule)
                    too_big = url_of(app, rule).replace(str(NOBODY_HAS), str(TOO_BIG))
                    # 405: the address fits no rule of this method, and werkzeug asks the other methods' rules first.
                    assert browser.open(too_big, method=method).status_code in {404, 405}, too_big


@pytest.mark.parametrize("endpoint", sorted(ACCESS))
def test_writing_without_the_forms_token_is_refused(app, endpoint):
    for method, address in calls(app, endpoint):
        if method == "GET":
            continue
        role = next((role for role in Role if ACCESS[endpoint] in GRANTED[role]), Role.CONTRACTOR_ADMIN)
        answer = signed_in(app, role).open(address, method=method, without_csrf=True)
        assert answer.status_code == 400, (method, address)


@pytest.mark.parametrize("endpoint", sorted(ACCESS))
def test_a_nul_byte_is_refused_and_never_reaches_the_database(app, endpoint):
    for method, address in calls(app, endpoint):
        role = next((role for role in Role if ACCESS[endpoint] in GRANTED[role]), Role.CONTRACTOR_ADMIN)
        answer = signed_in(app, role).open(f"{address}?q=%00&after=%00", method=method)
        assert answer.status_code == 400, (method, address)
