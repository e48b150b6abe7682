"""中間前払金保証 from the 前払金保証 to its certificate, as the services do it."""

import pytest

from surety.domain.application_checks import find_problems
from surety.domain.application_draft import Draft
from surety.domain.application_fields import Section
from surety.domain.application_reading import read_draft
from surety.domain.errors import ForbiddenMove, NotFound, RuleViolation
from surety.domain.products import CertificateForm, Product
from surety.domain.underwriting_checks import Mark
from surety.domain.workflow import GuaranteeState, RequestState
from surety.extensions import db
from surety.models import Application, Guarantee, User
from surety.queries.application_ground import load_ground
from surety.queries.certificates import read_certificate
from surety.queries.interim import find_interim_application
from surety.security.permissions import Role
from surety.services.application_discarding import discard_draft, restore_draft
from surety.services.application_sending import NotReady
from surety.services.applications import copy_application, locked_names, save_draft, withdraw_application
from surety.services.examinations import examine
from surety.services.issuing import issue_guarantee
from surety.services.premiums import put_on_account
from surety.services.reviews import receive_application, start_review
from surety.services.underwriting import approve_requests
from tests.draft_cases import actor_of, send
from tests.factories import get_agency, make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee, make_issuer
from tests.interim_cases import attach_report, begin_interim, ready_interim


@pytest.fixture
def user(app):
    return make_user(Role.CONTRACTOR_MEMBER, contractor=make_contractor())


@pytest.fixture
def advance(user: User) -> Guarantee:
    """The leaflet's 前払金保証: 20,000,000 of 50,000,000, 平川市."""
    return make_issued_guarantee(user.contractor)


def problems(application: Application) -> dict[str, str]:
    reading = read_draft(Draft.from_json(application.draft))
    ground = load_ground(db.session(), application, reading=reading)
    return {problem.field: problem.message for problem in find_problems(reading, ground=ground)}


def test_nothing_has_to_be_typed_again_but_the_amount_and_the_report(user, advance):
    application = begin_interim(advance, user)
    assert application.works_contract_id == advance.works_contract_id
    assert problems(application) == {
        "interim_amount": "中間前払金保証金額を入力してください",
        "interim_recognition": "認定調書を添付してください",
    }
    draft = Draft.from_json(application.draft)
    assert draft.advance_number == advance.number
    assert draft.text("work_name") == "市道〇〇線道路改良工事"
    assert draft.text("interim_deposit_bank") == "〇〇銀行 ××支店"


def test_pressed_twice_it_gives_the_same_application(user, advance):
    first = begin_interim(advance, user)
    assert begin_interim(advance, user).id == first.id
    send(ready_interim(advance, user), user)
    assert begin_interim(advance, user).id == first.id


def test_a_withdrawn_application_makes_room_for_another(user, advance):
    first = send(ready_interim(advance, user), user)
    withdraw_application(db.session(), first, actor=actor_of(user), reason="取り下げます")
    db.session.commit()
    assert find_interim_application(db.session(), advance) is None
    assert begin_interim(advance, user).id != first.id


def test_a_draft_brought_back_beside_another_cannot_be_sent(user, advance):
    first = ready_interim(advance, user)
    discard_draft(db.session(), first, version_id=first.version_id, actor=actor_of(user))
    db.session.commit()
    second = ready_interim(advance, user)
    assert second.id != first.id
    restore_draft(db.session(), first, actor=actor_of(user))
    db.session.commit()
    assert problems(second) == {}
    send(second, user)
    assert second.receipt_number in problems(first)["interim_applies"]
    with pytest.raises(NotReady):
        send(first, user)


def test_only_an_advance_payment_guarantee_in_force_leads_to_one(user, advance):
    performance = make_issued_guarantee(user.contractor, product=Product.PERFORMANCE)
    with pytest.raises(NotFound):
        begin_interim(performance, user)
    advance.state = GuaranteeState.TERMINATED
    db.session.commit()
    with pytest.raises(ForbiddenMove):
        begin_interim(advance, user)


def test_a_guarantee_that_ends_meanwhile_keeps_the_application_from_being_sent(user, advance):
    application = ready_interim(advance, user)
    assert problems(application) == {}
    advance.state = GuaranteeState.TERMINATED
    db.session.commit()
    assert "有効な前払金保証がない" in problems(application)["interim_applies"]
    with pytest.raises(NotReady):
        send(application, user)


