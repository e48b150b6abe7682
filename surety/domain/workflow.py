"""The state machines of the trade: tables of (state, event) → move, and the one way to move."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from surety.domain.act_states import ActEvent, ActState
from surety.domain.change_states import ChangeEvent, ChangeState
from surety.domain.errors import ForbiddenMove
from surety.domain.states import (
    ApplicationEvent,
    ApplicationState,
    EventEnum,
    GuaranteeEvent,
    GuaranteeState,
    PremiumEvent,
    PremiumState,
    RegistrationEvent,
    RegistrationState,
    RequestEvent,
    RequestState,
    ToneEnum,
)


class Guard(StrEnum):
    """A question about other objects that must be answered yes before a move; the service asks it."""

    NO_GUARANTEE_ISSUED = "no_guarantee_issued"
    EVERY_REQUEST_ANSWERED = "every_request_answered"
    RESTORABLE = "restorable"
    NO_OTHER_CHANGE = "no_other_change"
    PREMIUM_SETTLED = "premium_settled"
    STILL_VALID = "still_valid"


__all__ = [
    "ACT",
    "APPLICATION",
    "CHANGE",
    "GUARANTEE",
    "PREMIUM",
    "REGISTRATION",
    "REQUEST",
    "ActEvent",
    "ActState",
    "ApplicationEvent",
    "ApplicationState",
    "ChangeEvent",
    "ChangeState",
    "GuaranteeEvent",
    "GuaranteeState",
    "Guard",
    "Machine",
    "PremiumEvent",
    "PremiumState",
    "RegistrationEvent",
    "RegistrationState",
    "RequestEvent",
    "RequestState",
    "advance",
    "allowed",
    "guard_of",
]

_REFUSALS = {
    Guard.NO_GUARANTEE_ISSUED: "すでに保証証書を発行した保証があるため、申込の取下げはできません。解約または取消をお申し込みください",
    Guard.EVERY_REQUEST_ANSWERED: "まだ審査中の保証があるため、審査を完了できません。すべての保証について承認またはお断りを決めてください",
    Guard.RESTORABLE: "破棄してから30日を過ぎたため、下書きを元に戻せません。お手数ですが、新しくお申し込みください",
    Guard.NO_OTHER_CHANGE: "この保証契約には、手続き中の変更の申込がほかにあります。その手続きが終わってから、お申し込みください",
    Guard.PREMIUM_SETTLED: "追加の保証料のお支払いがまだのため、変更の証書を発行できません。入金または一括納付への計上を確認してください",
    Guard.STILL_VALID: "予約の有効期限を過ぎたため、この予約からは申し込めません。契約保証は、新しくお申し込みください",
}


S = TypeVar("S", bound=ToneEnum)
E = TypeVar("E", bound=EventEnum)


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """Where an event leads and which guard it has to pass."""

    to: S
    guard: Guard | None = None


@dataclass(frozen=True, slots=True)
class Machine(Generic[S, E]):
    """A named table of moves; `noun` is the Japanese word for the thing that moves."""

    noun: str
    moves: Mapping[tuple[S, E], Move[S]]


def advance(machine: Machine[S, E], state: S, event: E, *, guards: Mapping[Guard, bool] | None = None) -> S:
    """The state after the event.

    Raises ForbiddenMove, with a Japanese sentence, when the table has no such move or the
    move's guard was answered no. Raises ValueError when the guard was not asked at all.
    """
    move = machine.moves.get((state, event))
    if move is None:
        raise ForbiddenMove(
            "forbidden_move",
            f"この{machine.noun}は「{state.label}」のため、{event.label}はできません。画面を開き直して、いまの状態をご確認ください",
            facts={"state": state.value, "event": event.value},
        )
    if move.guard is not None:
        if guards is None or move.guard not in guards:
            raise ValueError(f"{event.value} needs an answer to {move.guard.value}")
        if not guards[move.guard]:
            raise ForbiddenMove(
                move.guard.value, _REFUSALS[move.guard], facts={"state": state.value, "event": event.value}
            )
    return move.to


def allowed(machine: Machine[S, E], state: S) -> tuple[E, ...]:
    """The events the table draws from a state, in the table's order; guards are not asked."""
    return tuple(event for (origin, event) in machine.moves if origin is state)


