"""Statements of whatever is charged, and their own state."""

from datetime import timedelta

import pytest
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from surety import clock
from surety.domain.charges import StatementKind
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.premium import quote_premium
from surety.domain.products import PaymentMethod, Product, WorkKind
from surety.domain.workflow import PremiumState
from surety.extensions import db
from surety.mail.letterhead import Addressee, Letterhead
from surety.models import Guarantee, GuaranteeRequest, OutgoingMail, Payment, PremiumStatement, TariffVersion
from surety.queries.cases import find_statement
from surety.queries.premium_statements import StatementWish, find_statements
from surety.queries.rulebook import get_tariff
from surety.security.permissions import Role
from surety.services.applications import withdraw_application
from surety.services.charges import (
    Charge,
    Receipt,
    announce_charge,
    put_charge_on_account,
    record_charge_payment,
    state_charge,
    statement_content,
    statement_paper,
    void_charge,
)
from surety.services.issuing import issue_guarantee
from surety.services.premiums import put_on_account
from surety.services.underwriting import confirm_decline, propose_decline, reopen_request
from tests.domain.doc_tables import read_table
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee, make_issuer
from tests.services.test_premiums import approved, pay, receipt
from tests.services.test_underwriting import underwriter


def make_charge(about: Guarantee, **more: object) -> Charge:
    """An additional premium of 1,000 yen about an issued about."""
    tariff = get_tariff(db.session(), on=clock.today())
    row = db.session.scalars(select(TariffVersion).where(TariffVersion.code == tariff.version)).one()
    quote = quote_premium(tariff, product=Product.INTERIM, amount=1_000_000)
    values: dict[str, object] = {
        "kind": StatementKind.ADDITIONAL,
        "product": about.product,
        "contractor": about.contractor,
        "branch": about.branch,
        "tariff": row,
        "is_official": tariff.is_verified,
        "premium": 1_000,
        "steps": quote.steps,
        "guaranteed_amount": 25_000_000,
        "agency": about.beneficiary_name,
        "works_label": "工事名",
        "works_name": about.work_name,
        "payment_method": PaymentMethod.BANK_TRANSFER,
        "receipt_number": "R20261122-9001",
        "guarantee": about,
        "facts": (("変更前の保証金額", "20,000,000 円"),),
    }
    return Charge(**(values | more))  # type: ignore[arg-type]  # as the class says


@pytest.fixture
def stated(app: Flask) -> PremiumStatement:
    """An additional premium of an issued guarantee."""
    charge = make_charge(make_issued_guarantee())
    statement = state_charge(
        db.session(), charge, actor=actor_of(underwriter()), settings=current_app.config["SETTINGS"]
    )
    db.session.commit()
    return statement


def whole(statement: PremiumStatement, **more: object) -> Receipt:
    values = {"amount": statement.amount, "paid_on": clock.today(), "method": PaymentMethod.CASH}
    return Receipt(**(values | more))  # type: ignore[arg-type]  # as the class says


def test_any_charge_has_its_number_its_paper_and_its_place_in_the_list(stated: PremiumStatement) -> None:
    content = statement_content(stated)
    assert content.title == "追加保証料計算書"
    assert ("変更前の保証金額", "20,000,000 円") in content.rows()
    assert content.guarantee_number == stated.guarantee.number
    assert statement_paper(stated).startswith(b"%PDF")
    (row,) = find_statements(db.session(), StatementWish(stated.contractor_id)).rows
    assert (row.number, row.kind, row.state) == (stated.number, StatementKind.ADDITIONAL, PremiumState.UNPAID)
    assert (row.guarantee_number, row.receipt_number) == (stated.guarantee.number, "R20261122-9001")
    assert (row.application_id, row.request_id) == (None, None)


def test_a_fee_is_taxed_and_says_so(app: Flask) -> None:
    guarantee = make_issued_guarantee()
    quote = quote_premium(
        get_tariff(db.session(), on=clock.today()), product=Product.BID_BOND, amount=5_000_000
    )
    charge = make_charge(
        guarantee,
        kind=StatementKind.FEE,
        product=Product.BID_BOND,
        premium=quote.premium_yen,
        tax=quote.tax_yen,
        tax_class=quote.tax_class,
        guarantee=None,
    )
    statement = state_charge(
        db.session(), charge, actor=actor_of(underwriter()), settings=current_app.config["SETTINGS"]
    )
    assert (statement.premium, statement.tax, statement.amount) == (2_000, 200, 2_200)
    assert statement_content(statement).tax_label == "課税"
    assert statement_content(statement).title == "予約手数料通知書"


