"""The branch's decisions: who may, in which order, what they leave behind."""

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from surety import audit
from surety.domain.decisions import DecisionKind
from surety.domain.errors import Denied, ForbiddenMove, RuleViolation, Stale
from surety.domain.products import PaymentMethod, Product
from surety.domain.underwriting_checks import Mark
from surety.domain.workflow import ApplicationState, RequestState
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.models import (
    Application,
    AuditEvent,
    Decision,
    GuaranteeRequest,
    OutgoingMail,
    PremiumStatement,
    User,
)
from surety.queries.cases import find_proposal
from surety.security.permissions import Role
from surety.services.examinations import examine
from surety.services.reviews import receive_application, return_for_correction, start_review, take_over
from surety.services.underwriting import (
    approve_requests,
    confirm_decline,
    propose_decline,
    reopen_request,
    withdraw_proposal,
)
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import actor_of, make_sent_application


def settings():
    return current_app.config["SETTINGS"]


def underwriter() -> User:
    return make_user(Role.STAFF_UNDERWRITER)


def under_review(**kwargs: object) -> Application:
    application = make_sent_application(**kwargs)
    start_review(db.session(), application, version_id=application.version_id, actor=actor_of(underwriter()))
    db.session.commit()
    return application


def accepted(application: Application) -> dict[str, str]:
    checks = examine(db.session(), application, guarantor=settings().guarantor).checks
    return {check.key: "契約書の写しで確認" for check in checks if check.mark is Mark.CHECK}


def confirm(request: GuaranteeRequest, who: User) -> None:
    confirm_decline(
        db.session(),
        request,
        version_id=request.application.version_id,
        actor=actor_of(who),
        letterhead=Letterhead.of(settings()),
    )


def approve(
    application: Application, who: User, *, products: set[Product] | None = None, **more: object
) -> None:
    wanted = {
        "request_ids": [r.id for r in application.requests if not products or r.product in products],
        "accepted": accepted(application),
        "version_id": application.version_id,
    }
    approve_requests(db.session(), application, actor=actor_of(who), settings=settings(), **(wanted | more))
    db.session.commit()


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))


def mails(kind: str) -> list[OutgoingMail]:
    wanted = select(OutgoingMail).where(OutgoingMail.message_kind == kind).order_by(OutgoingMail.id)
    return list(db.session.scalars(wanted))


def test_receiving_and_reviewing_are_noted_with_the_person_in_charge(app: Flask) -> None:
    application, who = make_sent_application(), underwriter()
    receive_application(db.session(), application, version_id=application.version_id, actor=actor_of(who))
    assert application.state is ApplicationState.RECEIVED
    start_review(db.session(), application, version_id=application.version_id, actor=actor_of(who))
    assert (application.state, application.taken_by_id) == (ApplicationState.UNDER_REVIEW, who.id)
    other = underwriter()
    take_over(db.session(), application, version_id=application.version_id, actor=actor_of(other))
    assert application.taken_by_id == other.id
    assert actions() == ["application.received", "application.review_started", "application.taken_over"]


def test_a_step_pressed_twice_happens_once_and_a_late_comer_is_told_who_was_first(app: Flask) -> None:
    application, who, late = make_sent_application(), underwriter(), underwriter()
    shown = application.version_id
    for _press in range(2):
        start_review(db.session(), application, version_id=shown, actor=actor_of(who))
        db.session.commit()
    assert actions() == ["application.review_started"]
    with pytest.raises(Stale, match="見本　花子"):
        start_review(db.session(), application, version_id=shown, actor=actor_of(late))


def test_a_return_shows_its_comments_and_sends_a_mail_that_names_only_fields(app: Flask) -> None:
    application = under_review()
    return_for_correction(
        db.session(),
        application,
        comments={"price": "契約書では 48,000,000円です", "work_name": " ", "": "写しも添付してください"},
        version_id=application.version_id,
        actor=actor_of(underwriter()),
        letterhead=Letterhead.of(settings()),
    )
    db.session.commit()
    assert application.state is ApplicationState.RETURNED
    assert application.comments == {"price": "契約書では 48,000,000円です", "": "写しも添付してください"}
    (mail,) = mails("application_returned")
    assert "請負金額" in mail.body
    assert "48,000,000" not in mail.body
    assert mail.recipient == application.created_by.email


def test_a_return_without_a_word_is_refused(app: Flask) -> None:
    application = under_review()
    with pytest.raises(RuleViolation, match="1つ以上"):
        return_for_correction(
            db.session(),
            application,
            comments={"price": "  "},
            version_id=application.version_id,
            actor=actor_of(underwriter()),
            letterhead=Letterhead.of(settings()),
        )


def test_approving_states_the_premium_keeps_the_checks_and_ends_the_review(app: Flask) -> None:
    application, who = under_review(), underwriter()
    approve(application, who)
    assert application.state is ApplicationState.DECIDED
    assert {r.state for r in application.requests} == {RequestState.APPROVED}
    assert {r.approved_by_id for r in application.requests} == {who.id}
    statements = db.session.scalars(select(PremiumStatement).order_by(PremiumStatement.id)).all()
    assert [s.number[-6:] for s in statements] == ["000001", "000002"]
    assert statements[0].number.startswith("K041")
    kept = db.session.scalars(select(Decision)).all()
    assert {d.kind for d in kept} == {DecisionKind.APPROVED}
    words = {c["code"]: c["accepted"] for c in kept[0].checks if c["mark"] == "check"}
    assert words
    assert set(words.values()) == {"契約書の写しで確認"}


