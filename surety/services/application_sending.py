"""送信: the draft becomes a works contract and its requested guarantees, once."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.application_checks import Problem, find_problems
from surety.domain.application_draft import Draft
from surety.domain.application_reading import Reading, RequestReading, read_draft
from surety.domain.errors import RuleViolation, Stale
from surety.domain.products import PaymentMethod
from surety.domain.text import search_key
from surety.domain.workflow import (
    APPLICATION,
    REQUEST,
    ApplicationEvent,
    ApplicationState,
    RequestEvent,
    RequestState,
    advance,
)
from surety.mail import messages
from surety.mail.letterhead import Addressee, Letterhead
from surety.mail.outbox import queue_mail
from surety.models import Application, Branch, GuaranteeRequest, WorksContract
from surety.queries.application_ground import load_ground, works_are_relied_on
from surety.queries.applications import EDITABLE, lock_application
from surety.security.identity import Actor
from surety.security.vault import same
from surety.services.application_discarding import Discarded
from surety.services.numbers import take_receipt_number
from surety.services.works_rows import fill_rows

_CHANGED = "確認画面を開いたあとに、申込の内容が変わりました。もう一度、内容をご確認ください。"


class NotReady(RuleViolation):
    """The draft still has problems; nothing was sent."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("application.not_ready", "まだ送信できません。入力内容を確認してください")
        self.problems = tuple(problems)


def send_application(
    session: Session,
    application: Application,
    *,
    actor: Actor,
    send_token: str,
    version_id: int,
    letterhead: Letterhead,
) -> Application:
    """Send what the confirm page of `version_id` showed; pressed again, give what was sent the first time.

    Raises NotReady with every problem, Stale when the draft was changed after that page was drawn,
    Discarded when it was thrown away.
    """
    application = lock_application(session, application)
    if not same(application.send_token, send_token):
        raise Stale("application.stale", _CHANGED)
    if application.state is ApplicationState.DISCARDED:
        raise Discarded
    if application.state not in EDITABLE and application.state is not ApplicationState.WITHDRAWN:
        return application
    event = (
        ApplicationEvent.RESUBMIT
        if application.state is ApplicationState.RETURNED
        else ApplicationEvent.SUBMIT
    )
    next_state = advance(APPLICATION, application.state, event)
    if application.version_id != version_id:
        raise Stale("application.stale", _CHANGED)
    draft = Draft.from_json(application.draft)
    reading = read_draft(draft)
    if reading.has_given_works:
        _lock_works(session, application)
    problems = find_problems(reading, ground=load_ground(session, application, reading=reading))
    if problems:
        raise NotReady(problems)
    _fill(session, application, reading, actor=actor)
    application.state = next_state
    application.draft = draft.as_sent().to_json()
    application.comments = {}
    session.flush()
    _record(session, application, reading, event=event, actor=actor)
    _announce(session, application, reading, letterhead=letterhead)
    return application


def _lock_works(session: Session, application: Application) -> None:
    """Two applications for one interim payment or one fiscal year, sent at once, wait for each other here."""
    contract_id = application.works_contract_id
    session.execute(select(WorksContract.id).where(WorksContract.id == contract_id).with_for_update())


def _fill(session: Session, application: Application, reading: Reading, *, actor: Actor) -> None:
    now, other = clock.now(), reading.other
    if not reading.has_given_works and not works_are_relied_on(application):
        _fill_works(session, application, reading)
    _fill_requests(session, application, reading, actor=actor)
    application.branch_id = other.branch_id
    application.wants_issue_mail = bool(other.wants_issue_mail)
    application.issue_mail_address = other.issue_mail_address if other.wants_issue_mail else ""
    application.contact = {
        "department": other.department,
        "job_title": other.job_title,
        "contact_name": other.contact_name,
        "contact_phone": other.contact_phone,
    }
    application.message = other.message
    application.submitted_at = now
    if application.receipt_number is None:
        on = clock.to_jst(now).date()
        application.receipt_number = take_receipt_number(session, series="application", on=on)


