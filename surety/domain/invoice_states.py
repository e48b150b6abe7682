"""The states of a 一括納付請求書 and of a line of the bank's list, in words and as tables (docs/rules/accounts-monthly.md)."""

from datetime import date

from surety.domain.states import EventEnum, ToneEnum
from surety.domain.workflow import Machine, Move


class InvoiceState(ToneEnum):
    """一括納付請求書. The paper itself never changes; only this does."""

    UNPAID = "unpaid", "未納", "warn"
    CANCELLING = "cancelling", "取消の確認待ち", "wait"
    PAID = "paid", "納付済み", "ok"
    CANCELLED = "cancelled", "取消", "gray"


class InvoiceEvent(EventEnum):
    """Steps of a 一括納付請求書."""

    PAY = "pay", "入金の記録"
    PROPOSE_CANCEL = "propose_cancel", "取消の申出"
    CONFIRM_CANCEL = "confirm_cancel", "取消"
    KEEP = "keep", "取消の取りやめ"


class InvoiceStanding(ToneEnum):
    """What people read about an invoice: its state on a day."""

    UNPAID = "unpaid", "未納", "warn"
    OVERDUE = "overdue", "期限超過", "err"
    PAID = "paid", "納付済み", "ok"
    CANCELLED = "cancelled", "取消", "gray"


class BankLineState(ToneEnum):
    """A deposit on the bank's list."""

    OPEN = "open", "未照合", "warn"
    MATCHED = "matched", "照合済み", "ok"
    ASIDE = "aside", "対象外", "gray"


class BankLineEvent(EventEnum):
    """Steps of a deposit on the bank's list."""

    MATCH = "match", "照合"
    SET_ASIDE = "set_aside", "対象外への振分け"
    TAKE_UP = "take_up", "未照合への戻し"


def standing_of(state: InvoiceState, *, due_on: date, today: date) -> InvoiceStanding:
    """The word for an invoice on a JST date. A cancellation that nobody has confirmed yet changes nothing."""
    if state is InvoiceState.PAID:
        return InvoiceStanding.PAID
    if state is InvoiceState.CANCELLED:
        return InvoiceStanding.CANCELLED
    return InvoiceStanding.OVERDUE if due_on < today else InvoiceStanding.UNPAID


def _invoice() -> Machine[InvoiceState, InvoiceEvent]:
    s, e = InvoiceState, InvoiceEvent
    return Machine(
        noun="請求書",
        moves={
            (s.UNPAID, e.PAY): Move(s.PAID),
            (s.UNPAID, e.PROPOSE_CANCEL): Move(s.CANCELLING),
            (s.CANCELLING, e.CONFIRM_CANCEL): Move(s.CANCELLED),
            (s.CANCELLING, e.KEEP): Move(s.UNPAID),
        },
    )


def _bank_line() -> Machine[BankLineState, BankLineEvent]:
    s, e = BankLineState, BankLineEvent
    return Machine(
        noun="入金",
        moves={
            (s.OPEN, e.MATCH): Move(s.MATCHED),
            (s.OPEN, e.SET_ASIDE): Move(s.ASIDE),
            (s.ASIDE, e.TAKE_UP): Move(s.OPEN),
        },
    )


INVOICE = _invoice()
BANK_LINE = _bank_line()
