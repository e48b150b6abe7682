"""Many lives of guarantees, acted by many people in any order: what has to be true after every single act.

Hypothesis chooses the acts. `make long-run` lets it act longer (SURETY_LIVES, SURETY_ACTS).
"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask, current_app
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from surety import clock
from surety.domain.act_states import ActKind
from surety.domain.dates import format_wareki
from surety.domain.errors import Denied, RuleViolation
from surety.domain.products import PaymentMethod
from surety.domain.underwriting_checks import Mark
from surety.domain.workflow import ApplicationState, GuaranteeState, PremiumState, RequestState
from surety.extensions import db
from surety.models import Application, Guarantee, GuaranteeRequest, PremiumStatement
from surety.queries.charges import list_live_statements
from surety.security.permissions import Role
from surety.services.application_sending import NotReady
from surety.services.charges import Receipt
from surety.services.examinations import examine
from surety.services.issuing import issue_guarantee
from surety.services.premiums import put_on_account, record_payment
from surety.services.reviews import start_review
from surety.services.statement_payments import pay_statement
from surety.services.underwriting import approve_requests
from tests.change_money_cases import receipt_of
from tests.cleaning import clean_database
from tests.draft_cases import make_draft, send
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import actor_of, make_issuer
from tests.life_acts import (
    WORK_NAMES,
    ActsOfTwo,
    all_guarantees,
    all_of,
    attempt,
    pick,
    running,
    someone,
    which,
)
from tests.life_changes import ChangesOfTwo
from tests.life_invariants import END_OF, check_everything

LIVES = int(os.environ.get("SURETY_LIVES", "8"))
ACTS = int(os.environ.get("SURETY_ACTS", "25"))
BEGIN = datetime(2026, 12, 7, 10, 0, tzinfo=clock.JST)
# Its rule is known and certain: 40 %, no cap, electronic since 2025-04-01.
AGENCY, MOST_PERCENT = "安城市", 40
whose = st.integers(0, 1)
DAYS = st.integers(20, 300)


class Lives(ActsOfTwo, ChangesOfTwo, RuleBasedStateMachine):
    """Two companies, three people of the branch, and a clock that only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(BEGIN, tick=False)
        self.time = self.clock.start()
        self.dead_keys: dict[str, list[str]] = {}

    def teardown(self) -> None:
        db.session.remove()
        clean_database(db.engine)
        self.clock.stop()

    @initialize(price=st.integers(5, 900), percent=st.integers(1, MOST_PERCENT), days=DAYS)
    def people_come(self, **wanted: int) -> None:
        self.companies = [
            make_contractor("〇〇建設株式会社", monthly_account=True),
            make_contractor("△△建設株式会社"),
        ]
        self.writers = [make_user(Role.CONTRACTOR_MEMBER, contractor=company) for company in self.companies]
        self.staff = [make_user(Role.STAFF_ISSUER) for _ in range(3)]
        # The way to a guarantee is long; so that ends are reached as well, each company has its first one.
        for company in range(2):
            self.one_more_guarantee(company, **wanted)

    # ---- what people do

    @precondition(lambda _life: len(running()) < 2)
    @rule(company=whose, price=st.integers(5, 900), percent=st.integers(1, MOST_PERCENT), days=DAYS)
    def one_more_guarantee(self, company: int, **wanted: int) -> None:
        """All its steps in a row, the newest case at each: there is always something to act on."""
        self.apply(company, **wanted)
        self.take_in_hand(-1, 0)
        self.approve(-1, 0)
        self.pay(-1, 0, 0)
        self.issue(-1, 1)

    @rule(company=whose, price=st.integers(5, 900), percent=st.integers(1, 45), days=DAYS)
    def apply(self, company: int, price: int, percent: int, days: int) -> None:
        yen, signed = price * 100_000, clock.today() - timedelta(days=1)
        draft = make_draft(
            self.writers[company],
            agency=AGENCY,
            price=f"{yen:,}",
            contracted_on=format_wareki(signed),
            period_from=format_wareki(signed + timedelta(days=1)),
            period_to=format_wareki(signed + timedelta(days=days)),
            advance_amount=f"{yen * percent // 100:,}",
            performance_applies="",
            performance_form="",
            performance_amount="",
        )
        problems = attempt(lambda: send(draft, self.writers[company]), NotReady)
        assert (problems is not None) is (percent > MOST_PERCENT)

    @precondition(lambda self: self._cases(ApplicationState.SUBMITTED))
    @rule(case=which, who=someone)
    def take_in_hand(self, case: int, who: int) -> None:
        application = pick(self._cases(ApplicationState.SUBMITTED), case)
        start_review(
            db.session(), application, version_id=application.version_id, actor=actor_of(self.staff[who])
        )
        db.session.commit()

    @precondition(lambda self: self._cases(ApplicationState.UNDER_REVIEW))
    @rule(case=which, who=someone)
    def approve(self, case: int, who: int) -> None:
        application = pick(self._cases(ApplicationState.UNDER_REVIEW), case)
        deployment = current_app.config["SETTINGS"]
        checks = examine(db.session(), application, guarantor=deployment.guarantor).checks
        words = {check.key: "契約書の写しで確認" for check in checks if check.mark is Mark.CHECK}
        refused = attempt(
            lambda: approve_requests(
                db.session(),
                application,
                request_ids=[request.id for request in application.requests],
                accepted=words,
                version_id=application.version_id,
                actor=actor_of(self.staff[who]),
                settings=deployment,
            ),
            RuleViolation,
        )
        assert (refused is not None) is any(check.mark is Mark.BAD for check in checks)

    @precondition(lambda self: self._requests(RequestState.APPROVED))
    @rule(case=which, who=someone, short_of=st.integers(0, 1))
    def pay(self, case: int, who: int, short_of: int) -> None:
        request = pick(self._requests(RequestState.APPROVED), case)
        (statement,) = list_live_statements(db.session(), request)
        receipt = Receipt(
            amount=statement.amount - short_of, paid_on=clock.today(), method=PaymentMethod.BANK_TRANSFER
        )
        version = request.application.version_id
        refused = attempt(
            lambda: record_payment(
                db.session(), request, receipt=receipt, version_id=version, actor=actor_of(self.staff[who])
            ),
            RuleViolation,
        )
        assert (refused is not None) is bool(short_of)

    @precondition(lambda self: self._requests(RequestState.APPROVED))
    @rule(case=which, who=someone)
    def put_on_the_months_account(self, case: int, who: int) -> None:
        request = pick(self._requests(RequestState.APPROVED), case)
        has_account = request.application.contractor.monthly_account
        version = request.application.version_id
        refused = attempt(
            lambda: put_on_account(
                db.session(), request, version_id=version, actor=actor_of(self.staff[who])
            ),
            RuleViolation,
        )
        wanted = request.payment_method is PaymentMethod.MONTHLY_ACCOUNT
        assert (refused is None) is (has_account and wanted)

    @precondition(lambda self: self._requests(RequestState.PAID, RequestState.ON_ACCOUNT))
    @rule(case=which, who=someone)
    def issue(self, case: int, who: int) -> None:
        request = pick(self._requests(RequestState.PAID, RequestState.ON_ACCOUNT), case)
        approver = request.approved_by_id
        refused = attempt(
            lambda: issue_guarantee(
                db.session(), request, actor=actor_of(self.staff[who]), issuer=make_issuer()
            ),
            Denied,
        )
        assert (refused is not None) is (approver == self.staff[who].id)

    @precondition(lambda self: self._unpaid())
    @rule(case=which, who=someone)
    def pay_the_additional_premium(self, case: int, who: int) -> None:
        """What a 変更取消 asks for, beside the steps of a change."""
        statement = pick(self._unpaid(), case)
        pay_statement(db.session(), statement, receipt=receipt_of(statement), actor=actor_of(self.staff[who]))
        db.session.commit()

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        self.time.shift(timedelta(days=days))

    # ---- what is true after every act

    @invariant()
    def everything_holds(self) -> None:
        check_everything(all_guarantees(), self.companies, most_percent=MOST_PERCENT)

    # ---- how

    def _unpaid(self, guarantee: Guarantee | None = None) -> list[PremiumStatement]:
        """What is charged about issued guarantees, or this one, and not settled."""
        owed = [each for each in all_of(PremiumStatement) if each.state is PremiumState.UNPAID]
        return [each for each in owed if each.guarantee and guarantee in (None, each.guarantee)]

    def _cases(self, state: ApplicationState) -> list[Application]:
        return [application for application in all_of(Application) if application.state is state]

    def _requests(self, *states: RequestState) -> list[GuaranteeRequest]:
        return [request for request in all_of(GuaranteeRequest) if request.state in states]


