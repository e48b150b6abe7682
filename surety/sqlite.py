"""How SQLite is opened, and how its writers take turns (docs/adr/0006).

The driver brings its own SQLite, because write-ahead logging has a fault in the ones that platforms ship. Nothing else
in a process may open the same file with another SQLite: the first one to close it would drop the other one's locks.
"""

import fcntl
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO

from sqlalchemy import Connection, event
from sqlalchemy.pool import ConnectionPoolEntry, Pool

try:
    from pysqlite3 import dbapi2
except (
    ImportError
):  # where the package has no wheel the platform's SQLite serves, with the slower journal if need be
    from sqlite3 import dbapi2

driver: Any = dbapi2
# The WAL-reset fault is mended in these versions (sqlite.org/wal.html#walresetbug).
_WAL_MENDED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
WAIT_MS = 10_000
ENGINE_OPTIONS = {"module": driver, "connect_args": {"timeout": WAIT_MS // 1000, "check_same_thread": False}}
_LINE = "line"


def is_sqlite(connection: object) -> bool:
    """Whether this is a driver's connection to SQLite."""
    return isinstance(connection, driver.Connection)


def open_file(path: str) -> Any:
    """A driver's connection to a database file, opened as all others."""
    connection = driver.connect(path, check_same_thread=False)
    tune(connection)
    return connection


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this version of SQLite may use write-ahead logging without the WAL-reset fault."""
    return version >= _WAL_MENDED[0] or any(
        version[:2] == mended[:2] and version >= mended for mended in _WAL_MENDED
    )


def tune(connection: Any) -> None:
    """Open a SQLite connection so that commits survive power loss and foreign keys hold."""
    connection.isolation_level = None
    journal = "WAL" if wal_is_safe(driver.sqlite_version_info) else "PERSIST"
    for pragma in (
        f"busy_timeout={WAIT_MS}",
        f"journal_mode={journal}",
        "synchronous=FULL",
        # In pages (40 MB): carrying changes over to the database file less often takes fewer of them twice.
        "wal_autocheckpoint=10000",
        "foreign_keys=ON",
        # Without it INSERT OR REPLACE would slip past the append-only triggers.
        "recursive_triggers=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def begin_writing(connection: Connection) -> None:
    """Take SQLite's write lock: a deferred transaction that later writes can lose updates.

    Before it writers stand in line at a lock file. SQLite's own waiting sleeps longer after every try, so under load
    whoever waited longest starves until "database is locked". The line only orders: if it does not move for the whole
    waiting time, SQLite decides.
    """
    database = connection.engine.url.database
    if database and _LINE not in connection.info:
        connection.info[_LINE] = _stand_in_line(Path(f"{database}-queue"))
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _stand_in_line(path: Path) -> BinaryIO:
    """The lock file, locked, or at least waited for.

    The kernel's waiting has no time limit, so another thread does it; if it gets the lock too late, the file is closed
    by then and the lock with it. Asking again and again instead took half of the writers' speed.
    """
    line = path.open("ab")
    try:
        fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiter = Thread(target=fcntl.flock, args=(line.fileno(), fcntl.LOCK_EX), daemon=True)
        waiter.start()
        waiter.join(WAIT_MS // 1000)
    return line


@event.listens_for(Pool, "checkin")
def _leave_line(_connection: Any, record: ConnectionPoolEntry) -> None:
    line = record.info.pop(_LINE, None)
    if line is not None:
        # Said aloud: a process forked meanwhile may hold the file open too.
        fcntl.flock(line, fcntl.LOCK_UN)
        line.close()
