"""契約保証予約（入札ボンド） from the draft to the guarantee that comes of it, by its services."""

import pytest
from sqlalchemy import select

from surety import clock
from surety.domain.bid_bond_certificate import BidBondContent
from surety.domain.bid_bond_states import BidBondState
from surety.domain.certificate import fingerprint
from surety.domain.dates import format_wareki
from surety.domain.errors import Denied, ForbiddenMove, RuleViolation, Stale
from surety.domain.products import PaymentMethod
from surety.domain.states import PremiumState
from surety.extensions import db
from surety.models import AuditEvent, BidBond, BidBondCertificate, OutgoingMail, PremiumStatement
from surety.security.permissions import Role
from surety.services.bid_bond_fees import put_fee_on_account, record_fee_payment
from surety.services.bid_bond_issuing import get_bond_paper, issue_bond, read_bond_certificate, render_bond
from surety.services.bid_bond_reviews import (
    approve_bond,
    confirm_bond_decline,
    propose_bond_decline,
    reopen_bond,
    return_bond,
)
from surety.services.bid_bond_sending import BondNotReady, send_bid_bond
from surety.services.bid_bonds import (
    BondDiscarded,
    create_bid_bond,
    discard_bond_draft,
    restore_bond_draft,
    save_bond_draft,
    withdraw_bid_bond,
)
from surety.services.charges import Receipt
from tests.bid_bond_cases import (
    LETTERHEAD,
    actor_of,
    approve_reviewed,
    make_approved_bond,
    make_bond_draft,
    make_issued_bond,
    make_payable_bond,
    make_reviewed_bond,
    make_sent_bond,
    send_bond,
    settings_of_app,
)
from tests.factories import make_contractor, make_user


@pytest.fixture
def member(app):
    return make_user(Role.CONTRACTOR_MEMBER)


def acts(bid_bond: BidBond) -> list[str]:
    return list(
        db.session.scalars(
            select(AuditEvent.action)
            .where(AuditEvent.object_kind == "bid_bond", AuditEvent.object_id == str(bid_bond.id))
            .order_by(AuditEvent.sequence)
        )
    )


def mails() -> list[str]:
    return list(db.session.scalars(select(OutgoingMail.message_kind).order_by(OutgoingMail.id)))


def test_an_untouched_draft_is_given_again_and_a_written_one_is_not(member):
    first = create_bid_bond(db.session(), contractor_id=member.contractor_id, actor=actor_of(member))
    again = create_bid_bond(db.session(), contractor_id=member.contractor_id, actor=actor_of(member))
    assert again.id == first.id
    save_bond_draft(db.session(), first, typed={"work_name": "橋"}, version_id=first.version_id, tab="a")
    other = create_bid_bond(db.session(), contractor_id=member.contractor_id, actor=actor_of(member))
    assert other.id != first.id


def test_of_two_tabs_the_later_one_is_asked(member):
    draft = make_bond_draft(member)
    seen = draft.version_id
    save_bond_draft(db.session(), draft, typed={"work_name": "一"}, version_id=seen, tab="one")
    with pytest.raises(Stale):
        save_bond_draft(db.session(), draft, typed={"work_name": "二"}, version_id=seen, tab="two")
    assert save_bond_draft(
        db.session(), draft, typed={"work_name": "二"}, version_id=seen, tab="two", overwrites=True
    )


def test_a_thrown_away_draft_takes_nothing_and_comes_back(member):
    draft = make_bond_draft(member)
    discard_bond_draft(db.session(), draft, version_id=draft.version_id, actor=actor_of(member))
    with pytest.raises(BondDiscarded):
        save_bond_draft(db.session(), draft, typed={}, version_id=draft.version_id, tab="a")
    restore_bond_draft(db.session(), draft, actor=actor_of(member))
    assert draft.state is BidBondState.DRAFT


