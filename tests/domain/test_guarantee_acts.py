"""What may be done with an issued guarantee, and on which day: the tables of docs/rules/endings.md."""

from dataclasses import replace
from datetime import date

import pytest

from surety.domain.act_states import ActKind
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.expiry import expires_now, state_on
from surety.domain.guarantee_acts import (
    ENDS,
    ActGround,
    check_day,
    consequences_of,
    hindrance_of,
    refusal_of,
    require_possible,
)
from surety.domain.states import GuaranteeState
from surety.domain.workflow import GUARANTEE, advance
from tests.worked_tables import worked_tables

NEEDS, WAITS, DAYS, TERMS, _ = worked_tables("endings.md")
KINDS = {
    "訂正": ActKind.CORRECTION,
    "変更取消": ActKind.CHANGE_CANCEL,
    "解約": ActKind.TERMINATION,
    "取消": ActKind.CANCELLATION,
    "解除": ActKind.RELEASE,
    "認証キー再発行": ActKind.KEY_REISSUE,
}
GROUND = ActGround(
    state=GuaranteeState.IN_FORCE,
    change_number=1,
    has_key=True,
    issued_on=date(2026, 12, 4),
    until=date(2027, 3, 20),
)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("row", NEEDS, ids=[row["act"] for row in NEEDS])
@pytest.mark.parametrize("state", GuaranteeState)
def test_each_act_is_possible_in_the_states_of_the_page_and_in_no_other(
    row: dict[str, str], state: GuaranteeState
) -> None:
    kind, ground = KINDS[row["act"]], replace(GROUND, state=state)
    states = row["needs"].partition(",")[0].split(" or ")
    if state.value in states:
        require_possible(kind, ground)
    else:
        with pytest.raises(ForbiddenMove, match=state.label):
            require_possible(kind, ground)


@pytest.mark.parametrize("row", [row for row in NEEDS if KINDS[row["act"]] in ENDS])
def test_an_end_leads_to_the_state_of_the_page(row: dict[str, str]) -> None:
    after = advance(GUARANTEE, GuaranteeState.IN_FORCE, ENDS[KINDS[row["act"]]])
    assert after.value == row["state after"]


def test_without_a_standing_change_there_is_none_to_take_away_and_without_key_none_to_renew() -> None:
    assert refusal_of(ActKind.CHANGE_CANCEL, replace(GROUND, change_number=0))
    assert refusal_of(ActKind.KEY_REISSUE, replace(GROUND, has_key=False))
    for kind in set(ActKind) - {ActKind.CHANGE_CANCEL, ActKind.KEY_REISSUE}:
        assert not refusal_of(kind, replace(GROUND, change_number=0, has_key=False))


@pytest.mark.parametrize("row", DAYS)
def test_the_day_of_an_end_is_judged_as_on_the_page(row: dict[str, str]) -> None:
    kind, wanted = KINDS[row["act"]], day(row["day"])
    issued, until, today = (date.fromisoformat(row[name]) for name in ("issued", "保証期限", "today"))
    ground = replace(GROUND, issued_on=issued, until=until)
    if row["answer"] == "refused":
        with pytest.raises(RuleViolation) as refused:
            check_day(kind, ground, wanted)
        assert refused.value.field == "effective_on"
        return
    check_day(kind, ground, wanted)
    told = hindrance_of(kind, wanted, today=today)
    assert ("その日になってから" in told) is (row["answer"] == "too early")


@pytest.mark.parametrize("row", WAITS)
def test_what_an_act_waits_for(row: dict[str, str]) -> None:
    told = hindrance_of(
        KINDS[row["act"]],
        None,
        today=date(2027, 1, 31),
        charged_change="H04126-000001" if row["charged change"] == "yes" else "",
        unpaid=["K04126-000001"] if row["unpaid"] == "yes" else [],
    )
    words = {"waits for the change": "H04126-000001", "waits for the payment": "K04126-000001"}
    assert bool(told) is (row["answer"] != "carried out")
    assert words.get(row["answer"], "") in told


@pytest.mark.parametrize("kind", ActKind)
@pytest.mark.parametrize("is_electronic", [True, False])
def test_whoever_decides_is_told_what_happens(kind: ActKind, is_electronic: bool) -> None:
    said = consequences_of(kind, change_number=1, is_electronic=is_electronic)
    assert len(said) >= 2
    assert all(sentence.endswith("。") for sentence in said)
    assert any("お知らせします" in sentence for sentence in said)


@pytest.mark.parametrize("row", TERMS)
def test_a_term_is_over_on_the_day_of_the_page(row: dict[str, str]) -> None:
    until, today = date.fromisoformat(row["保証期限"]), date.fromisoformat(row["today"])
    has_open = row["something open"] == "yes"
    assert expires_now(until, has_open=has_open, today=today) == (row["moved"] == "yes")


@pytest.mark.parametrize("state", GuaranteeState)
def test_a_term_that_is_over_is_said_before_the_worker_comes_by(state: GuaranteeState) -> None:
    until = date(2027, 3, 20)
    assert state_on(state, until=until, today=until) is state
    after = state_on(state, until=until, today=date(2027, 3, 21))
    assert after is (GuaranteeState.EXPIRED if state is GuaranteeState.IN_FORCE else state)
