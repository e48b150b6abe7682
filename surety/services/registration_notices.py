"""利用通知書: login ID and initial password on paper, sealed in the database, printed under the eyes of the audit log."""

import hashlib
from datetime import timedelta

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.documents.contexts import Addressee, RegistrationNotice
from surety.documents.errors import UnprintableDocument
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import render_document
from surety.domain.errors import NotFound, RuleViolation
from surety.domain.parties import Office
from surety.domain.workflow import RegistrationState
from surety.models import Registration, StoredFile, User
from surety.security.identity import Actor
from surety.services.issued_documents import Paper
from surety.services.issuing import Issuer
from surety.services.users import INITIAL_PASSWORD_LIFETIME


def make_notice(
    session: Session, registration: Registration, user: User, *, password: str, issuer: Issuer
) -> None:
    """Draw the notice of an approved registration and store it sealed: a copied database tells no password.

    Raises RuleViolation when the paper cannot be drawn.
    """
    try:
        plain = render_document(
            DocumentKind.REGISTRATION_NOTICE, _content(registration, user, password=password, issuer=issuer)
        )
    except UnprintableDocument as reason:
        raise RuleViolation("unprintable", f"利用通知書を作成できません。{reason}") from reason
    file = StoredFile(
        filename=f"利用通知書_{registration.receipt_number}.pdf",
        content_type="application/pdf",
        size=len(plain),
        sha256=hashlib.sha256(plain).hexdigest(),
        sealed=True,
        stored_at=clock.now(),
        content=issuer.vault.seal(plain, bound_to=_owner(registration)),
    )
    session.add(file)
    session.flush()
    registration.notice_file_id = file.id
    session.flush()


def may_print(registration: Registration) -> bool:
    """Whether there is a notice whose password still opens the door."""
    file = registration.notice_file
    return (
        registration.state is RegistrationState.NOTICE_ISSUED
        and file is not None
        and file.stored_at + INITIAL_PASSWORD_LIFETIME > clock.now()
    )


def print_notice(session: Session, registration: Registration, *, actor: Actor, issuer: Issuer) -> Paper:
    """The notice for the printer; that it was taken out is noted. Raises NotFound when there is none to print."""
    file = registration.notice_file
    if file is None or not may_print(registration):
        raise NotFound("registration notice")
    audit.record(
        session,
        "registration.notice_printed",
        actor=actor,
        object_kind="registration",
        object_id=registration.id,
    )
    return Paper(file.filename, issuer.vault.open(file.content, bound_to=_owner(registration)))


def _content(registration: Registration, user: User, *, password: str, issuer: Issuer) -> RegistrationNotice:
    contractor = user.contractor
    if contractor is None:
        raise ValueError("a notice is for a contractor's user")
    branch, guarantor = contractor.branch, issuer.settings.guarantor
    today = clock.today()
    return RegistrationNotice(
        issued_on=today,
        receipt_number=registration.receipt_number or "",
        addressee=Addressee(
            postal_code=contractor.postal_code,
            address=contractor.address,
            company=contractor.name,
            person=f"{user.department}　{user.name}".strip("　"),
        ),
        login_id=user.login_id,
        initial_password=password,
        valid_until=today + timedelta(days=INITIAL_PASSWORD_LIFETIME.days - 1),
        login_url=f"{issuer.settings.base_url}/account/login",
        service_name=guarantor.desk_name,
        guarantor=guarantor.name,
        office=Office(name=branch.name, phone=branch.phone, fax=branch.fax),
        is_sample=issuer.settings.is_demo,
    )


def _owner(registration: Registration) -> str:
    return f"registration-notice:{registration.id}"
