"""利用者 of all sides, and their sessions."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.models.agency import Agency
from surety.models.base import Base, Identified, RowId, Versioned
from surety.models.branch import Branch
from surety.models.contractor import Contractor
from surety.models.types import Choice, UtcDateTime
from surety.security.permissions import Role


class User(Identified, Versioned, Base):
    """A person who logs in: of one contractor, one branch or one agency.

    A staff member without a branch belongs to the head office and sees all branches.
    """

    __tablename__ = "user_account"

    login_id: Mapped[str] = mapped_column(String(32), unique=True)
    role: Mapped[Role] = mapped_column(Choice(Role))
    contractor_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("contractor.id"), index=True)
    branch_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("branch.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    name_kana: Mapped[str] = mapped_column(String(80), default="")
    department: Mapped[str] = mapped_column(String(60), default="")
    job_title: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(Text, default="")
    must_change_password: Mapped[bool] = mapped_column(default=False)
    initial_password_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_envelope: Mapped[str] = mapped_column(Text, default="")
    totp_last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    contractor: Mapped[Contractor | None] = relationship()
    branch: Mapped[Branch | None] = relationship()
    agency: Mapped[Agency | None] = relationship()

    @property
    def organisation(self) -> str:
        """The name of the company, branch or agency the person belongs to."""
        home = self.contractor or self.branch or self.agency
        return home.name if home else "本店"

    @property
    def serving_branch(self) -> Branch | None:
        """The branch that looks after the person, or that they work in."""
        return self.contractor.branch if self.contractor else self.branch


class LoginSession(Identified, Base):
    """One browser's login. Times are whole seconds since 1970 so that the one raw read compares numbers."""

    __tablename__ = "login_session"
    __table_args__ = (Index("ix_login_session_user", "user_id", "ended_s"),)

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    created_s: Mapped[int] = mapped_column(BigInteger)
    last_seen_s: Mapped[int] = mapped_column(BigInteger)
    expires_s: Mapped[int] = mapped_column(BigInteger)
    ended_s: Mapped[int | None] = mapped_column(BigInteger)
    reauthenticated_s: Mapped[int] = mapped_column(BigInteger, default=0)
    second_factor_passed: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(String(64), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")


class OneTimeToken(Identified, Base):
    """A single-use link (activation, mail verification, password reset); only its hash is kept."""

    __tablename__ = "one_time_token"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[int] = mapped_column(RowId)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Identified, Base):
    """A single-use stand-in for the authenticator app; only its keyed digest is kept."""

    __tablename__ = "recovery_code"

    user_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"), index=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RoleChange(Identified, Base):
    """A staff role that one administrator proposes and another one decides; undecided while `decided_at` is empty."""

    __tablename__ = "role_change"
    __table_args__ = (Index("ix_role_change_open", "user_id", "decided_at"),)

    user_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    role: Mapped[Role] = mapped_column(Choice(Role))
    proposed_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_approved: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
