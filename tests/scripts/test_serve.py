"""`make run` on a machine that is not ready for it: a sentence that says what to do, never a page of code."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def told(folder: Path, **environment: str) -> str:
    """What it says before it gives up."""
    done = subprocess.run(
        [sys.executable, "scripts/serve.py"],
        cwd=ROOT,
        env={**os.environ, "SURETY_INSTANCE": str(folder), "DATABASE_URL": "", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "", "５０００"])
def test_a_port_that_is_none_is_said_to_be_none(tmp_path: Path, port: str) -> None:
    assert told(tmp_path, PORT=port).startswith("PORT is a number from 1 to 65535")


def test_a_port_in_use_is_named_with_the_next_one(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"make run PORT={port + 1}" in told(tmp_path, PORT=str(port))


def test_a_database_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    words = told(tmp_path, PORT=free_port(), DATABASE_URL="postgresql://surety:secret@127.0.0.1:1/surety")
    assert "PostgreSQL does not let us in at postgresql://surety:***@127.0.0.1:1/surety" in words
    assert "createdb surety" in words
    assert "secret" not in words


@pytest.mark.parametrize("address", ["mysql://127.0.0.1/surety", "surety"])
def test_an_address_of_no_database_we_know_is_answered_with_one_we_know(tmp_path: Path, address: str) -> None:
    assert "postgresql://user:password@127.0.0.1/surety" in told(
        tmp_path, PORT=free_port(), DATABASE_URL=address
    )


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
