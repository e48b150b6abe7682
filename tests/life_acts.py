"""手続き on issued guarantees as rules of the many lives: what one person proposes, another carries out, and 満了 (docs/rules/endings.md)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from surety import clock
from surety.domain.act_states import ActKind
from surety.domain.errors import Denied, RuleViolation
from surety.domain.expiry import WAITS_FOR_OPEN
from surety.domain.guarantee_acts import ASKED_BY_CONTRACTOR, VERSIONED
from surety.domain.workflow import ActState, GuaranteeState
from surety.extensions import db
from surety.models import Guarantee, GuaranteeAct, User
from surety.queries.certificates import read_certificate
from surety.queries.charges import list_unpaid_of
from surety.queries.guarantee_acts import find_open_act
from surety.security.identity import Actor
from surety.services.act_contents import planned_content
from surety.services.act_execution import carry_out_act
from surety.services.act_money import ActMoney, look_at_money
from surety.services.expiry import expire_due
from surety.services.guarantee_acts import (
    ask_for_act,
    propose_act,
    reject_act,
    take_up_act,
    withdraw_act,
    withdraw_request,
)
from surety.services.issuing import open_key
from surety.services.openings import KEY_HOLDER, Caller, open_guarantee
from tests.act_cases import letterhead
from tests.guarantee_factories import actor_of, make_issuer
from tests.life_invariants import END_OF, Standing
from tests.life_rules import (
    Refusal,
    is_possible,
    open_changes_of,
    refusal_of_execution,
    refusal_of_wish,
    wish_of,
)

WORK_NAMES = ("市道〇〇線道路改良工事", "市道〇〇線道路改良工事（その2）")
which = st.integers(0, 99)
someone = st.integers(0, 2)
perhaps = st.none() | someone


def all_of(kind: type) -> list:
    return list(db.session.scalars(select(kind).order_by(kind.id)))


def all_guarantees() -> list[Guarantee]:
    wanted = select(Guarantee).options(selectinload(Guarantee.certificates))
    return list(db.session.scalars(wanted.order_by(Guarantee.id)))


def running() -> list[Guarantee]:
    return [each for each in all_guarantees() if each.state is GuaranteeState.IN_FORCE]


def open_acts() -> list[GuaranteeAct]:
    return [act for act in all_of(GuaranteeAct) if act.is_open]


def requests() -> list[GuaranteeAct]:
    return [act for act in open_acts() if act.state is ActState.REQUESTED]


def when(find: Callable[[], list]) -> Callable:
    """A rule that is for something: there has to be one."""
    return precondition(lambda _life: bool(find()))


def pick(things: list, place: int) -> Any:
    return things[place % len(things)]


def attempt(act: Callable[[], object], expected: type[Exception] = RuleViolation) -> Refusal:
    """Do it and commit, or take back everything and give the kind of refusal."""
    try:
        act()
        db.session.commit()
    except expected as refusal:
        db.session.rollback()
        return type(refusal)
    return None


def twice(press: Callable[[], GuaranteeAct]) -> None:
    """Pressed twice it is done once."""
    first = press()
    assert press().id == first.id


class ActsOfTwo:
    """The rules about acts; the lives they belong to bring the people and the clock."""

    staff: list[User]
    writers: list[User]
    dead_keys: dict[str, list[str]]
    time: Any

    # ---- what people do

    @when(all_guarantees)
    @rule(
        case=which,
        who=someone,
        kind=st.sampled_from(ActKind),
        days=st.integers(-3, 4),
        name=st.sampled_from(WORK_NAMES),
        percent=st.integers(10, 110),
        then=perhaps,
    )
    def propose(
        self, case: int, who: int, kind: ActKind, days: int, name: str, percent: int, then: int | None
    ) -> None:
        guarantee, person = pick(all_guarantees(), case), self.staff[who]
        waiting = find_open_act(db.session(), guarantee, kind)
        is_own = waiting is not None and waiting.proposed_by_id == person.id
        right = {"works_name": name, "contract_amount": guarantee.price * percent // 100}
        wanted = wish_of(kind, days, corrected=right)
        expected = refusal_of_wish(guarantee, wanted, is_waiting=waiting is not None)
        refused = attempt(
            lambda: twice(lambda: propose_act(db.session(), guarantee, wanted, actor=actor_of(person)))
        )
        # The very same proposal once more gives the first.
        assert refused is expected or (is_own and refused is None)
        self._go_on(guarantee, kind, then if refused is None else None)

    @when(all_guarantees)
    @rule(case=which, kind=st.sampled_from(ASKED_BY_CONTRACTOR))
    def ask(self, case: int, kind: ActKind) -> None:
        guarantee = pick(all_guarantees(), case)
        wanted, writer = wish_of(kind, 0), self._writer_of(guarantee)
        # Whatever waits already, of whomever, is given to whoever asks for the same.
        waits = is_possible(kind, guarantee) and find_open_act(db.session(), guarantee, kind) is not None
        expected = None if waits else refusal_of_wish(guarantee, wanted)
        refused = attempt(lambda: twice(lambda: ask_for_act(db.session(), guarantee, wanted, actor=writer)))
        assert refused is expected

    @when(requests)
    @rule(place=which, who=someone, days=st.integers(-3, 4), then=perhaps)
    def take_up(self, place: int, who: int, days: int, then: int | None) -> None:
        act = pick(requests(), place)
        wanted, person = wish_of(act.kind, days), actor_of(self.staff[who])
        expected = refusal_of_wish(act.guarantee, wanted)
        refused = attempt(lambda: twice(lambda: take_up_act(db.session(), act, wanted, actor=person)))
        assert refused is expected
        self._go_on(act.guarantee, act.kind, then if refused is None else None)

    @when(requests)
    @rule(place=which)
    def take_the_request_back(self, place: int) -> None:
        act = pick(requests(), place)
        writer = self._writer_of(act.guarantee)
        assert attempt(lambda: twice(lambda: withdraw_request(db.session(), act, actor=writer))) is None

    @when(open_acts)
    @rule(place=which, who=someone)
    def carry_out(self, place: int, who: int) -> None:
        self._carry_out(pick(open_acts(), place), self.staff[who])

    @when(open_acts)
    @rule(place=which, who=someone)
    def turn_down(self, place: int, who: int) -> None:
        """見送り by anybody but the proposer, 取下げ by nobody else."""
        act, person = pick(open_acts(), place), actor_of(self.staff[who])
        is_own = act.proposed_by_id == person.user_id
        tell = {"note": "書類が足りないため", "letterhead": letterhead()}

        def withdraw() -> GuaranteeAct:
            return withdraw_act(db.session(), act, actor=person)

        def reject() -> GuaranteeAct:
            return reject_act(db.session(), act, actor=person, **tell)

        may, may_not = (withdraw, reject) if is_own else (reject, withdraw)
        assert attempt(may_not) is Denied
        assert attempt(lambda: twice(may)) is None

    @when(all_guarantees)
    @rule(case=which)
    def open_with_every_key(self, case: int) -> None:
        """The key in use opens whatever became of the guarantee, none before it does."""
        guarantee = pick(all_guarantees(), case)
        number, key = guarantee.number, open_key(guarantee, vault=make_issuer().vault)
        assert attempt(lambda: open_with(number, key)) is None
        for dead in self.dead_keys.get(number, []):
            assert attempt(lambda dead=dead: open_with(number, dead)) is RuleViolation

    @when(running)
    @rule(case=which, late=st.sampled_from((0, 1, 30, 31)), is_awake=st.booleans())
    def the_term_ends(self, case: int, late: int, is_awake: bool) -> None:
        """The clock goes to the last day of a guarantee, or so many days later; the worker may come by then."""
        day = pick(running(), case).expires_on + timedelta(days=late)
        self.time.shift(max(day - clock.today(), timedelta()))
        if is_awake:
            self._expire(clock.today())

    # ---- how

    def _expire(self, today: date) -> None:
        due = [each for each in running() if last_day_of(each) < today]
        waiting = [act for act in open_acts() if act.guarantee in due and act.kind is not ActKind.CORRECTION]
        assert expire_due(db.session(), today=today) == len(due)
        db.session.commit()
        assert {each.state for each in due} <= {GuaranteeState.EXPIRED}
        assert {act.state for act in waiting} <= {ActState.LAPSED}

    def _writer_of(self, guarantee: Guarantee) -> Actor:
        return actor_of(next(each for each in self.writers if each.contractor_id == guarantee.contractor_id))

    def _go_on(self, guarantee: Guarantee, kind: ActKind, then: int | None) -> None:
        """Where somebody does, the proposal is carried out at once; the others wait for what comes between."""
        act = find_open_act(db.session(), guarantee, kind)
        if act is not None and then is not None:
            self._carry_out(act, self.staff[then])

    def _carry_out(self, act: GuaranteeAct, person: User) -> None:
        guarantee, expected = act.guarantee, refusal_of_execution(act, person)
        before = Standing.of(guarantee)
        shown = look_at_money(db.session(), act)
        planned = planned_content(act) if act.kind in VERSIONED and expected is None else None
        more = {"actor": actor_of(person), "issuer": make_issuer()}
        refused = attempt(lambda: twice(lambda: carry_out_act(db.session(), act, **more)))
        assert refused is expected
        if refused is not None:
            assert Standing.of(guarantee) == before
            return
        assert (read_certificate(act.certificate) if act.certificate else None) == planned
        self._follow(act, before, shown)

    def _follow(self, act: GuaranteeAct, before: Standing, money: ActMoney) -> None:
        """Only what the act is about has moved, and what was shown beforehand goes back or is charged."""
        back, more = money.refund, money.more
        after = Standing.of(act.guarantee)
        assert after.state is END_OF.get(act.kind, before.state)
        assert after.versions == before.versions + (act.kind in VERSIONED)
        assert (after.key != before.key) is (act.kind is ActKind.KEY_REISSUE)
        assert after.refunded == before.refunded + (back.refund.total if back else 0)
        assert after.charged == before.charged + (more.additional.total if more else 0)
        if act.kind is ActKind.CANCELLATION:
            assert list_unpaid_of(db.session(), act.guarantee) == []
        if after.key != before.key:
            self.dead_keys.setdefault(act.guarantee.number, []).append(before.key)


def open_with(number: str, key: str) -> None:
    caller = Caller(Actor(user_id=None, label=KEY_HOLDER))
    vault = make_issuer().vault
    open_guarantee(db.session(), number=number, key=key, caller=caller, vault=vault, letterhead=letterhead())


def last_day_of(guarantee: Guarantee) -> date:
    """保証期限, and 30 days more where somebody still has to decide something that 満了 would forbid."""
    waits = any(
        act.guarantee_id == guarantee.id and act.kind is not ActKind.CORRECTION for act in open_acts()
    )
    waits = waits or bool(open_changes_of(guarantee))
    return guarantee.expires_on + (WAITS_FOR_OPEN if waits else timedelta())
