"""発行: number, guarantee, certificate version, key, audit row and mail row in one transaction."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.config import Settings
from surety.domain.certificate import CertificateContent, canonical_json, fingerprint
from surety.domain.errors import Denied, Stale
from surety.domain.keys import make_key
from surety.domain.products import CertificateForm
from surety.domain.workflow import REQUEST, GuaranteeState, RequestEvent, RequestState, advance
from surety.extensions import reading_only, sent_together, start_writing
from surety.mail.letterhead import Letterhead, Message
from surety.mail.outbox import queue_mail
from surety.models import Branch, Certificate, Guarantee, GuaranteeRequest, WorksContract
from surety.queries.issuable_requests import get_issuable, is_whole
from surety.security.identity import Actor
from surety.security.vault import Vault
from surety.services.certificate_content import UNNUMBERED, fill_certificate
from surety.services.issue_mail import draft_issue_mail, put_number
from surety.services.issued_rows import NewIds, insert_row, move_request, take_over
from surety.services.numbers import take_guarantee_number
from surety.services.over_line import refuse_over_line
from surety.services.work_names import index_work_name

TEMPLATE_VERSION = "v1"


@dataclass(frozen=True, slots=True)
class Issuer:
    """What issuing needs to know of the deployment."""

    settings: Settings
    vault: Vault

    @property
    def is_sample(self) -> bool:
        """A demo's papers carry 見本 and bind nobody."""
        return self.settings.is_demo


@dataclass(frozen=True, slots=True)
class _Draft:
    """All of a guarantee that can be made before its number is known."""

    request: GuaranteeRequest
    contract: WorksContract
    branch: Branch
    content: CertificateContent
    key: str
    mail: Message | None
    at: datetime


def issue_guarantee(
    session: Session, request: GuaranteeRequest, *, actor: Actor, issuer: Issuer
) -> Guarantee:
    """Issue the requested guarantee; asked again for the same request, give the guarantee that exists.

    The request must be paid or on the monthly account (else ForbiddenMove), and `actor` another person than the
    one who approved it (else Denied): docs/rules/issuing.md. The caller commits; until then nothing has happened.
    Everything that needs no number is made before anybody has to wait; then rows are locked in one order
    (request, counter, audit head), so issuers queue and never deadlock.
    """
    if not is_whole(request):
        with reading_only():
            request = get_issuable(session, request.id)
    if request.state is RequestState.ISSUED:
        return _find_issued(session, request)
    if actor.user_id is None or actor.user_id == request.approved_by_id:
        raise Denied("same_person", "承認した人とは別の方が発行してください")
    next_state = advance(REQUEST, request.state, RequestEvent.ISSUE)
    refuse_over_line(request)
    draft = _draft(request, issuer=issuer)
    start_writing(session)
    ids = move_request(session, request, to=next_state)
    if ids is None:
        return _find_issued(session, request)
    return _conclude(session, draft, ids, actor=actor, issuer=issuer)


def _find_issued(session: Session, request: GuaranteeRequest) -> Guarantee:
    """The guarantee of a request that somebody issued already. Raises Stale when they did something else with it."""
    found = session.scalars(select(Guarantee).where(Guarantee.request_id == request.id)).one_or_none()
    if found is None:
        raise Stale("request.stale", "ほかの方が先に更新しました。最新の内容を確認してください")
    return found


def _draft(request: GuaranteeRequest, *, issuer: Issuer) -> _Draft:
    contract, branch = request.application.works_contract, request.application.branch
    if contract is None or branch is None:
        raise ValueError("an application without works contract or branch was not sent yet")
    at = clock.now()
    content = fill_certificate(
        request, number=UNNUMBERED, issued_on=clock.to_jst(at).date(), branch=branch,
        guarantor=issuer.settings.guarantor, is_sample=issuer.is_sample,
    )  # fmt: skip
    electronic = request.certificate_form is CertificateForm.ELECTRONIC
    wants_mail = electronic and request.application.wants_issue_mail
    letterhead = Letterhead.of(issuer.settings)
    return _Draft(
        request=request,
        contract=contract,
        branch=branch,
        content=content,
        key=make_key(secrets.choice) if electronic else "",
        mail=draft_issue_mail(request, contract, branch, letterhead=letterhead) if wants_mail else None,
        at=at,
    )


