"""A 変更 that enlarges a guarantee, against the 与信枠: what it adds takes room, and beyond the line a second person approves."""

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from surety import clock
from surety.domain.decisions import DecisionKind
from surety.domain.errors import Denied, ForbiddenMove, RuleViolation
from surety.domain.exposure import CREDIT_CODE
from surety.domain.underwriting_checks import Mark
from surety.domain.workflow import ChangeState, GuaranteeState
from surety.extensions import db
from surety.models import ChangeDecision, Contractor, Guarantee, GuaranteeChange, User
from surety.queries.exposure import count_credit, list_over_line_changes, load_exposure
from surety.security.permissions import Role
from surety.services.change_decisions import reopen_change
from surety.services.change_examinations import examine_change
from surety.services.change_issuing import issue_change
from surety.services.over_line import approve_change_over_line
from tests.change_cases import approve, make_change, make_priced_guarantee
from tests.credit_cases import make_line
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import actor_of, make_issuer

# A guarantee of 20,000,000 becomes one of 22,000,000.
BEFORE, MORE = 20_000_000, 2_000_000


@pytest.fixture
def company(app: Flask) -> Contractor:
    return make_contractor()


@pytest.fixture
def maker(app: Flask) -> User:
    return make_user(Role.STAFF_UNDERWRITER)


@pytest.fixture
def second(app: Flask) -> User:
    return make_user(Role.STAFF_ISSUER)


@pytest.fixture
def guarantee(company: Contractor) -> Guarantee:
    return make_priced_guarantee(company)


@pytest.fixture
def change(guarantee: Guarantee, company: Contractor) -> GuaranteeChange:
    return make_change(guarantee, make_user(Role.CONTRACTOR_MEMBER, contractor=company))


def credit_marks(change: GuaranteeChange) -> list[Mark]:
    found = examine_change(db.session(), change, guarantor=current_app.config["SETTINGS"].guarantor)
    return [check.mark for check in found.works if check.code == CREDIT_CODE]


def books(company: Contractor) -> tuple[int, int]:
    found = load_exposure(db.session(), company.id, today=clock.today())
    return found.in_force, found.approved


def issue(change: GuaranteeChange, who: User) -> None:
    issue_change(
        db.session(), change, version_id=change.version_id, actor=actor_of(who), issuer=make_issuer()
    )
    db.session.commit()


def test_an_increase_within_the_line_takes_its_room_from_the_approval_on(
    company: Contractor, maker: User, second: User, change: GuaranteeChange
) -> None:
    make_line(company, maker, amount=BEFORE + MORE, approved_by=second)
    assert credit_marks(change) == [Mark.OK]
    assert books(company) == (BEFORE, 0)
    approve(change, maker)
    assert books(company) == (BEFORE, MORE)
    assert change.over_line_yen is None
    issue(change, second)
    assert books(company) == (BEFORE + MORE, 0)


def test_beyond_the_line_nothing_is_issued_before_a_second_person_approved(
    company: Contractor, maker: User, second: User, change: GuaranteeChange
) -> None:
    make_line(company, maker, amount=BEFORE + MORE - 1, approved_by=second)
    assert credit_marks(change) == [Mark.CHECK]
    approve(change, maker)
    assert (change.over_line_yen, change.awaits_over_line) == (1, True)
    assert list_over_line_changes(db.session(), branch_id=change.branch_id) == [change]
    assert count_credit(db.session(), branch_id=get_branch("011").id) == 0
    with pytest.raises(ForbiddenMove, match="与信枠を超える"):
        issue(change, second)
    db.session.rollback()
    shown = change.version_id
    with pytest.raises(Denied):
        approve_change_over_line(db.session(), change, note="x", version_id=shown, actor=actor_of(maker))
    db.session.rollback()
    for _ in range(2):
        approve_change_over_line(
            db.session(), change, note="今月2件が竣工", version_id=shown, actor=actor_of(second)
        )
        db.session.commit()
    kept = db.session.scalars(
        select(ChangeDecision).where(ChangeDecision.kind == DecisionKind.OVER_LINE_APPROVED)
    ).all()
    assert [(one.reason, one.decided_by_id) for one in kept] == [("今月2件が竣工", second.id)]
    assert list_over_line_changes(db.session(), branch_id=None) == []
    issue(change, second)
    assert change.state is ChangeState.ISSUED


def test_a_line_of_zero_stops_an_increase(
    company: Contractor, maker: User, second: User, change: GuaranteeChange
) -> None:
    make_line(company, maker, amount=0, approved_by=second)
    assert credit_marks(change) == [Mark.BAD]
    with pytest.raises(RuleViolation, match="×"):
        approve(change, maker)


@pytest.mark.parametrize("line", [0, 1])
def test_a_change_that_adds_nothing_is_not_held_up(
    company: Contractor, maker: User, second: User, guarantee: Guarantee, line: int
) -> None:
    make_line(company, maker, amount=line, approved_by=second)
    writer = make_user(Role.CONTRACTOR_MEMBER, contractor=company)
    smaller = {"price": "45,000,000", f"paid-{guarantee.number}": "18,000,000"}
    change = make_change(guarantee, writer, **smaller)
    assert credit_marks(change) == []
    approve(change, maker)
    assert change.over_line_yen is None
    assert books(company) == (BEFORE, 0), "what a change takes away counts from the issue on"
    issue(change, second)
    assert books(company) == (18_000_000, 0)


def test_doing_the_review_again_takes_the_second_approval_back(
    company: Contractor, maker: User, second: User, change: GuaranteeChange
) -> None:
    make_line(company, maker, amount=1, approved_by=second)
    approve(change, maker)
    approve_change_over_line(
        db.session(), change, note="x", version_id=change.version_id, actor=actor_of(second)
    )
    reopen_change(db.session(), change, reason="y", version_id=change.version_id, actor=actor_of(maker))
    db.session.commit()
    assert (change.over_line_yen, change.over_approved_by_id) == (None, None)
    assert books(company) == (BEFORE, 0)


def test_a_second_approval_nobody_needs_is_refused(
    maker: User, second: User, change: GuaranteeChange
) -> None:
    approve(change, maker)
    with pytest.raises(ForbiddenMove):
        approve_change_over_line(
            db.session(), change, note="x", version_id=change.version_id, actor=actor_of(second)
        )


def test_the_room_of_a_change_is_free_when_its_guarantee_ends(
    company: Contractor, maker: User, guarantee: Guarantee, change: GuaranteeChange
) -> None:
    approve(change, maker)
    guarantee.state = GuaranteeState.TERMINATED
    db.session.commit()
    assert books(company) == (0, 0)
