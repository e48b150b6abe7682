"""与信枠: decided by two, true at any time, and exceeded only with a third act before the issue."""

import threading

import pytest
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import clock
from surety.domain.decisions import DecisionKind
from surety.domain.errors import Denied, ForbiddenMove, RuleViolation, Stale
from surety.domain.exposure import CREDIT_CODE
from surety.domain.products import Product
from surety.domain.underwriting_checks import Mark
from surety.domain.workflow import GuaranteeState, RequestState
from surety.extensions import db
from surety.models import Application, AuditEvent, Contractor, Decision, GuaranteeRequest, User
from surety.queries.exposure import load_exposure
from surety.security.permissions import Role
from surety.services.credit_lines import decide_line, take_back_line
from surety.services.examinations import examine
from surety.services.issuing import issue_guarantee
from surety.services.over_line import approve_over_line
from surety.services.premiums import put_on_account
from surety.services.reviews import start_review
from surety.services.underwriting import approve_requests, reopen_request
from tests.credit_cases import make_line
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import (
    actor_of,
    make_issued_guarantee,
    make_issuer,
    make_payable_request,
    make_sent_application,
)

WORDS = "契約書の写しで確認しました"


@pytest.fixture
def company(app: Flask) -> Contractor:
    return make_contractor()


@pytest.fixture
def maker(app: Flask) -> User:
    return make_user(Role.STAFF_UNDERWRITER)


@pytest.fixture
def second(app: Flask) -> User:
    return make_user(Role.STAFF_ISSUER)


def exposure_of(company: Contractor) -> tuple[int, int, int]:
    found = load_exposure(db.session(), company.id, today=clock.today())
    return found.in_force, found.approved, found.works


def under_review(company: Contractor, maker: User, *products: Product) -> Application:
    application = make_sent_application(company, products=products or (Product.ADVANCE,))
    start_review(db.session(), application, version_id=application.version_id, actor=actor_of(maker))
    db.session.commit()
    return application


def approve(application: Application, maker: User) -> list[GuaranteeRequest]:
    settings = current_app.config["SETTINGS"]
    checks = examine(db.session(), application, guarantor=settings.guarantor).checks
    approve_requests(
        db.session(),
        application,
        request_ids=[request.id for request in application.requests],
        accepted={check.key: WORDS for check in checks},
        version_id=application.version_id,
        actor=actor_of(maker),
        settings=settings,
    )
    db.session.commit()
    return application.requests


def credit_mark(application: Application) -> Mark:
    examined = examine(db.session(), application, guarantor=current_app.config["SETTINGS"].guarantor)
    return next(check.mark for check in examined.works if check.code == CREDIT_CODE)


def to_account(request: GuaranteeRequest, who: User) -> None:
    put_on_account(db.session(), request, version_id=request.application.version_id, actor=actor_of(who))
    db.session.commit()


def test_the_exposure_is_what_is_in_force_and_what_is_approved(company: Contractor) -> None:
    assert exposure_of(company) == (0, 0, 0)
    first = make_issued_guarantee(company)
    make_issued_guarantee(company, product=Product.PERFORMANCE)
    make_payable_request(company)
    make_issued_guarantee(make_contractor("△△建設株式会社"))
    assert exposure_of(company) == (25_000_000, 20_000_000, 2)
    first.state = GuaranteeState.TERMINATED
    db.session.commit()
    assert exposure_of(company) == (5_000_000, 20_000_000, 1)


@pytest.mark.parametrize("state", [RequestState.REQUESTED, RequestState.DECLINED, RequestState.WITHDRAWN])
def test_what_is_not_approved_or_given_back_takes_no_room(company: Contractor, state: RequestState) -> None:
    request = make_payable_request(company)
    request.state = state
    db.session.commit()
    assert exposure_of(company) == (0, 0, 0)


def test_a_line_holds_only_after_another_person_approved_it(
    company: Contractor, maker: User, second: User
) -> None:
    line = make_line(company, second)
    assert load_exposure(db.session(), company.id, today=clock.today()).line is None
    with pytest.raises(Denied):
        decide_line(db.session(), line, is_approved=True, actor=actor_of(second))
    other = make_user(Role.STAFF_ISSUER)
    for _ in range(2):
        decide_line(db.session(), line, is_approved=True, actor=actor_of(other))
    db.session.commit()
    found = load_exposure(db.session(), company.id, today=clock.today()).line
    assert found is not None
    assert found.amount == 100_000_000
    with pytest.raises(Stale):
        decide_line(db.session(), line, is_approved=False, actor=actor_of(make_user(Role.STAFF_ADMIN)))
    acts = db.session.scalars(
        select(AuditEvent.action).order_by(AuditEvent.sequence).where(AuditEvent.object_kind == "credit_line")
    ).all()
    assert list(acts) == ["credit_line.proposed", "credit_line.approved"]


def test_one_proposal_at_a_time_and_the_same_again_is_the_first(company: Contractor, maker: User) -> None:
    first = make_line(company, maker)
    assert make_line(company, maker).id == first.id
    with pytest.raises(RuleViolation, match="すでに承認を待っています"):
        make_line(company, maker, amount=1)


