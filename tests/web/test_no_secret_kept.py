"""A whole journey leaves no secret behind in clear: not in the log, the audit log or any table."""

import re

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from surety.extensions import db
from surety.models import Base, Guarantee, IssuedDocument
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import PASSWORD, make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee
from tests.registration_cases import issuer_of, make_approved, make_sent
from tests.web.test_second_factors import enrol
from tests.web.viewing import WRONG_KEY, key_of, try_pair

# A mail carries its one-time link until it is sent; that is its purpose, and the demo shows it.
MAY_HOLD_LINKS = {"outgoing_mail"}


def everything_stored() -> dict[str, str]:
    """Every table as one text; bytes as Latin-1, in which they stay what they are."""
    stored = {}
    for table in Base.metadata.sorted_tables:
        rows = db.session.execute(select(table)).all()
        cells = [cell for row in rows for cell in row]
        stored[table.name] = "\n".join(
            cell.decode("latin-1") if isinstance(cell, bytes) else str(cell) for cell in cells
        )
    return stored


def journey(client: SuretyClient, guarantee: Guarantee) -> dict[str, str]:
    """Log in, set a second factor up, see the key, hand it over, open it wrong and right; the secrets met on the way."""
    member = make_user(Role.CONTRACTOR_ADMIN, contractor=guarantee.contractor, with_password=True)
    form = {"login_id": member.login_id, "next": ""}
    client.post("/account/login", data={**form, "password": "wrong horse battery staple"})
    assert client.post("/account/login", data={**form, "password": PASSWORD}).status_code == 303
    cookie = client.get_cookie("surety")
    assert cookie is not None
    totp, codes = enrol(client, password=PASSWORD)
    shown = client.post(f"/guarantees/{guarantee.number}/key", data={}, follow_redirects=True)
    key = key_of(guarantee)
    assert key in shown.text
    client.post(f"/guarantees/{guarantee.number}/handed-over", data={})
    client.get(f"/guarantees/{guarantee.number}/key-notice/pdf")
    client.post("/account/logout")
    try_pair(client, guarantee.number, WRONG_KEY)
    assert try_pair(client, guarantee.number, key).status_code == 303
    return {
        "password": PASSWORD,
        "wrong password": "wrong horse battery staple",
        "session token": cookie.value,
        "TOTP secret": totp,
        "TOTP secret as an app keeps it": pyotp.TOTP(totp).provisioning_uri(),
        "recovery code": codes[0],
        "key": key.replace("-", ""),
        "grouped key": "-".join(re.findall("....", key.replace("-", ""))),
        "wrong key": WRONG_KEY.replace("-", ""),
    }


def test_no_secret_is_kept_in_clear(
    app: Flask, client: SuretyClient, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets = journey(client, make_issued_guarantee(make_contractor(), with_papers=True))
    _registration, secrets["link of a registration"] = make_sent()
    make_approved(issuer_of(app))
    said = capsys.readouterr()
    assert "verification.refused" in said.err, "the log was not caught: this test looks at nothing"
    stored = everything_stored()
    notices = db.session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "key_notice")).all()
    assert notices
    assert all(notice.file.sealed for notice in notices), "a PDF would hide the key from the search below"
    assert stored["audit_event"], "nothing was recorded: this test looks at nothing"
    for name, secret in secrets.items():
        assert secret not in said.out + said.err, f"the log holds the {name}"
        holders = {table for table, text in stored.items() if secret in text}
        allowed = MAY_HOLD_LINKS if name.startswith("link") else set()
        assert holders <= allowed, f"{name} stands in clear in {holders}"
