"""People of the staff at the screens of the rule book."""

from surety.extensions import db
from surety.models import AgencyChange, Rulebook, User
from surety.queries.agency_changes import list_known_rules
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import get_agency, make_user

ADVANCE = {
    "product": "advance",
    "work_kind": "works",
    "case": "normal",
    "decisive_date": "contract",
    "valid_from": "令和9年4月1日",
    "valid_to": "",
    "offered": "1",
    "ratio_percent": "25",
    "sure_percent": "",
    "total_percent": "",
    "cap_yen": "",
    "rounding_unit": "1",
    "threshold_yen": "2,000,000",
    "threshold_inclusive": "0",
    "threshold_basis": "contract",
    "min_days": "",
    "min_months": "",
    "period_inclusive": "1",
    "conditions": "",
    "note": "",
    "source_url": "https://example.lg.jp/maebarai",
    "source_read_on": "2026/11/20",
    "reason": "要綱の改正",
}
SHIPPED = "目黒区"


def as_staff(client: SuretyClient, role: Role = Role.STAFF_UNDERWRITER) -> User:
    user = make_user(role)
    client.sign_in(user)
    return user


def known_advance(name: str = SHIPPED) -> int:
    """The shipped row for advance payments on works that holds on."""
    rows = list_known_rules(db.session, get_agency(name).id)
    return next(
        row.id
        for row in rows
        if (getattr(row.rule, "product", None), getattr(row.rule, "work_kind", None)) == ("advance", "works")
        and row.rule.valid_to is None
    )


def page_of(name: str = SHIPPED) -> str:
    return f"/desk/rulebook/agencies/{get_agency(name).code}"


def propose(client: SuretyClient, act: str = "change", **more: str):
    path = f"{page_of()}/rules/{known_advance()}/{act}"
    return client.post(path, data={**ADVANCE, **more})


def newest() -> AgencyChange:
    return db.session.query(AgencyChange).order_by(AgencyChange.id.desc()).first()


def approve(app, change: AgencyChange, *, by: User | None = None):
    head = app.test_client()
    head.sign_in(by or make_user(Role.STAFF_ADMIN))
    return head.post(f"/desk/rulebook/changes/{change.id}/approve")


def revision() -> int:
    db.session.expire_all()
    return db.session.get(Rulebook, 1).revision
