"""Every hostile workbook of the list, sent to the upload page as a stranger would send it.

tests/ingest/test_hostile.py asks the guard alone; here the same files pass the whole way: the request's limits, the page,
the rows, the folders. HEAVY names the files that take seconds to make or to read. What the guard answers to them is held
there, and the page does the same with every answer: they would only make each run longer.
"""

import hashlib
import tempfile
import time
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from surety.domain.workflow import RegistrationState
from surety.extensions import db
from surety.models import AuditEvent, Registration, StoredFile
from tests.client import SuretyClient
from tests.ingest.hostile_containers import CONTAINER_CASES
from tests.ingest.hostile_contents import CONTENT_CASES
from tests.ingest.hostile_files import FIELD, REFUSED, Case
from tests.ingest.workbooks import good_form
from tests.web.test_registrations import accept_terms, send_file

HEAVY = {
    "zip bomb in the shared strings",  # a gigabyte to pack; refused by its directory, like the one in an unused part
    "nothing but labels, 50,000 of them",
    "sixty sheets of 4,000 cells",
}
EVERY_CASE = CONTAINER_CASES + CONTENT_CASES
CASES = [case for case in EVERY_CASE if case.name not in HEAVY]
# The answer is promised within 5 seconds; the suite's neighbours may take the cores for as long again.
SECONDS = 10


@pytest.fixture
def folders(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Where an upload could leave a file: the deployment's own folder and the one for passing files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return app.config["SETTINGS"].instance, tmp_path


def files_in(folders: tuple[Path, Path]) -> set[Path]:
    return {path for folder in folders for path in folder.rglob("*")}


def rows() -> dict[str, int]:
    """How many rows each table holds, without those that count somebody's tries."""
    counted = {
        name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in db.metadata.tables.items()
        if name != "throttle_bucket"
    }
    db.session.rollback()
    return counted


def test_only_the_named_files_are_left_to_the_guards_own_test() -> None:
    assert {case.name for case in EVERY_CASE} >= HEAVY
    assert len(CASES) == len(EVERY_CASE) - len(HEAVY)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number} {case.name}")
def test_a_hostile_workbook_is_answered_by_a_page_and_leaves_only_its_record(
    client: SuretyClient, folders: tuple[Path, Path], case: Case
) -> None:
    content = case.build()
    accept_terms(client)
    rows_before, files_before = rows(), files_in(folders)
    began = time.monotonic()
    answer = send_file(client, content)
    assert time.monotonic() - began < SECONDS
    after = rows()
    grown = {name: count - rows_before[name] for name, count in after.items() if count != rows_before[name]}
    assert files_in(folders) == files_before
    stored = db.session.scalars(select(StoredFile)).one()
    assert (stored.sha256, stored.size) == (hashlib.sha256(content).hexdigest(), len(content))
    if case.answer == REFUSED:
        assert answer.status_code == 422
        page = unescape(answer.text)
        assert "このファイルは受け付けられませんでした" in page
        assert case.says in page
        assert grown == {"stored_file": 1, "audit_event": 1}, grown
        assert stored.content_type == "application/octet-stream"
        assert (
            db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).one()
            == "registration.file_refused"
        )
        return
    assert answer.status_code == 303
    assert grown == {"stored_file": 1, "registration": 1, "audit_event": 1}, grown
    shown = client.get(answer.location)
    assert shown.status_code == 200
    assert case.says in unescape(shown.text)
    sent = client.post(f"{answer.location}/submit", data={"delivery": "post"})
    assert sent.status_code < 500
    registration = db.session.scalars(select(Registration)).one()
    was_sent = registration.state is RegistrationState.SUBMITTED
    assert was_sent == (case.answer != FIELD), sent.status_code


def test_after_a_hostile_workbook_the_next_person_is_served(client: SuretyClient) -> None:
    cases = {case.name: case for case in CASES}
    for name in ("control sign in the XML", "400,000 fonts", "overlapping entries"):
        assert send_file(client, cases[name].build()).status_code == 422
    answer = send_file(client, good_form())
    assert answer.status_code == 303
    assert "すべて読み取れました" in client.get(answer.location).text
