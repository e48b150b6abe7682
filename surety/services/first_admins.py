"""The first two 本店管理者 of a deployment; everybody after them is added on the screen, by two people."""

from sqlalchemy.orm import Session

from surety import audit
from surety.domain.errors import RuleViolation
from surety.models import User
from surety.queries.users import count_active
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.passwords import ACTIVATION, make_link
from surety.services.users import ACTIVATION_LIFETIME, Person, add_waiting_staff

_ENOUGH = 2
OPERATOR = Actor(user_id=None, label="サーバーの管理者")


def add_first_admin(session: Session, person: Person, *, actor: Actor = OPERATOR) -> tuple[User, str]:
    """A head-office administrator without anybody's approval, while there are not yet two who could approve.

    Gives the user and the path of the link (14 days, once) on which they choose their password.
    Raises RuleViolation as soon as two administrators are at work.
    """
    if count_active(session, Role.STAFF_ADMIN) >= _ENOUGH:
        raise RuleViolation(
            "enough_admins",
            "本店管理者がすでに二人います。三人目からは、画面の「利用者」で追加してください（もう一人の管理者が承認します）",
        )
    user = add_waiting_staff(session, person, role=Role.STAFF_ADMIN, branch=None, actor=actor)
    user.is_active = True
    session.flush()
    token = make_link(session, user_id=user.id, purpose=ACTIVATION, lifetime=ACTIVATION_LIFETIME)
    audit.record(session, "user.invited", actor=actor, object_kind="user", object_id=user.id)
    return user, f"/account/activate/{token}"