def _conclude(session: Session, draft: _Draft, ids: NewIds, *, actor: Actor, issuer: Issuer) -> Guarantee:
    """From the number to the audit row: others wait meanwhile, so this only writes."""
    number = take_guarantee_number(session, branch_code=draft.branch.code, on=draft.content.issued_on)
    place = audit.take_place(session)
    guarantee = _guarantee(draft, new_id=ids.guarantee, number=number)
    if draft.key:
        seal_key(guarantee, draft.key, vault=issuer.vault)
    with sent_together(session):
        insert_row(session, guarantee)
        certificate = _certificate(draft, guarantee, new_id=ids.certificate, issued_by_id=actor.user_id)
        insert_row(session, certificate)
        index_work_name(session, guarantee)
        if draft.mail is not None:
            _queue(session, draft, put_number(draft.mail, number), certificate_id=certificate.id)
        audit.record_at(
            session,
            place,
            "guarantee.issued",
            actor=actor,
            object_kind="guarantee",
            object_id=number,
            facts={
                "application": draft.request.application_id,
                "product": draft.request.product.value,
                "certificate_sha256": certificate.snapshot_sha256,
            },
        )
    return take_over(session, guarantee)


def _guarantee(draft: _Draft, *, new_id: int | None, number: str) -> Guarantee:
    request, contract, content = draft.request, draft.contract, draft.content
    return Guarantee(
        id=new_id,
        number=number,
        request_id=request.id,
        works_contract_id=contract.id,
        contractor_id=contract.contractor_id,
        agency_id=contract.agency_id,
        branch_id=draft.branch.id,
        product=request.product,
        certificate_form=request.certificate_form,
        state=GuaranteeState.IN_FORCE,
        amount=content.guaranteed_amount,
        price=content.contract_amount,
        beneficiary_name=content.beneficiary,
        work_name=content.works_name,
        work_name_search=contract.work_name_search,
        expires_on=content.guaranteed_until,
        issued_on=content.issued_on,
        issued_at=draft.at,
        key_envelope="",
        key_digest="",
        version_id=1,
    )


def _certificate(
    draft: _Draft, guarantee: Guarantee, *, new_id: int | None, issued_by_id: int | None
) -> Certificate:
    content = replace(draft.content, guarantee_number=guarantee.number)
    snapshot = canonical_json(content)
    return Certificate(
        id=new_id,
        guarantee_id=guarantee.id,
        sequence=1,
        kind=content.kind,
        change_number=content.change_number,
        snapshot=snapshot,
        snapshot_sha256=fingerprint(snapshot),
        template_version=TEMPLATE_VERSION,
        issued_at=draft.at,
        issued_by_id=issued_by_id,
    )


def _queue(session: Session, draft: _Draft, mail: Message, *, certificate_id: int) -> None:
    """Queue 電子保証（認証キー）発行完了のお知らせ; it waits until the papers are stored."""
    queue_mail(
        session,
        mail,
        subject_key=f"certificate-{certificate_id}",
        recipient=draft.request.application.issue_mail_address,
        recipient_name=draft.contract.contractor.name,
        contractor_id=draft.contract.contractor_id,
        branch_id=draft.branch.id,
        held_for_certificate_id=certificate_id,
    )


def seal_key(guarantee: Guarantee, key: str, *, vault: Vault) -> None:
    """Keep the key as an envelope bound to the guarantee's number, and as a keyed digest for comparing."""
    guarantee.key_envelope = vault.seal_text(key, bound_to=_owner(guarantee.number))
    guarantee.key_digest = vault.digest("authentication-key", guarantee.number, key)


def open_key(guarantee: Guarantee, *, vault: Vault) -> str:
    """The key in clear, for its contractor's eyes and for the key notice."""
    return vault.open_text(guarantee.key_envelope, bound_to=_owner(guarantee.number))


def _owner(number: str) -> str:
    return f"authentication-key:{number}"
