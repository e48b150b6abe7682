"""How a guarantee ended, in words for its contractor (docs/rules/endings.md)."""

from dataclasses import dataclass
from datetime import date, timedelta

from surety.domain.dates import format_wareki
from surety.domain.expiry import is_over
from surety.domain.states import GuaranteeState

_TITLES = {
    GuaranteeState.EXPIRED: "この保証契約は満了しました",
    GuaranteeState.TERMINATED: "この保証契約は解約により終了しました",
    GuaranteeState.CANCELLED: "この保証契約は取り消されました",
    GuaranteeState.RELEASED: "この保証契約は発注者による解除により終了しました",
}


@dataclass(frozen=True, slots=True)
class GuaranteeEnd:
    """What the page says at its top (`title`, `sentence`) and as the last line of its progress (`step`).

    `seen` is what an agency that opens the certificate reads.
    """

    title: str
    sentence: str
    step: str
    seen: str = "終了していること"


def end_of(
    state: GuaranteeState, *, until: date, today: date, ended_on: date | None = None
) -> GuaranteeEnd | None:
    """How the guarantee ended as of the JST date `today`; None while it holds.

    `until` is the 保証期限 of the version in force, `ended_on` the day of an earlier end (of a 取消, when it was carried out).
    A term that is over is told from the next day on, in words that leave open what the branch may still carry out.
    """
    if state is GuaranteeState.IN_FORCE:
        return _term_over(until) if is_over(until, today=today) else None
    return GuaranteeEnd(_TITLES[state], *_words(state, until=until, ended_on=ended_on))


def _term_over(until: date) -> GuaranteeEnd:
    # Not yet 満了: a change or an act that was begun in time is waited for.
    day = format_wareki(until)
    return GuaranteeEnd(
        "保証期限を過ぎています",
        f"保証期限は{day}でした。手続き中の変更や解約があるときは、支店の手続きが済むまでお待ちください。",
        f"{day}に保証期限が来ました",
        seen="保証期限を過ぎていること",
    )


def _words(state: GuaranteeState, *, until: date, ended_on: date | None) -> tuple[str, str]:
    """The sentence and the step. Only a row that came from elsewhere lacks the day of an earlier end."""
    if state is GuaranteeState.EXPIRED:
        since = format_wareki(until + timedelta(days=1))
        return f"保証期限（{format_wareki(until)}）を過ぎ、{since}に満了しました。", f"{since}に満了しました"
    day = format_wareki(ended_on) if ended_on else ""
    if state is GuaranteeState.CANCELLED:
        said = f"{day}に取り消されました"
        never = "はじめから保証契約がなかったものとして扱います。"
        return (f"{said}。{never}", said) if day else (never, "取り消されました")
    if not day:
        return "いまは効力がありません。", f"{state.label}により終了しました"
    covered = "保証の対象は、この日までです。" if state is GuaranteeState.TERMINATED else ""
    return f"{day}で終了しました。{covered}", f"{day}で{state.label}により終了しました"
