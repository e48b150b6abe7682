"""満了: when the term of a guarantee is over, and how long it waits for what was begun before (docs/rules/endings.md)."""

from datetime import date, timedelta

from surety.domain.states import GuaranteeState

# What was asked for or proposed in time shall not be lost because two people need a few days. Our own choice.
WAITS_FOR_OPEN = timedelta(days=30)


def is_over(until: date, *, today: date) -> bool:
    """Whether the JST date `today` lies behind the 保証期限; the last day itself is covered."""
    return today > until


def expires_now(until: date, *, has_open: bool, today: date) -> bool:
    """Whether the guarantee is moved to 満了 today: the day after its term, or when it has waited for what is open."""
    return is_over(until + WAITS_FOR_OPEN if has_open else until, today=today)


def state_on(state: GuaranteeState, *, until: date, today: date) -> GuaranteeState:
    """The state as lists say it: a term that is over is 満了 even before the worker has come by."""
    if state is GuaranteeState.IN_FORCE and is_over(until, today=today):
        return GuaranteeState.EXPIRED
    return state