def test_whatever_people_do_in_whatever_order(app: Flask) -> None:
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=ACTS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=LIVES < 100,
            print_blob=True,
        ),
    )


@pytest.fixture
def life(app: Flask) -> Iterator[Lives]:
    lived = Lives()
    yield lived
    lived.teardown()


@pytest.mark.parametrize("end", [*END_OF, None])
def test_every_act_once_by_the_same_rules(life: Lives, end: ActKind | None) -> None:
    """What few short lives may pass by: each act is proposed by one, refused to them, and carried out by another."""
    life.people_come(price=100, percent=40, days=60)
    for kind in [ActKind.CHANGE_CANCEL, ActKind.CORRECTION, ActKind.KEY_REISSUE, *([end] if end else [])]:
        life.change(0, 0, percent=50, later=0)
        life.propose(0, 0, kind, 0, WORK_NAMES[1], 100, then=0)
        life.carry_out(0, 1)
        life.everything_holds()
    life.propose(1, 0, ActKind.CORRECTION, 0, WORK_NAMES[1], 100, then=None)
    life.change(1, 0, percent=50, later=0)
    life.carry_out(0, 1)
    life.propose(1, 0, ActKind.RELEASE, 0, WORK_NAMES[0], 100, then=None)
    for late in (1, 30, 31):
        life.the_term_ends(1, late, is_awake=True)
    life.propose(0, 0, ActKind.CORRECTION, 0, WORK_NAMES[0], 100, then=1)
    life.open_with_every_key(0)
    life.everything_holds()
    assert all_guarantees()[0].state is END_OF.get(end, GuaranteeState.EXPIRED)
