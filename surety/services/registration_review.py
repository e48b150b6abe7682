"""The branch's answer to a 利用申請: review, return for correction, refuse, approve."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import RuleViolation
from surety.domain.registration import RequestKind
from surety.domain.registration_draft import label_of
from surety.domain.workflow import REGISTRATION, RegistrationEvent, advance
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.models import Contractor, Registration
from surety.security.identity import Actor
from surety.services.issuing import Issuer
from surety.services.registration_accounts import (
    close_accounts,
    find_manager,
    open_accounts,
    take_customer_number,
    update_company,
    write_company,
)
from surety.services.registration_notices import make_notice
from surety.services.registration_submission import addressee_of, branch_of, post, send_returned
from surety.services.registrations import facts_of, lock_registration
from surety.services.users import invite, renew_initial_password


def start_review(session: Session, registration: Registration, *, actor: Actor) -> None:
    """Take a registration in hand. Raises ForbiddenMove when somebody was faster."""
    _move(session, registration, RegistrationEvent.START_REVIEW, actor=actor)


def return_for_correction(
    session: Session,
    registration: Registration,
    *,
    comments: Mapping[str, str],
    actor: Actor,
    letterhead: Letterhead,
) -> None:
    """Ask the applicant to mend: `comments` by field key stand beside the fields of their page, the mail names the fields.

    Raises RuleViolation without any comment.
    """
    said = {key: text.strip() for key, text in comments.items() if text.strip()}
    if not said:
        raise RuleViolation("no_comment", "直していただく項目に、お願いの内容を入力してください")
    registration.comments = said
    _move(
        session,
        registration,
        RegistrationEvent.RETURN_FOR_CORRECTION,
        actor=actor,
        facts={"fields": [label_of(key) for key in said]},
    )
    send_returned(session, registration, letterhead=letterhead)


def refuse_registration(
    session: Session, registration: Registration, *, reason: str, actor: Actor, letterhead: Letterhead
) -> None:
    """Say no; the reason is shown to the applicant on the page of the receipt, not in the mail."""
    registration.decision_reason, registration.decided_at = reason, clock.now()
    _move(session, registration, RegistrationEvent.REFUSE, actor=actor)
    message = messages.registration_refused(
        letterhead,
        branch=branch_of(registration),
        to=addressee_of(registration),
        receipt_number=registration.receipt_number or "",
        path="/registrations/status",
    )
    post(session, registration, message, fact=f"registration-{registration.id}")


def approve_registration(
    session: Session,
    registration: Registration,
    *,
    contractor: Contractor | None,
    by_mail: bool,
    actor: Actor,
    issuer: Issuer,
) -> None:
    """Say yes: open, change or close the accounts of the company.

    A new company gets a customer number; `contractor` is the company that is known already, and is needed for 変更 and
    解約. The first user gets the 利用通知書, or `by_mail` an activation link, which needs a confirmed address.
    Raises RuleViolation naming what stands against it.
    """
    kind = RequestKind(facts_of(registration)["request_kind"])
    if kind is not RequestKind.NEW and contractor is None:
        raise RuleViolation(
            "no_contractor", f"{kind.label}の申請です。登録済みの契約者を選んでください", field="contractor"
        )
    if kind is RequestKind.NEW and by_mail and registration.email_verified_at is None:
        raise RuleViolation(
            "mail_unverified",
            "申請者のメールアドレスがまだ確認されていません。郵送を選ぶか、確認が済むまでお待ちください",
            field="delivery",
        )
    lock_registration(session, registration)
    registration.state = advance(REGISTRATION, registration.state, RegistrationEvent.APPROVE)
    registration.decided_at, registration.notice_by_mail = clock.now(), by_mail
    company = contractor or _new_company(session, registration)
    registration.contractor_id = company.id
    session.flush()
    _record(session, registration, "registration.approved", actor=actor, facts={"contractor": company.id})
    if kind is RequestKind.CLOSE:
        close_accounts(session, company, actor=actor)
        return
    if kind is RequestKind.CHANGE:
        update_company(session, company, registration, actor=actor)
        return
    user, password = open_accounts(
        session, company, registration, by_mail=by_mail, actor=actor, issuer=issuer
    )
    if password is not None:
        make_notice(session, registration, user, password=password, issuer=issuer)
    _move(session, registration, RegistrationEvent.ISSUE_NOTICE, actor=actor, facts={"by_mail": by_mail})


def reissue_notice(
    session: Session, registration: Registration, *, by_mail: bool, actor: Actor, issuer: Issuer
) -> None:
    """Once more a 利用通知書 with a new initial password, or another activation mail; the earlier one is dead.

    Raises ForbiddenMove when the account is in use, RuleViolation when an address is not confirmed.
    """
    if by_mail and registration.email_verified_at is None:
        raise RuleViolation(
            "mail_unverified", "申請者のメールアドレスがまだ確認されていません", field="delivery"
        )
    _move(session, registration, RegistrationEvent.ISSUE_NOTICE, actor=actor, facts={"by_mail": by_mail})
    user = find_manager(session, registration)
    registration.notice_by_mail = by_mail
    if by_mail:
        registration.notice_file_id = None
        invite(session, user, letterhead=Letterhead.of(issuer.settings), actor=actor, added_by=None)
        return
    password = renew_initial_password(session, user, actor=actor)
    make_notice(session, registration, user, password=password, issuer=issuer)


def _new_company(session: Session, registration: Registration) -> Contractor:
    company = Contractor(
        customer_number=take_customer_number(session),
        branch_id=registration.branch_id,
        created_at=clock.now(),
    )
    write_company(company, registration)
    session.add(company)
    session.flush()
    return company


def _move(
    session: Session,
    registration: Registration,
    event: RegistrationEvent,
    *,
    actor: Actor,
    facts: Mapping[str, object] | None = None,
) -> None:
    registration.state = advance(REGISTRATION, registration.state, event)
    session.flush()
    _record(session, registration, f"registration.{event.value}", actor=actor, facts=facts)


def _record(
    session: Session,
    registration: Registration,
    action: str,
    *,
    actor: Actor,
    facts: Mapping[str, object] | None = None,
) -> None:
    audit.record(
        session,
        action,
        actor=actor,
        object_kind="registration",
        object_id=registration.id,
        facts={"receipt_number": registration.receipt_number, **(facts or {})},
    )
