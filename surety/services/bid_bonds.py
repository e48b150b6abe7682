"""契約保証予約（入札ボンド） in its contractor's hands: writing, throwing away, withdrawing."""

import secrets
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import clock
from surety.domain.application_draft import restorable_until
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.bid_bond_states import EDITABLE, BidBondEvent, BidBondState
from surety.domain.bid_bond_workflow import BID_BOND
from surety.domain.errors import ForbiddenMove, Stale
from surety.domain.products import PaymentMethod, WorkKind
from surety.domain.workflow import Guard, advance
from surety.models import BidBond, Contractor, User
from surety.queries.bid_bonds import lock_bid_bond
from surety.security.identity import Actor
from surety.services.bid_bond_fees import void_fee
from surety.services.bid_bond_steps import record_bond

STALE_TAB = "別の画面で更新されています。「一時保存」を押すと、両方の内容を見くらべて選べます。"
_SENT_ALREADY = (
    "この申込は送信済みのため、変更できません。内容を変えたいときは、申込送信先の支店へご連絡ください"
)


class BondDiscarded(ForbiddenMove):
    """The draft was thrown away on another page; nothing that was typed since is kept yet."""

    def __init__(self) -> None:
        super().__init__(
            "bid_bond.discarded",
            "この下書きは、別の画面で破棄されています。「一時保存」を押すと、入力した内容を残す方法を選べます。",
        )


def starting_texts(contractor: Contractor, user: User) -> dict[str, str]:
    """What a new form begins with: the company's and the person's own data, and the usual answers."""
    monthly = PaymentMethod.MONTHLY_ACCOUNT if contractor.monthly_account else PaymentMethod.BANK_TRANSFER
    texts = {
        "work_kind": WorkKind.WORKS.value,
        "payment_method": monthly.value,
        "bill_to": contractor.name,
        "branch_id": str(contractor.branch_id),
        "department": user.department,
        "job_title": user.job_title,
        "contact_name": user.name,
        "contact_phone": contractor.phone,
    }
    return {name: text for name, text in texts.items() if text}


def create_bid_bond(session: Session, *, contractor_id: int, actor: Actor) -> BidBond:
    """A new draft of the company; an own draft in which nothing was written yet is given again."""
    untouched = session.scalars(
        select(BidBond)
        .where(
            BidBond.contractor_id == contractor_id,
            BidBond.created_by_id == actor.user_id,
            BidBond.state == BidBondState.DRAFT,
            BidBond.draft_saved_at == BidBond.created_at,
        )
        .limit(1)
    ).first()
    if untouched is not None:
        return untouched
    contractor, user = session.get_one(Contractor, contractor_id), session.get_one(User, actor.user_id)
    now = clock.now()
    bid_bond = BidBond(
        contractor_id=contractor_id,
        created_by_id=actor.user_id,
        state=BidBondState.DRAFT,
        draft=BidBondDraft(texts=starting_texts(contractor, user)).to_json(),
        draft_saved_at=now,
        send_token=secrets.token_urlsafe(24),
        created_at=now,
    )
    session.add(bid_bond)
    session.flush()
    record_bond(session, bid_bond, "bid_bond.created", actor=actor)
    return bid_bond


def save_bond_draft(
    session: Session,
    bid_bond: BidBond,
    *,
    typed: Mapping[str, str],
    version_id: int,
    tab: str,
    overwrites: bool = False,
) -> bool:
    """Keep the form as it is typed, valid or not; whether anything changed.

    `version_id` is the version the page was drawn from and `tab` the page's own mark. Raises Stale when another page
    saved something else meanwhile (unless `overwrites`), BondDiscarded when it was thrown away, ForbiddenMove once it
    is sent.
    """
    bid_bond = lock_bid_bond(session, bid_bond)
    if bid_bond.state is BidBondState.DISCARDED:
        raise BondDiscarded
    if bid_bond.state not in EDITABLE:
        raise ForbiddenMove("bid_bond.sent", _SENT_ALREADY)
    before = BidBondDraft.from_json(bid_bond.draft)
    after = before.with_typed(typed, tab=tab)
    if after.texts == before.texts:
        return False
    if bid_bond.version_id != version_id and before.tab != tab and not overwrites:
        raise Stale("bid_bond.stale", STALE_TAB)
    bid_bond.draft = after.to_json()
    bid_bond.draft_saved_at = clock.now()
    session.flush()
    return True


def discard_bond_draft(session: Session, bid_bond: BidBond, *, version_id: int, actor: Actor) -> None:
    """破棄 of the draft that the page of `version_id` named; pressed again, nothing more happens.

    Raises Stale when it was written in since, ForbiddenMove for what was sent.
    """
    bid_bond = lock_bid_bond(session, bid_bond)
    if bid_bond.state is BidBondState.DISCARDED:
        return
    next_state = advance(BID_BOND, bid_bond.state, BidBondEvent.DISCARD)
    if bid_bond.version_id != version_id:
        raise Stale(
            "bid_bond.stale",
            "この画面を開いたあとに、下書きが保存されました。いまの内容を確かめてから、もう一度お選びください。",
        )
    _move_draft(session, bid_bond, next_state, "bid_bond.discarded", actor=actor)


def restore_bond_draft(session: Session, bid_bond: BidBond, *, actor: Actor) -> None:
    """元に戻す: the draft as it was thrown away. Raises ForbiddenMove for what was sent and once the 30 days are over."""
    bid_bond = lock_bid_bond(session, bid_bond)
    if bid_bond.state is BidBondState.DRAFT:
        return
    in_time = clock.today() <= last_day_to_restore(bid_bond)
    next_state = advance(BID_BOND, bid_bond.state, BidBondEvent.RESTORE, guards={Guard.RESTORABLE: in_time})
    _move_draft(session, bid_bond, next_state, "bid_bond.restored", actor=actor)


def last_day_to_restore(bid_bond: BidBond) -> date:
    """The last JST day on which a thrown-away draft can be brought back."""
    return restorable_until(clock.to_jst(bid_bond.draft_saved_at).date())


def withdraw_bid_bond(session: Session, bid_bond: BidBond, *, actor: Actor, reason: str) -> None:
    """取下げ before the 予約証書 is out; pressed again, nothing more happens. Raises ForbiddenMove otherwise."""
    bid_bond = lock_bid_bond(session, bid_bond)
    if bid_bond.state is BidBondState.WITHDRAWN:
        return
    bid_bond.state = advance(BID_BOND, bid_bond.state, BidBondEvent.WITHDRAW)
    void_fee(session, bid_bond)
    session.flush()
    record_bond(session, bid_bond, "bid_bond.withdrawn", actor=actor, facts={"reason": reason})


def _move_draft(
    session: Session, bid_bond: BidBond, state: BidBondState, action: str, *, actor: Actor
) -> None:
    bid_bond.state, bid_bond.draft_saved_at = state, clock.now()
    session.flush()
    record_bond(session, bid_bond, action, actor=actor)
