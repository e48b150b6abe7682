"""How a guarantee ended, in words: the last table of docs/rules/endings.md."""

from datetime import date

import pytest

from surety.domain.guarantee_end import end_of
from surety.domain.states import GuaranteeState
from tests.worked_tables import pairs, worked_tables

ENDS = worked_tables("endings.md")[-1]
UNTIL, TODAY = date(2027, 3, 20), date(2027, 2, 10)


@pytest.mark.parametrize("state, until, ended_on, today, told", pairs(ENDS))
def test_the_page_says_how_and_when_it_ended(
    state: str, until: str, ended_on: str, today: str, told: str
) -> None:
    end = end_of(
        GuaranteeState(state),
        until=date.fromisoformat(until),
        today=date.fromisoformat(today),
        ended_on=date.fromisoformat(ended_on) if ended_on else None,
    )
    assert (end.sentence.split("。")[0] if end else "") == told


@pytest.mark.parametrize("state", [state for state in GuaranteeState if state is not GuaranteeState.IN_FORCE])
def test_every_end_has_words_even_where_its_day_is_not_known(state: GuaranteeState) -> None:
    end = end_of(state, until=UNTIL, today=TODAY)
    assert end is not None
    assert all((end.title, end.sentence, end.step, end.seen))
    assert state.label in end.title or state is GuaranteeState.CANCELLED


def test_what_waits_past_its_term_is_not_said_to_have_ended() -> None:
    end = end_of(GuaranteeState.IN_FORCE, until=UNTIL, today=date(2027, 3, 21))
    assert end is not None
    assert "満了" not in end.title + end.sentence
    assert "手続き中の変更や解約" in end.sentence
