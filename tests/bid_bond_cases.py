"""Bid bonds for tests, carried by the services to the station a test needs."""

from datetime import timedelta

from flask import current_app

from surety import clock
from surety.config import Settings
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.dates import format_wareki
from surety.domain.underwriting_checks import Mark
from surety.extensions import db
from surety.models import BidBond, User
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.bid_bond_fees import put_fee_on_account
from surety.services.bid_bond_issuing import issue_bond
from surety.services.bid_bond_results import WonBid, note_won
from surety.services.bid_bond_reviews import approve_bond, examine_bond, start_bond_review
from surety.services.bid_bond_sending import send_bid_bond
from surety.services.bid_bonds import create_bid_bond
from tests.draft_cases import LETTERHEAD
from tests.factories import get_agency, make_user

WORDS = "公告の写しで確認しました"


def actor_of(user: User) -> Actor:
    """The person as services know them."""
    return Actor(user_id=user.id, label=user.name)


def settings_of_app() -> Settings:
    """The deployment of the running test application."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def bond_texts(**changes: str) -> dict[str, str]:
    """A whole form for a bid of 50,000,000 in two weeks; "" leaves a field out."""
    today = clock.today()
    texts = {
        "agency_id": str(get_agency().id),
        "work_kind": "works",
        "work_number": "第0021号",
        "work_name": "市道〇〇線橋梁補修工事",
        "bid_on": format_wareki(today + timedelta(days=14)),
        "bid_price": "50,000,000",
        "ratio": "10",
        "amount": "5,000,000",
        "award_on": format_wareki(today + timedelta(days=18)),
        "valid_until": format_wareki(today + timedelta(days=60)),
        "advance_plan": "planned",
    }
    return {**texts, **changes}


def make_bond_draft(user: User | None = None, **changes: str) -> BidBond:
    """A draft of the user's company."""
    user = user or make_user(Role.CONTRACTOR_MEMBER)
    assert user.contractor_id is not None
    bid_bond = create_bid_bond(db.session(), contractor_id=user.contractor_id, actor=actor_of(user))
    began = BidBondDraft.from_json(bid_bond.draft).texts
    texts = {**began, **bond_texts(**changes)}
    bid_bond.draft = BidBondDraft(texts={name: text for name, text in texts.items() if text}).to_json()
    bid_bond.draft_saved_at = clock.now() + timedelta(seconds=1)
    db.session.commit()
    return bid_bond


def send_bond(bid_bond: BidBond, user: User) -> BidBond:
    """この内容で送信する."""
    send_bid_bond(
        db.session(),
        bid_bond,
        actor=actor_of(user),
        send_token=bid_bond.send_token,
        version_id=bid_bond.version_id,
        letterhead=LETTERHEAD,
    )
    db.session.commit()
    return bid_bond


def make_sent_bond(user: User | None = None, **changes: str) -> BidBond:
    """A bid bond that lies at 青森支店."""
    user = user or make_user(Role.CONTRACTOR_MEMBER)
    return send_bond(make_bond_draft(user, **changes), user)


def make_reviewed_bond(user: User | None = None, *, by: User | None = None, **changes: str) -> BidBond:
    """A bid bond under review."""
    bid_bond = make_sent_bond(user, **changes)
    by = by or make_user(Role.STAFF_UNDERWRITER)
    start_bond_review(db.session(), bid_bond, version_id=bid_bond.version_id, actor=actor_of(by))
    db.session.commit()
    return bid_bond


def make_approved_bond(user: User | None = None, *, by: User | None = None, **changes: str) -> BidBond:
    """A bid bond whose fee is stated."""
    by = by or make_user(Role.STAFF_UNDERWRITER)
    bid_bond = make_reviewed_bond(user, by=by, **changes)
    approve_reviewed(bid_bond, by)
    return bid_bond


def approve_reviewed(bid_bond: BidBond, by: User) -> None:
    """承認する, with words for each 要確認."""
    settings = settings_of_app()
    checks = examine_bond(db.session(), bid_bond, guarantor=settings.guarantor).checks
    approve_bond(
        db.session(),
        bid_bond,
        accepted={check.key: WORDS for check in checks if check.mark is Mark.CHECK},
        version_id=bid_bond.version_id,
        actor=actor_of(by),
        settings=settings,
    )
    db.session.commit()


def make_payable_bond(user: User | None = None, *, by: User | None = None, **changes: str) -> BidBond:
    """A bid bond on the monthly account: it waits for its issuer."""
    by = by or make_user(Role.STAFF_UNDERWRITER)
    bid_bond = make_approved_bond(user, by=by, **changes)
    put_fee_on_account(db.session(), bid_bond, version_id=bid_bond.version_id, actor=actor_of(by))
    db.session.commit()
    return bid_bond


def make_issued_bond(user: User | None = None, **changes: str) -> BidBond:
    """A bid bond with its 予約証書; the PDF is drawn only when asked for."""
    bid_bond = make_payable_bond(user, **changes)
    issuer = make_user(Role.STAFF_ISSUER)
    issue_bond(db.session(), bid_bond, actor=actor_of(issuer), settings=settings_of_app())
    db.session.commit()
    return bid_bond


def make_won_bond(user: User, *, price: int | None = 48_000_000, **changes: str) -> BidBond:
    """A bid bond whose bid, opened today, was won."""
    changes = {"bid_on": format_wareki(clock.today()), **changes}
    bid_bond = make_issued_bond(user, **changes)
    won = WonBid(on=clock.today(), price=price)
    note_won(db.session(), bid_bond, won=won, actor=actor_of(user))
    db.session.commit()
    return bid_bond
