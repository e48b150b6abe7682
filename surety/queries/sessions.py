"""Who is behind a session cookie: one row, one read."""

import hashlib
from dataclasses import dataclass

from sqlalchemy.engine import URL

from surety.queries.fast_read import fetch_one
from surety.security.identity import Identity
from surety.security.permissions import Role

# The draft and the rulebook's revision ride along, so that the live percentages need no second read.
_STATEMENT = """
SELECT s.id, u.id, u.role, u.contractor_id, u.branch_id, u.agency_id, u.name,
       COALESCE(c.name, b.name, g.name, ''), u.must_change_password, u.totp_envelope <> '',
       s.second_factor_passed, s.last_seen_s, s.expires_s, s.reauthenticated_s,
       a.id, a.state, a.draft, a.version_id, (SELECT revision FROM rulebook WHERE id = 1)
FROM login_session s
JOIN user_account u ON u.id = s.user_id
LEFT JOIN contractor c ON c.id = u.contractor_id
LEFT JOIN branch b ON b.id = u.branch_id
LEFT JOIN agency g ON g.id = u.agency_id
LEFT JOIN application a ON a.id = ? AND a.contractor_id = u.contractor_id
WHERE s.token_hash = ? AND s.ended_s IS NULL AND s.expires_s > ? AND s.last_seen_s > ? AND u.is_active
"""

IDLE_SECONDS = 3_600
ABSOLUTE_SECONDS = 8 * 3_600


@dataclass(frozen=True, slots=True)
class DraftRow:
    """The draft that rode along: its JSON text, state value and version."""

    application_id: int
    state: str
    draft: str
    version_id: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """What one read told about a request."""

    identity: Identity
    draft: DraftRow | None
    rulebook_revision: int


def hash_token(token: str) -> str:
    """What the database keeps of a session or one-time token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_session(
    database_url: str | URL, token: str, *, now_s: int, application_id: int | None = None
) -> SessionRow | None:
    """The live session of a cookie's token, or None when it ended, idled out or its user was stopped.

    `application_id` asks for that application's draft too; it comes only if it is the person's own company's.
    """
    row = fetch_one(
        database_url, _STATEMENT, (application_id, hash_token(token), now_s, now_s - IDLE_SECONDS)
    )
    if row is None:
        return None
    identity = Identity(
        session_id=row[0], user_id=row[1], role=Role(row[2]), contractor_id=row[3], branch_id=row[4],
        agency_id=row[5], name=row[6], organisation=row[7] or "本店", must_change_password=bool(row[8]),
        has_second_factor=bool(row[9]), second_factor_passed=bool(row[10]), last_seen_s=row[11],
        expires_s=row[12], reauthenticated_s=row[13],
    )  # fmt: skip
    draft = None if row[14] is None else DraftRow(row[14], row[15], row[16], row[17])
    return SessionRow(identity=identity, draft=draft, rulebook_revision=row[18] or 0)
