"""A changed rule book and what was decided or issued before: nothing of it changes."""

from datetime import date
from decimal import Decimal

from surety.domain.amount_rule import AmountRule
from surety.domain.products import Product, WorkKind
from surety.domain.rule_edits import EditAct, add_rule
from surety.extensions import db
from surety.models import Decision, GuaranteeRequest, PremiumStatement
from surety.security.permissions import Role
from surety.services.agency_changes import approve_change, propose_edit
from tests.factories import make_user
from tests.guarantee_factories import actor_of
from tests.web.desk_cases import approve, make_approver, take_up


def lower_to(percent: int, agency) -> None:
    rule = AmountRule(
        agency=agency.name,
        product=Product.ADVANCE,
        work_kind=WorkKind.WORKS,
        ratio_percent=Decimal(percent),
        valid_from=date(2020, 4, 1),
        source_url="https://example.lg.jp/rule",
        source_read_on=date(2026, 11, 20),
    )
    maker, checker = make_user(Role.STAFF_UNDERWRITER), make_user(Role.STAFF_ADMIN)
    change = propose_edit(
        db.session(), agency, EditAct.ADD, add_rule(rule), reason="改正", actor=actor_of(maker)
    )
    approve_change(db.session(), change, actor=actor_of(checker))
    db.session.commit()


def kept() -> list[object]:
    db.session.expire_all()
    return [
        [(one.id, one.kind, one.checks) for one in db.session.query(Decision).order_by(Decision.id)],
        [
            (one.id, one.state, one.amount)
            for one in db.session.query(GuaranteeRequest).order_by(GuaranteeRequest.id)
        ],
        [
            (one.id, one.amount, one.body)
            for one in db.session.query(PremiumStatement).order_by(PremiumStatement.id)
        ],
    ]


def test_what_was_approved_keeps_its_checks_and_figures_and_what_was_not_is_judged_anew(app, client):
    decided = take_up(client, make_approver())
    assert approve(client, decided).status_code == 303
    before = kept()
    assert before[0]
    lower_to(1, decided.works_contract.agency)
    assert kept() == before
    pending = take_up(client, make_approver())
    assert "1.0%" in client.get(f"/desk/applications/{pending.id}").text
