"""手続状況: the one list of words in which contractors see where their papers are."""

from collections.abc import Collection

from surety.domain.change_states import ChangeState
from surety.domain.products import CertificateForm
from surety.domain.states import ApplicationState, GuaranteeState, RequestState, ToneEnum


class ProcedureStatus(ToneEnum):
    """One word for every stage, the same on every page."""

    DRAFT = "draft", "下書き", "gray"
    SUBMITTED = "submitted", "送信済み", "wait"
    RECEIVED = "received", "受付", "wait"
    UNDER_REVIEW = "under_review", "審査中", "wait"
    RETURNED = "returned", "修正のお願い", "warn"
    PAYMENT_DUE = "payment_due", "保証料のお支払い待ち", "warn"
    ISSUING = "issuing", "発行手続中", "wait"
    ISSUED = "issued", "発行済み", "ok"
    NOT_HANDED_OVER = "not_handed_over", "発注者へ未提出", "warn"
    HANDED_OVER = "handed_over", "提出済み", "wait"
    OPENED = "opened", "閲覧済み", "ok"
    ACCEPTED = "accepted", "受領済み", "ok"
    CHANGING = "changing", "変更手続中", "wait"
    NEAR_EXPIRY = "near_expiry", "期限間近", "warn"
    EXPIRED = "expired", "満了", "gray"
    WITHDRAWN = "withdrawn", "取下げ", "gray"
    DISCARDED = "discarded", "破棄した下書き", "gray"
    DECLINED = "declined", "引受不可", "err"
    CANCELLED = "cancelled", "取消", "gray"
    TERMINATED = "terminated", "解約", "gray"
    RELEASED = "released", "解除", "gray"


class HandOverStage(ToneEnum):
    """How far the authentication key, or the paper certificate, has come on its way to the agency (提出)."""

    NOT_NEEDED = "not_needed", "紙の証書", "gray"
    AWAITED = "awaited", "証書のお渡し待ち", "wait"
    PENDING = "pending", "発注者へ未提出", "warn"
    DONE = "done", "提出済み", "wait"
    OPENED = "opened", "閲覧済み", "ok"
    ACCEPTED = "accepted", "受領済み", "ok"
    SENT_BACK = "sent_back", "発注者から差戻し", "warn"


_BY_APPLICATION = {
    ApplicationState.DRAFT: ProcedureStatus.DRAFT,
    ApplicationState.SUBMITTED: ProcedureStatus.SUBMITTED,
    ApplicationState.RECEIVED: ProcedureStatus.RECEIVED,
    ApplicationState.RETURNED: ProcedureStatus.RETURNED,
    ApplicationState.WITHDRAWN: ProcedureStatus.WITHDRAWN,
    ApplicationState.DISCARDED: ProcedureStatus.DISCARDED,
}
# While the review or what follows it goes on: the first state that any request is in decides.
_BY_REQUEST = (
    (RequestState.APPROVED, ProcedureStatus.PAYMENT_DUE),
    (RequestState.REQUESTED, ProcedureStatus.UNDER_REVIEW),
    (RequestState.PAID, ProcedureStatus.ISSUING),
    (RequestState.ON_ACCOUNT, ProcedureStatus.ISSUING),
    (RequestState.DECLINED, ProcedureStatus.DECLINED),
    (RequestState.WITHDRAWN, ProcedureStatus.WITHDRAWN),
)
_BY_HAND_OVER = {
    HandOverStage.NOT_NEEDED: ProcedureStatus.ISSUED,
    HandOverStage.AWAITED: ProcedureStatus.ISSUED,
    HandOverStage.PENDING: ProcedureStatus.NOT_HANDED_OVER,
    HandOverStage.DONE: ProcedureStatus.HANDED_OVER,
    HandOverStage.OPENED: ProcedureStatus.OPENED,
    HandOverStage.ACCEPTED: ProcedureStatus.ACCEPTED,
    HandOverStage.SENT_BACK: ProcedureStatus.NOT_HANDED_OVER,
}
_BY_END = {
    GuaranteeState.EXPIRED: ProcedureStatus.EXPIRED,
    GuaranteeState.TERMINATED: ProcedureStatus.TERMINATED,
    GuaranteeState.CANCELLED: ProcedureStatus.CANCELLED,
    GuaranteeState.RELEASED: ProcedureStatus.RELEASED,
}


def application_status(
    application: ApplicationState,
    *,
    requests: Collection[RequestState],
    hand_over: HandOverStage = HandOverStage.NOT_NEEDED,
    end: GuaranteeState | None = None,
) -> ProcedureStatus:
    """The word for an application, from its own state and those of the guarantees it asks for.

    A payment the contractor owes comes first, then what is still in review, then what is being
    issued. Once nothing is open any more and a certificate is out, `hand_over` says how far its
    key has come, or `end` how the last of its guarantees ended when none is in force any more.
    """
    if application in _BY_APPLICATION:
        return _BY_APPLICATION[application]
    unfinished = {RequestState.APPROVED, RequestState.REQUESTED, RequestState.PAID, RequestState.ON_ACCOUNT}
    if RequestState.ISSUED in requests and unfinished.isdisjoint(requests):
        return _BY_END[end] if end in _BY_END else _BY_HAND_OVER[hand_over]
    return next((word for state, word in _BY_REQUEST if state in requests), ProcedureStatus.UNDER_REVIEW)


def guarantee_status(
    guarantee: GuaranteeState,
    *,
    hand_over: HandOverStage = HandOverStage.NOT_NEEDED,
    changing: bool = False,
    near_expiry: bool = False,
) -> ProcedureStatus:
    """The word for an issued guarantee.

    An end outweighs everything, then a change on its way, then a key still to be handed over,
    then a term that is nearly over.
    """
    if guarantee in _BY_END:
        return _BY_END[guarantee]
    if changing:
        return ProcedureStatus.CHANGING
    word = _BY_HAND_OVER[hand_over]
    if near_expiry and word is not ProcedureStatus.NOT_HANDED_OVER:
        return ProcedureStatus.NEAR_EXPIRY
    return word


def change_status(change: ChangeState, *, is_due: bool) -> ProcedureStatus:
    """The word for a 変更の申込; `is_due` says that an additional premium waits for the contractor's payment."""
    if change is ChangeState.APPROVED:
        return ProcedureStatus.PAYMENT_DUE if is_due else ProcedureStatus.ISSUING
    return ProcedureStatus[change.name]


def stage_of(
    form: CertificateForm, *, is_handed_over: bool, is_opened: bool, is_delivered: bool
) -> HandOverStage:
    """How far a guarantee's key or paper has come: an opening tells more than the contractor's own note.

    A paper lies at the branch until it `is_delivered` to the contractor, who takes it to the agency.
    """
    if form is CertificateForm.PAPER and not (is_delivered or is_handed_over):
        return HandOverStage.AWAITED
    if is_opened:
        return HandOverStage.OPENED
    return HandOverStage.DONE if is_handed_over else HandOverStage.PENDING
