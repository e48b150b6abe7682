"""The states and events of registrations, applications, requests and guarantees, in words."""

from enum import StrEnum


class ToneEnum(StrEnum):
    """A state whose value is stored; its Japanese label and tone are shown as a chip.

    Tones: gray (rests), wait (others work on it), warn (you act), ok (done), err (came to nothing).
    """

    label: str
    tone: str

    def __new__(cls, value: str, label: str, tone: str) -> "ToneEnum":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.tone = tone
        return member


class EventEnum(StrEnum):
    """A step somebody takes; the label is what the refusal sentence and the history call it."""

    label: str

    def __new__(cls, value: str, label: str) -> "EventEnum":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class RegistrationState(ToneEnum):
    """利用申請."""

    UPLOADED = "uploaded", "読取り中", "wait"
    CHECKED = "checked", "内容の確認待ち", "warn"
    SUBMITTED = "submitted", "送信済み", "wait"
    UNDER_REVIEW = "under_review", "審査中", "wait"
    RETURNED = "returned", "修正のお願い", "warn"
    APPROVED = "approved", "承認済み", "ok"
    REFUSED = "refused", "お引受けできません", "err"
    NOTICE_ISSUED = "notice_issued", "利用開始のお知らせ済み", "warn"
    ACTIVATED = "activated", "利用中", "ok"


class RegistrationEvent(EventEnum):
    """Steps of a 利用申請."""

    REPLACE_FILE = "replace_file", "申請書の差し替え"
    CHECK = "check", "申請書の読取り"
    SUBMIT = "submit", "送信"
    START_REVIEW = "start_review", "審査の開始"
    RETURN_FOR_CORRECTION = "return_for_correction", "修正の依頼"
    RESUBMIT = "resubmit", "修正後の再送信"
    APPROVE = "approve", "承認"
    REFUSE = "refuse", "引受けのお断り"
    ISSUE_NOTICE = "issue_notice", "利用開始のお知らせの発行"
    ACTIVATE = "activate", "利用開始"


class ApplicationState(ToneEnum):
    """保証申込."""

    DRAFT = "draft", "下書き", "gray"
    SUBMITTED = "submitted", "送信済み", "wait"
    RECEIVED = "received", "受付", "wait"
    UNDER_REVIEW = "under_review", "審査中", "wait"
    RETURNED = "returned", "修正のお願い", "warn"
    DECIDED = "decided", "審査済み", "ok"
    WITHDRAWN = "withdrawn", "取下げ", "gray"
    DISCARDED = "discarded", "破棄した下書き", "gray"


class ApplicationEvent(EventEnum):
    """Steps of a 保証申込."""

    SUBMIT = "submit", "送信"
    RECEIVE = "receive", "受付"
    START_REVIEW = "start_review", "審査の開始"
    RETURN_FOR_CORRECTION = "return_for_correction", "修正の依頼"
    RESUBMIT = "resubmit", "修正後の再送信"
    DECIDE = "decide", "審査の完了"
    REOPEN = "reopen", "審査のやり直し"
    WITHDRAW = "withdraw", "取下げ"
    DISCARD = "discard", "下書きの破棄"
    RESTORE = "restore", "下書きの復元"


class RequestState(ToneEnum):
    """申し込む保証, each product on its own."""

    REQUESTED = "requested", "審査中", "wait"
    APPROVED = "approved", "保証料のお支払い待ち", "warn"
    PAID = "paid", "お支払い済み", "wait"
    ON_ACCOUNT = "on_account", "一括納付", "wait"
    ISSUED = "issued", "発行済み", "ok"
    DECLINED = "declined", "引受不可", "err"
    WITHDRAWN = "withdrawn", "取下げ", "gray"


class RequestEvent(EventEnum):
    """Steps of one 申し込む保証."""

    APPROVE = "approve", "承認"
    REOPEN = "reopen", "審査のやり直し"
    RECORD_PAYMENT = "record_payment", "保証料の入金の確認"
    PUT_ON_ACCOUNT = "put_on_account", "一括納付への計上"
    ISSUE = "issue", "保証証書の発行"
    DECLINE = "decline", "引受けのお断り"
    WITHDRAW = "withdraw", "取下げ"


class PremiumState(ToneEnum):
    """Whether what a 保証料計算書 states is settled."""

    UNPAID = "unpaid", "未納", "warn"
    PAID = "paid", "納付済み", "ok"
    ON_ACCOUNT = "on_account", "一括納付", "wait"
    OWED_BACK = "owed_back", "返還前", "warn"
    VOID = "void", "無効", "gray"


# What counts: asked for, paid or on the monthly account. What is void or goes back is owed by nobody.
COUNTING = (PremiumState.UNPAID, PremiumState.PAID, PremiumState.ON_ACCOUNT)


class RefundState(ToneEnum):
    """返還計算書: whether the money went back."""

    DUE = "due", "返還予定", "wait"
    DONE = "done", "返還済み", "ok"


class PremiumEvent(EventEnum):
    """Steps of a 保証料計算書."""

    RECORD_PAYMENT = "record_payment", "入金の確認"
    PUT_ON_ACCOUNT = "put_on_account", "一括納付への計上"
    VOID = "void", "計算書の取りやめ"
    GIVE_BACK = "give_back", "返還計算書の作成"


class GuaranteeState(ToneEnum):
    """保証契約."""

    IN_FORCE = "in_force", "有効", "ok"
    EXPIRED = "expired", "満了", "gray"
    TERMINATED = "terminated", "解約", "gray"
    CANCELLED = "cancelled", "取消", "gray"
    RELEASED = "released", "解除", "gray"


class GuaranteeEvent(EventEnum):
    """Ends of a 保証契約; a change leaves it in force and adds a certificate version."""

    EXPIRE = "expire", "満了"
    TERMINATE = "terminate", "解約"
    CANCEL = "cancel", "取消"
    RELEASE = "release", "発注者による解除"
