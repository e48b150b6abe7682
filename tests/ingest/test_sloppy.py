"""Every field of an honest workbook is read right or named with its cell; none is silently wrong."""

import re

import pytest

from surety.domain.registration import Severity
from surety.ingest.refusal import Refusal
from surety.ingest.registrations import read_registration
from tests.ingest.sloppy import Sloppy
from tests.ingest.sloppy_own import OWN
from tests.ingest.sloppy_paper import PAPER

WORKBOOKS = OWN + PAPER
CELL = re.compile(r"[A-Z]{1,3}[0-9]+(?:〜[A-Z]{1,3}[0-9]+)?")


def test_there_are_sixty_of_them():
    assert len({case.name for case in WORKBOOKS}) >= 60


@pytest.mark.parametrize("case", WORKBOOKS, ids=lambda case: case.name)
def test_each_field_is_read_right_or_named_with_its_cell(case: Sloppy):
    report = read_registration(case.build(), filename=case.filename)

    assert not isinstance(report, Refusal), report
    readings = {reading.key: reading for reading in report.fields}
    assert {key for key, reading in readings.items() if reading.has_error} == set(case.errors)
    for key, value in case.expected.items():
        assert readings[key].value == value, readings[key]
    for key in case.errors:
        problems = [p for p in readings[key].problems if p.severity is Severity.ERROR]
        assert CELL.fullmatch(readings[key].cell) or "欄が見つかりません" in problems[0].message
    for key in case.confirms:
        assert any(p.severity is Severity.CONFIRM for p in readings[key].problems), readings[key]
    assert tuple(row[1].value for row in report.users) == case.users
    assert all(CELL.fullmatch(reading.cell) for reading in report.readings if reading.value)
    assert all(reading.sheet == report.sheet for reading in report.readings)