def test_sending_fills_the_columns_once_and_gives_one_number(member):
    draft = make_bond_draft(member)
    token, seen = draft.send_token, draft.version_id
    for _ in range(2):
        send_bid_bond(
            db.session(),
            draft,
            actor=actor_of(member),
            send_token=token,
            version_id=seen,
            letterhead=LETTERHEAD,
        )
    db.session.commit()
    assert draft.state is BidBondState.SUBMITTED
    assert (draft.bid_price, draft.amount, draft.work_name) == (
        50_000_000,
        5_000_000,
        "市道〇〇線橋梁補修工事",
    )
    assert draft.receipt_number == f"R{clock.today():%Y%m%d}-0001"
    assert mails() == ["bid_bond_received"]
    assert acts(draft)[-1] == "bid_bond.submitted"


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"amount": "4,999,999"}, "amount"),
        ({"advance_plan": "none"}, "advance_plan"),
        ({"bid_on": "令和7年4月1日"}, "bid_on"),
        ({"joint_venture_name": "〇〇・△△共同企業体"}, "representative"),
        ({"agency_id": "999999"}, "agency_id"),
    ],
)
def test_what_is_wrong_is_not_sent(member, changes, field):
    draft = make_bond_draft(member, **changes)
    with pytest.raises(BondNotReady) as refused:
        send_bond(draft, member)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_what_the_branch_asks_to_mend_comes_back_as_a_changed_field(member):
    bid_bond = make_reviewed_bond(member)
    reviewer = actor_of(make_user(Role.STAFF_UNDERWRITER))
    comments = {"amount": "切り上げた金額をご確認ください。"}
    return_bond(
        db.session(), bid_bond, comments=comments, version_id=bid_bond.version_id, actor=reviewer,
        letterhead=LETTERHEAD,
    )  # fmt: skip
    save_bond_draft(
        db.session(), bid_bond, typed={"amount": "6,000,000"}, version_id=bid_bond.version_id, tab="a"
    )
    send_bond(bid_bond, member)
    assert bid_bond.amount == 6_000_000
    assert bid_bond.comments == {}
    assert mails() == ["bid_bond_received", "bid_bond_returned", "bid_bond_received"]


def test_approving_states_the_fee_with_its_tax_and_tells_who_pays_each_time(app):
    company = make_contractor(monthly_account=False)
    member = make_user(Role.CONTRACTOR_MEMBER, contractor=company)
    bid_bond = make_approved_bond(member)
    statement = bid_bond.statement
    assert statement is not None
    assert (statement.premium, statement.tax, statement.amount) == (2_000, 200, 2_200)
    assert statement.number.startswith("K041")
    assert mails() == ["bid_bond_received", "premium_due"]
    reviewer = actor_of(make_user(Role.STAFF_UNDERWRITER))
    reopen_bond(
        db.session(), bid_bond, reason="金額の確認", version_id=bid_bond.version_id, actor=reviewer
    )  # fmt: skip
    assert statement.state is PremiumState.VOID
    assert bid_bond.statement_id is None


def test_a_check_that_needs_words_is_not_approved_without_them(member):
    bid_bond = make_reviewed_bond(member)
    with pytest.raises(RuleViolation) as refused:
        approve_bond(
            db.session(), bid_bond, accepted={}, version_id=bid_bond.version_id,
            actor=actor_of(make_user(Role.STAFF_UNDERWRITER)), settings=settings_of_app(),
        )  # fmt: skip
    assert refused.value.field == "rider"


def test_a_decline_needs_two_people(member):
    bid_bond = make_reviewed_bond(member)
    one, other = (actor_of(make_user(Role.STAFF_UNDERWRITER)) for _ in range(2))
    propose_bond_decline(
        db.session(), bid_bond, reason="対象外の案件", version_id=bid_bond.version_id, actor=one
    )
    with pytest.raises(Denied):
        confirm_bond_decline(
            db.session(), bid_bond, version_id=bid_bond.version_id, actor=one, letterhead=LETTERHEAD
        )
    confirm_bond_decline(
        db.session(), bid_bond, version_id=bid_bond.version_id, actor=other, letterhead=LETTERHEAD
    )
    assert bid_bond.state is BidBondState.DECLINED
    assert mails()[-1] == "bid_bond_declined"


