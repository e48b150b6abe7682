"""The rows of an issued guarantee, written by statements of their own.

The unit of work would find out by itself what to write in which order; here both are known, everybody waits for the
counter meanwhile, and it costs several times as much (docs/performance.md).
"""

from functools import cache
from typing import NamedTuple, cast

from sqlalchemy import Executable, Insert, Table, bindparam, func, null
from sqlalchemy.orm import Session, make_transient_to_detached

from surety.domain.states import RequestState
from surety.models import Certificate, Guarantee, GuaranteeRequest

_REQUESTS = cast("Table", GuaranteeRequest.__table__)
_MOVE_REQUEST = (
    _REQUESTS.update()
    .where(
        _REQUESTS.c.id == bindparam("request"),
        _REQUESTS.c.state == bindparam("seen_state"),
        _REQUESTS.c.version_id == bindparam("seen_version"),
    )
    .values(state=bindparam("to"), version_id=_REQUESTS.c.version_id + 1)
)


class NewIds(NamedTuple):
    """Ids for the guarantee and its certificate; None where the database gives them only to a written row."""

    guarantee: int | None
    certificate: int | None


def move_request(session: Session, request: GuaranteeRequest, *, to: RequestState) -> NewIds | None:
    """Move the request and lock its row; None when it is no longer as it was read: somebody came first."""
    session.flush()
    connection = session.connection()
    seen = {"request": request.id, "seen_state": request.state, "seen_version": request.version_id}
    moved = connection.execute(_move(connection.dialect.name), seen | {"to": to}).one_or_none()
    session.expire(request, ["state", "version_id"])
    return None if moved is None else NewIds(guarantee=moved[0], certificate=moved[1])


@cache
def _move(dialect: str) -> Executable:
    """On PostgreSQL the ids come along: rows that have one already need no answer and can be sent together."""
    if dialect != "postgresql":
        return _MOVE_REQUEST.returning(null(), null())
    sequences = (func.pg_get_serial_sequence(table, "id") for table in ("guarantee", "certificate"))
    return _MOVE_REQUEST.returning(*map(func.nextval, sequences))


def insert_row(session: Session, new: Guarantee | Certificate) -> None:
    """Write a row made of column values alone; the database gives it its id if it has none.

    It is not the session's yet: see `take_over`.
    """
    row = {name: value for name, value in vars(new).items() if name != "_sa_instance_state"}
    insert = _insert_into(type(new))
    if row["id"] is not None:
        session.connection().execute(insert.inline(), row)
    else:
        del row["id"]
        key = session.connection().execute(insert, row).inserted_primary_key
        new.id = key[0]  # type: ignore[index]  # a single inserted row has one


@cache
def _insert_into(model: type[Guarantee | Certificate]) -> Insert:
    return cast("Table", model.__table__).insert()


def take_over(session: Session, guarantee: Guarantee) -> Guarantee:
    """The inserted guarantee as an object of the session: taken as read, what is not here is fetched when asked."""
    make_transient_to_detached(guarantee)
    return session.merge(guarantee, load=False)
