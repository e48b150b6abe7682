"""How far a 利用申請 is, in steps that the applicant can follow."""

from dataclasses import dataclass
from datetime import datetime

from surety.domain.workflow import RegistrationState
from surety.models import Registration

_S = RegistrationState
_REACHED = {
    _S.SUBMITTED: 1,
    _S.UNDER_REVIEW: 2,
    _S.RETURNED: 2,
    _S.REFUSED: 3,
    _S.APPROVED: 3,
    _S.NOTICE_ISSUED: 4,
    _S.ACTIVATED: 5,
}


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """A line of the timeline; `state` is on, now, warn or empty, `at` a UTC instant or None."""

    text: str
    at: datetime | None
    state: str


def progress_of(registration: Registration) -> tuple[ProgressStep, ...]:
    """The steps from receipt to first login, with the one reached."""
    reached = _REACHED.get(registration.state, 0)
    is_returned = registration.state is _S.RETURNED
    answer = "お引受けできません" if registration.state is _S.REFUSED else "承認"
    notice = "利用開始のご案内（メール）" if registration.notice_by_mail else "利用通知書の発送"
    lines: tuple[tuple[str, datetime | None], ...] = (
        ("受付", registration.submitted_at),
        ("修正のお願い" if is_returned else "審査", None),
        (answer, registration.decided_at),
        (notice, registration.decided_at if reached >= 4 else None),
        ("ご利用開始", None),
    )
    if registration.state is _S.REFUSED:
        lines = lines[:3]
    return tuple(
        ProgressStep(text, at, _tone(number, reached, is_returned=is_returned))
        for number, (text, at) in enumerate(lines, start=1)
    )


def _tone(number: int, reached: int, *, is_returned: bool) -> str:
    if number < reached:
        return "on"
    if number > reached:
        return ""
    return "warn" if is_returned else "now"
