"""The state machine of a 契約保証予約（入札ボンド）; how machines move is in workflow.py."""

from surety.domain.bid_bond_states import BidBondEvent, BidBondState
from surety.domain.workflow import Guard, Machine, Move


def _bid_bond() -> Machine[BidBondState, BidBondEvent]:
    s, e = BidBondState, BidBondEvent
    return Machine(
        noun="予約",
        moves={
            (s.DRAFT, e.SUBMIT): Move(s.SUBMITTED),
            (s.DRAFT, e.DISCARD): Move(s.DISCARDED),
            (s.DISCARDED, e.RESTORE): Move(s.DRAFT, Guard.RESTORABLE),
            (s.SUBMITTED, e.RECEIVE): Move(s.RECEIVED),
            (s.SUBMITTED, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.RECEIVED, e.START_REVIEW): Move(s.UNDER_REVIEW),
            (s.RECEIVED, e.RETURN_FOR_CORRECTION): Move(s.RETURNED),
            (s.RECEIVED, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.UNDER_REVIEW, e.APPROVE): Move(s.APPROVED),
            (s.UNDER_REVIEW, e.DECLINE): Move(s.DECLINED),
            (s.UNDER_REVIEW, e.RETURN_FOR_CORRECTION): Move(s.RETURNED),
            (s.UNDER_REVIEW, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.RETURNED, e.RESUBMIT): Move(s.SUBMITTED),
            (s.RETURNED, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.APPROVED, e.RECORD_PAYMENT): Move(s.PAID),
            (s.APPROVED, e.PUT_ON_ACCOUNT): Move(s.ON_ACCOUNT),
            (s.APPROVED, e.REOPEN): Move(s.UNDER_REVIEW),
            (s.APPROVED, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.PAID, e.ISSUE): Move(s.ISSUED),
            (s.PAID, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.ON_ACCOUNT, e.ISSUE): Move(s.ISSUED),
            (s.ON_ACCOUNT, e.WITHDRAW): Move(s.WITHDRAWN),
            (s.ISSUED, e.NOTE_WON): Move(s.WON),
            (s.ISSUED, e.NOTE_LOST): Move(s.LOST),
            (s.ISSUED, e.EXPIRE): Move(s.EXPIRED),
            (s.WON, e.TAKE_RESULT_BACK): Move(s.ISSUED),
            (s.WON, e.CONVERT): Move(s.CONVERTED, Guard.STILL_VALID),
            (s.WON, e.EXPIRE): Move(s.EXPIRED),
            (s.LOST, e.TAKE_RESULT_BACK): Move(s.ISSUED),
            (s.CONVERTED, e.CONVERT): Move(s.CONVERTED, Guard.STILL_VALID),
        },
    )


BID_BOND = _bid_bond()
