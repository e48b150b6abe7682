"""What the contractor's pages of a change share."""

from dataclasses import dataclass
from typing import Any

from flask import g

from surety.domain.procedure_status import ProcedureStatus
from surety.extensions import db
from surety.queries.changes import get_change, is_writable, list_change_history, status_of_change

STEPS = ("変更の申込", "内容の確認", "送信完了")
WORDS = {
    "change.submitted": "送信しました",
    "change.resubmitted": "修正して再送信しました",
    "change.review_started": "支店が審査を始めました",
    "change.returned": "支店から修正のお願いが届きました",
    "change.approved": "審査が終わりました",
    "change.reopened": "支店が審査をやり直しています",
    "change.declined": "お引き受けできませんでした",
    "change.withdrawn": "取り下げました",
    "change.issued": "変更の証書を発行しました",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the history."""

    text: str
    at: object
    state: str = "on"


def own_change(change_id: int) -> Any:
    """The change of the person's own company (NotFound for any other)."""
    return get_change(db.session(), change_id, contractor_id=g.identity.contractor_id)


def moments_of(change: Any) -> list[Moment]:
    """What happened, oldest first, in words."""
    events = list_change_history(db.session(), change)
    return [Moment(WORDS[event.action], event.at) for event in events if event.action in WORDS]


def word_of(change: Any) -> ProcedureStatus:
    """The one word for the change."""
    return status_of_change(change)


def may_write(change: Any) -> bool:
    """Whether the contractor may write on it now: their own drafts, and whatever was returned."""
    return is_writable(change)
