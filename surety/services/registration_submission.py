"""Sending a 利用申請 in, confirming its mail address, and finding the way back to it."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import NotFound, RuleViolation
from surety.domain.registration_draft import label_of
from surety.domain.workflow import REGISTRATION, RegistrationEvent, RegistrationState, advance
from surety.mail import messages
from surety.mail.letterhead import Addressee, Letterhead
from surety.mail.outbox import queue_mail
from surety.models import Branch, OneTimeToken, Registration
from surety.queries.registrations import MAIL_TOKEN, PAGE_TOKEN, find_registration_of_mail_token
from surety.queries.sessions import hash_token
from surety.security.identity import Actor
from surety.services.numbers import take_receipt_number
from surety.services.registration_files import APPLICANT
from surety.services.registrations import check_now, facts_of, lock_registration

MAIL_TOKEN_LIFE = timedelta(days=7)
PAGE_TOKEN_LIFE = timedelta(days=60)
_SENT = frozenset(RegistrationState) - {
    RegistrationState.UPLOADED,
    RegistrationState.CHECKED,
    RegistrationState.RETURNED,
}


def submit_registration(
    session: Session,
    registration: Registration,
    *,
    actor: Actor = APPLICANT,
    notice_by_mail: bool,
    letterhead: Letterhead,
) -> None:
    """Send a registration to its branch, for the first time or mended; pressing twice changes nothing.

    The first sending takes the 受付番号 and asks by mail to confirm the address. `notice_by_mail` is the applicant's
    wish how to learn that the account is open. Raises RuleViolation while something is left to mend.
    """
    lock_registration(session, registration)
    if registration.state in _SENT:
        return
    checked = check_now(session, registration)
    if checked.errors or registration.branch is None:
        raise RuleViolation(
            "incomplete",
            f"直していただく項目があと{len(checked.errors)}件あります。入力画面で修正してください",
        )
    if registration.terms_accepted_at is None:
        registration.terms_accepted_at = clock.now()
        registration.terms_version = checked.values.get("terms_version", "") or "紙の申請書による"
    is_first = registration.receipt_number is None
    event = RegistrationEvent.SUBMIT if is_first else RegistrationEvent.RESUBMIT
    registration.state = advance(REGISTRATION, registration.state, event)
    registration.notice_by_mail, registration.comments = notice_by_mail, {}
    registration.submitted_at, registration.submitted_on = clock.now(), clock.today()
    if is_first:
        registration.receipt_number = take_receipt_number(session, series="registration", on=clock.today())
    session.flush()
    audit.record(
        session,
        "registration.submitted" if is_first else "registration.resubmitted",
        actor=actor,
        object_kind="registration",
        object_id=registration.id,
        facts={"receipt_number": registration.receipt_number, "channel": registration.channel},
    )
    if is_first:
        _send_receipt(session, registration, letterhead=letterhead)
    elif registration.email_verified_at is None:
        send_verification(session, registration, letterhead=letterhead)


def verify_mail(session: Session, token: str) -> Registration:
    """Note that the mail address is the applicant's; the same link again changes nothing. Raises NotFound."""
    registration = find_registration_of_mail_token(session, token)
    if registration is None:
        raise NotFound("mail token")
    if registration.email_verified_at is None:
        registration.email_verified_at = clock.now()
        session.execute(
            update(OneTimeToken)
            .where(OneTimeToken.token_hash == hash_token(token))
            .values(used_at=clock.now())
        )
        audit.record(
            session,
            "registration.mail_verified",
            actor=APPLICANT,
            object_kind="registration",
            object_id=registration.id,
        )
    return registration


def send_again(session: Session, registration: Registration, *, letterhead: Letterhead) -> None:
    """Send the link that the applicant needs now once more: to the page to mend, or to confirm the mail address."""
    if registration.state is RegistrationState.RETURNED:
        send_returned(session, registration, letterhead=letterhead)
    elif registration.email_verified_at is None:
        send_verification(session, registration, letterhead=letterhead)


def send_returned(session: Session, registration: Registration, *, letterhead: Letterhead) -> None:
    """Ask the applicant to mend, with a fresh link to their page."""
    token = _make_token(session, registration, purpose=PAGE_TOKEN, life=PAGE_TOKEN_LIFE)
    message = messages.registration_returned(
        letterhead,
        branch=branch_of(registration),
        to=addressee_of(registration),
        receipt_number=registration.receipt_number or "",
        items=[label_of(key) for key in registration.comments],
        path=f"/registrations/{token.secret}",
    )
    post(session, registration, message, fact=f"registration-{registration.id}-{token.row_id}")


def send_verification(session: Session, registration: Registration, *, letterhead: Letterhead) -> None:
    """Send the link that confirms the mail address; links sent to an earlier address are dead from now on."""
    session.execute(
        update(OneTimeToken)
        .where(OneTimeToken.purpose == MAIL_TOKEN, OneTimeToken.subject_id == registration.id)
        .values(expires_at=clock.now())
    )
    token = _make_token(session, registration, purpose=MAIL_TOKEN, life=MAIL_TOKEN_LIFE)
    message = messages.registration_verify(
        letterhead,
        branch=registration.branch,
        to=addressee_of(registration),
        path=f"/registrations/verify/{token.secret}",
        valid_until=clock.now() + MAIL_TOKEN_LIFE,
    )
    post(session, registration, message, fact=f"registration-{registration.id}-{token.row_id}")


def addressee_of(registration: Registration) -> Addressee:
    """The company and the 利用責任者 as letters name them."""
    values = facts_of(registration)
    return Addressee(
        str(values.get("company_name", "")),
        str(values.get("manager_name", "")),
        str(values.get("manager_department", "")),
    )


def branch_of(registration: Registration) -> Branch:
    """The branch that has it; every sent registration has one."""
    if registration.branch is None:
        raise ValueError(f"registration {registration.id} has no branch")
    return registration.branch


def post(session: Session, registration: Registration, message: messages.Message, *, fact: str) -> None:
    """Queue a mail to the applicant in the branch's list."""
    queue_mail(
        session,
        message,
        subject_key=fact,
        recipient=registration.email,
        recipient_name=addressee_of(registration).person,
        branch_id=registration.branch_id,
        contractor_id=registration.contractor_id,
    )


def _send_receipt(session: Session, registration: Registration, *, letterhead: Letterhead) -> None:
    token = _make_token(session, registration, purpose=MAIL_TOKEN, life=MAIL_TOKEN_LIFE)
    message = messages.registration_received(
        letterhead,
        branch=branch_of(registration),
        to=addressee_of(registration),
        receipt_number=registration.receipt_number or "",
        path=f"/registrations/verify/{token.secret}",
    )
    post(session, registration, message, fact=f"registration-{registration.id}")


@dataclass(frozen=True, slots=True)
class _Token:
    secret: str = field(repr=False)
    row_id: int


def _make_token(session: Session, registration: Registration, *, purpose: str, life: timedelta) -> _Token:
    secret = secrets.token_urlsafe(24)
    row = OneTimeToken(
        token_hash=hash_token(secret),
        purpose=purpose,
        subject_id=registration.id,
        expires_at=clock.now() + life,
    )
    session.add(row)
    session.flush()
    return _Token(secret, row.id)
