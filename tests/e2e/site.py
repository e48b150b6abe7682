"""A running deployment for the browser: gunicorn as in `make run`, demo data, and the worker step by step."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from surety import clock
from surety.commands.demo import load_demo
from surety.commands.worker import make_worker
from surety.config import Settings, load_settings
from surety.extensions import db
from surety.models import User
from surety.services.second_factors import usable_code

ROOT = Path(__file__).resolve().parents[2]


class Site:
    """The address visitors go to, and what happens behind the counter."""

    def __init__(self, url: str, app: Flask) -> None:
        self.url = url
        self.app = app

    @property
    def settings(self) -> Settings:
        """The deployment's settings."""
        settings: Settings = self.app.config["SETTINGS"]
        return settings

    def work(self, *, on: date | None = None) -> None:
        """What `flask worker` does by itself every few seconds: draw papers, deliver mail; or once, on this later day."""
        ahead = on - clock.today() if on else timedelta(0)
        with self.app.app_context(), clock.set_back(-ahead):
            # Papers first, then the mails that waited for them.
            assert make_worker(self.app).run_once()
            assert make_worker(self.app).run_once()

    def run(self, *command: str) -> str:
        """A `flask …` command and what it printed."""
        done = self.app.test_cli_runner().invoke(args=list(command))
        assert done.exit_code == 0, done.output
        return done.output

    def code_for(self, login_id: str) -> str:
        """What the person's authenticator app shows; waits for the next one when this one was used."""
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            with self.app.app_context():
                user = db.session.scalars(select(User).where(User.login_id == login_id)).one()
                code = usable_code(user, vault=self.app.extensions["vault"])
            if code:
                return code
            time.sleep(0.5)
        raise AssertionError(f"no code for {login_id}")


@contextlib.contextmanager
def fresh_site(folders: pytest.TempPathFactory) -> Iterator[Site]:
    """A deployment of its own in a folder that goes with it."""
    shared_memory = Path("/dev/shm")  # noqa: S108 - a RAM disk, where there is one, spares the disk's flushes
    roomy = shared_memory if os.access(shared_memory, os.W_OK) else folders.getbasetemp()
    with (
        tempfile.TemporaryDirectory(prefix="surety-e2e-", dir=roomy) as folder,
        _running_site(Path(folder)) as it,
    ):
        yield it


@contextlib.contextmanager
def _running_site(folder: Path) -> Iterator[Site]:
    """Migrate, load the demo, serve; everything is gone afterwards."""
    port = _free_port()
    chosen = {
        "SURETY_INSTANCE": str(folder),
        "SURETY_DEMO": "1",
        "SURETY_BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{folder / 'surety.sqlite3'}",
    }
    environment = os.environ | chosen | {"FLASK_APP": "app", "PORT": str(port), "WEB_CONCURRENCY": "2"}
    app = create_app(load_settings(chosen))
    with app.app_context():
        # In a process of its own: Alembic would set up this process's logging.
        subprocess.run(
            [sys.executable, "-m", "flask", "db", "upgrade"],
            cwd=ROOT, env=environment, check=True, capture_output=True,
        )  # fmt: skip
        assert load_demo(app)
    site = Site(chosen["SURETY_BASE_URL"], app)
    with (folder / "web.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "app:create_app()"],
            cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            _wait_for(port, server, folder / "web.log")
            site.work()
            yield site
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    raise AssertionError(f"the web server did not become ready:\n{log.read_text()}")
