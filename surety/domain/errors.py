"""The ways in which a wish can break a rule, each with a sentence for the person."""

from collections.abc import Mapping


class RuleViolation(Exception):
    """A wish that a rule of the trade refuses.

    `code` is stable and for machines, `message` is a Japanese sentence for the person,
    `field` names the form field it belongs to, `facts` are the values behind it.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        field: str | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.facts = dict(facts or {})


class Unreadable(RuleViolation):
    """Text that cannot be read as what the field asks for."""


class ForbiddenMove(RuleViolation):
    """A step that the state machine does not draw from the present state (HTTP 409)."""


class Stale(RuleViolation):
    """Somebody else changed the record since the page was shown (HTTP 409)."""


class Denied(RuleViolation):
    """The person may see the thing but not do this with it (HTTP 403)."""


class NotFound(LookupError):
    """No such object, or one behind another tenant's wall (HTTP 404, one answer for both)."""


class Tampered(Exception):
    """What is stored no longer matches what was recorded about it; it is not shown (HTTP 503) until somebody has looked."""


class Throttled(Exception):
    """Too many tries; `retry_after` is in seconds (HTTP 429)."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after
