from datetime import timedelta

import pytest

from surety.domain.mail_delivery import RETRY_MINUTES, SILENCE_WAIT, Answer, MailState, NextStep, step_after


def test_an_accepted_mail_is_sent() -> None:
    assert step_after(Answer.ACCEPTED, tries=3, silences=1) == NextStep(MailState.SENT)


def test_a_refused_mail_fails_at_once() -> None:
    assert step_after(Answer.REFUSED, tries=1, silences=0) == NextStep(MailState.FAILED)


@pytest.mark.parametrize("tries, minutes", list(enumerate(RETRY_MINUTES, start=1)))
def test_the_pauses_between_tries_grow(tries: int, minutes: int) -> None:
    step = step_after(Answer.LATER, tries=tries, silences=0)
    assert step == NextStep(MailState.QUEUED, timedelta(minutes=minutes))
    assert list(RETRY_MINUTES) == sorted(RETRY_MINUTES)


def test_a_server_may_be_away_for_at_least_four_hours() -> None:
    assert sum(RETRY_MINUTES) >= 240
    assert step_after(Answer.LATER, tries=len(RETRY_MINUTES) + 1, silences=0) == NextStep(MailState.FAILED)


def test_after_a_silence_it_is_tried_once_more_and_then_left_to_people() -> None:
    assert step_after(Answer.SILENT, tries=1, silences=1) == NextStep(MailState.UNCERTAIN, SILENCE_WAIT)
    assert step_after(Answer.SILENT, tries=2, silences=2) == NextStep(MailState.UNCERTAIN, None)
