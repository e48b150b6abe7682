"""The kinds of statements and how one is settled, as docs/rules/premium-statements.md tells it."""

from itertools import product

import pytest

from surety.domain.charges import StatementKind
from surety.domain.errors import ForbiddenMove
from surety.domain.workflow import PREMIUM, PremiumEvent, PremiumState, advance, allowed
from tests.worked_tables import worked_tables

KINDS, _WORDS, MOVES = worked_tables("premium-statements.md")
DRAWN = {(row["from"], row["event"]): row["to"] for row in MOVES}


@pytest.mark.parametrize("state, event", list(product(PremiumState, PremiumEvent)))
def test_every_pair_moves_as_on_the_page_or_is_refused(state: PremiumState, event: PremiumEvent) -> None:
    to = DRAWN.get((state.value, event.value))
    if to is None:
        with pytest.raises(ForbiddenMove) as refused:
            advance(PREMIUM, state, event)
        assert state.label in refused.value.message
        assert event.label in refused.value.message
    else:
        assert advance(PREMIUM, state, event).value == to
    assert (event in allowed(PREMIUM, state)) == (to is not None)


def test_every_kind_has_its_paper_and_a_word_for_the_money() -> None:
    assert {row["kind"]: row["paper"] for row in KINDS} == {kind.value: kind.label for kind in StatementKind}
    assert [kind.charge for kind in StatementKind] == ["保証料", "追加保証料", "予約手数料"]
