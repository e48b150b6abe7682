"""Carrying an application of the demo to its station, by the people whose work it is."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from surety import clock
from surety.demo import cast
from surety.demo.people import Stage
from surety.demo.works import Station, Work
from surety.demo.works_rows import base_texts, row_texts
from surety.domain.application_draft import NO, YES
from surety.domain.application_fields import Section, field_name
from surety.domain.dates import format_wareki
from surety.domain.money import format_yen
from surety.domain.paper_certificates import DeliveryMeans
from surety.domain.products import CertificateForm, PaymentMethod, Product, Redeposit
from surety.domain.underwriting_checks import Mark
from surety.mail.letterhead import Letterhead
from surety.models import Application, Contractor, Guarantee
from surety.queries.cases import find_statement
from surety.services.application_attachments import attach_file
from surety.services.application_discarding import discard_draft
from surety.services.application_sending import send_application
from surety.services.applications import create_application, save_draft, withdraw_application
from surety.services.charges import Receipt
from surety.services.examinations import examine
from surety.services.hand_overs import mark_handed_over
from surety.services.issuing import issue_guarantee, open_key
from surety.services.openings import Caller, open_guarantee
from surety.services.paper_deliveries import record_delivery
from surety.services.premiums import goes_on_account, put_on_account, record_payment
from surety.services.reviews import receive_application, return_for_correction, start_review
from surety.services.underwriting import approve_requests, confirm_decline, propose_decline

CONTRACT_COPY = Path(__file__).with_name("contract_copy.pdf")
_S = Station
# Up to which station each step is taken; side exits branch off where they do in life.
_UNSENT = frozenset({_S.DRAFT, _S.DISCARDED})
_AFTER_SENDING = frozenset(Station) - _UNSENT
_REVIEWED = _AFTER_SENDING - {_S.SENT, _S.RECEIVED, _S.WITHDRAWN}
_APPROVED = frozenset({_S.PREMIUM_DUE, _S.SETTLED, _S.ISSUED, _S.HANDED_OVER, _S.OPENED})
_SETTLED = _APPROVED - {_S.PREMIUM_DUE}
_ISSUED = _SETTLED - {_S.SETTLED}


def carry(stage: Stage, work: Work) -> None:
    """Write the application and carry it to the station of `work`."""
    carry_on(stage, _write(stage, work), work)


def carry_on(stage: Stage, application: Application, work: Work) -> None:
    """Carry an application that is written already to the station of `work`."""
    steps: tuple[tuple[frozenset[Station], Callable[[Stage, Application, Work], None]], ...] = (
        (frozenset({_S.DISCARDED}), _discard),
        (_AFTER_SENDING, _send),
        (frozenset({_S.RECEIVED}), _receive),
        (frozenset({_S.WITHDRAWN}), _withdraw),
        (_REVIEWED, _review),
        (frozenset({_S.RETURNED}), _return),
        (frozenset({_S.DECLINED}), _decline),
        (_APPROVED, _approve),
        (_SETTLED, _settle),
        (_ISSUED, _issue),
        (frozenset({_S.HANDED_OVER, _S.OPENED}), _hand_over),
        (frozenset({_S.OPENED}), _open),
    )
    for stations, step in steps:
        if work.station in stations:
            step(stage, application, work)
            stage.session.flush()


def _write(stage: Stage, work: Work) -> Application:
    session, user, actor = stage.session, stage.user(work.login), stage.actor(work.login)
    if user.contractor_id is None:
        raise ValueError("applications are written by a contractor's people")
    application = create_application(session, contractor_id=user.contractor_id, actor=actor)
    sections = {
        Section.WORKS: _works_texts(stage, work, company=application.contractor),
        Section.GUARANTEES: _guarantee_texts(work, has_account=application.contractor.monthly_account),
        Section.OTHER: {
            "branch_id": str(stage.branch.id),
            "wants_issue_mail": YES,
            "issue_mail_address": user.email,
            "department": "総務部",
            "contact_name": user.name,
            "contact_phone": "017-000-0000",
        },
    }
    for section, typed in sections.items():
        if work.station in _UNSENT and section is not Section.WORKS:
            break
        save_draft(
            session, application, section=section, typed=typed, version_id=application.version_id, tab="demo"
        )
    if work.station not in _UNSENT:
        copy = CONTRACT_COPY.read_bytes()
        attach_file(session, application, filename="請負契約書の写し.pdf", content=copy, actor=actor)
    return application


def _works_texts(stage: Stage, work: Work, *, company: Contractor) -> dict[str, str]:
    signed = _signed(work)
    return {
        "agency_id": str(stage.agency(cast.AGENCY).id),
        "work_kind": work.kind.value,
        "work_number": work.number,
        "work_name": work.name,
        "work_place": work.place,
        "price": format_yen(work.price),
        "period_from": format_wareki(signed + timedelta(days=1)),
        "period_to": format_wareki(signed + timedelta(days=work.days)),
        "contracted_on": format_wareki(signed),
    } | row_texts(work, begins=signed + timedelta(days=1), company=company)


def _signed(work: Work) -> date:
    return clock.today() - timedelta(days=work.signed_days_ago)


def _guarantee_texts(work: Work, *, has_account: bool) -> dict[str, str]:
    method = PaymentMethod.MONTHLY_ACCOUNT if has_account else PaymentMethod.BANK_TRANSFER
    typed: dict[str, str] = {}
    for product, amount in ((Product.ADVANCE, work.advance), (Product.PERFORMANCE, work.performance)):
        if not amount:
            continue
        parts = {
            "applies": YES,
            "form": work.form.value,
            "amount": format_yen(amount),
            "payment_method": method.value,
            "bill_to": work.login.organisation,
            "paper_statement": NO,
        }
        typed |= {field_name(product, part): text for part, text in parts.items()}
    typed[field_name(Product.ADVANCE, "deposit_bank")] = "〇〇銀行 ××支店"
    typed[field_name(Product.ADVANCE, "redeposit")] = Redeposit.NOT_USED.value
    return typed | base_texts(work, begins=_signed(work) + timedelta(days=1))


def _discard(stage: Stage, application: Application, work: Work) -> None:
    actor = stage.actor(work.login)
    discard_draft(stage.session, application, version_id=application.version_id, actor=actor)


def _send(stage: Stage, application: Application, work: Work) -> None:
    send_application(
        stage.session,
        application,
        actor=stage.actor(work.login),
        send_token=application.send_token,
        version_id=application.version_id,
        letterhead=stage.letterhead,
    )


def _receive(stage: Stage, application: Application, _work: Work) -> None:
    actor = stage.actor(cast.UNDERWRITER)
    receive_application(stage.session, application, version_id=application.version_id, actor=actor)


def _withdraw(stage: Stage, application: Application, work: Work) -> None:
    reason = "契約の内容が変わったため、あらためて申し込みます。"
    withdraw_application(stage.session, application, actor=stage.actor(work.login), reason=reason)


def _review(stage: Stage, application: Application, _work: Work) -> None:
    actor = stage.actor(cast.UNDERWRITER)
    start_review(stage.session, application, version_id=application.version_id, actor=actor)


def _return(stage: Stage, application: Application, _work: Work) -> None:
    return_for_correction(
        stage.session,
        application,
        comments={
            "period_to": "契約書の写しでは、工期の終わりが10日後になっています。ご確認ください。",
            "advance_deposit_bank": "支店名まで、正式な名称でご記入ください。",
        },
        version_id=application.version_id,
        actor=stage.actor(cast.UNDERWRITER),
        letterhead=stage.letterhead,
    )


def _decline(stage: Stage, application: Application, _work: Work) -> None:
    for request in application.requests:
        propose_decline(
            stage.session,
            request,
            reason="発注者との契約が解除されたことを確認したため、お引受けできません。",
            version_id=application.version_id,
            actor=stage.actor(cast.UNDERWRITER),
        )
        confirm_decline(
            stage.session,
            request,
            version_id=application.version_id,
            actor=stage.actor(cast.ISSUER),
            letterhead=stage.letterhead,
        )


def _approve(stage: Stage, application: Application, _work: Work) -> None:
    examination = examine(stage.session, application, guarantor=stage.settings.guarantor)
    words = "契約書の写しと発注者の公表資料で確認しました。"
    approve_requests(
        stage.session,
        application,
        request_ids=[request.id for request in application.requests],
        accepted={check.key: words for check in examination.checks if check.mark is Mark.CHECK},
        version_id=application.version_id,
        actor=stage.actor(cast.UNDERWRITER),
        settings=stage.settings,
    )


def _settle(stage: Stage, application: Application, _work: Work) -> None:
    actor = stage.actor(cast.UNDERWRITER)
    for request in application.requests:
        if goes_on_account(request):
            put_on_account(stage.session, request, version_id=application.version_id, actor=actor)
            continue
        statement = find_statement(stage.session, request)
        if statement is None:
            raise ValueError("approved without a premium statement")
        receipt = Receipt(amount=statement.amount, paid_on=clock.today(), method=PaymentMethod.BANK_TRANSFER)
        record_payment(
            stage.session, request, receipt=receipt, version_id=application.version_id, actor=actor
        )


def _issue(stage: Stage, application: Application, work: Work) -> None:
    for request in application.requests:
        issue_guarantee(stage.session, request, actor=stage.actor(cast.ISSUER), issuer=stage.issuer)
    if work.form is CertificateForm.PAPER:
        for guarantee in _guarantees_of(stage, application):
            record_delivery(
                stage.session,
                guarantee,
                means=DeliveryMeans.POST,
                delivered_on=clock.today(),
                receiver="追跡番号 0000-0000-0000",
                actor=stage.actor(cast.UNDERWRITER),
                letterhead=Letterhead.of(stage.settings),
            )


def _hand_over(stage: Stage, application: Application, work: Work) -> None:
    for guarantee in _guarantees_of(stage, application):
        mark_handed_over(stage.session, guarantee, actor=stage.actor(work.login))


def _open(stage: Stage, application: Application, _work: Work) -> None:
    officer = stage.user(cast.OFFICER)
    caller = Caller(
        stage.actor(cast.OFFICER), agency_id=officer.agency_id, agency_name=cast.AGENCY, user_id=officer.id
    )
    for guarantee in _guarantees_of(stage, application):
        open_guarantee(
            stage.session,
            number=guarantee.number,
            key=open_key(guarantee, vault=stage.vault),
            caller=caller,
            vault=stage.vault,
            letterhead=stage.letterhead,
        )


def _guarantees_of(stage: Stage, application: Application) -> Sequence[Guarantee]:
    return stage.session.scalars(
        select(Guarantee)
        .where(Guarantee.request_id.in_([request.id for request in application.requests]))
        .order_by(Guarantee.id)
    ).all()
