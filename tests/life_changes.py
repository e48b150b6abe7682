"""変更の申込 as rules of the many lives: written by the company, decided and issued by two people of the branch."""

from datetime import timedelta

from flask import current_app
from hypothesis import strategies as st
from hypothesis.stateful import rule

from surety import clock
from surety.domain.change_states import OPEN_CHANGES, ChangeState
from surety.domain.errors import Denied, ForbiddenMove, Stale
from surety.domain.underwriting_checks import Mark
from surety.domain.workflow import GuaranteeState, PremiumState
from surety.extensions import db
from surety.models import GuaranteeChange, User
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.changes import has_unpaid
from surety.queries.charges import list_change_statements, list_unpaid_of
from surety.security.identity import Actor
from surety.services.change_decisions import (
    approve_change,
    record_change_payment,
    reopen_change,
    withdraw_change,
)
from surety.services.change_examinations import examine_change
from surety.services.change_issuing import issue_change
from surety.services.change_reviews import decline_change, start_change_review
from surety.services.change_sending import ChangeNotReady
from tests.act_cases import letterhead
from tests.change_cases import make_change
from tests.change_money_cases import receipt_of
from tests.guarantee_factories import actor_of, make_issuer
from tests.life_acts import all_of, attempt, pick, running, someone, when, which
from tests.life_rules import Refusal

WHY = "設計変更のため"


def changes(*states: ChangeState) -> list[GuaranteeChange]:
    return [change for change in all_of(GuaranteeChange) if change.state in states]


def sent() -> list[GuaranteeChange]:
    return changes(ChangeState.SUBMITTED)


def in_review() -> list[GuaranteeChange]:
    return changes(ChangeState.UNDER_REVIEW)


def approved() -> list[GuaranteeChange]:
    return changes(ChangeState.APPROVED)


def under_way() -> list[GuaranteeChange]:
    return changes(*OPEN_CHANGES)


def owing() -> list[GuaranteeChange]:
    return [change for change in approved() if has_unpaid(change)]


