"""Who is asking: plain values read once per request, and the actor that services record."""

from dataclasses import dataclass
from enum import StrEnum

from surety.security.permissions import SECOND_FACTOR_REQUIRED, Permission, Role, Side, may


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something: a person, or the service itself (user_id None)."""

    user_id: int | None
    label: str


SYSTEM = Actor(user_id=None, label="システム")


class SetupStep(StrEnum):
    """What a person must still do in this login before anything else is open to them."""

    GIVE_CODE = "give_code"
    CHANGE_PASSWORD = "change_password"  # noqa: S105 - the name of a step
    ENROL = "enrol"


@dataclass(frozen=True, slots=True)
class Identity:
    """The person behind a request's session. Instants are whole UTC seconds since 1970."""

    session_id: int
    user_id: int
    role: Role
    contractor_id: int | None
    branch_id: int | None
    agency_id: int | None
    name: str
    organisation: str
    must_change_password: bool
    has_second_factor: bool
    second_factor_passed: bool
    last_seen_s: int
    expires_s: int
    reauthenticated_s: int

    @property
    def side(self) -> Side:
        """contractor, staff or agency."""
        return self.role.side

    @property
    def actor(self) -> Actor:
        """This person as the audit log names them."""
        return Actor(user_id=self.user_id, label=f"{self.organisation} {self.name}".strip())

    @property
    def next_setup(self) -> SetupStep | None:
        """The step that is due: a set-up second factor comes before everything, so that a password alone opens nothing."""
        if self.has_second_factor and not self.second_factor_passed:
            return SetupStep.GIVE_CODE
        if self.must_change_password:
            return SetupStep.CHANGE_PASSWORD
        if self.side in SECOND_FACTOR_REQUIRED and not self.second_factor_passed:
            return SetupStep.ENROL
        return None

    def may(self, permission: Permission) -> bool:
        """Whether this person's role holds the permission."""
        return may(self.role, permission)
