"""The headers of every kind of answer: pages, redirects, errors, fragments, files, pictures."""

from dataclasses import replace

import pytest

from app import create_app
from surety.extensions import db
from surety.security.headers import CONTENT_SECURITY_POLICY
from surety.security.permissions import Role
from tests.factories import make_user

SECURED = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Each with its method, its path and the status it has.
ANSWERS = [
    ("page", "GET", "/account/login", 200),
    ("refused form", "POST", "/account/login", 422),
    ("redirect", "GET", "/account", 303),
    ("not found", "GET", "/no-such-page", 404),
    ("wrong method", "DELETE", "/account/login", 405),
    ("options", "OPTIONS", "/account/login", 200),
    ("head", "HEAD", "/account/login", 200),
    ("static file", "GET", "/static/css/base.css", 200),
    ("missing static file", "GET", "/static/no-such.css", 404),
    ("nul byte", "GET", "/account/login?next=%00", 400),
]


def assert_secured(response) -> None:
    for name, value in SECURED.items():
        assert response.headers.getlist(name) == [value], name
    assert "Server-Timing" not in response.headers


def test_the_policy_lets_nothing_inline_and_nothing_foreign_in():
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "object-src" not in rules  # default-src 'none' rules it
    for word in ("unsafe", "http", "data:", "*"):
        assert word not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("what, method, path, status", ANSWERS, ids=[answer[0] for answer in ANSWERS])
def test_every_kind_of_answer_carries_the_headers(client, what, method, path, status):
    response = client.open(path, method=method)
    assert response.status_code == status
    assert_secured(response)
    response.close()


def test_a_refused_role_a_missing_token_and_a_failure_carry_them_too(app, client):
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER))
    assert_secured(client.get("/account/users"))
    assert_secured(client.post("/account/logout", without_csrf=True))
    original = app.view_functions["accounts.own"]
    try:
        app.view_functions["accounts.own"] = _broken_like(original)
        response = client.get("/account")
    finally:
        app.view_functions["accounts.own"] = original
    assert response.status_code == 500
    assert_secured(response)
    assert "broken on purpose" not in response.text


def _broken_like(view):
    def broken():
        raise RuntimeError("broken on purpose")

    broken.access = view.access
    return broken


@pytest.mark.parametrize(
    "path", ["/account", "/account/second-factor/picture.svg", "/account/users", "/nowhere"]
)
def test_private_answers_are_kept_by_no_cache(client, path):
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN))
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_static_files_may_be_kept(client):
    response = client.get("/static/css/base.css")
    assert "max-age=" in response.headers["Cache-Control"]
    response.close()


def test_nothing_of_the_machine_is_told(client):
    for path in ("/account/login", "/no-such-page", "/static/css/base.css"):
        response = client.get(path)
        assert not {"X-Powered-By", "Via"} & set(response.headers.keys())
        response.close()


def test_over_https_cookies_are_host_bound_and_the_browser_stays_with_https(app, settings):
    secure = create_app(replace(settings, base_url="https://desk.example.co.jp", cookie_secure=True))
    with secure.app_context():
        browser = secure.test_client()
        response = browser.get("/account/login", base_url="https://desk.example.co.jp")
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        login_id = make_user(Role.CONTRACTOR_ADMIN, with_password=True).login_id
        token = response.text.split('name="csrf_token" value="')[1].split('"')[0]
        db.session.commit()
        answer = browser.post(
            "/account/login",
            data={
                "login_id": login_id,
                "password": "correct horse battery staple",
                "csrf_token": token,
            },
            base_url="https://desk.example.co.jp",
        )
        db.session.remove()
        db.engine.dispose()
    assert answer.status_code == 303
    cookies = [*response.headers.getlist("Set-Cookie"), *answer.headers.getlist("Set-Cookie")]
    assert {cookie.split("=")[0] for cookie in cookies} == {
        "__Host-surety",
        "__Host-surety_form",
        "__Host-surety_known",
    }
    for cookie in cookies:
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= flags
        assert not any(flag.startswith("domain") for flag in flags)
