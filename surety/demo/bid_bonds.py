"""The demo's bid bonds: one in review, one issued and waiting for its bid, one whose 契約保証 is issued already."""

from datetime import timedelta

from surety import clock
from surety.demo import cast
from surety.demo.cases import carry_on
from surety.demo.people import Stage
from surety.demo.works import Station, Work
from surety.domain.application_draft import NO, YES
from surety.domain.application_fields import Section, field_name
from surety.domain.dates import format_wareki
from surety.domain.products import CertificateForm, PaymentMethod, Product
from surety.domain.underwriting_checks import Mark
from surety.models import BidBond, PremiumStatement
from surety.services.applications import save_draft
from surety.services.bid_bond_conversions import convert_bid_bond
from surety.services.bid_bond_fees import fee_goes_on_account, put_fee_on_account, record_fee_payment
from surety.services.bid_bond_issuing import issue_bond
from surety.services.bid_bond_results import WonBid, note_won
from surety.services.bid_bond_reviews import approve_bond, examine_bond, start_bond_review
from surety.services.bid_bond_sending import send_bid_bond
from surety.services.bid_bonds import create_bid_bond, save_bond_draft
from surety.services.charges import Receipt

_WON = Work(
    station=Station.ISSUED, name="〇〇地区水路橋補修工事", number="第0023号",
    price=48_000_000, advance=0, performance=4_800_000, login=cast.MEMBER,
)  # fmt: skip


def reserve_bids(stage: Stage) -> None:
    """All three, by the people whose work it is."""
    review = _send(stage, cast.MEMBER, "市道□□線橋梁補修工事", "第0021号", bid="50,000,000", days=14)
    _start(stage, review)
    issued = _send(stage, cast.MEMBER, "〇〇中学校外構整備工事", "第0022号", bid="37,400,000", days=10)
    _issue(stage, issued)
    won = _send(stage, _WON.login, _WON.name, _WON.number, bid="49,500,000", days=0)
    _issue(stage, won)
    note_won(
        stage.session, won, won=WonBid(on=clock.today(), price=_WON.price), actor=stage.actor(_WON.login)
    )
    _convert(stage, won)


def _send(stage: Stage, login: cast.Login, name: str, number: str, *, bid: str, days: int) -> BidBond:
    user, actor = stage.user(login), stage.actor(login)
    if user.contractor_id is None:
        raise ValueError("bid bonds are applied for by a contractor's people")
    bid_bond = create_bid_bond(stage.session, contractor_id=user.contractor_id, actor=actor)
    opened = clock.today() + timedelta(days=days)
    typed = {
        "agency_id": str(stage.agency(cast.AGENCY).id),
        "work_name": name,
        "work_number": number,
        "bid_on": format_wareki(opened),
        "bid_price": bid,
        "ratio": "10",
        # Rounded up, so that nobody reads the bid from it.
        "amount": "5,000,000",
        "award_on": format_wareki(opened + timedelta(days=4)),
        "valid_until": format_wareki(opened + timedelta(days=60)),
        "advance_plan": "planned",
    }
    save_bond_draft(stage.session, bid_bond, typed=typed, version_id=bid_bond.version_id, tab="demo")
    return send_bid_bond(
        stage.session,
        bid_bond,
        actor=actor,
        send_token=bid_bond.send_token,
        version_id=bid_bond.version_id,
        letterhead=stage.letterhead,
    )


def _start(stage: Stage, bid_bond: BidBond) -> None:
    actor = stage.actor(cast.UNDERWRITER)
    start_bond_review(stage.session, bid_bond, version_id=bid_bond.version_id, actor=actor)


def _issue(stage: Stage, bid_bond: BidBond) -> None:
    _start(stage, bid_bond)
    session, actor = stage.session, stage.actor(cast.UNDERWRITER)
    checks = examine_bond(session, bid_bond, guarantor=stage.settings.guarantor).checks
    approve_bond(
        session,
        bid_bond,
        accepted={check.key: "公告の写しで確認しました。" for check in checks if check.mark is Mark.CHECK},
        version_id=bid_bond.version_id,
        actor=actor,
        settings=stage.settings,
    )
    if fee_goes_on_account(bid_bond):
        put_fee_on_account(session, bid_bond, version_id=bid_bond.version_id, actor=actor)
    else:
        amount = session.get_one(PremiumStatement, bid_bond.statement_id).amount
        receipt = Receipt(amount=amount, paid_on=clock.today(), method=PaymentMethod.BANK_TRANSFER)
        record_fee_payment(session, bid_bond, receipt=receipt, version_id=bid_bond.version_id, actor=actor)
    issue_bond(session, bid_bond, actor=stage.actor(cast.ISSUER), settings=stage.settings)


def _convert(stage: Stage, bid_bond: BidBond) -> None:
    """What the bid bond could not know is typed, then the application goes its way."""
    session = stage.session
    application = convert_bid_bond(session, bid_bond, with_advance=False, actor=stage.actor(_WON.login))
    product, today = Product.PERFORMANCE, clock.today()
    for section, typed in (
        (
            Section.WORKS,
            {
                "period_from": format_wareki(today + timedelta(days=10)),
                "period_to": format_wareki(today + timedelta(days=130)),
                "contracted_on": format_wareki(today + timedelta(days=9)),
            },
        ),
        (
            Section.GUARANTEES,
            {
                field_name(product, "applies"): YES,
                field_name(product, "form"): CertificateForm.PAPER.value,
                field_name(product, "paper_statement"): NO,
            },
        ),
    ):
        save_draft(
            session, application, section=section, typed=typed, version_id=application.version_id, tab="demo"
        )
    carry_on(stage, application, _WON)