def test_both_payments_together_stay_within_the_agency_s_share(user, advance):
    advance.agency = advance.works_contract.agency = get_agency("高浜町")
    advance.works_contract.contracted_on = None
    advance.request.certificate_form = CertificateForm.PAPER
    db.session.commit()
    over = ready_interim(advance, user, amount="10,000,001")
    assert problems(over)["interim_amount"] == (
        "中間前払金保証金額は 10,000,000円（請負金額の20%）以下で入力してください"
    )


def test_what_the_contract_says_cannot_be_typed_over(user, advance):
    application = begin_interim(advance, user)
    for section, typed in (
        (Section.WORKS, {"price": "90,000,000", "work_name": "べつの工事"}),
        (Section.GUARANTEES, {"advance_applies": "1", "interim_fiscal_year_amount": "1"}),
    ):
        save_draft(
            db.session(), application, section=section, typed=typed,
            version_id=application.version_id, tab="",
        )  # fmt: skip
    draft = Draft.from_json(application.draft)
    assert (draft.text("price"), draft.text("work_name")) == ("50,000,000", "市道〇〇線道路改良工事")
    assert (draft.text("advance_applies"), draft.text("interim_fiscal_year_amount")) == ("", "")
    assert draft.text("interim_applies") == "1"


def test_an_ordinary_application_cannot_smuggle_an_interim_payment_in(user, advance):
    application = copy_application(db.session(), ready_interim(advance, user), actor=actor_of(user))
    assert "interim_applies" in locked_names(application)
    draft = Draft.from_json(application.draft)
    assert not any(name.startswith("interim_") for name in draft.texts)
    smuggled = Draft(texts={**draft.texts, "interim_applies": "1", "interim_amount": "1"})
    assert not read_draft(smuggled).wanted


def test_the_report_belongs_to_applications_for_interim_payments(user, advance):
    ordinary = copy_application(db.session(), begin_interim(advance, user), actor=actor_of(user))
    with pytest.raises(RuleViolation, match="中間前払金保証の申込に添付するもの"):
        attach_report(ordinary, user)


def test_from_sending_to_the_certificate(user, advance):
    application = send(ready_interim(advance, user), user)
    assert application.works_contract_id == advance.works_contract_id
    underwriter = make_user(Role.STAFF_UNDERWRITER)
    receive_application(
        db.session(), application, version_id=application.version_id, actor=actor_of(underwriter)
    )
    start_review(db.session(), application, version_id=application.version_id, actor=actor_of(underwriter))
    examination = examine(db.session(), application, guarantor=make_issuer().settings.guarantor)
    checks = {check.key: check for check in examination.checks}
    assert checks["interim-recognition"].mark is Mark.OK
    assert checks["interim-advance"].mark is Mark.OK
    assert checks["interim-half"].mark is Mark.CHECK  # its half lies in the future
    assert checks["twins"].mark is Mark.OK  # the 前払金保証 on the same works contract is no twin
    assert "20.0%" in checks["interim-amount"].reason
    quote = examination.requests[0].quote
    assert quote is not None
    assert quote.total_yen == 6_500  # 0.065 % of 10,000,000

    approve_requests(
        db.session(), application, request_ids=[application.requests[0].id],
        accepted={key: "確認しました" for key, check in checks.items() if check.mark is Mark.CHECK},
        version_id=application.version_id, actor=actor_of(underwriter), settings=make_issuer().settings,
    )  # fmt: skip
    request = application.requests[0]
    put_on_account(db.session(), request, version_id=application.version_id, actor=actor_of(underwriter))
    db.session.commit()
    assert request.state is RequestState.ON_ACCOUNT
    issued = issue_guarantee(
        db.session(), request, actor=actor_of(make_user(Role.STAFF_ISSUER)), issuer=make_issuer()
    )
    db.session.commit()
    content = read_certificate(issued.certificates[0])
    assert content.product is Product.INTERIM
    assert content.guaranteed_amount == 10_000_000
    assert content.depository_bank == "〇〇銀行 ××支店"
    assert issued.works_contract_id == advance.works_contract_id
    found = find_interim_application(db.session(), advance)
    assert found is not None
    assert found.id == application.id
    issued.state = GuaranteeState.CANCELLED
    db.session.commit()
    assert find_interim_application(db.session(), advance) is None
