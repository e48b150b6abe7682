"""No hostile file gets past the guard, hurts the server or takes long, and each gets a reason a person can use."""

import resource
import time

import pytest

from surety.ingest.process import reading_child
from surety.ingest.refusal import Refusal
from surety.ingest.registrations import read_registration
from tests.ingest.hostile_containers import CONTAINER_CASES
from tests.ingest.hostile_contents import CONTENT_CASES
from tests.ingest.hostile_files import ACCEPTED, FIELD, REFUSED, Case
from tests.ingest.workbooks import good_form

CASES = CONTAINER_CASES + CONTENT_CASES
# The answer is promised within 5 seconds; the suite's neighbours may take the cores for twice as long again.
SECONDS = 15
MEMORY_GROWTH_KB = 200 * 1024


@pytest.fixture(scope="module", autouse=True)
def warm_child():
    reading_child.warm_up()
    read_registration(good_form(), filename="good.xlsx")
    yield
    reading_child.close()


def test_the_list_covers_all_48_numbers():
    assert {case.number for case in CASES} == set(range(1, 49))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number} {case.name}")
def test_a_hostile_file_gets_the_right_answer_in_time(case: Case):
    data = case.build()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    answer = read_registration(data, filename="file.xlsx")
    seconds = time.monotonic() - started
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert seconds < SECONDS
    assert grown < MEMORY_GROWTH_KB
    if isinstance(answer, Refusal):
        assert case.answer == REFUSED, answer
        assert case.says in answer.message
        assert answer.what_to_do.endswith("。")
    else:
        assert case.answer == (FIELD if answer.has_errors else ACCEPTED), [
            p for r in answer.readings for p in r.problems
        ]
        errors = [
            problem.message + problem.what_to_do
            for reading in answer.readings
            for problem in reading.problems
        ]
        assert not case.says or any(case.says in words for words in errors)


def test_after_all_of_them_a_good_form_is_still_read():
    answer = read_registration(good_form(), filename="good.xlsx")
    assert not isinstance(answer, Refusal)
    assert not answer.has_errors
