"""A backup is a whole copy of a database in use, or it does not bear the name."""

from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from surety import audit, sqlite
from surety.extensions import db
from surety.models import ChainHead
from surety.security.identity import Actor
from tests.throwaway_postgres import postgres_server

CLERK = Actor(user_id=None, label="見本　花子")
on_sqlite = postgres_server() is None


@pytest.fixture
def database(app: Flask) -> FlaskCliRunner:
    """A database that is open and in use, with three acts in its audit log."""
    for number in range(3):
        audit.record(db.session(), "test.happened", actor=CLERK, object_kind="test", object_id=number)
    db.session.commit()
    return FlaskCliRunner(app)


def head() -> tuple[int, str]:
    """Sequence and hash of the newest entry; leaves no transaction open, which would keep writers waiting."""
    found = tuple(db.session.execute(select(ChainHead.sequence, ChainHead.chain_hash)).one())
    db.session.rollback()
    return found


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite.driver.connect(str(path))) as connection:
        return connection.execute(statement).fetchall()


if on_sqlite:

    def test_a_copy_is_whole_and_says_the_head_of_the_chain(database: FlaskCliRunner, tmp_path: Path) -> None:
        told = database.invoke(args=["database", "backup", str(tmp_path / "copy.sqlite3")])
        assert told.exit_code == 0, told.output
        sequence, chain_hash = head()
        assert f"audit chain head: {sequence} {chain_hash}" in told.output
        assert rows(tmp_path / "copy.sqlite3", "SELECT sequence, chain_hash FROM audit_head") == [
            (sequence, chain_hash)
        ]
        assert rows(tmp_path / "copy.sqlite3", "SELECT count(*) FROM alembic_version") == [(1,)]

    def test_a_copy_is_one_file_for_its_owner_alone(database: FlaskCliRunner, tmp_path: Path) -> None:
        database.invoke(args=["database", "backup", str(tmp_path / "copy.sqlite3")])
        assert [path.name for path in tmp_path.iterdir()] == ["copy.sqlite3"]
        assert (tmp_path / "copy.sqlite3").stat().st_mode & 0o777 == 0o600

    def test_what_is_there_is_never_overwritten(database: FlaskCliRunner, tmp_path: Path) -> None:
        kept = tmp_path / "copy.sqlite3"
        kept.write_text("yesterday's")
        told = database.invoke(args=["database", "backup", str(kept)])
        assert told.exit_code == 2
        assert "never overwrites" in told.output
        assert kept.read_text() == "yesterday's"
        assert list(tmp_path.iterdir()) == [kept]

    def test_writers_go_on_while_it_is_copied_and_the_copy_holds_whole_acts(
        app: Flask, database: FlaskCliRunner, tmp_path: Path
    ) -> None:
        stop = Event()

        def keep_writing() -> None:
            with app.app_context():
                while not stop.is_set():
                    audit.record(db.session(), "test.happened", actor=CLERK, object_kind="test", object_id=0)
                    db.session.commit()
                db.session.remove()

        before, _hash = head()
        writer = Thread(target=keep_writing)
        writer.start()
        try:
            told = [
                database.invoke(args=["database", "backup", str(tmp_path / f"copy-{number}.sqlite3")])
                for number in range(3)
            ]
        finally:
            stop.set()
            writer.join()
        assert [result.exit_code for result in told] == [0, 0, 0], told[0].output
        assert head()[0] > before

    def test_a_copy_with_a_broken_chain_is_kept_apart_and_is_no_backup(
        database: FlaskCliRunner, tmp_path: Path
    ) -> None:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE audit_head SET chain_hash = 'forged'")
        told = database.invoke(args=["database", "backup", str(tmp_path / "copy.sqlite3")])
        assert told.exit_code == 1
        assert "the audit chain is broken at entry 4" in told.output
        assert [path.name for path in tmp_path.iterdir()] == ["copy.sqlite3.faulty"]

    def test_a_folder_that_is_not_there_is_said_kindly(database: FlaskCliRunner, tmp_path: Path) -> None:
        told = database.invoke(args=["database", "backup", str(tmp_path / "no" / "copy.sqlite3")])
        assert told.exit_code == 1
        assert "No copy was made" in told.output

else:

    def test_on_postgresql_it_names_pg_dump_and_ends_with_2(database: FlaskCliRunner, tmp_path: Path) -> None:
        told = database.invoke(args=["database", "backup", str(tmp_path / "copy")])
        assert told.exit_code == 2
        assert "pg_dump" in told.output
        assert list(tmp_path.iterdir()) == []
