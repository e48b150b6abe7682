"""Midnight in Japan, the end of the fiscal year and 29 February: numbers and dates follow the Japanese calendar."""

import pytest
import time_machine
from flask import Flask

from surety import clock
from surety.extensions import db
from surety.services.numbers import take_guarantee_number
from tests.guarantee_factories import make_issued_guarantee
from tests.registration_cases import make_sent


@pytest.mark.parametrize(
    "instant, number, issued_on",
    [
        ("2027-03-31 14:59:59+00:00", "04126-000001", "2027-03-31"),
        ("2027-03-31 15:00:00+00:00", "04127-000001", "2027-04-01"),
        ("2026-12-31 15:00:00+00:00", "04126-000001", "2027-01-01"),
        ("2028-02-28 15:00:00+00:00", "04127-000001", "2028-02-29"),
    ],
)
def test_a_guarantee_is_numbered_and_dated_by_the_day_in_japan(
    app: Flask, instant: str, number: str, issued_on: str
) -> None:
    with time_machine.travel(instant, tick=False):
        guarantee = make_issued_guarantee()
        assert (guarantee.number, guarantee.issued_on.isoformat()) == (number, issued_on)


def test_the_series_begins_anew_at_midnight_and_the_old_one_goes_on_where_it_was(app: Flask) -> None:
    with time_machine.travel("2027-03-31 14:59:58+00:00", tick=False) as machine:
        before = [make_issued_guarantee().number for _ in range(2)]
        machine.shift(2)
        after = [make_issued_guarantee().number for _ in range(2)]
        machine.shift(-3_600)
        back = take_guarantee_number(db.session(), branch_code="041", on=clock.today())
    assert before == ["04126-000001", "04126-000002"]
    assert after == ["04127-000001", "04127-000002"]
    assert back == "04126-000003"


def test_receipts_are_numbered_by_the_day_in_japan(app: Flask) -> None:
    with time_machine.travel("2026-11-22 14:59:59+00:00", tick=False) as machine:
        numbers = [make_sent()[0].receipt_number]
        machine.shift(1)
        numbers += [make_sent()[0].receipt_number]
    assert numbers == ["R20261122-0001", "R20261123-0001"]
