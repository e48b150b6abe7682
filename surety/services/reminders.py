"""督促: a mail about one overdue item, at most once a day."""

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.config import Settings
from surety.domain.errors import RuleViolation
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.mail.outbox import queue_mail
from surety.queries.closing import lock_company
from surety.queries.open_charges import OpenCharge, list_reminded, reminder_key
from surety.queries.users import list_company_admins
from surety.security.identity import Actor
from surety.services.logins import addressee_of


def remind(session: Session, charge: OpenCharge, *, actor: Actor, settings: Settings) -> bool:
    """Write to the company's administrators; False when that was done today already.

    Raises RuleViolation where nobody of the company can be written to, or while nothing is overdue.
    """
    today = clock.today()
    if charge.due_on >= today:
        raise RuleViolation("reminder.early", "お支払期日を過ぎていないため、督促は送れません")
    lock_company(session, charge.contractor.id)
    if list_reminded(session, [charge], today=today):
        return False
    people = list_company_admins(session, charge.contractor.id)
    if not people:
        raise RuleViolation(
            "reminder.nobody", "この会社には、メールを受け取れる管理者がいません。お電話でご連絡ください"
        )
    for user in people:
        message = messages.payment_reminder(
            Letterhead.of(settings),
            branch=charge.branch,
            to=addressee_of(user),
            number=charge.number,
            paper=charge.paper,
            by=charge.due_on,
            path=f"/invoices/{charge.invoice_id}" if charge.invoice_id else "/statements",
        )
        queue_mail(
            session,
            message,
            subject_key=reminder_key(charge.number, today),
            recipient=user.email,
            recipient_name=charge.contractor.name,
            contractor_id=charge.contractor.id,
            branch_id=charge.branch.id,
        )
    audit.record(
        session,
        "reminder.sent",
        actor=actor,
        object_kind="contractor",
        object_id=charge.contractor.id,
        facts={"number": charge.number, "days": charge.days_over(today)},
    )
    return True
