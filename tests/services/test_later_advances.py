"""次年度の前払金保証: nothing typed again, one for each fiscal year, until its own year's end."""

from datetime import date

import pytest
import time_machine

from surety.domain.application_draft import Draft
from surety.domain.application_reading import read_draft
from surety.domain.certificate import CertificateContent
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.products import Product
from surety.domain.states import GuaranteeState
from surety.domain.underwriting_checks import Mark
from surety.extensions import db
from surety.models import AuditEvent
from surety.queries.guarantee_acts import content_in_force
from surety.queries.later_advances import find_free_year
from surety.queries.works_contracts import load_works_file
from surety.security.permissions import Role
from surety.services.application_sending import NotReady
from surety.services.certificate_content import cover_begin
from surety.services.examinations import examine
from surety.services.interim_applications import apply_for_interim
from surety.services.issuing import issue_guarantee
from surety.services.later_advances import apply_for_advance, record_signing
from surety.services.settlements import premium_day
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee, make_issuer, make_payable_request
from tests.works_cases import contract_of, issue_sent, make_multi_year_guarantee, send_draft


@pytest.fixture
def first(app):
    return make_multi_year_guarantee()


@pytest.fixture
def user(first):
    return make_user(Role.CONTRACTOR_MEMBER, contractor=first.contractor)


def begin(first, user):
    application = apply_for_advance(db.session(), contract_of(first), actor=actor_of(user))
    db.session.commit()
    return application


def test_the_first_year_s_guarantee_ends_with_its_year(first):
    assert first.expires_on == date(2027, 3, 31)


def test_the_next_year_s_application_has_everything_but_the_amount(first, user):
    application = begin(first, user)
    draft = Draft.from_json(application.draft)
    reading = read_draft(draft)
    assert reading.is_later
    assert [request.product for request in reading.wanted] == [Product.ADVANCE]
    advance = reading.request(Product.ADVANCE)
    assert (advance.fiscal_year, advance.fiscal_year_amount, advance.amount) == (2027, 40_000_000, None)
    assert advance.deposit_bank == "〇〇銀行 ××支店"
    assert [member.name for member in reading.works.members] == ["〇〇建設株式会社", "△△建設株式会社"]
    assert draft.text("branch_id") == str(first.branch_id)


def test_begun_again_the_same_draft_is_given(first, user):
    assert begin(first, user).id == begin(first, user).id


def test_sent_and_issued_it_stands_on_the_same_contract_until_the_next_year_s_end(first, user):
    application = send_draft(begin(first, user), user=user, advance_amount="16,000,000")
    second = issue_sent(application)
    assert second.works_contract_id == first.works_contract_id
    assert second.expires_on == date(2028, 3, 31)
    # Statement and settlement count the same days.
    assert cover_begin(second.request, contract_of(first)) == date(2027, 4, 1)
    assert premium_day(second, content_in_force(second)) == date(2027, 4, 1)
    content = CertificateContent.from_json(second.certificates[0].snapshot)
    assert (content.contract_amount, content.joint_venture) == (100_000_000, "〇〇・△△特定建設工事共同企業体")
    assert find_free_year(db.session(), contract_of(first)) == 2028


def test_the_last_year_s_guarantee_ends_with_the_period(first, user):
    issue_sent(send_draft(begin(first, user), user=user, advance_amount="16,000,000"))
    third = issue_sent(send_draft(begin(first, user), user=user, advance_amount="12,000,000"))
    assert third.expires_on == date(2029, 3, 20)
    with pytest.raises(ForbiddenMove, match="すべてお申し込み済み"):
        begin(first, user)
    file = load_works_file(db.session(), contract_of(first))
    assert [len(file.lines_of(year)) for year in (2026, 2027, 2028, None)] == [1, 1, 1, 0]


def test_a_year_is_not_applied_for_twice(first, user):
    with pytest.raises(NotReady) as refused:
        send_draft(
            begin(first, user), user=user, advance_amount="1,000,000", advance_year_base="2026-planned"
        )
    assert f"令和8年度の前払金保証は、すでにあります（{first.number}）" in [
        p.message for p in refused.value.problems
    ]


@pytest.mark.parametrize("state", [GuaranteeState.CANCELLED, GuaranteeState.TERMINATED])
def test_a_year_whose_guarantee_came_to_nothing_is_free_again(first, user, state):
    first.state = state
    db.session.commit()
    assert find_free_year(db.session(), contract_of(first)) == 2026


