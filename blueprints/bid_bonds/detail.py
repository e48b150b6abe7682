"""One bid bond as its contractor sees it: where it stands, its paper, and what can be done next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._rendering import render
from blueprints.bid_bonds import blueprint
from blueprints.bid_bonds.pages import own_bid_bond, rows_of
from forms.bid_bonds import ConvertForm, WonForm
from surety import clock
from surety.domain.bid_bond_amounts import figure_out_bond
from surety.domain.bid_bond_fields import FIELDS, label_of
from surety.domain.bid_bond_states import EDITABLE, EVER_ISSUED, BidBondEvent, BidBondState
from surety.domain.bid_bond_workflow import BID_BOND
from surety.domain.workflow import allowed
from surety.extensions import db
from surety.queries.application_ground import find_tariff
from surety.queries.applications import status_of
from surety.queries.bid_bonds import list_bond_history, read_sent_bond
from surety.security.permissions import Permission
from surety.services.bid_bond_conversions import may_convert
from surety.services.bid_bonds import last_day_to_restore
from surety.services.charges import statement_content

_WORDS = {
    "bid_bond.created": "下書きを作成しました",
    "bid_bond.submitted": "申込を送信しました",
    "bid_bond.resubmitted": "修正して再送信しました",
    "bid_bond.received": "支店が受け付けました",
    "bid_bond.review_started": "審査を始めました",
    "bid_bond.returned": "支店から修正のお願いがありました",
    "bid_bond.approved": "予約をお引き受けしました",
    "bid_bond.reopened": "審査をやり直しています",
    "bid_bond.declined": "お引き受けできませんでした",
    "bid_bond.paid": "予約手数料の入金を確認しました",
    "bid_bond.put_on_account": "予約手数料を一括納付に計上しました",
    "bid_bond.issued": "予約証書を発行しました",
    "bid_bond.won": "落札を記録しました",
    "bid_bond.lost": "不落札を記録しました",
    "bid_bond.result_taken_back": "入札結果の記録を取り消しました",
    "bid_bond.converted": "契約保証の申込みを始めました",
    "bid_bond.expired": "有効期限を過ぎました",
    "bid_bond.withdrawn": "申込を取り下げました",
    "bid_bond.discarded": "下書きを破棄しました",
    "bid_bond.restored": "下書きを元に戻しました",
}
_NEXT = {
    BidBondState.SUBMITTED: ("支店が受け付けます", "now"),
    BidBondState.RECEIVED: ("支店で内容を確認します（通常1〜2営業日）", "now"),
    BidBondState.UNDER_REVIEW: ("支店で内容を確認しています（通常1〜2営業日）", "now"),
    BidBondState.RETURNED: ("修正して再送信してください", "warn"),
    BidBondState.APPROVED: ("予約手数料をお支払いください", "warn"),
    BidBondState.PAID: ("予約証書を発行します", "now"),
    BidBondState.ON_ACCOUNT: ("予約証書を発行します", "now"),
    BidBondState.ISSUED: ("開札のあと、入札の結果を記録してください", "now"),
    BidBondState.WON: ("契約保証をお申し込みください", "warn"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One point of the timeline."""

    text: str
    at: datetime | None
    state: str


@blueprint.route("/<int:bid_bond_id>")
@requires(Permission.CONTRACTOR_READ)
def detail(bid_bond_id: int) -> ResponseReturnValue:
    return show_detail(own_bid_bond(bid_bond_id))


def show_detail(bid_bond: Any, *, won: WonForm | None = None, status: int = 200) -> ResponseReturnValue:
    """The page; `won` is the form of 落札 as it was sent, with its errors."""
    session = db.session()
    reading = read_sent_bond(bid_bond)
    may_apply = g.identity.may(Permission.CONTRACTOR_APPLY)
    events = frozenset(allowed(BID_BOND, bid_bond.state)) if may_apply else frozenset()
    successor = bid_bond.application
    is_thrown = bid_bond.state is BidBondState.DISCARDED
    last = last_day_to_restore(bid_bond) if is_thrown else None
    return render(
        "bid_bonds/detail.html",
        status=status,
        bid_bond=bid_bond,
        reading=reading,
        groups=rows_of(reading),
        figures=figure_out_bond(reading, tariff=find_tariff(session)),
        asked=_asked(bid_bond),
        paper=statement_content(bid_bond.statement) if bid_bond.statement else None,
        successor=status_of(session, successor) if successor else None,
        timeline=_timeline(bid_bond),
        is_issued=bid_bond.state in EVER_ISSUED,
        may_apply=may_apply,
        may_edit=may_apply and bid_bond.state in EDITABLE,
        may_withdraw=BidBondEvent.WITHDRAW in events,
        is_opened=won is not None or (bid_bond.bid_on is not None and bid_bond.bid_on <= clock.today()),
        may_note=BidBondEvent.NOTE_WON in events,
        may_take_back=BidBondEvent.TAKE_RESULT_BACK in events,
        may_convert=may_apply and may_convert(bid_bond),
        won=won or WonForm(data={"won_on": clock.today()}),
        convert=ConvertForm(),
        restorable_until=last if last is not None and clock.today() <= last else None,
    )


def _asked(bid_bond: Any) -> list[tuple[str, str]]:
    """The fields the branch asks to mend, each with the address of its box."""
    names = [spec.name for spec in FIELDS if spec.name in bid_bond.comments]
    return [(label_of(n), url_for(".edit", bid_bond_id=bid_bond.id, _anchor=f"f-{n}")) for n in names]


def _timeline(bid_bond: Any) -> list[Moment]:
    """Oldest first; the last point says what is going on now and whose turn it is."""
    events = list_bond_history(db.session(), bid_bond)
    moments = [Moment(_WORDS[event.action], event.at, "on") for event in events if event.action in _WORDS]
    if bid_bond.state in _NEXT:
        text, state = _NEXT[bid_bond.state]
        moments.append(Moment(text, None, state))
    return moments
