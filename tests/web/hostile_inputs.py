"""Inputs nobody would type: for addresses, forms and headers."""

import io
import random
from collections.abc import Callable
from typing import Any

MARKER = "<x-typed a='\">&"
HUGE = 10**19
TEXTS = (
    MARKER,
    "\x00",
    "\ud800",  # half of a surrogate pair; it travels as broken UTF-8
    "\u202eevil\u2066",
    "😀👨‍👩‍👧" * 20,
    "あ" * 5_000,
    "9" * 5_000,
    "remove_user-" + "9" * 5_000,
    "remove:" + "9" * 5_000,
    str(HUGE),
    str(-HUGE),
    "-1",
    "1e309",
    "NaN",
    "²",
    "１２３",
    "0x10",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE application; --",
    "%s%n{0}{{7*7}}${jndi:x}",
    "../../etc/passwd",
    "0001-01-01T00:00:00+14:00~1",
    "9999-12-31T23:59:59-14:00~1",
    "9999-12-31",
    "令和99年12月31日",
    "\r\nX-Planted: 1",
    "https://example.com/",
    "//example.com",
    "[",
    "",
    " 　",
)
# What pages and forms of the service ask for; a few at a time.
NAMES = (
    "q", "after", "before", "before_id", "page", "rows", "queue", "view", "words", "recipient", "polled", "next",
    "terms", "number", "key", "kind", "tab", "checked", "cleared", "agency_words", "agency_prefecture",
    "prefecture", "name", "email", "login_id", "password", "code", "new_password", "new_password_again",
    "version_id", "action", "send_token", "reason", "role", "amount", "paid_on", "method", "note", "requests",
    "looked", "delivery", "decision", "receipt_number", "mail", "agrees", "contractor", "period_from",
    "period_to", "work_name", "work_kind", "price", "agency_id", "branch_id", "advance_amount",
    "advance_applies", "performance_amount", "contracted_on", "company_name", "additional_users-0-mail",
    "additional_users-99999999999999999999-mail", "additional_users--1-name", "workbook", "contract_copy", "ended",
)  # fmt: skip
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"HX-Request": "true"},
    {"HX-Request": "true", "HX-Current-URL": "http://["},
    {"HX-Request": "true", "HX-Current-URL": "http://localhost/x\\y?%00", "HX-Target": MARKER},
    {"HX-Request": "true", "HX-History-Restore-Request": "true"},
    {"Referer": "http://[::1"},
    {"Referer": "http://localhost//example.com/?" + "a" * 3_000},
    {"Cookie": "surety=\xff; surety_said=.x.y; =;;"},
    {"User-Agent": "\xe3\x81\x82" * 400, "Accept-Language": "\xff"},
    {"X-Forwarded-For": "' OR 1=1", "X-Forwarded-Host": "evil.example.com"},
    {"Range": "bytes=5-1", "If-Modified-Since": "yesterday", "If-None-Match": '"'},
)
BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/json", b'{"a": [1'),
    ("multipart/form-data", b"no boundary"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="action"\r\n\r\nnever en',
    ),
    ("multipart/form-data; boundary=x", b"--x\r\n\r\n\r\n--x--"),
    ("multipart/form-data; boundary=" + "x" * 300, b"--" + b"x" * 300),
    ("application/x-www-form-urlencoded", b"a=%ZZ&=&&%00=%00&action=%ed%a0%80&version_id=%ff"),
    ("application/x-www-form-urlencoded; charset=utf-16", "action=あ".encode("utf-16")),
    ("text/plain", b"\xff\xfe"),
    ("", b""),
)
FILES = (
    ("a.xlsx", b"PK\x03\x04 broken"),
    ("=cmd.xlsx", b""),
    ("あ" * 300 + ".pdf", b"%PDF-1.7"),
    ('a"\r\nX-Planted: 1.pdf', b"\x00" * 100),
    ("", b"nameless"),
)
Request = dict[str, Any]


def query(rng: random.Random) -> Request:
    """An address' question part: some names, repeated now and then."""
    return {"query_string": _encoded(_pairs(rng)).decode("ascii")}


def form(rng: random.Random) -> Request:
    """A form with hostile texts under known names."""
    return {"data": _encoded(_pairs(rng)), "content_type": "application/x-www-form-urlencoded"}


def upload(rng: random.Random) -> Request:
    """A form with files where files are asked for, and where they are not."""
    name, content = rng.choice(FILES)
    pairs = {
        key: text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for key, text in _pairs(rng)
    }
    field = rng.choice(("workbook", "contract_copy", "action"))
    pairs.pop(field, None)
    return {"data": {**pairs, field: (io.BytesIO(content), name)}, "content_type": "multipart/form-data"}


def body(rng: random.Random) -> Request:
    """A body that is no form."""
    content_type, content = rng.choice(BODIES)
    return {"data": content, "content_type": content_type}


MAKERS: tuple[Callable[[random.Random], Request], ...] = (form, form, upload, body)


def _pairs(rng: random.Random) -> list[tuple[str, str]]:
    return [(rng.choice(NAMES), rng.choice(TEXTS)) for _ in range(rng.randint(0, 12))]


def _encoded(pairs: list[tuple[str, str]]) -> bytes:
    """Percent-encoded, half surrogates as the three bytes no UTF-8 may hold."""
    return b"&".join(_percent(name) + b"=" + _percent(text) for name, text in pairs)


def _percent(text: str) -> bytes:
    return b"".join(b"%%%02X" % byte for byte in text.encode("utf-8", "surrogatepass"))
