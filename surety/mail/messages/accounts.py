"""Mail about logging in. No mail ever holds a password or a login id."""

from datetime import datetime

from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.mail.rendering import compose
from surety.mail.wording import moment
from surety.models import Branch


def account_activation(
    letterhead: Letterhead, *, branch: Branch, to: Addressee, path: str, valid_until: datetime
) -> Message:
    """利用開始のご案内 with the link on which the first password is chosen.

    `path` is the activation page with its one-time token, `valid_until` its last instant (UTC).
    """
    return compose(
        "account_activation", letterhead, branch=branch, to=to, path=path, valid_until=moment(valid_until)
    )


def user_added(
    letterhead: Letterhead,
    *,
    branch: Branch | None,
    to: Addressee,
    added_by: str,
    path: str,
    valid_until: datetime,
) -> Message:
    """A colleague was registered as a user; `added_by` names who did it, the rest as account_activation."""
    return compose(
        "user_added",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        added_by=added_by,
        valid_until=moment(valid_until),
    )


def password_reset(
    letterhead: Letterhead, *, branch: Branch | None, to: Addressee, path: str, valid_until: datetime
) -> Message:
    """The link on which a forgotten password is replaced; `valid_until` is its last instant (UTC)."""
    return compose(
        "password_reset", letterhead, branch=branch, to=to, path=path, valid_until=moment(valid_until)
    )


def account_changed(
    letterhead: Letterhead, *, branch: Branch | None, to: Addressee, what: str, at: datetime
) -> Message:
    """Something about how the reader logs in was changed (`what` in words) at the UTC instant `at`."""
    return compose("account_changed", letterhead, branch=branch, to=to, what=what, at=moment(at))


def password_changed(
    letterhead: Letterhead, *, branch: Branch | None, to: Addressee, at: datetime
) -> Message:
    """The password was changed at the UTC instant `at`; nothing to do if it was the reader (ASVS 6.3.7)."""
    return compose("password_changed", letterhead, branch=branch, to=to, at=moment(at))


def new_login(
    letterhead: Letterhead, *, branch: Branch | None, to: Addressee, at: datetime, address: str, browser: str
) -> Message:
    """Somebody logged in from a browser not seen before (ASVS 6.3.5); `browser` in words a person knows."""
    return compose(
        "new_login", letterhead, branch=branch, to=to, at=moment(at), address=address, browser=browser
    )
