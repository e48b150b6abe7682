"""Writers of a SQLite database stand in line; readers do not."""

import fcntl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from surety import sqlite
from surety.extensions import reading_only, start_writing


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'line.sqlite3'}", **sqlite.ENGINE_OPTIONS)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE tally (value INTEGER)")
        connection.exec_driver_sql("INSERT INTO tally VALUES (0)")
    yield engine
    engine.dispose()


def count_up(engine: Engine, times: int) -> None:
    for _ in range(times):
        with engine.begin() as connection:
            value = connection.exec_driver_sql("SELECT value FROM tally").scalar_one()
            connection.exec_driver_sql(f"UPDATE tally SET value = {value + 1}")


def tally(engine: Engine) -> int:
    with reading_only(), engine.begin() as connection:
        return int(connection.exec_driver_sql("SELECT value FROM tally").scalar_one())


def test_eight_writers_without_a_pause_lose_nothing(engine: Engine) -> None:
    writers = [threading.Thread(target=count_up, args=(engine, 15)) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert tally(engine) == 120


def test_a_reader_does_not_wait_for_the_line(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE tally SET value = 5")
        assert tally(engine) == 0
    assert tally(engine) == 5


def test_whoever_read_and_then_writes_waits_for_the_one_before(engine: Engine) -> None:
    order: list[str] = []

    def second() -> None:
        with reading_only(), Session(engine) as session:
            session.connection().exec_driver_sql("SELECT value FROM tally").all()
            has_read.set()
            start_writing(session)
            order.append("second")
            session.commit()

    has_read = threading.Event()
    with engine.begin() as connection:
        thread = threading.Thread(target=second)
        thread.start()
        assert has_read.wait(5)
        connection.exec_driver_sql("UPDATE tally SET value = 1")
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_start_writing_leaves_a_writing_transaction_as_it_is(engine: Engine) -> None:
    with Session(engine) as session:
        session.connection().exec_driver_sql("UPDATE tally SET value = 7")
        start_writing(session)
        session.rollback()
    assert tally(engine) == 0


def test_a_line_that_never_moves_stops_nobody_for_ever(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "WAIT_MS", 1_000)
    with Path(f"{engine.url.database}-queue").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        count_up(engine, 1)
    assert tally(engine) == 1


@pytest.mark.parametrize(
    "version,safe",
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_write_ahead_logging_only_where_its_fault_is_mended(version: tuple[int, ...], safe: bool) -> None:
    assert sqlite.wal_is_safe(version) is safe


def test_every_connection_is_opened_to_survive_a_power_cut(engine: Engine) -> None:
    with engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        told = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked}
    journal = "wal" if sqlite.wal_is_safe(sqlite.driver.sqlite_version_info) else "persist"
    assert told == {"journal_mode": journal, "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
