"""What the branch does to an application reaches the contractor by one mail each, however often it is pressed."""

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from surety.domain.products import PaymentMethod, Product
from surety.domain.workflow import RequestState
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.models import Application, Decision, OutgoingMail
from surety.security.permissions import Role
from surety.services.application_sending import send_application
from surety.services.examinations import examine
from surety.services.reviews import return_for_correction, start_review
from surety.services.underwriting import approve_requests, confirm_decline, propose_decline
from tests.draft_cases import make_draft
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_sent_application

REASON = "与信枠 120,000,000円 を超えるため、お引受けできません。"


@pytest.fixture
def letterhead(app: Flask) -> Letterhead:
    return Letterhead.of(current_app.config["SETTINGS"])


def mails(kind: str) -> list[OutgoingMail]:
    found = select(OutgoingMail).filter_by(message_kind=kind).order_by(OutgoingMail.id)
    return list(db.session.scalars(found))


def under_review(*products: Product) -> Application:
    application = make_sent_application(products=products or (Product.ADVANCE, Product.PERFORMANCE))
    for request in application.requests:
        request.payment_method = PaymentMethod.BANK_TRANSFER
    who = actor_of(make_user(Role.STAFF_UNDERWRITER))
    start_review(db.session(), application, version_id=application.version_id, actor=who)
    db.session.commit()
    return application


def decline(application: Application, product: Product, letterhead: Letterhead, *, presses: int = 1) -> None:
    request = next(each for each in application.requests if each.product is product)
    one, other = (actor_of(make_user(Role.STAFF_UNDERWRITER)) for _ in range(2))
    propose_decline(db.session(), request, reason=REASON, version_id=application.version_id, actor=one)
    db.session.commit()
    told, shown = len(mails("application_declined")), application.version_id
    for _ in range(presses):
        confirm_decline(db.session(), request, version_id=shown, actor=other, letterhead=letterhead)
        db.session.commit()
    assert request.state is RequestState.DECLINED
    assert len(mails("application_declined")) == told + 1


def approve(application: Application, *, presses: int = 1) -> None:
    settings = current_app.config["SETTINGS"]
    who = actor_of(make_user(Role.STAFF_UNDERWRITER))
    checks = examine(db.session(), application, guarantor=settings.guarantor).checks
    shown = application.version_id
    for _ in range(presses):
        approve_requests(
            db.session(),
            application,
            request_ids=[request.id for request in application.requests],
            accepted={check.key: "契約書の写しで確認" for check in checks},
            version_id=shown,
            actor=who,
            settings=settings,
        )
        db.session.commit()


def test_a_decline_is_told_once_with_the_branch_to_phone_and_without_its_reason(
    letterhead: Letterhead,
) -> None:
    application = under_review()
    decline(application, Product.PERFORMANCE, letterhead, presses=2)
    (mail,) = mails("application_declined")
    assert mail.recipient == application.created_by.email
    assert mail.contractor_id == application.contractor_id
    assert application.receipt_number in mail.subject
    assert "お引き受けできませんでした" in mail.body
    assert application.branch.phone in mail.body
    assert f"/applications/{application.id}" in mail.body
    assert "与信" not in mail.body
    assert "120,000,000" not in mail.body
    told = "".join(line.strip("　") for line in mail.body.splitlines())
    assert "ほかの保証（前払金保証）の手続きは、そのまま続きます" in told


def test_each_declined_guarantee_is_told_and_nothing_goes_on_after_the_last(letterhead: Letterhead) -> None:
    application = under_review()
    decline(application, Product.PERFORMANCE, letterhead)
    decline(application, Product.ADVANCE, letterhead)
    first, second = mails("application_declined")
    assert "契約保証" in first.body
    assert "そのまま続きます" not in second.body


def test_a_return_is_told_once_and_a_second_return_again(letterhead: Letterhead) -> None:
    application = under_review(Product.ADVANCE)
    who = actor_of(make_user(Role.STAFF_UNDERWRITER))
    shown = application.version_id
    for _ in range(2):
        return_for_correction(
            db.session(), application, comments={"price": "契約書の金額 49,000,000円 と異なります"},
            version_id=shown, actor=who, letterhead=letterhead,
        )  # fmt: skip
        db.session.commit()
    (mail,) = mails("application_returned")
    assert "請負金額" in mail.body
    assert "49,000,000" not in mail.body


def test_a_premium_to_be_paid_is_told_once_for_each_guarantee(app: Flask) -> None:
    application = under_review()
    approve(application, presses=2)
    told = mails("premium_due")
    assert sorted(mail.subject_key for mail in told) == sorted({mail.subject_key for mail in told})
    assert len(told) == 2
    kept = db.session.scalars(select(Decision)).all()
    assert any("契約書の写しで確認" in str(decision.checks) for decision in kept)
    assert not any("契約書の写しで確認" in mail.body for mail in told)


def test_what_goes_on_the_monthly_account_needs_no_payment_mail(app: Flask) -> None:
    application = under_review()
    for request in application.requests:
        request.payment_method = PaymentMethod.MONTHLY_ACCOUNT
    db.session.commit()
    approve(application)
    assert not mails("premium_due")


def test_the_receipt_is_told_once(letterhead: Letterhead) -> None:
    user = make_user(Role.CONTRACTOR_MEMBER)
    draft = make_draft(user)
    token, shown = draft.send_token, draft.version_id
    for _ in range(2):
        send_application(
            db.session(),
            draft,
            actor=actor_of(user),
            send_token=token,
            version_id=shown,
            letterhead=letterhead,
        )
        db.session.commit()
    assert len(mails("application_received")) == 1
