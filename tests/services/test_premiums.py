"""Premium statements and how they are settled."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from surety import clock
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.domain.premium import quote_premium
from surety.domain.products import PaymentMethod, Product
from surety.domain.workflow import RequestState
from surety.extensions import db
from surety.models import GuaranteeRequest, Payment, PremiumStatement
from surety.queries.cases import find_statement
from surety.queries.rulebook import get_tariff
from surety.services.charges import Receipt, statement_content, statement_paper
from surety.services.premiums import put_on_account, record_payment
from tests.guarantee_factories import actor_of
from tests.services.test_underwriting import approve, under_review, underwriter


def approved(method: PaymentMethod = PaymentMethod.BANK_TRANSFER, **kwargs: object) -> GuaranteeRequest:
    application = under_review(products=(Product.ADVANCE,), **kwargs)
    application.requests[0].payment_method = method
    db.session.commit()
    approve(application, underwriter())
    return application.requests[0]


def receipt(request: GuaranteeRequest, **more: object) -> Receipt:
    statement = find_statement(db.session(), request)
    values = {
        "amount": statement.amount,
        "paid_on": clock.today(),
        "method": PaymentMethod.BANK_TRANSFER,
    }
    return Receipt(**(values | more))


def pay(request: GuaranteeRequest, given: Receipt, *, who=None, version: int | None = None) -> None:
    record_payment(
        db.session(),
        request,
        receipt=given,
        version_id=version or request.application.version_id,
        actor=actor_of(who or underwriter()),
    )
    db.session.commit()


def test_the_statement_is_the_live_estimate_with_every_step(app: Flask) -> None:
    request = approved()
    statement = find_statement(db.session(), request)
    days = (
        request.application.works_contract.period_to - request.application.works_contract.contracted_on
    ).days
    quote = quote_premium(
        get_tariff(db.session(), on=clock.today()),
        product=Product.ADVANCE,
        amount=request.amount,
        period_days=days + 1,
    )
    content = statement_content(statement)
    assert statement.amount == quote.total_yen
    assert content.steps == quote.steps
    assert (content.tariff_version, content.is_verified) == (quote.tariff_version, False)
    assert content.payment_due > statement.stated_on


def test_the_statement_is_one_pdf_and_the_same_bytes_each_time(app: Flask) -> None:
    statement = find_statement(db.session(), approved())
    assert statement_paper(statement).startswith(b"%PDF")
    assert statement_paper(statement) == statement_paper(statement)


def test_a_statement_and_a_payment_are_never_changed(app: Flask) -> None:
    request = approved()
    pay(request, receipt(request))
    for row in (find_statement(db.session(), request), db.session.scalars(select(Payment)).one()):
        row.amount = 1
        with pytest.raises(DatabaseError):
            db.session.flush()
        db.session.rollback()


def test_the_whole_amount_settles_the_premium(app: Flask) -> None:
    request, who = approved(), underwriter()
    given, shown = receipt(request), request.application.version_id
    pay(request, given, who=who)
    assert request.state is RequestState.PAID
    pay(request, given, who=who, version=shown)
    assert db.session.scalar(select(func.count()).select_from(Payment)) == 1


@pytest.mark.parametrize("difference", [-1, 1])
def test_another_amount_is_refused(app: Flask, difference: int) -> None:
    request = approved()
    wrong = receipt(request, amount=find_statement(db.session(), request).amount + difference)
    with pytest.raises(RuleViolation, match="計算書の金額") as refused:
        pay(request, wrong)
    assert refused.value.field == "amount"


def test_money_of_tomorrow_has_not_come_in_yet(app: Flask) -> None:
    request = approved()
    with pytest.raises(RuleViolation, match="今日まで"):
        pay(request, receipt(request, paid_on=clock.today() + timedelta(days=1)))


def test_a_second_person_who_records_the_same_payment_is_told(app: Flask) -> None:
    request = approved()
    given, shown = receipt(request), request.application.version_id
    pay(request, given)
    with pytest.raises(Stale):
        pay(request, given, version=shown)
    db.session.rollback()
    with pytest.raises(ForbiddenMove):
        pay(request, given)


def test_only_what_was_asked_for_goes_on_the_monthly_account(app: Flask) -> None:
    on_account = approved(PaymentMethod.MONTHLY_ACCOUNT)
    version = on_account.application.version_id
    put_on_account(db.session(), on_account, version_id=version, actor=actor_of(underwriter()))
    db.session.commit()
    assert on_account.state is RequestState.ON_ACCOUNT
    assert statement_content(find_statement(db.session(), on_account)).payment_due is None

    transfer = approved(work_name="〇〇川護岸工事")
    with pytest.raises(RuleViolation, match="計上できません"):
        put_on_account(
            db.session(),
            transfer,
            version_id=transfer.application.version_id,
            actor=actor_of(underwriter()),
        )


def test_statement_numbers_leave_no_gap_when_an_approval_fails(app: Flask) -> None:
    application = under_review()
    with pytest.raises(RuleViolation):
        approve(application, underwriter(), accepted={})
    db.session.rollback()
    approve(application, underwriter())
    numbers = db.session.scalars(select(PremiumStatement.number).order_by(PremiumStatement.id)).all()
    assert [number[-6:] for number in numbers] == ["000001", "000002"]
