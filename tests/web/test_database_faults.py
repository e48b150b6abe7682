"""A database that is locked, full or gone: kind answers, nothing half done, and work again as soon as it is back."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event, select
from sqlalchemy.engine import make_url

from app import create_app
from surety.config import load_settings
from surety.extensions import db
from surety.models import Application
from surety.queries import fast_read
from surety.security.permissions import Role
from surety.services.reference_data import load_reference_data
from surety.sqlite import driver
from tests.client import SuretyClient
from tests.factories import make_user
from tests.throwaway_postgres import postgres_server, throwaway_database

SLOW_PAGES = ("/", "/agencies", "/applications", "/guarantees")


def built(url: str, folder: Path) -> Iterator[Flask]:
    """A service of its own on this database, so that breaking it harms no other test."""
    app = create_app(
        load_settings(
            {
                "SURETY_INSTANCE": str(folder),
                "DATABASE_URL": url,
                "SURETY_DEMO": "1",
                "SURETY_BASE_URL": "http://localhost",
            }
        )
    )
    app.test_client_class = SuretyClient
    fast_read.forget()
    with app.app_context():
        upgrade()
        load_reference_data(db.session)
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()
    fast_read.forget()


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Flask]:
    yield from built(f"sqlite:///{tmp_path / 'own.sqlite3'}", tmp_path)


@pytest.fixture
def on_postgres(tmp_path: Path) -> Iterator[Flask]:
    server = postgres_server() or "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
    with throwaway_database(server) as url:
        yield from built(url, tmp_path)


def member_of(app: Flask) -> SuretyClient:
    browser = app.test_client()
    assert isinstance(browser, SuretyClient)
    browser.sign_in(make_user(Role.CONTRACTOR_MEMBER))
    return browser


def impatient(app: Flask, *pragmas: str) -> None:
    """Connections opened from now on run these pragmas instead of waiting ten seconds for a lock."""
    db.session.remove()
    db.engine.dispose()

    def on_connect(connection: Any, _record: object) -> None:
        for pragma in ("busy_timeout=50", *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(db.engine, "connect", on_connect)


def number_of_applications() -> int:
    return len(db.session.scalars(select(Application.id)).all())


def test_behind_another_writer_writing_is_a_503_that_says_when_and_reading_goes_on(on_sqlite: Flask) -> None:
    browser = member_of(on_sqlite)
    impatient(on_sqlite)
    path = make_url(on_sqlite.config["SQLALCHEMY_DATABASE_URI"]).database
    with closing(driver.connect(str(path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = browser.post("/applications")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
        told = browser.fragment("/applications", method="POST")
        assert (told.status_code, told.mimetype) == (503, "text/plain")
        assert {page: browser.get(page).status_code for page in SLOW_PAGES} == dict.fromkeys(SLOW_PAGES, 200)
        other.execute("ROLLBACK")
    assert number_of_applications() == 0
    assert browser.post("/applications").status_code == 303
    assert number_of_applications() == 1


def test_a_full_disk_refuses_writing_keeps_reading_and_is_over_when_there_is_room(on_sqlite: Flask) -> None:
    browser = member_of(on_sqlite)
    impatient(on_sqlite, "max_page_count=1")  # SQLite takes the present size for the limit
    page = browser.post("/applications").location
    big = {"message": "工事" * 500, "action": "overwrite"}
    statuses = [browser.post("/applications/1/copy").status_code for _ in range(60)]
    assert set(statuses) == {303, 503}, "it never filled up"
    kept = number_of_applications()
    assert statuses.count(303) == kept - 1, "acknowledged is stored, refused is not"
    assert browser.post(page.replace("works", "other"), data=big).status_code in {303, 503}
    assert {page: browser.get(page).status_code for page in SLOW_PAGES} == dict.fromkeys(SLOW_PAGES, 200)
    impatient(on_sqlite, "max_page_count=1000000")
    assert browser.post("/applications/1/copy").status_code == 303
    assert number_of_applications() == kept + 1


@pytest.mark.postgres
def test_a_lost_connection_costs_one_answer_at_most(on_postgres: Flask) -> None:
    browser = member_of(on_postgres)
    server = make_url(on_postgres.config["SQLALCHEMY_DATABASE_URI"]).set(drivername="postgresql")
    with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as other:
        for page in SLOW_PAGES:
            assert browser.get(page).status_code == 200
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            answers = [browser.get(page).status_code for _ in range(3)]
            assert answers[1:] == [200, 200]
            assert answers[0] in {200, 503}


def test_a_connection_that_dies_behind_a_finished_answer_leaves_the_answer_alone(
    app: Flask, client: SuretyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialect, died = db.engine.dialect, []

    def die_once(connection: object) -> None:
        if not died:
            died.append(connection)
            raise dialect.dbapi.OperationalError("terminating connection due to administrator command")  # type: ignore[union-attr]  # both drivers have it
        connection.rollback()  # type: ignore[attr-defined]  # a driver's connection

    monkeypatch.setattr(dialect, "do_rollback", die_once)
    assert client.get("/agencies").status_code == 200
    assert died, "nothing was rolled back: this test looks at nothing"
    assert client.get("/agencies").status_code == 200