def guard_of(machine: Machine[S, E], state: S, event: E) -> Guard | None:
    """The guard of a move; None when it has none or there is no such move."""
    move = machine.moves.get((state, event))
    return move.guard if move is not None else None


def _registration() -> Machine[RegistrationState, RegistrationEvent]:
    s, e = RegistrationState, RegistrationEvent
    return Machine(
        noun="利用申請",
        moves={
            (s.UPLOADED, e.CHECK): Move(s.CHECKED),
            (s.UPLOADED, e.REPLACE_FILE): Move(s.UPLOADED),
            (s.CHECKED, e.SUBMIT): Move(s.SUBMITTED),
            (s.CHECKED, e.REPLACE_FILE): Move(s.UPLOADED),
            (s.SUBMITTED, e.START_REVIEW): Move(s.UNDER_REVIEW),
            (s.UNDER_REVIEW, e.APPROVE): Move(s.APPROVED),
            (s.UNDER_REVIEW, e.RETURN_FOR_CORRECTION): Move(s.RETURNED),
            (s.UNDER_REVIEW, e.REFUSE): Move(s.REFUSED),
            (s.RETURNED, e.RESUBMIT): Move(s.SUBMITTED),
            (s.APPROVED, e.ISSUE_NOTICE): Move(s.NOTICE_ISSUED),
            (s.NOTICE_ISSUED, e.ISSUE_NOTICE): Move(s.NOTICE_ISSUED),  # the notice was lost or ran out
            (s.NOTICE_ISSUED, e.ACTIVATE): Move(s.ACTIVATED),
        },
    )


def _application() -> Machine[ApplicationState, ApplicationEvent]:
    s, e = ApplicationState, ApplicationEvent
    unissued = Guard.NO_GUARANTEE_ISSUED
    return Machine(
        noun="申込",
        moves={
            (s.DRAFT, e.SUBMIT): Move(s.SUBMITTED),
            (s.DRAFT, e.DISCARD): Move(s.DISCARDED),
            (s.DISCARDED, e.RESTORE): Move(s.DRAFT, Guard.RESTORABLE),
            (s.SUBMITTED, e.RECEIVE): Move(s.RECEIVED),
            (s.SUBMITTED, e.WITHDRAW): Move(s.WITHDRAWN, unissued),
            (s.RECEIVED, e.START_REVIEW): Move(s.UNDER_REVIEW),
            (s.RECEIVED, e.RETURN_FOR_CORRECTION): Move(s.RETURNED),
            (s.RECEIVED, e.WITHDRAW): Move(s.WITHDRAWN, unissued),
            (s.UNDER_REVIEW, e.DECIDE): Move(s.DECIDED, Guard.EVERY_REQUEST_ANSWERED),
            (s.UNDER_REVIEW, e.RETURN_FOR_CORRECTION): Move(s.RETURNED),
            (s.UNDER_REVIEW, e.WITHDRAW): Move(s.WITHDRAWN, unissued),
            (s.RETURNED, e.RESUBMIT): Move(s.SUBMITTED),
            (s.RETURNED, e.WITHDRAW): Move(s.WITHDRAWN, unissued),
            (s.DECIDED, e.REOPEN): Move(s.UNDER_REVIEW),
            (s.DECIDED, e.WITHDRAW): Move(s.WITHDRAWN, unissued),
        },
    )


def _request() -> Machine[RequestState, RequestEvent]:
    s, e = RequestState, RequestEvent
    return Machine(
        noun="保証",
        moves={
            (s.REQUESTED, e.APPROVE): Move(s.APPROVED),
            (s.REQUESTED, e.DECLINE): Move(s.DECLINED),
            (s.REQUESTED, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.APPROVED, e.RECORD_PAYMENT): Move(s.PAID),
            (s.APPROVED, e.PUT_ON_ACCOUNT): Move(s.ON_ACCOUNT),
            (s.APPROVED, e.REOPEN): Move(s.REQUESTED),
            (s.APPROVED, e.DECLINE): Move(s.DECLINED),
            (s.APPROVED, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.PAID, e.ISSUE): Move(s.ISSUED),
            (s.PAID, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.ON_ACCOUNT, e.ISSUE): Move(s.ISSUED),
            (s.ON_ACCOUNT, e.WITHDRAW): Move(s.WITHDRAWN),
        },
    )


