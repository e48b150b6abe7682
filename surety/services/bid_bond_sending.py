"""送信 of a 契約保証予約申込: the draft becomes what the branch has, once."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from surety import clock
from surety.domain.bid_bond_checks import BondProblem, find_bond_problems
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.bid_bond_fields import CONTACT_NAMES
from surety.domain.bid_bond_reading import BidBondReading, read_bid_bond
from surety.domain.bid_bond_states import EDITABLE, BidBondEvent, BidBondState
from surety.domain.bid_bond_workflow import BID_BOND
from surety.domain.errors import RuleViolation, Stale
from surety.domain.text import search_key
from surety.domain.workflow import advance
from surety.mail.letterhead import Letterhead
from surety.models import BidBond
from surety.queries.bid_bonds import load_bond_ground, lock_bid_bond
from surety.security.identity import Actor
from surety.security.vault import same
from surety.services.bid_bond_mails import announce_receipt
from surety.services.bid_bond_steps import record_bond
from surety.services.bid_bonds import BondDiscarded
from surety.services.numbers import take_receipt_number

_CHANGED = "確認画面を開いたあとに、申込の内容が変わりました。もう一度、内容をご確認ください。"
_COPIED = (
    "agency_id",
    "work_number",
    "work_name",
    "bid_on",
    "bid_price",
    "ratio",
    "amount",
    "award_on",
    "valid_until",
    "joint_venture_name",
    "representative",
    "payment_method",
    "bill_to",
    "branch_id",
    "message",
)


class BondNotReady(RuleViolation):
    """The draft still has problems; nothing was sent."""

    def __init__(self, problems: Sequence[BondProblem]) -> None:
        super().__init__("bid_bond.not_ready", "まだ送信できません。入力内容を確認してください")
        self.problems = tuple(problems)


def send_bid_bond(
    session: Session,
    bid_bond: BidBond,
    *,
    actor: Actor,
    send_token: str,
    version_id: int,
    letterhead: Letterhead,
) -> BidBond:
    """Send what the confirm page of `version_id` showed; pressed again, give what was sent the first time.

    Raises BondNotReady with every problem, Stale when the draft was changed after that page was drawn, BondDiscarded
    when it was thrown away.
    """
    bid_bond = lock_bid_bond(session, bid_bond)
    if not same(bid_bond.send_token, send_token):
        raise Stale("bid_bond.stale", _CHANGED)
    if bid_bond.state is BidBondState.DISCARDED:
        raise BondDiscarded
    if bid_bond.state not in EDITABLE and bid_bond.state is not BidBondState.WITHDRAWN:
        return bid_bond
    is_again = bid_bond.state is BidBondState.RETURNED
    next_state = advance(BID_BOND, bid_bond.state, BidBondEvent.RESUBMIT if is_again else BidBondEvent.SUBMIT)
    if bid_bond.version_id != version_id:
        raise Stale("bid_bond.stale", _CHANGED)
    draft = BidBondDraft.from_json(bid_bond.draft)
    reading = read_bid_bond(draft)
    problems = find_bond_problems(reading, ground=load_bond_ground(session, bid_bond, reading=reading))
    if problems:
        raise BondNotReady(problems)
    _fill(session, bid_bond, reading)
    bid_bond.state, bid_bond.draft, bid_bond.comments = next_state, draft.as_sent().to_json(), {}
    session.flush()
    action = "bid_bond.resubmitted" if is_again else "bid_bond.submitted"
    record_bond(session, bid_bond, action, actor=actor, facts={"receipt": bid_bond.receipt_number})
    announce_receipt(session, bid_bond, letterhead=letterhead)
    return bid_bond


def _fill(session: Session, bid_bond: BidBond, reading: BidBondReading) -> None:
    for name in _COPIED:
        setattr(bid_bond, name, getattr(reading, name))
    now = clock.now()
    bid_bond.kind = reading.work_kind
    bid_bond.work_name_search = search_key(reading.work_name)[:240]
    bid_bond.contact = {name: str(getattr(reading, name)) for name in CONTACT_NAMES}
    bid_bond.submitted_at = now
    if bid_bond.receipt_number is None:
        # One series with the 保証申込, so that a 受付番号 names one thing.
        on = clock.to_jst(now).date()
        bid_bond.receipt_number = take_receipt_number(session, series="application", on=on)