def test_the_whole_amount_settles_a_charge_once(stated: PremiumStatement) -> None:
    actor = actor_of(underwriter())
    with pytest.raises(RuleViolation) as refused:
        record_charge_payment(db.session(), stated, receipt=whole(stated, amount=999), actor=actor)
    assert refused.value.field == "amount"
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(RuleViolation) as refused:
        record_charge_payment(db.session(), stated, receipt=whole(stated, paid_on=tomorrow), actor=actor)
    assert refused.value.field == "paid_on"
    record_charge_payment(db.session(), stated, receipt=whole(stated), actor=actor)
    db.session.commit()
    assert stated.state is PremiumState.PAID
    with pytest.raises(ForbiddenMove):
        record_charge_payment(db.session(), stated, receipt=whole(stated), actor=actor)
    assert db.session.query(Payment).count() == 1


def test_only_a_wanted_and_agreed_account_takes_a_charge(stated: PremiumStatement) -> None:
    with pytest.raises(RuleViolation, match="計上できません"):
        put_charge_on_account(db.session(), stated)
    guarantee = stated.guarantee
    guarantee.contractor.monthly_account = True
    charge = make_charge(guarantee, payment_method=PaymentMethod.MONTHLY_ACCOUNT)
    assert charge.is_on_account
    other = state_charge(
        db.session(), charge, actor=actor_of(underwriter()), settings=current_app.config["SETTINGS"]
    )
    put_charge_on_account(db.session(), other)
    db.session.commit()
    assert other.state is PremiumState.ON_ACCOUNT
    assert statement_content(other).payment_due is None
    # The month's account was paid.
    record_charge_payment(db.session(), other, receipt=whole(other), actor=actor_of(underwriter()))
    assert other.state is PremiumState.PAID


def test_what_is_void_is_owed_no_more_and_shown_to_nobody(stated: PremiumStatement) -> None:
    void_charge(db.session(), stated)
    db.session.commit()
    assert find_statements(db.session(), StatementWish(stated.contractor_id)).rows == ()
    with pytest.raises(ForbiddenMove):
        record_charge_payment(db.session(), stated, receipt=whole(stated), actor=actor_of(underwriter()))


def test_a_charge_is_told_once_and_without_its_amount(stated: PremiumStatement) -> None:
    for _ in range(2):
        announce_charge(
            db.session(),
            stated,
            to=Addressee("〇〇建設株式会社", "見本　花子", "総務部"),
            email="soumu@example.co.jp",
            work_kind=WorkKind.WORKS,
            path="/statements",
            settings=current_app.config["SETTINGS"],
        )
    db.session.commit()
    (mail,) = db.session.scalars(select(OutgoingMail).where(OutgoingMail.message_kind == "premium_due"))
    assert mail.subject.endswith("追加保証料のお知らせ（R20261122-9001）")
    assert "1,000" not in mail.body


def test_only_the_state_of_a_statement_ever_moves(stated: PremiumStatement) -> None:
    for column, value in (("amount", 1), ("premium", 1), ("kind", StatementKind.FEE), ("contractor_id", 0)):
        setattr(stated, column, value)
        with pytest.raises(DatabaseError):
            db.session.flush()
        db.session.rollback()


def _bring(word: str, *, is_paid: bool) -> GuaranteeRequest:
    """A requested guarantee in the state the page's row names."""
    on_account = word == "on_account" or (word == "issued" and not is_paid)
    request = approved(PaymentMethod.MONTHLY_ACCOUNT if on_account else PaymentMethod.BANK_TRANSFER)
    application, session = request.application, db.session()
    actor, version = actor_of(underwriter()), request.application.version_id
    if is_paid:
        pay(request, receipt(request))
    elif on_account:
        put_on_account(session, request, version_id=version, actor=actor)
    if word == "issued":
        issue_guarantee(session, request, actor=actor_of(make_user(Role.STAFF_ISSUER)), issuer=make_issuer())
    elif word == "withdrawn":
        withdraw_application(session, application, actor=actor, reason="契約の内容が変わったため")
    elif word == "requested":
        reopen_request(session, request, reason="金額の確認", version_id=version, actor=actor)
    elif word == "declined":
        _decline(request)
    session.commit()
    return request


def _decline(request: GuaranteeRequest) -> None:
    session, application = db.session(), request.application
    one, other = actor_of(underwriter()), actor_of(underwriter())
    propose_decline(session, request, reason="与信", version_id=application.version_id, actor=one)
    session.flush()
    confirm_decline(
        session,
        request,
        version_id=application.version_id,
        actor=other,
        letterhead=Letterhead.of(current_app.config["SETTINGS"]),
    )


@pytest.mark.parametrize("request_state, paid, word", read_table("premium-statements.md", "納付状況"))
def test_the_statement_moves_with_its_guarantee(app: Flask, request_state: str, paid: str, word: str) -> None:
    request = _bring(request_state, is_paid=paid == "yes")
    assert request.state.value == request_state
    statement = find_statement(db.session(), request)
    assert statement is not None
    rows = find_statements(db.session(), StatementWish(request.application.contractor_id)).rows
    if word == "-":
        assert statement.state is (PremiumState.OWED_BACK if paid == "yes" else PremiumState.VOID)
        assert rows == ()
    else:
        assert statement.state.label == word
        assert [row.number for row in rows] == [statement.number]
