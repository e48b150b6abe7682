"""The states and events of a 契約保証予約（入札ボンド）, in words."""

from surety.domain.states import EventEnum, ToneEnum


class BidBondState(ToneEnum):
    """契約保証予約（入札ボンド）, from the draft to the guarantee that comes of it."""

    DRAFT = "draft", "下書き", "gray"
    SUBMITTED = "submitted", "送信済み", "wait"
    RECEIVED = "received", "受付", "wait"
    UNDER_REVIEW = "under_review", "審査中", "wait"
    RETURNED = "returned", "修正のお願い", "warn"
    APPROVED = "approved", "予約手数料のお支払い待ち", "warn"
    PAID = "paid", "お支払い済み", "wait"
    ON_ACCOUNT = "on_account", "一括納付", "wait"
    ISSUED = "issued", "発行済み", "ok"
    WON = "won", "落札", "warn"
    LOST = "lost", "不落札", "gray"
    CONVERTED = "converted", "契約保証へ移行", "ok"
    EXPIRED = "expired", "満了", "gray"
    DECLINED = "declined", "引受不可", "err"
    WITHDRAWN = "withdrawn", "取下げ", "gray"
    DISCARDED = "discarded", "破棄した下書き", "gray"


class BidBondEvent(EventEnum):
    """Steps of a 契約保証予約（入札ボンド）."""

    SUBMIT = "submit", "送信"
    DISCARD = "discard", "下書きの破棄"
    RESTORE = "restore", "下書きの復元"
    RECEIVE = "receive", "受付"
    START_REVIEW = "start_review", "審査の開始"
    RETURN_FOR_CORRECTION = "return_for_correction", "修正の依頼"
    RESUBMIT = "resubmit", "修正後の再送信"
    APPROVE = "approve", "承認"
    DECLINE = "decline", "引受けのお断り"
    REOPEN = "reopen", "審査のやり直し"
    RECORD_PAYMENT = "record_payment", "予約手数料の入金の確認"
    PUT_ON_ACCOUNT = "put_on_account", "一括納付への計上"
    ISSUE = "issue", "予約証書の発行"
    NOTE_WON = "note_won", "落札の記録"
    NOTE_LOST = "note_lost", "不落札の記録"
    TAKE_RESULT_BACK = "take_result_back", "入札結果の取消し"
    CONVERT = "convert", "契約保証の申込み"
    EXPIRE = "expire", "満了"
    WITHDRAW = "withdraw", "取下げ"


# Whoever holds a 予約証書 whose promise can still be kept.
VALID = frozenset({BidBondState.ISSUED, BidBondState.WON})
# What was issued once, whatever became of it.
EVER_ISSUED = frozenset(
    {BidBondState.ISSUED, BidBondState.WON, BidBondState.LOST, BidBondState.CONVERTED, BidBondState.EXPIRED}
)
EDITABLE = frozenset({BidBondState.DRAFT, BidBondState.RETURNED})
# What no branch has seen.
UNSENT = frozenset({BidBondState.DRAFT, BidBondState.DISCARDED})
