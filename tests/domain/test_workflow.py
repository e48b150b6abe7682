from itertools import product

import pytest

from surety.domain.bid_bond_states import BidBondEvent, BidBondState
from surety.domain.bid_bond_workflow import BID_BOND
from surety.domain.errors import ForbiddenMove
from surety.domain.procedure_status import (
    HandOverStage,
    ProcedureStatus,
    application_status,
    change_status,
    guarantee_status,
)
from surety.domain.states import EventEnum, ToneEnum
from surety.domain.workflow import (
    ACT,
    APPLICATION,
    CHANGE,
    GUARANTEE,
    REGISTRATION,
    REQUEST,
    ActEvent,
    ActState,
    ApplicationEvent,
    ApplicationState,
    ChangeEvent,
    ChangeState,
    GuaranteeEvent,
    GuaranteeState,
    Guard,
    Machine,
    RegistrationEvent,
    RegistrationState,
    RequestEvent,
    RequestState,
    advance,
    allowed,
    guard_of,
)
from tests.worked_tables import pairs, worked_tables

*MOVES, APPLICATION_WORDS, GUARANTEE_WORDS = worked_tables("states.md")
MACHINES: list[tuple[Machine, type[ToneEnum], type[EventEnum], list[dict[str, str]]]] = [
    (REGISTRATION, RegistrationState, RegistrationEvent, MOVES[0]),
    (APPLICATION, ApplicationState, ApplicationEvent, MOVES[1]),
    (REQUEST, RequestState, RequestEvent, MOVES[2]),
    (GUARANTEE, GuaranteeState, GuaranteeEvent, MOVES[3]),
    (CHANGE, ChangeState, ChangeEvent, MOVES[4]),
    (BID_BOND, BidBondState, BidBondEvent, MOVES[5]),
    (ACT, ActState, ActEvent, MOVES[6]),
]
EVERY_PAIR = [
    (
        machine,
        state,
        event,
        {(row["from"], row["event"]): row for row in table}.get((state.value, event.value)),
    )
    for machine, states, events, table in MACHINES
    for state, event in product(states, events)
]
ALL_YES = dict.fromkeys(Guard, True)


@pytest.mark.parametrize("machine, state, event, row", EVERY_PAIR)
def test_every_pair_of_state_and_event_moves_as_on_the_page_or_is_refused(machine, state, event, row) -> None:
    if row is None:
        with pytest.raises(ForbiddenMove) as refused:
            advance(machine, state, event, guards=ALL_YES)
        assert state.label in refused.value.message
        assert event.label in refused.value.message
        assert event not in allowed(machine, state)
    else:
        assert advance(machine, state, event, guards=ALL_YES).value == row["to"]
        assert (guard_of(machine, state, event) or "") == row["guard"]
        assert event in allowed(machine, state)


@pytest.mark.parametrize(
    "machine, state, event, row", [pair for pair in EVERY_PAIR if pair[3] and pair[3]["guard"]]
)
def test_a_guard_answered_no_refuses_and_one_not_asked_is_an_error(machine, state, event, row) -> None:
    with pytest.raises(ForbiddenMove) as refused:
        advance(machine, state, event, guards={Guard(row["guard"]): False})
    assert refused.value.code == row["guard"]
    with pytest.raises(ValueError, match="needs an answer"):
        advance(machine, state, event)


def test_a_certificate_is_issued_only_after_payment_or_on_account() -> None:
    origins = {state for (state, event) in REQUEST.moves if event is RequestEvent.ISSUE}
    assert origins == {RequestState.PAID, RequestState.ON_ACCOUNT}
    reserved = {state for (state, event) in BID_BOND.moves if event is BidBondEvent.ISSUE}
    assert reserved == {BidBondState.PAID, BidBondState.ON_ACCOUNT}


@pytest.mark.parametrize(
    "machine, final",
    [
        (REGISTRATION, {"refused", "activated"}),
        (APPLICATION, {"withdrawn"}),
        (REQUEST, {"issued", "declined", "withdrawn"}),
        (GUARANTEE, {"expired", "terminated", "cancelled", "released"}),
        (CHANGE, {"issued", "declined", "withdrawn", "discarded"}),
        (BID_BOND, {"expired", "declined", "withdrawn"}),
        (ACT, {"carried_out", "rejected", "withdrawn", "lapsed"}),
    ],
)
def test_what_is_over_never_moves_again(machine: Machine, final: set[str]) -> None:
    states = {state for state, _ in machine.moves} | {move.to for move in machine.moves.values()}
    assert {state.value for state in states if not allowed(machine, state)} == final


def test_the_word_for_an_approved_change_says_whose_turn_it_is() -> None:
    assert change_status(ChangeState.APPROVED, is_due=True) is ProcedureStatus.PAYMENT_DUE
    assert change_status(ChangeState.APPROVED, is_due=False) is ProcedureStatus.ISSUING
    for state in set(ChangeState) - {ChangeState.APPROVED}:
        assert change_status(state, is_due=False).label == state.label


@pytest.mark.parametrize(
    "states", [states for _, states, _, _ in MACHINES] + [ProcedureStatus, HandOverStage]
)
def test_every_state_has_a_word_of_its_own_and_a_tone_of_the_page(states: type[ToneEnum]) -> None:
    assert {state.tone for state in states} <= {"gray", "wait", "warn", "ok", "err"}
    assert len({state.label for state in states}) == len(states)


@pytest.mark.parametrize("application, requests, hand_over, word", pairs(APPLICATION_WORDS))
def test_the_word_for_an_application_is_that_of_the_page(application, requests, hand_over, word) -> None:
    status = application_status(
        ApplicationState(application),
        requests=[RequestState(state) for state in requests.split(", ")],
        hand_over=HandOverStage(hand_over),
    )
    assert status.label == word


@pytest.mark.parametrize("guarantee, hand_over, changing, near, word", pairs(GUARANTEE_WORDS))
def test_the_word_for_a_guarantee_is_that_of_the_page(guarantee, hand_over, changing, near, word) -> None:
    status = guarantee_status(
        GuaranteeState(guarantee),
        hand_over=HandOverStage(hand_over),
        changing=changing == "yes",
        near_expiry=near == "yes",
    )
    assert status.label == word


def test_every_combination_of_states_has_a_word() -> None:
    for application, first, second, stage in product(
        ApplicationState, RequestState, RequestState, HandOverStage
    ):
        assert application_status(application, requests=[first, second], hand_over=stage) in ProcedureStatus
