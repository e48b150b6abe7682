"""Where a mail stands, and where each answer of a mail server leads it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from surety.domain.states import ToneEnum


class MailState(ToneEnum):
    """Where a mail stands; the labels are what staff read."""

    HELD = "held", "書類の作成待ち", "wait"
    QUEUED = "queued", "送信待ち", "wait"
    SENDING = "sending", "送信中", "wait"
    SENT = "sent", "送信済み", "ok"
    UNCERTAIN = "uncertain", "到達不明", "warn"
    FAILED = "failed", "送信できませんでした", "err"


class Answer(StrEnum):
    """What one try of delivery came to."""

    ACCEPTED = "accepted"  # the server took the mail
    LATER = "later"  # 4xx, no connection, no trustworthy encryption: nothing was handed over
    REFUSED = "refused"  # 5xx for this sender, recipient or text
    SILENT = "silent"  # the whole mail went over, the answer to it never came


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer with the server's own words."""

    answer: Answer
    reply: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """The mail's next state; `wait` until the next try, None when there is none by itself."""

    state: MailState
    wait: timedelta | None = None


# 318 minutes together: a mail server may be away for an afternoon (docs/rules/mail.md).
RETRY_MINUTES = (1, 2, 5, 10, 20, 40, 60, 60, 60, 60)
SILENCE_WAIT = timedelta(minutes=15)
RESENDABLE = frozenset({MailState.QUEUED, MailState.SENT, MailState.UNCERTAIN, MailState.FAILED})


def step_after(answer: Answer, *, tries: int, silences: int) -> NextStep:
    """Where the answer leads.

    `tries` counts this try and all before it, `silences` how often the server fell silent after the
    whole mail, this time included. A mail may exist twice after a silence, so it is tried only once more.
    """
    if answer is Answer.ACCEPTED:
        return NextStep(MailState.SENT)
    if answer is Answer.REFUSED:
        return NextStep(MailState.FAILED)
    if answer is Answer.SILENT:
        return NextStep(MailState.UNCERTAIN, SILENCE_WAIT if silences <= 1 else None)
    if tries > len(RETRY_MINUTES):
        return NextStep(MailState.FAILED)
    return NextStep(MailState.QUEUED, timedelta(minutes=RETRY_MINUTES[tries - 1]))
