"""Made-up people and companies for tests; one small function per noun."""

import itertools

from sqlalchemy import select

from surety import clock
from surety.domain.text import search_key
from surety.extensions import db
from surety.models import Agency, Branch, Contractor, User
from surety.security.passwords import hash_password
from surety.security.permissions import Role, Side

_serial = itertools.count(1)
PASSWORD = "correct horse battery staple"


def get_branch(code: str = "041") -> Branch:
    """A branch of the reference data; 041 is 青森支店."""
    return db.session.scalars(select(Branch).where(Branch.code == code)).one()


def get_agency(name: str = "平川市") -> Agency:
    """An agency of the reference data."""
    return db.session.scalars(select(Agency).where(Agency.name == name)).one()


def make_contractor(name: str = "〇〇建設株式会社", *, monthly_account: bool = True) -> Contractor:
    """A company of 青森支店."""
    contractor = Contractor(
        customer_number=f"C{next(_serial):07d}",
        name=name,
        name_kana="マルマルケンセツ",
        name_search=search_key(name),
        postal_code="030-0000",
        address="青森県〇〇市〇〇町0丁目0番0号",
        representative_title="代表取締役",
        representative_name="見本　太郎",
        phone="017-000-0000",
        branch_id=get_branch().id,
        monthly_account=monthly_account,
        created_at=clock.now(),
    )
    db.session.add(contractor)
    db.session.commit()
    return contractor


def make_user(
    role: Role,
    *,
    contractor: Contractor | None = None,
    branch: Branch | None = None,
    agency: Agency | None = None,
    with_password: bool = False,
) -> User:
    """A person of the role's side; without an organisation given, of the usual one."""
    serial = next(_serial)
    if role.side is Side.CONTRACTOR:
        contractor = contractor or make_contractor()
    elif role.side is Side.AGENCY:
        agency = agency or get_agency()
    elif role is not Role.STAFF_ADMIN:
        branch = branch or get_branch()
    user = User(
        login_id=f"user{serial:05d}",
        role=role,
        contractor_id=contractor.id if contractor else None,
        branch_id=branch.id if branch else None,
        agency_id=agency.id if agency else None,
        name="見本　花子",
        email=f"user{serial:05d}@example.co.jp",
        password_hash=hash_password(PASSWORD) if with_password else "",
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.commit()
    return user
