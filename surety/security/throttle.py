"""Counting tries in the database, so that all processes and machines count together."""

import ipaddress
import time
from dataclasses import dataclass

from sqlalchemy import Engine, delete, select, update

from surety.domain.errors import Throttled
from surety.models import ThrottleBucket
from surety.models.upsert import insert_into


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` in each window of `seconds`."""

    tries: int
    seconds: int


# Figures and reasons: docs/rules/accounts.md and verification.md.
LOGIN_PER_ID = (Limit(10, 300), Limit(60, 86_400))
# A browser that has logged in as this person before counts apart, so that a stranger's tries cannot lock the owner out.
LOGIN_PER_KNOWN_BROWSER = (Limit(10, 300), Limit(60, 86_400))
LOGIN_PER_ADDRESS = (Limit(30, 300),)
RESET_PER_ADDRESS = (Limit(5, 3_600), Limit(20, 86_400))
RESET_PER_ID = (Limit(3, 3_600), Limit(5, 86_400))
PASSWORD_CHECK = (Limit(10, 300), Limit(60, 86_400))
SECOND_FACTOR = (Limit(5, 300), Limit(20, 3_600), Limit(50, 86_400))
KEY_PER_GUARANTEE = (Limit(5, 300), Limit(20, 3_600), Limit(50, 86_400))
KEY_PER_AGENCY_USER = (Limit(10, 300),)
KEY_PER_AGENCY_AND_GUARANTEE = (Limit(10, 86_400),)
KEY_PER_ADDRESS = (Limit(10, 300),)
LOOKUP_PER_ADDRESS = (Limit(20, 300),)
DOWNLOAD_PER_USER = (Limit(30, 600),)
UPLOAD_PER_ADDRESS = (Limit(20, 600), Limit(200, 86_400))


# Twice the longest window: a try that still counts is never forgotten.
KEPT_SECONDS = 2 * 86_400


def network_of(address: str) -> str:
    """What stands for one caller: an IPv4 address, or the /64 network in which an IPv6 caller may take any address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed.packed[:8] + bytes(8), 64)))
    return str(parsed)


def count_try(engine: Engine, key: str, limits: tuple[Limit, ...], *, now_s: int | None = None) -> None:
    """Count one try for `key` in a transaction of its own; raise Throttled when a window is full.

    The try is counted before it is judged, so that racing tries cannot slip past. `now_s` is UTC seconds.
    """
    at = int(time.time()) if now_s is None else now_s
    wait = 0
    with engine.begin() as connection:
        for limit in limits:
            window = at - at % limit.seconds
            bucket = f"{key}|{limit.seconds}"
            # The conflicting row is counted up in place: one statement, no read-modify-write.
            statement = (
                insert_into(ThrottleBucket, dialect=connection.dialect.name)
                .values(key=bucket, window_s=window, tries=1)
                .on_conflict_do_update(
                    index_elements=["key", "window_s"], set_={"tries": ThrottleBucket.tries + 1}
                )
                .returning(ThrottleBucket.tries)
            )
            if connection.execute(statement).scalar_one() > limit.tries:
                wait = max(wait, window + limit.seconds - at)
    if wait:
        raise Throttled(wait)


def forgive(engine: Engine, key: str, limits: tuple[Limit, ...], *, now_s: int | None = None) -> None:
    """Take back one counted try, because it was right."""
    at = int(time.time()) if now_s is None else now_s
    with engine.begin() as connection:
        for limit in limits:
            window = at - at % limit.seconds
            connection.execute(
                update(ThrottleBucket)
                .where(ThrottleBucket.key == f"{key}|{limit.seconds}", ThrottleBucket.window_s == window)
                .where(ThrottleBucket.tries > 0)
                .values(tries=ThrottleBucket.tries - 1)
            )


def tries_in_window(engine: Engine, key: str, limit: Limit, *, now_s: int) -> int:
    """How many tries the present window holds."""
    window = now_s - now_s % limit.seconds
    with engine.connect() as connection:
        found = connection.execute(
            select(ThrottleBucket.tries).where(
                ThrottleBucket.key == f"{key}|{limit.seconds}", ThrottleBucket.window_s == window
            )
        ).scalar_one_or_none()
    return found or 0


def sweep(engine: Engine, *, now_s: int) -> int:
    """Forget windows that began more than two days ago. Gives how many."""
    with engine.begin() as connection:
        return connection.execute(
            delete(ThrottleBucket).where(ThrottleBucket.window_s < now_s - KEPT_SECONDS)
        ).rowcount