def test_only_the_proposer_takes_a_proposal_back(company: Contractor, maker: User, second: User) -> None:
    line = make_line(company, maker)
    with pytest.raises(Denied):
        take_back_line(db.session(), line, actor=actor_of(second))
    take_back_line(db.session(), line, actor=actor_of(maker))
    assert line.is_approved is False
    make_line(company, maker, amount=5)


def test_the_latest_line_counts_and_the_earlier_ones_stay(
    company: Contractor, maker: User, second: User
) -> None:
    make_line(company, maker, amount=10, approved_by=second)
    make_line(company, maker, amount=20, approved_by=second)
    found = load_exposure(db.session(), company.id, today=clock.today()).line
    assert found is not None
    assert found.amount == 20


def test_within_the_line_nothing_is_asked(company: Contractor, maker: User, second: User) -> None:
    make_line(company, maker, amount=20_000_000, approved_by=second)
    application = under_review(company, maker)
    assert credit_mark(application) is Mark.OK
    (request,) = approve(application, maker)
    assert request.over_line_yen is None


def test_beyond_the_line_a_third_act_is_needed_before_the_issue(
    company: Contractor, maker: User, second: User
) -> None:
    make_line(company, maker, amount=22_000_000, approved_by=second)
    application = under_review(company, maker, Product.ADVANCE, Product.PERFORMANCE)
    assert credit_mark(application) is Mark.CHECK
    advance, performance = approve(application, maker)
    assert (advance.over_line_yen, performance.over_line_yen) == (None, 3_000_000)
    for request in (advance, performance):
        to_account(request, maker)
    issuer = make_issuer()
    issue_guarantee(db.session(), advance, actor=actor_of(second), issuer=issuer)
    db.session.commit()
    with pytest.raises(ForbiddenMove, match="与信枠を超える"):
        issue_guarantee(db.session(), performance, actor=actor_of(second), issuer=issuer)
    db.session.rollback()
    with pytest.raises(Denied):
        approve_over_line(
            db.session(), performance, note="x", version_id=application.version_id, actor=actor_of(maker)
        )
    db.session.rollback()
    shown = application.version_id
    for _ in range(2):
        approve_over_line(
            db.session(), performance, note="今月2件が竣工", version_id=shown, actor=actor_of(second)
        )
        db.session.commit()
    kept = db.session.scalars(select(Decision).where(Decision.kind == DecisionKind.OVER_LINE_APPROVED)).all()
    assert [(one.reason, one.decided_by_id) for one in kept] == [("今月2件が竣工", second.id)]
    # The issuer may be the one who approved what goes beyond the line.
    guarantee = issue_guarantee(db.session(), performance, actor=actor_of(second), issuer=issuer)
    db.session.commit()
    assert guarantee.amount == 5_000_000


def test_a_second_approval_nobody_needs_is_refused(company: Contractor, maker: User, second: User) -> None:
    application = under_review(company, maker)
    (request,) = approve(application, maker)
    with pytest.raises(ForbiddenMove):
        approve_over_line(
            db.session(), request, note="x", version_id=application.version_id, actor=actor_of(second)
        )


def test_doing_the_review_again_takes_the_second_approval_back(
    company: Contractor, maker: User, second: User
) -> None:
    make_line(company, maker, amount=1, approved_by=second)
    application = under_review(company, maker)
    (request,) = approve(application, maker)
    approve_over_line(
        db.session(), request, note="x", version_id=application.version_id, actor=actor_of(second)
    )
    db.session.commit()
    reopen_request(
        db.session(), request, reason="y", version_id=application.version_id, actor=actor_of(maker)
    )
    db.session.commit()
    assert (request.over_line_yen, request.over_approved_by_id) == (None, None)
    approve(application, maker)
    assert request.awaits_over_line


def test_a_line_of_zero_stops_every_approval(company: Contractor, maker: User, second: User) -> None:
    make_line(company, maker, amount=0, approved_by=second)
    application = under_review(company, maker)
    assert credit_mark(application) is Mark.BAD
    with pytest.raises(RuleViolation, match="×"):
        approve(application, maker)


def test_two_approvals_at_the_same_moment_do_not_slip_past_the_line(
    app: Flask, company: Contractor, maker: User, second: User
) -> None:
    make_line(company, maker, amount=30_000_000, approved_by=second)
    ids = [under_review(company, maker).id for _ in range(3)]
    who, settings, engine = actor_of(maker), current_app.config["SETTINGS"], db.engine
    db.session.remove()
    gate, failures = threading.Barrier(len(ids)), []

    def run(application_id: int) -> None:
        try:
            with Session(engine) as session:
                application = session.get_one(Application, application_id)
                version, chosen = application.version_id, [one.id for one in application.requests]
                session.rollback()
                gate.wait()
                approve_requests(
                    session,
                    application,
                    request_ids=chosen,
                    accepted=dict.fromkeys(("credit", "twins", "attachments", "dates", "contractor"), WORDS)
                    | dict.fromkeys(
                        ("advance-amount", "advance-form", "advance-scope", "advance-rule_date"), WORDS
                    ),
                    version_id=version,
                    actor=who,
                    settings=settings,
                )
                session.commit()
        except Exception as failure:  # noqa: BLE001 - shown by the assertion below
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    over = sorted(db.session.scalars(select(GuaranteeRequest.over_line_yen)), key=lambda yen: yen or 0)
    assert over == [None, 10_000_000, 20_000_000]
