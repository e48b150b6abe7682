"""What the monthly account keeps of a company, with texts that try to break out of a page."""

from datetime import date

from surety import clock
from surety.domain.closing import month_of
from surety.domain.invoice_states import BankLineState
from surety.extensions import db
from surety.models import BankFile, BankLine, Contractor, User
from surety.services.account_agreements import propose_agreement
from surety.services.invoice_cancelling import propose_cancellation
from tests.account_cases import close, make_on_account
from tests.guarantee_factories import actor_of


def make_account_things(
    contractor: Contractor, who: User, *, marker: str, filename: str
) -> dict[str, list[object]]:
    """An invoice with a proposed cancellation, a deposit and a proposed agreement, by the names of routes' arguments."""
    today = clock.today()
    make_on_account(contractor, day=today, work_name=marker)
    following = month_of(date.fromordinal(month_of(today).toordinal() + 31))
    (invoice,) = close(month_of(today), day=following)
    propose_cancellation(db.session(), invoice, reason=marker, actor=actor_of(who))
    agreement = propose_agreement(
        db.session(), contractor, is_wanted=False, reason=marker, actor=actor_of(who)
    )
    file = BankFile(
        filename=filename,
        sha256="0" * 64,
        layout=marker,
        branch_id=contractor.branch_id,
        deposits=1,
        known=0,
        withdrawals=0,
        passed_over=0,
        uploaded_by_id=who.id,
        uploaded_at=clock.now(),
    )
    db.session.add(file)
    db.session.flush()
    lines = [
        BankLine(
            file_id=file.id,
            branch_id=contractor.branch_id,
            row=1,
            line_key=state.value,
            paid_on=today,
            amount=invoice.amount,
            payer=marker,
            note=marker,
            state=state,
            reason=marker if state is BankLineState.ASIDE else "",
            settled_by_id=None if state is BankLineState.OPEN else who.id,
            settled_at=None if state is BankLineState.OPEN else clock.now(),
        )
        for state in (BankLineState.OPEN, BankLineState.ASIDE)
    ]
    db.session.add_all(lines)
    db.session.commit()
    return {
        "invoice_id": [invoice.id],
        "line_id": [line.id for line in lines],
        "contractor_id": [contractor.id],
        "agreement_id": [agreement.id],
    }