def test_one_guarantee_can_be_approved_while_the_other_stays_in_review(app: Flask) -> None:
    application = under_review()
    approve(application, underwriter(), products={Product.ADVANCE})
    states = {request.product: request.state for request in application.requests}
    assert states == {Product.ADVANCE: RequestState.APPROVED, Product.PERFORMANCE: RequestState.REQUESTED}
    assert application.state is ApplicationState.UNDER_REVIEW
    approve(application, underwriter(), products={Product.PERFORMANCE})
    assert application.state is ApplicationState.DECIDED


def test_a_check_nobody_accepted_in_words_keeps_the_case_open(app: Flask) -> None:
    application = under_review()
    words = accepted(application)
    words["advance-amount"] = "　"
    with pytest.raises(RuleViolation) as refused:
        approve(application, underwriter(), accepted=words)
    assert refused.value.field == "advance-amount"
    db.session.rollback()
    assert not db.session.scalar(select(func.count()).select_from(PremiumStatement))


def test_a_check_that_fails_cannot_be_accepted_away(app: Flask) -> None:
    application = under_review(contractor=make_contractor(monthly_account=False))
    with pytest.raises(RuleViolation, match="保証料の支払方法"):
        approve(application, underwriter())


def test_signs_that_no_certificate_can_print_are_found_before_the_approval(app: Flask) -> None:
    application = under_review(work_name="〇〇工事\U0001fae8")
    with pytest.raises(RuleViolation, match="証書の印字"):
        approve(application, underwriter())


def test_nothing_is_approved_before_the_review_has_begun(app: Flask) -> None:
    application = make_sent_application()
    with pytest.raises(ForbiddenMove):
        approve(application, underwriter())


def test_approving_twice_states_one_premium(app: Flask) -> None:
    application, who = under_review(), underwriter()
    shown, words = application.version_id, accepted(application)
    for _press in range(2):
        approve(application, who, version_id=shown, accepted=words)
    assert db.session.scalar(select(func.count()).select_from(PremiumStatement)) == 2
    assert actions().count("application.approved") == 1


def test_a_correction_that_came_in_between_makes_the_approval_stale(app: Flask) -> None:
    application = under_review()
    shown, words = application.version_id, accepted(application)
    approve(application, underwriter(), products={Product.ADVANCE})
    with pytest.raises(Stale):
        approve(application, underwriter(), version_id=shown, accepted=words)


def test_a_decline_takes_two_people(app: Flask) -> None:
    application, one, other = under_review(), underwriter(), underwriter()
    request = application.requests[1]
    propose_decline(
        db.session(),
        request,
        reason="前払金の予定なし",
        version_id=application.version_id,
        actor=actor_of(one),
    )
    db.session.commit()
    assert request.state is RequestState.REQUESTED
    with pytest.raises(Denied, match="別の方"):
        confirm(request, one)
    db.session.rollback()
    with pytest.raises(ForbiddenMove, match="提案されています"):
        approve(application, other)
    db.session.rollback()
    confirm(request, other)
    db.session.commit()
    assert (request.state, request.decision_reason) == (RequestState.DECLINED, "前払金の予定なし")
    approve(application, other, products={Product.ADVANCE})
    assert application.state is ApplicationState.DECIDED


def test_a_proposal_can_be_taken_back(app: Flask) -> None:
    application, one = under_review(), underwriter()
    request = application.requests[0]
    propose_decline(
        db.session(), request, reason="与信", version_id=application.version_id, actor=actor_of(one)
    )
    assert find_proposal(db.session(), request) is not None
    withdraw_proposal(db.session(), request, version_id=application.version_id, actor=actor_of(underwriter()))
    db.session.commit()
    assert find_proposal(db.session(), request) is None
    with pytest.raises(ForbiddenMove):
        confirm(request, underwriter())
    db.session.rollback()
    approve(application, underwriter())


def test_a_review_done_again_leads_to_a_new_statement_and_keeps_the_old_one(app: Flask) -> None:
    application, who = under_review(), underwriter()
    approve(application, who)
    request = application.requests[0]
    reopen_request(
        db.session(), request, reason="金額の確認", version_id=application.version_id, actor=actor_of(who)
    )
    db.session.commit()
    assert application.state is ApplicationState.UNDER_REVIEW
    assert (request.state, request.approved_by_id) == (RequestState.REQUESTED, None)
    approve(application, underwriter(), products={Product.ADVANCE})
    numbers = db.session.scalars(
        select(PremiumStatement.number).where(PremiumStatement.request_id == request.id)
    ).all()
    assert len(numbers) == 2


def test_a_premium_that_is_to_be_paid_is_announced_without_its_amount(app: Flask) -> None:
    application = under_review(products=(Product.ADVANCE,))
    application.requests[0].payment_method = PaymentMethod.BANK_TRANSFER
    db.session.commit()
    approve(application, underwriter())
    (mail,) = mails("premium_due")
    statement = db.session.scalars(select(PremiumStatement)).one()
    assert f"{statement.amount:,}" not in mail.body
    assert "前払金保証" in mail.body


def test_every_step_stands_in_an_unbroken_audit_chain(app: Flask) -> None:
    application = under_review()
    approve(application, underwriter())
    assert actions() == ["application.review_started", "application.approved"]
    assert audit.find_broken_link(db.session()) is None


def test_a_decision_is_never_changed(app: Flask) -> None:
    approve(under_review(), underwriter())
    decision = db.session.scalars(select(Decision)).first()
    decision.reason = "あとから書き換え"
    with pytest.raises(DatabaseError):
        db.session.flush()
    db.session.rollback()