def _guarantee() -> Machine[GuaranteeState, GuaranteeEvent]:
    s, e = GuaranteeState, GuaranteeEvent
    return Machine(
        noun="保証契約",
        moves={
            (s.IN_FORCE, e.EXPIRE): Move(s.EXPIRED),
            (s.IN_FORCE, e.TERMINATE): Move(s.TERMINATED),
            (s.IN_FORCE, e.CANCEL): Move(s.CANCELLED),
            (s.IN_FORCE, e.RELEASE): Move(s.RELEASED),
        },
    )


def _premium() -> Machine[PremiumState, PremiumEvent]:
    s, e = PremiumState, PremiumEvent
    return Machine(
        noun="計算書",
        moves={
            (s.UNPAID, e.RECORD_PAYMENT): Move(s.PAID),
            (s.UNPAID, e.PUT_ON_ACCOUNT): Move(s.ON_ACCOUNT),
            (s.UNPAID, e.VOID): Move(s.VOID),
            (s.ON_ACCOUNT, e.RECORD_PAYMENT): Move(s.PAID),  # the month's account was paid
            (s.ON_ACCOUNT, e.VOID): Move(s.VOID),
            (s.PAID, e.VOID): Move(s.OWED_BACK),  # paid, and withdrawn before the issue
            (s.OWED_BACK, e.GIVE_BACK): Move(s.VOID),
        },
    )


def _change() -> Machine[ChangeState, ChangeEvent]:
    s, e = ChangeState, ChangeEvent
    return Machine(
        noun="変更の申込",
        moves={
            (s.DRAFT, e.SUBMIT): Move(s.SUBMITTED, Guard.NO_OTHER_CHANGE),
            (s.DRAFT, e.DISCARD): Move(s.DISCARDED),
            (s.SUBMITTED, e.START_REVIEW): Move(s.UNDER_REVIEW),
            (s.SUBMITTED, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.UNDER_REVIEW, e.RETURN_FOR_CORRECTION): Move(s.RETURNED),
            (s.UNDER_REVIEW, e.APPROVE): Move(s.APPROVED),
            (s.UNDER_REVIEW, e.DECLINE): Move(s.DECLINED),
            (s.UNDER_REVIEW, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.RETURNED, e.RESUBMIT): Move(s.SUBMITTED),
            (s.RETURNED, e.DECLINE): Move(s.DECLINED),
            (s.RETURNED, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.APPROVED, e.REOPEN): Move(s.UNDER_REVIEW),
            (s.APPROVED, e.ISSUE): Move(s.ISSUED, Guard.PREMIUM_SETTLED),
            (s.APPROVED, e.WITHDRAW): Move(s.WITHDRAWN),
        },
    )


def _act() -> Machine[ActState, ActEvent]:
    s, e = ActState, ActEvent
    return Machine(
        noun="手続き",
        moves={
            (s.REQUESTED, e.TAKE_UP): Move(s.PROPOSED),
            (s.REQUESTED, e.REJECT): Move(s.REJECTED),
            (s.REQUESTED, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.REQUESTED, e.LAPSE): Move(s.LAPSED),
            (s.PROPOSED, e.CARRY_OUT): Move(s.CARRIED_OUT),
            (s.PROPOSED, e.REJECT): Move(s.REJECTED),
            (s.PROPOSED, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.PROPOSED, e.LAPSE): Move(s.LAPSED),
        },
    )


ACT = _act()
REGISTRATION = _registration()
APPLICATION = _application()
REQUEST = _request()
GUARANTEE = _guarantee()
PREMIUM = _premium()
CHANGE = _change()
