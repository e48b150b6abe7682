"""The demo's people, each on the way a real one takes: proposed, approved, invited, password chosen, app enrolled."""

from dataclasses import dataclass

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import clock
from surety.config import Settings
from surety.demo import cast
from surety.mail.letterhead import Letterhead
from surety.models import Agency, Branch, User
from surety.security.identity import Actor
from surety.security.permissions import SECOND_FACTOR_REQUIRED
from surety.security.vault import Vault
from surety.services.first_admins import add_first_admin
from surety.services.issuing import Issuer
from surety.services.logins import actor_of
from surety.services.passwords import ACTIVATION, make_link, set_password_by_link
from surety.services.role_changes import decide_role, propose_role
from surety.services.second_factors import STEP_SECONDS, enrol
from surety.services.users import ACTIVATION_LIFETIME, Person, add_officer, add_waiting_staff


@dataclass(frozen=True, slots=True)
class Stage:
    """What telling the story needs: the open session and the deployment's settings and secrets."""

    session: Session
    settings: Settings
    vault: Vault

    @property
    def letterhead(self) -> Letterhead:
        """Who writes the mails."""
        return Letterhead.of(self.settings)

    @property
    def issuer(self) -> Issuer:
        """What issuing needs to know."""
        return Issuer(settings=self.settings, vault=self.vault)

    @property
    def branch(self) -> Branch:
        """青森支店."""
        return self.session.scalars(select(Branch).where(Branch.code == cast.BRANCH_CODE)).one()

    def agency(self, name: str) -> Agency:
        """An agency of the reference data."""
        return self.session.scalars(select(Agency).where(Agency.name == name)).one()

    def user(self, login: cast.Login) -> User:
        """The person behind a demo login."""
        return self.session.scalars(select(User).where(User.login_id == login.login_id)).one()

    def actor(self, login: cast.Login) -> Actor:
        """The same person as the records name them."""
        return actor_of(self.user(login))


def engage_staff(stage: Stage) -> None:
    """Two administrators, and the branch's people whom one of them proposes and the other approves."""
    session = stage.session
    for login in (cast.HEAD, cast.SECOND_HEAD):
        user, _link = add_first_admin(session, person_of(login))
        settle_in(stage, user, login)
    head, second = stage.actor(cast.HEAD), stage.actor(cast.SECOND_HEAD)
    for login in (cast.UNDERWRITER, cast.ISSUER):
        user = add_waiting_staff(session, person_of(login), role=login.role, branch=stage.branch, actor=head)
        change = propose_role(session, user, login.role, actor=head)
        decide_role(session, change, is_approved=True, actor=second, letterhead=stage.letterhead)
        settle_in(stage, user, login)


def invite_officer(stage: Stage) -> None:
    """The officer of the leaflet's city."""
    user = add_officer(
        stage.session,
        stage.agency(cast.AGENCY),
        person_of(cast.OFFICER, host="example.lg.jp"),
        actor=stage.actor(cast.HEAD),
        letterhead=stage.letterhead,
        added_by=cast.HEAD.name,
    )
    settle_in(stage, user, cast.OFFICER)


def settle_in(stage: Stage, user: User, login: cast.Login) -> None:
    """Give a new person the demo's login id, password and, where the role asks for it, second factor."""
    user.login_id = login.login_id
    token = make_link(stage.session, user_id=user.id, purpose=ACTIVATION, lifetime=ACTIVATION_LIFETIME)
    set_password_by_link(
        stage.session, token, purpose=ACTIVATION, new=cast.PASSWORD, letterhead=stage.letterhead
    )
    if login.role.side not in SECOND_FACTOR_REQUIRED:
        return
    secret = pyotp.random_base32()
    enrol(
        stage.session,
        user,
        secret=secret,
        code=pyotp.TOTP(secret, interval=STEP_SECONDS).at(clock.now()),
        vault=stage.vault,
        actor=actor_of(user),
        letterhead=stage.letterhead,
    )


def person_of(login: cast.Login, *, host: str = "example.co.jp") -> Person:
    """What is noted about a person of the cast."""
    return Person(name=login.name, email=f"{login.login_id}@{host}")