class ChangesOfTwo:
    """The rules about changes; the lives they belong to bring the people and the clock."""

    staff: list[User]
    writers: list[User]

    # ---- what people do

    @when(running)
    @rule(case=which, percent=st.integers(50, 130), later=st.integers(0, 60))
    def ask_for_a_change(self, case: int, percent: int, later: int) -> None:
        self._ask(case, percent, later)

    @when(in_review)
    @rule(case=which, who=someone)
    def approve_the_change(self, case: int, who: int) -> None:
        self._approve(case, who)

    @when(approved)
    @rule(case=which, who=someone)
    def issue_the_change(self, case: int, who: int) -> None:
        self._issue(case, who)

    @when(sent)
    @rule(case=which, who=someone)
    def take_the_change_in_hand(self, case: int, who: int) -> None:
        change = pick(sent(), case)
        start_change_review(db.session(), change, version_id=change.version_id, actor=self._person(who))
        db.session.commit()

    @when(owing)
    @rule(case=which, who=someone)
    def pay_for_the_change(self, case: int, who: int) -> None:
        change = pick(owing(), case)
        for item in change.items:
            if item.statement is not None and item.statement.state is PremiumState.UNPAID:
                receipt = receipt_of(item.statement)
                version, by = change.version_id, self._person(who)
                record_change_payment(db.session(), item, receipt=receipt, version_id=version, actor=by)
        db.session.commit()

    @when(approved)
    @rule(case=which, who=someone)
    def review_the_change_again(self, case: int, who: int) -> None:
        change = pick(approved(), case)
        paid = [
            each for each in list_change_statements(db.session(), change) if each.state is PremiumState.PAID
        ]
        reopen_change(db.session(), change, reason=WHY, version_id=change.version_id, actor=self._person(who))
        db.session.commit()
        assert list_change_statements(db.session(), change) == paid

    @when(in_review)
    @rule(case=which, who=someone)
    def decline_the_change(self, case: int, who: int) -> None:
        change = pick(in_review(), case)
        step = {"reason": WHY, "version_id": change.version_id, "actor": self._person(who)}
        decline_change(db.session(), change, **step, letterhead=letterhead())
        db.session.commit()
        assert list_change_statements(db.session(), change) == []

    @when(under_way)
    @rule(case=which)
    def withdraw_the_change(self, case: int) -> None:
        change = pick(under_way(), case)
        writer = actor_of(change.entered_by)
        withdraw_change(db.session(), change, reason=WHY, version_id=change.version_id, actor=writer)
        db.session.commit()
        assert list_change_statements(db.session(), change) == []

    @when(running)
    @rule(
        case=which,
        who=someone,
        percent=st.integers(50, 130),
        later=st.integers(0, 60),
        steps=st.integers(2, 4),
    )
    def change(self, case: int, who: int, percent: int, later: int, steps: int = 4) -> None:
        """So many steps in a row, as far as it goes: what few short lives would not come to one by one."""
        asked = self._ask(case, percent, later)
        if asked is None:
            return
        self.take_the_change_in_hand(sent().index(asked), who)
        if self._approve(in_review().index(asked), who) is not None:
            return
        if steps > 2 and has_unpaid(asked):
            self.pay_for_the_change(owing().index(asked), who)
        if steps > 3:
            self._issue(approved().index(asked), who + 1)

    # ---- how

    def _ask(self, case: int, percent: int, later: int) -> GuaranteeChange | None:
        """The payment becomes that part of what it was, and the works last that much longer."""
        guarantee = pick(running(), case)
        content = read_certificate(version_in_force(guarantee))
        until = (content.works_until + timedelta(days=later)).isoformat()
        amount = f"{guarantee.amount * percent // 100:,}"
        wanted = {
            "price": f"{content.contract_amount:,}",
            "period_to": until,
            f"paid-{guarantee.number}": amount,
            f"until-{guarantee.number}": until,
            "changed_on": clock.today().isoformat(),
        }
        is_busy = any(item.guarantee_id == guarantee.id for change in under_way() for item in change.items)
        writer = next(each for each in self.writers if each.contractor_id == guarantee.contractor_id)
        made: list[GuaranteeChange] = []
        refused = attempt(
            lambda: made.append(make_change(guarantee, writer, **wanted)), (ChangeNotReady, ForbiddenMove)
        )
        assert (refused is ForbiddenMove) is is_busy
        return made[0] if made else None

    def _approve(self, case: int, who: int) -> Refusal:
        change = pick(in_review(), case)
        settings = current_app.config["SETTINGS"]
        checks = examine_change(db.session(), change, guarantor=settings.guarantor).checks
        owes = any(list_unpaid_of(db.session(), item.guarantee) for item in change.items)
        paid_before = sum(each.amount for each in list_change_statements(db.session(), change))
        refused = attempt(
            lambda: approve_change(
                db.session(),
                change,
                accepted={check.key: "変更契約書の写しで確認" for check in checks},
                version_id=change.version_id,
                actor=self._person(who),
                settings=settings,
            )
        )
        assert (refused is not None) is (owes or any(check.mark is Mark.BAD for check in checks))
        if refused is None:
            asked = sum(item.statement.amount for item in change.items if item.statement)
            assert (
                sum(each.amount for each in list_change_statements(db.session(), change))
                == paid_before + asked
            )
        return refused

    def _issue(self, case: int, who: int) -> Refusal:
        change, by = pick(approved(), case), self._person(who)
        expected = self._refusal_of_issue(change, by)
        version = change.version_id
        refused = attempt(
            lambda: issue_change(db.session(), change, version_id=version, actor=by, issuer=make_issuer()),
            (Denied, ForbiddenMove, Stale),
        )
        assert refused is expected
        return refused

    def _person(self, who: int) -> Actor:
        return actor_of(self.staff[who % len(self.staff)])

    def _refusal_of_issue(self, change: GuaranteeChange, person: Actor) -> Refusal:
        if change.approved_by_id == person.user_id:
            return Denied
        if has_unpaid(change):
            return ForbiddenMove
        (item,) = change.items
        if item.guarantee.state is not GuaranteeState.IN_FORCE:
            return ForbiddenMove
        is_newer = version_in_force(item.guarantee).id != item.base_certificate_id
        return Stale if is_newer else None
