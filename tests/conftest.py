"""One application and one migrated database per test process; every test starts with the same rows."""

import base64
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from app import create_app
from surety import clock
from surety.config import Settings, load_settings
from surety.extensions import db
from surety.queries import fast_read
from surety.services.reference_data import load_reference_data
from tests.cleaning import clean_database, remember_reference
from tests.client import SuretyClient
from tests.throwaway_postgres import postgres_server, throwaway_database

# How long an example takes says how busy the machine is, not whether the rule holds.
hypothesis_settings.register_profile("surety", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("surety")

# A working morning before the contracts of the factories are signed. A window of the throttle begins with it.
USUAL_DAY = datetime(2026, 11, 27, 10, 0, tzinfo=clock.JST)


@pytest.fixture(autouse=True)
def usual_day(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test begins on the same morning, on whatever day and at whatever second it is run; from there the clock goes on.

    Not for browsers, and not where a test is marked `real_clock` because programs of the platform look at the clock too.
    """
    if any(request.node.get_closest_marker(name) for name in ("real_clock", "e2e")):
        yield
        return
    with time_machine.travel(USUAL_DAY, tick=True):
        yield


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = postgres_server()
    if server:
        with throwaway_database(server) as url:
            yield url
    else:
        shared_memory = Path("/dev/shm")  # noqa: S108 - a RAM disk, where there is one, spares the disk's flushes
        folder = tmp_path_factory.mktemp("database")
        if shared_memory.is_dir() and os.access(shared_memory, os.W_OK):
            folder = Path(shared_memory) / f"surety-test-{os.getpid()}"
            folder.mkdir(exist_ok=True)
        path = folder / "surety.sqlite3"
        yield f"sqlite:///{path}"
        for left in folder.glob("surety.sqlite3*"):
            left.unlink()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Settings:
    secret = base64.b64encode(b"s" * 32).decode()
    return load_settings(
        {
            "SURETY_INSTANCE": str(tmp_path_factory.mktemp("instance")),
            "DATABASE_URL": database_url,
            "SURETY_SECRET_KEY": secret,
            "SURETY_VAULT_KEY": secret,
            "SURETY_PEPPER": secret,
            "SURETY_DEMO": "1",
            "SURETY_BASE_URL": "http://localhost",
        }
    )


@pytest.fixture(scope="session")
def migrated_app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.config["TESTING"] = False  # errors become pages in tests too, as people see them
    app.test_client_class = SuretyClient
    with app.app_context():
        upgrade()
        load_reference_data(db.session)
        db.session.commit()
        remember_reference(db.engine)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    fast_read.forget()


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application, with an app context and a database that holds reference data only."""
    with migrated_app.app_context():
        yield migrated_app
        db.session.remove()
        clean_database(db.engine)


@pytest.fixture
def session(app: Flask):
    """The database session of the test."""
    return db.session


@pytest.fixture
def client(app: Flask) -> SuretyClient:
    """A browser without a login. Log in with `client.sign_in(user)`."""
    made = app.test_client()
    assert isinstance(made, SuretyClient)
    return made


@pytest.fixture
def standing_clock() -> Iterator[None]:
    """Time stands still, so that counted tries fall into one window of the throttle at whatever second the test runs."""
    with time_machine.travel(clock.now(), tick=False):
        yield
