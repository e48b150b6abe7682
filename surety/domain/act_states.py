"""The states and events of a 手続き on an issued guarantee, in words."""

from surety.domain.products import LabelledEnum
from surety.domain.states import EventEnum, ToneEnum


class ActKind(LabelledEnum):
    """What is done with an issued guarantee by two people; a 変更 has a way of its own."""

    CORRECTION = "correction", "証書の訂正"
    CHANGE_CANCEL = "change_cancel", "変更の取消"
    TERMINATION = "termination", "解約"
    CANCELLATION = "cancellation", "取消"
    RELEASE = "release", "発注者による解除"
    KEY_REISSUE = "key_reissue", "認証キーの再発行"


class ActState(ToneEnum):
    """手続き on an issued guarantee."""

    REQUESTED = "requested", "お申し出", "wait"
    PROPOSED = "proposed", "確認待ち", "wait"
    CARRIED_OUT = "carried_out", "実行済み", "ok"
    REJECTED = "rejected", "見送り", "gray"
    WITHDRAWN = "withdrawn", "取下げ", "gray"
    LAPSED = "lapsed", "終了により不要", "gray"


class ActEvent(EventEnum):
    """Steps of a 手続き on an issued guarantee."""

    TAKE_UP = "take_up", "手続きの提案"
    CARRY_OUT = "carry_out", "実行"
    REJECT = "reject", "見送り"
    WITHDRAW = "withdraw", "取下げ"
    LAPSE = "lapse", "終了"
