"""Who stands at the viewer's door, and which guarantee they may look at."""

from typing import Any

from flask import g

from blueprints._grants import Grant, has_grant
from surety.extensions import db
from surety.queries.openings import find_openable
from surety.security.identity import Actor, Identity
from surety.security.permissions import Permission
from surety.services.openings import Caller

_KEY_HOLDER = Actor(user_id=None, label="番号と認証キーによる閲覧")


def officer() -> Identity | None:
    """The agency's officer who is logged in, if it is one."""
    identity: Identity | None = g.identity
    return identity if identity is not None and identity.may(Permission.AGENCY_READ) else None


def caller() -> Caller:
    """Whoever opens: an officer, somebody who holds number and key, or the contractor's or guarantor's own people."""
    person = officer()
    if person is not None:
        return Caller(
            person.actor,
            agency_id=person.agency_id,
            agency_name=person.organisation,
            user_id=person.user_id,
        )
    if g.identity is not None:
        return Caller(g.identity.actor, is_agency=False)
    return Caller(_KEY_HOLDER)


def find_granted(number: str) -> Any:
    """The guarantee that this browser was let in to, or None: one answer for unknown numbers and missing leave."""
    guarantee = find_openable(db.session(), number)
    return guarantee if guarantee is not None and has_grant(Grant.CERTIFICATE, guarantee) else None
