"""A copy of the running SQLite database that was looked at before it is called a backup."""

import os
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from surety import audit, sqlite
from surety.extensions import reading_only
from surety.models import ChainHead


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy under its name: its size in bytes, the head of its audit chain, and what is wrong with it (empty: nothing)."""

    path: Path
    size: int
    head_sequence: int
    head_hash: str
    fault: str


def back_up(database: Path, target: Path) -> Backup:
    """Copy a SQLite database that is in use, check the copy, and only then give it its name.

    The copy is consistent, and nobody waits for it. A copy in which something is wrong becomes `<target>.faulty`: it is
    no backup, but it may be all there is. Raises FileNotFoundError without a database, FileExistsError when the target is
    there already, sqlite.driver.Error or SQLAlchemyError when the file cannot be read.
    """
    if not database.is_file():
        raise FileNotFoundError(database)
    if target.exists():
        raise FileExistsError(target)
    # Beside the target, so that giving the name is one step; readable by its owner only, as it holds everything.
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    os.close(handle)
    copy = Path(name)
    try:
        with closing(sqlite.open_file(str(database))) as connection:
            connection.execute("VACUUM INTO ?", (name,))
        head, fault = _look_at(copy)
        _flush(copy)
        path = target.with_name(f"{target.name}.faulty") if fault else target
        _give_name(copy, path)
    finally:
        copy.unlink(missing_ok=True)
    return Backup(path, path.stat().st_size, head.sequence, head.chain_hash, fault)


def _look_at(copy: Path) -> tuple[ChainHead, str]:
    """The head of the copy's audit chain, and what is wrong with the copy (empty: nothing)."""
    engine = create_engine(f"sqlite:///{copy}", **sqlite.ENGINE_OPTIONS)
    try:
        with reading_only(), Session(engine) as session:
            said = session.connection().exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
            broken = audit.find_broken_link(session)
            head = session.scalars(select(ChainHead)).one()
            session.expunge(head)
    finally:
        engine.dispose()
    # Opening it made it a database for many; kept away it is one plain file again.
    with closing(sqlite.driver.connect(str(copy))) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    if said != "ok":
        return head, f"integrity_check: {said}"
    return head, f"the audit chain is broken at entry {broken}" if broken else ""


def _give_name(copy: Path, path: Path) -> None:
    """Move the finished copy to its name, unless the name was taken meanwhile."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    copy.replace(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
