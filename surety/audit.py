"""The audit log: one row per act, chained by hash, never changed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from surety import clock
from surety.models import AuditEvent, ChainHead
from surety.security.identity import Actor

GENESIS = "0" * 64

_LOG = cast("Table", AuditEvent.__table__)
_HEAD = cast("Table", ChainHead.__table__)
_SAID = (
    "sequence",
    "at",
    "actor_id",
    "actor_label",
    "action",
    "object_kind",
    "object_id",
    "facts",
    "previous_hash",
)
# Taking the next place also locks the head's row: whoever comes second waits here.
_TAKE_HEAD = (
    _HEAD.update().values(sequence=_HEAD.c.sequence + 1).returning(_HEAD.c.sequence, _HEAD.c.chain_hash)
)
_MOVE_HEAD = _HEAD.update().values(chain_hash=bindparam("link"))
_APPEND = _LOG.insert()


class Place(NamedTuple):
    """The next free place in the log, ours until the transaction ends."""

    sequence: int
    previous_hash: str


class Recorded(NamedTuple):
    """Where an act stands in the log."""

    sequence: int
    at: datetime


def record(
    session: Session,
    action: str,
    *,
    actor: Actor,
    object_kind: str,
    object_id: str | int,
    facts: Mapping[str, object] | None = None,
) -> Recorded:
    """Append one act (`application.submitted` …) in the caller's transaction. `facts` hold no secret and no key."""
    place = take_place(session)
    return record_at(
        session, place, action, actor=actor, object_kind=object_kind, object_id=object_id, facts=facts
    )


def take_place(session: Session) -> Place:
    """Take the next place: appenders queue on the chain head's row, so the sequence has no gap."""
    # What the act did comes first, so that every transaction locks its rows in the same order.
    session.flush()
    head = session.connection().execute(_TAKE_HEAD).one()
    return Place(sequence=head.sequence, previous_hash=head.chain_hash)


def record_at(
    session: Session,
    place: Place,
    action: str,
    *,
    actor: Actor,
    object_kind: str,
    object_id: str | int,
    facts: Mapping[str, object] | None = None,
) -> Recorded:
    """As `record`, at a place that was taken before; asks the database nothing."""
    now = clock.now()
    said: dict[str, object] = {
        "sequence": place.sequence,
        "at": now,
        "actor_id": actor.user_id,
        "actor_label": actor.label,
        "action": action,
        "object_kind": object_kind,
        "object_id": str(object_id),
        "facts": dict(facts or {}),
        "previous_hash": place.previous_hash,
    }
    chain_hash = link_hash(said)
    connection = session.connection()
    connection.execute(_APPEND, said | {"chain_hash": chain_hash})
    connection.execute(_MOVE_HEAD, {"link": chain_hash})
    return Recorded(sequence=place.sequence, at=now)


def link_hash(said: Mapping[str, object]) -> str:
    """SHA-256 (hex) over everything a row says (its columns by name) and over the row before it."""
    at = cast("datetime", said["at"])
    plain = {name: said[name] for name in _SAID} | {"at": at.isoformat(timespec="microseconds")}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def find_broken_link(session: Session) -> int | None:
    """The sequence of the first row that was changed, removed or reordered; None for a whole chain."""
    expected, previous = 1, GENESIS
    connection = session.connection()
    for row in connection.execute(select(_LOG).order_by(_LOG.c.sequence)).yield_per(1000).mappings():
        whole = link_hash(dict(row)) == row["chain_hash"]
        if row["sequence"] != expected or row["previous_hash"] != previous or not whole:
            return expected
        expected, previous = expected + 1, row["chain_hash"]
    head = connection.execute(select(_HEAD.c.sequence, _HEAD.c.chain_hash)).one()
    return None if (head.sequence, head.chain_hash) == (expected - 1, previous) else expected
