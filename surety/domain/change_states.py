"""The states and events of a 変更の申込, in words."""

from surety.domain.states import EventEnum, ToneEnum


class ChangeState(ToneEnum):
    """変更の申込, for one or several guarantees of a works contract at once."""

    DRAFT = "draft", "下書き", "gray"
    SUBMITTED = "submitted", "送信済み", "wait"
    UNDER_REVIEW = "under_review", "審査中", "wait"
    RETURNED = "returned", "修正のお願い", "warn"
    APPROVED = "approved", "承認済み", "wait"
    ISSUED = "issued", "発行済み", "ok"
    DECLINED = "declined", "引受不可", "err"
    WITHDRAWN = "withdrawn", "取下げ", "gray"
    DISCARDED = "discarded", "破棄した下書き", "gray"


class ChangeEvent(EventEnum):
    """Steps of a 変更の申込."""

    SUBMIT = "submit", "送信"
    DISCARD = "discard", "下書きの破棄"
    START_REVIEW = "start_review", "審査の開始"
    RETURN_FOR_CORRECTION = "return_for_correction", "修正の依頼"
    RESUBMIT = "resubmit", "修正後の再送信"
    APPROVE = "approve", "承認"
    DECLINE = "decline", "変更のお断り"
    REOPEN = "reopen", "審査のやり直し"
    ISSUE = "issue", "変更の証書の発行"
    WITHDRAW = "withdraw", "取下げ"


# Sent and not come to its end: its guarantees are 変更手続中, and no other change of them can be sent.
OPEN_CHANGES = frozenset(
    {ChangeState.SUBMITTED, ChangeState.UNDER_REVIEW, ChangeState.RETURNED, ChangeState.APPROVED}
)
# What the writer may still write on.
WRITABLE_CHANGES = frozenset({ChangeState.DRAFT, ChangeState.RETURNED})
