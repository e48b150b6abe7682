"""The timeline of an application: what happened in words, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from surety.domain.procedure_status import ProcedureStatus

_WORDS = {
    "application.created": "下書きを作成しました",
    "application.copied": "前回の申込から複写しました",
    "application.submitted": "申込を送信しました",
    "application.resubmitted": "修正して再送信しました",
    "application.received": "支店が受け付けました",
    "application.review_started": "審査を始めました",
    "application.returned": "支店から修正のお願いがありました",
    "application.decided": "審査が終わりました",
    "application.withdrawn": "申込を取り下げました",
    "application.discarded": "下書きを破棄しました",
    "application.restored": "下書きを元に戻しました",
    "application.approved": "保証をお引き受けしました",
    "application.reopened": "審査をやり直しています",
    "application.declined": "お引き受けできませんでした",
    "application.paid": "保証料の入金を確認しました",
    "application.put_on_account": "保証料を一括納付に計上しました",
    "guarantee.issued": "保証証書を発行しました",
}
_OPEN = {
    ProcedureStatus.SUBMITTED: "支店が受け付けます",
    ProcedureStatus.RECEIVED: "支店で内容を確認します（通常1〜2営業日）",
    ProcedureStatus.UNDER_REVIEW: "支店で内容を確認しています（通常1〜2営業日）",
    ProcedureStatus.RETURNED: "修正して再送信してください",
    ProcedureStatus.PAYMENT_DUE: "保証料をお支払いください",
    ProcedureStatus.ISSUING: "保証証書を発行します",
    ProcedureStatus.NOT_HANDED_OVER: "認証キーを発注者へ提出してください",
    ProcedureStatus.HANDED_OVER: "発注者の閲覧を待っています",
}
_YOURS = frozenset({ProcedureStatus.RETURNED, ProcedureStatus.PAYMENT_DUE, ProcedureStatus.NOT_HANDED_OVER})


@dataclass(frozen=True, slots=True)
class Moment:
    """One point of the timeline."""

    text: str
    at: datetime | None
    state: str


def timeline_of(row, events: Sequence) -> list[Moment]:
    """Oldest first; the last point says what is going on now and whose turn it is."""
    told = [(event.at, _WORDS[event.action]) for event in events if event.action in _WORDS]
    told += [
        (guarantee.issued_at, f"{guarantee.product.label}の証書を発行しました（{guarantee.number}）")
        for guarantee in row.guarantees
    ]
    moments = [Moment(text, at, "on") for at, text in sorted(told, key=lambda item: item[0])]
    if row.status in _OPEN:
        moments.append(Moment(_OPEN[row.status], None, "warn" if row.status in _YOURS else "now"))
    return moments
