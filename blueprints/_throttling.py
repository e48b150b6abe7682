"""Counting a request's tries before anything else touches the database."""

import time

from flask import Response, after_this_request, request

from surety.extensions import db
from surety.security.throttle import Limit, count_try, forgive, network_of, tries_in_window


def client_address() -> str:
    """The caller's network address (of IPv6 the /64 network), as far as our own proxies vouch for it."""
    return network_of(request.remote_addr or "")


def count(key: str, limits: tuple[Limit, ...]) -> None:
    """Count one try (raises Throttled). Call it before the first query: it has a transaction of its own."""
    _refuse_inside_transaction()
    count_try(db.engine, key, limits)


def take_back(key: str, limits: tuple[Limit, ...]) -> None:
    """Take back a counted try that was right. Call it outside a transaction."""
    _refuse_inside_transaction()
    forgive(db.engine, key, limits)


def take_back_afterwards(key: str, limits: tuple[Limit, ...]) -> None:
    """Take back a counted try that was right, once the request's own transaction is over."""

    @after_this_request
    def forgive_try(response: Response) -> Response:
        db.session.rollback()
        take_back(key, limits)
        return response


def tries_left(key: str, limits: tuple[Limit, ...]) -> int:
    """How many more tries the present windows allow. Call it outside a transaction."""
    _refuse_inside_transaction()
    now_s = int(time.time())
    return max(0, min(limit.tries - tries_in_window(db.engine, key, limit, now_s=now_s) for limit in limits))


def _refuse_inside_transaction() -> None:
    if db.session().in_transaction():
        raise RuntimeError("throttle inside a transaction: on SQLite the request would wait for itself")
