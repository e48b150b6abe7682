"""Closing, invoices, deposits: the rows of docs/rules/accounts-monthly.md."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.bank_lines import Deposit, line_keys
from surety.domain.bank_matching import Fit, OpenItem, check_settles, propose
from surety.domain.closing import add_up, check_closable, closable_month, invoice_due, is_automatic_day
from surety.domain.due_times import is_business_day
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.invoice_states import (
    BANK_LINE,
    INVOICE,
    BankLineEvent,
    BankLineState,
    InvoiceEvent,
    InvoiceState,
    standing_of,
)
from surety.domain.payer_names import payer_key
from surety.domain.tariff import TaxClass
from surety.domain.workflow import Machine, advance
from tests.worked_tables import pairs, worked_tables, yen

PAGE = "accounts-monthly.md"
CLOSING, DUE, SUMS, MOVES, WORDS, _COLUMNS, PAYERS, PROPOSALS, LINE_MOVES = worked_tables(PAGE)


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


@pytest.mark.parametrize("today, asked, answer", pairs(CLOSING))
def test_only_the_month_before_is_closed(today: str, asked: str, answer: str) -> None:
    code = {"not over": "closing.early", "with the next": "closing.late"}.get(answer)
    if code is None:
        check_closable(month(asked), today=date.fromisoformat(today))
        assert closable_month(date.fromisoformat(today)) == month(asked)
        return
    with pytest.raises(ForbiddenMove) as refused:
        check_closable(month(asked), today=date.fromisoformat(today))
    assert refused.value.code == code


@pytest.mark.parametrize("closed_month, day, closed_on, due", pairs(DUE))
def test_an_invoice_is_due_on_a_business_day(closed_month: str, day: str, closed_on: str, due: str) -> None:
    found = invoice_due(month(closed_month), due_day=int(day), closed_on=date.fromisoformat(closed_on))
    assert found == date.fromisoformat(due)


@pytest.mark.parametrize("day", [1, 20, 31])
def test_a_due_date_leaves_a_week_and_is_a_business_day(day: int) -> None:
    for number in range(date(2026, 4, 1).toordinal(), date(2028, 4, 1).toordinal(), 3):
        closed_on = date.fromordinal(number)
        due = invoice_due(closable_month(closed_on), due_day=day, closed_on=closed_on)
        assert is_business_day(due)
        assert (due - closed_on).days >= 7


def test_the_service_closes_from_the_first_business_day_on() -> None:
    assert not is_automatic_day(date(2026, 11, 1)), "a Sunday"
    assert is_automatic_day(date(2026, 11, 2))
    assert not is_automatic_day(date(2027, 1, 3))
    assert is_automatic_day(date(2027, 1, 4))
    assert is_automatic_day(date(2027, 1, 31))


@pytest.mark.parametrize("charges, exempt, taxable, tax, total", pairs(SUMS))
def test_an_invoice_adds_up_by_tax_class(
    charges: str, exempt: str, taxable: str, tax: str, total: str
) -> None:
    parts = [charge.split() for charge in charges.split("; ")]
    sums = add_up((TaxClass(name), yen(net), yen(extra)) for name, net, _plus, extra in parts)
    assert (sums.exempt, sums.taxable, sums.tax, sums.total) == tuple(
        yen(part) for part in (exempt, taxable, tax, total)
    )


def check_every_pair(machine: Machine, states: type, events: type, table: list[dict[str, str]]) -> None:
    drawn = {(row["from"], row["event"]): row["to"] for row in table}
    for state in states:
        for event in events:
            wanted = drawn.pop((state.value, event.value), None)
            if wanted is not None:
                assert advance(machine, state, event) is states(wanted)
                continue
            with pytest.raises(ForbiddenMove) as refused:
                advance(machine, state, event)
            assert state.label in refused.value.message
    assert drawn == {}, "rows that name no state or event"


def test_every_pair_of_an_invoice_is_allowed_or_refused_as_written() -> None:
    check_every_pair(INVOICE, InvoiceState, InvoiceEvent, MOVES)


def test_every_pair_of_a_deposit_is_allowed_or_refused_as_written() -> None:
    check_every_pair(BANK_LINE, BankLineState, BankLineEvent, LINE_MOVES)


@pytest.mark.parametrize("state, due, today, word", pairs(WORDS))
def test_the_word_for_an_invoice(state: str, due: str, today: str, word: str) -> None:
    days = date.fromisoformat(due), date.fromisoformat(today)
    assert standing_of(InvoiceState(state), due_on=days[0], today=days[1]).label == word


@pytest.mark.parametrize("written, key", pairs(PAYERS))
def test_payers_are_compared_without_the_banks_habits(written: str, key: str) -> None:
    assert payer_key(written) == key


@given(st.text(max_size=60))
def test_a_payers_key_is_stable(text: str) -> None:
    once = payer_key(text)
    assert payer_key(once.replace("(", "")) == payer_key(once)


def items_of(text: str) -> list[OpenItem]:
    parts = [item.split(":") for item in text.split("; ")]
    return [OpenItem(key, payer_key(payer), yen(amount), date(2026, 12, 21)) for key, payer, amount in parts]


@pytest.mark.parametrize("items, amount, payer, fit, suggestions", pairs(PROPOSALS))
def test_proposals(items: str, amount: str, payer: str, fit: str, suggestions: str) -> None:
    found = propose(amount=yen(amount), payer=payer, items=items_of(items))
    said = ["+".join(item.key for item in chosen) for chosen in found.suggestions]
    assert (found.fit.label, said) == (fit, suggestions.split(", ") if suggestions else [])


@given(
    st.lists(st.tuples(st.sampled_from(["マルマル", "サンカク"]), st.integers(1, 9)), max_size=14),
    st.integers(1, 60),
    st.sampled_from(["ﾏﾙﾏﾙ", "ｻﾝｶｸ(ｶ", "シカク"]),
)
def test_what_is_called_exact_is_of_that_payer_and_adds_up(
    open_items: list[tuple[str, int]], amount: int, payer: str
) -> None:
    items = [
        OpenItem(str(place), name, yen_, date(2026, 12, 21)) for place, (name, yen_) in enumerate(open_items)
    ]
    found = propose(amount=amount, payer=payer, items=items)
    if found.fit in (Fit.EXACT, Fit.SEVERAL):
        for chosen in found.suggestions:
            assert sum(item.amount for item in chosen) == amount
            assert {item.payer for item in chosen} == {payer_key(payer)}
    assert (len(found.suggestions) == 1) or found.fit is not Fit.EXACT
    assert bool(found.difference) == (found.fit in (Fit.SHORT, Fit.OVER))


def test_a_deposit_pays_whole_items() -> None:
    check_settles(amount=62_320, item_amounts=[55_000, 7_320])
    for amount, word in ((62_319, "1円不足"), (62_321, "1円多く")):
        with pytest.raises(RuleViolation, match=word):
            check_settles(amount=amount, item_amounts=[55_000, 7_320])
    with pytest.raises(RuleViolation, match="選んでください"):
        check_settles(amount=1, item_amounts=[])


def test_the_same_money_is_known_again_and_equal_deposits_stay_two() -> None:
    first = Deposit(2, date(2026, 12, 21), 55_000, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ", "")
    again = Deposit(9, date(2026, 12, 21), 55_000, "マルマルケンセツ（カ", "振込")
    other = Deposit(3, date(2026, 12, 22), 55_000, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ", "")
    assert line_keys([first]) == line_keys([again])
    keys = line_keys([first, again, other])
    assert len(set(keys)) == 3
    assert keys[0] == line_keys([first])[0]