def _fill_works(session: Session, application: Application, reading: Reading) -> None:
    works = reading.works
    if works.agency_id is None or works.price is None or works.period_from is None or works.period_to is None:
        raise ValueError("find_problems let a works contract through that is not complete")
    contract = application.works_contract or WorksContract(contractor_id=application.contractor_id)
    contract.agency_id = works.agency_id
    contract.kind = works.work_kind
    contract.work_number = works.work_number
    contract.work_name = works.work_name
    contract.work_name_search = search_key(works.work_name)[:240]
    contract.work_place = works.work_place
    contract.price = works.price
    contract.period_from = works.period_from
    contract.period_to = works.period_to
    contract.contracted_on = works.contracted_on
    contract.announced_on = works.announced_on
    contract.notified_on = works.notified_on
    contract.is_low_bid = works.is_low_bid
    contract.joint_venture_name = works.joint_venture_name
    session.add(contract)
    session.flush()
    fill_rows(session, contract, works)
    application.works_contract = contract


def _fill_requests(session: Session, application: Application, reading: Reading, *, actor: Actor) -> None:
    there = {request.product: request for request in application.requests}
    for wanted in reading.requests:
        request = there.get(wanted.product)
        if request is not None and request.state is not RequestState.REQUESTED:
            continue
        if wanted.applies:
            request = request or GuaranteeRequest(
                application=application, product=wanted.product, state=RequestState.REQUESTED
            )
            _fill_request(request, wanted)
            session.add(request)
        elif request is not None:
            request.state = advance(REQUEST, request.state, RequestEvent.WITHDRAW)
            request.decision_reason = f"{actor.label} が申込から外しました"
    session.flush()


def _fill_request(request: GuaranteeRequest, wanted: RequestReading) -> None:
    if wanted.form is None or wanted.amount is None:
        raise ValueError("find_problems let a request through that is not complete")
    request.certificate_form = wanted.form
    request.amount = wanted.amount
    request.fiscal_year_amount = wanted.fiscal_year_amount
    request.fiscal_year = wanted.fiscal_year
    request.year_base = wanted.year_base.base if wanted.year_base is not None else None
    request.deposit_bank = wanted.deposit_bank
    request.redeposit = wanted.redeposit
    request.payment_method = wanted.payment_method or PaymentMethod.BANK_TRANSFER
    request.bill_to = wanted.bill_to
    request.wants_paper_statement = bool(wanted.wants_paper_statement)


def _record(
    session: Session, application: Application, reading: Reading, *, event: ApplicationEvent, actor: Actor
) -> None:
    resent = event is ApplicationEvent.RESUBMIT
    audit.record(
        session,
        "application.resubmitted" if resent else "application.submitted",
        actor=actor,
        object_kind="application",
        object_id=application.id,
        facts={
            "receipt_number": application.receipt_number,
            "products": [wanted.product.value for wanted in reading.wanted],
        },
    )


def _announce(
    session: Session, application: Application, reading: Reading, *, letterhead: Letterhead
) -> None:
    """申込受付のお知らせ, to the address given for this application, else to the person who wrote it."""
    branch = session.get_one(Branch, application.branch_id)
    other, contractor = reading.other, application.contractor
    message = messages.application_received(
        letterhead,
        branch=branch,
        to=Addressee(contractor.name, other.contact_name, other.department),
        receipt_number=application.receipt_number or "",
        work_kind=reading.works.work_kind,
        work_name=reading.works.work_name,
        products=[wanted.product for wanted in reading.wanted],
        path=f"/applications/{application.id}",
    )
    queue_mail(
        session,
        message,
        subject_key=f"application-{application.id}-v{application.version_id}",
        recipient=other.issue_mail_address or application.created_by.email,
        recipient_name=contractor.name,
        contractor_id=contractor.id,
        branch_id=branch.id,
    )