def test_only_the_whole_fee_is_taken(app):
    company = make_contractor(monthly_account=False)
    bid_bond = make_approved_bond(make_user(Role.CONTRACTOR_MEMBER, contractor=company))
    desk = actor_of(make_user(Role.STAFF_UNDERWRITER))

    def pay(amount: int) -> None:
        receipt = Receipt(amount=amount, paid_on=clock.today(), method=PaymentMethod.CASH)
        record_fee_payment(
            db.session(), bid_bond, receipt=receipt, version_id=bid_bond.version_id, actor=desk
        )

    with pytest.raises(RuleViolation) as refused:
        pay(2_000)
    assert refused.value.field == "amount"
    with pytest.raises(RuleViolation):
        put_fee_on_account(db.session(), bid_bond, version_id=bid_bond.version_id, actor=desk)
    pay(2_200)
    assert bid_bond.state is BidBondState.PAID


def test_the_approver_cannot_issue_and_a_second_press_issues_nothing_more(member):
    approver = make_user(Role.STAFF_ISSUER)
    bid_bond = make_payable_bond(member, by=approver)
    with pytest.raises(Denied):
        issue_bond(db.session(), bid_bond, actor=actor_of(approver), settings=settings_of_app())
    issuer = actor_of(make_user(Role.STAFF_ISSUER))
    for _ in range(2):
        issue_bond(db.session(), bid_bond, actor=issuer, settings=settings_of_app())
    db.session.commit()
    assert bid_bond.number is not None
    assert bid_bond.number.startswith("Y041")
    assert len(db.session.scalars(select(BidBondCertificate)).all()) == 1
    assert mails().count("bid_bond_issued") == 1


def test_the_numbers_of_one_branch_have_no_gap_also_after_a_refusal(member):
    first = make_issued_bond(member)
    refused = make_payable_bond(member, work_name="△△橋補修工事")
    issuer = actor_of(make_user(Role.STAFF_ISSUER))
    issue_bond(db.session(), refused, actor=issuer, settings=settings_of_app())
    db.session.rollback()
    third = make_issued_bond(member, work_name="〇△橋補修工事")
    assert first.number is not None
    assert third.number is not None
    assert int(third.number[-6:]) == int(first.number[-6:]) + 1


def test_the_paper_is_drawn_from_its_snapshot_and_holds_no_bid(member):
    bid_bond = make_issued_bond(member)
    certificate = bid_bond.certificate
    assert certificate is not None
    assert fingerprint(certificate.snapshot) == certificate.snapshot_sha256
    assert "50000000" not in certificate.snapshot
    render_bond(db.session(), certificate.id)
    db.session.commit()
    bid_bond.contractor.name = "別の名前"
    db.session.commit()
    content = read_bond_certificate(db.session(), bid_bond)
    assert content == BidBondContent.from_json(certificate.snapshot)
    assert content.principal.name != "別の名前"
    assert get_bond_paper(db.session(), bid_bond).content.startswith(b"%PDF")


def test_withdrawing_owes_nothing_any_more(member):
    bid_bond = make_approved_bond(member)
    statement_id = bid_bond.statement_id
    withdraw_bid_bond(db.session(), bid_bond, actor=actor_of(member), reason="参加しないため")
    assert bid_bond.state is BidBondState.WITHDRAWN
    assert db.session.get_one(PremiumStatement, statement_id).state is PremiumState.VOID
    issued = make_issued_bond(member, work_name="△△橋補修工事")
    with pytest.raises(ForbiddenMove):
        withdraw_bid_bond(db.session(), issued, actor=actor_of(member), reason="参加しないため")


def test_an_old_bid_day_is_pointed_out_in_the_review(member):
    bid_bond = make_reviewed_bond(member, bid_on=format_wareki(clock.today()))
    approve_reviewed(bid_bond, make_user(Role.STAFF_UNDERWRITER))
    assert bid_bond.state is BidBondState.APPROVED
    assert make_sent_bond(member, work_name="△△橋").receipt_number == f"R{clock.today():%Y%m%d}-0002"