def test_a_year_whose_guarantee_ran_out_is_not(first, user):
    first.state = GuaranteeState.EXPIRED
    db.session.commit()
    assert find_free_year(db.session(), contract_of(first)) == 2027


def test_the_review_of_a_later_year_asks_for_carried_over_work(first, user):
    application = send_draft(begin(first, user), user=user, advance_amount="16,000,000")
    checks = {
        check.code: check
        for check in examine(db.session(), application, guarantor=make_issuer().settings.guarantor).works
    }
    assert (checks["years"].mark, checks["carried"].mark, checks["members"].mark) == (
        Mark.OK,
        Mark.CHECK,
        Mark.CHECK,
    )
    assert "△△建設株式会社　40%" in checks["members"].reason


def test_the_interim_payment_of_a_year_keeps_its_year(first, user):
    draft = Draft.from_json(apply_for_interim(db.session(), first, actor=actor_of(user)).draft)
    interim = read_draft(draft).request(Product.INTERIM)
    assert (interim.fiscal_year, interim.fiscal_year_amount) == (2026, 30_000_000)


def test_a_contract_of_one_year_with_its_advance_has_no_room(app):
    guarantee = make_issued_guarantee()
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor)
    with pytest.raises(ForbiddenMove):
        apply_for_advance(db.session(), contract_of(guarantee), actor=actor_of(user))


def test_after_a_performance_guarantee_the_advance_is_applied_for_on_the_same_contract(app):
    guarantee = make_issued_guarantee(product=Product.PERFORMANCE)
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor)
    application = apply_for_advance(db.session(), contract_of(guarantee), actor=actor_of(user))
    texts = {
        "advance_amount": "20,000,000",
        "advance_deposit_bank": "〇〇銀行",
        "advance_redeposit": "not_used",
    }
    sent = send_draft(application, user=user, **texts)
    assert sent.works_contract_id == guarantee.works_contract_id
    assert issue_sent(sent).expires_on == guarantee.expires_on


# Before the works contract is signed.


@pytest.fixture
def unsigned(app):
    request = make_payable_request(product=Product.PERFORMANCE)
    request.application.works_contract.contracted_on = None
    db.session.commit()
    issuer = make_user(Role.STAFF_ISSUER)
    guarantee = issue_guarantee(db.session(), request, actor=actor_of(issuer), issuer=make_issuer())
    db.session.commit()
    return guarantee


def test_a_certificate_before_the_contract_leaves_its_date_out(unsigned):
    content = CertificateContent.from_json(unsigned.certificates[0].snapshot)
    assert "contracted_on" not in {row.key for row in content.rows()}
    assert load_works_file(db.session(), contract_of(unsigned)).needs_signing


@time_machine.travel("2026-12-01T03:00Z")
def test_a_planned_day_is_not_certified_either(app):
    guarantee = make_issued_guarantee(product=Product.PERFORMANCE)
    assert CertificateContent.from_json(guarantee.certificates[0].snapshot).contracted_on is None


@time_machine.travel("2026-12-10T03:00Z")
def test_the_day_is_recorded_once_and_the_certificate_stays(unsigned):
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=unsigned.contractor)
    before = unsigned.certificates[0].snapshot
    for _ in range(2):
        record_signing(db.session(), contract_of(unsigned), signed_on=date(2026, 12, 3), actor=actor_of(user))
        db.session.commit()
    contract = contract_of(unsigned)
    assert (contract.contracted_on, load_works_file(db.session(), contract).needs_signing) == (
        date(2026, 12, 3),
        False,
    )
    assert unsigned.certificates[0].snapshot == before
    assert db.session.query(AuditEvent).filter_by(action="works_contract.signed").count() == 1
    with pytest.raises(ForbiddenMove, match="記録済み"):
        record_signing(db.session(), contract, signed_on=date(2026, 12, 4), actor=actor_of(user))


@pytest.mark.parametrize("day, words", [(date(2026, 12, 11), "今日まで"), (date(2027, 4, 1), "以前の日付")])
def test_a_day_that_cannot_be_is_refused(unsigned, day, words):
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=unsigned.contractor)
    today = "2026-12-10T03:00Z" if words == "今日まで" else "2027-05-01T03:00Z"
    with time_machine.travel(today), pytest.raises(RuleViolation, match=words):
        record_signing(db.session(), contract_of(unsigned), signed_on=day, actor=actor_of(user))
