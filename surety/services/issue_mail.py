"""電子保証（認証キー）発行完了のお知らせ: drawn before the number is known, numbered when it is."""

from dataclasses import replace

from surety.mail import messages
from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.models import Branch, GuaranteeRequest, WorksContract

# As wide as a real number, so that the lines break alike; branch 000 does not exist and serials begin with 1.
_PLACE = "00000-000000"


def draft_issue_mail(
    request: GuaranteeRequest, contract: WorksContract, branch: Branch, *, letterhead: Letterhead
) -> Message:
    """The mail about the issued guarantee, without the key, without amounts, and still without its number."""
    contact = request.application.contact
    return messages.issue_completed(
        letterhead,
        branch=branch,
        to=Addressee(
            contract.contractor.name, contact.get("contact_name", ""), contact.get("department", "")
        ),
        number=_PLACE,
        product=request.product,
        work_kind=contract.kind,
        work_name=contract.work_name,
        beneficiary=contract.agency.beneficiary_name,
        path=f"/guarantees/{_PLACE}",
    )


def put_number(message: Message, number: str) -> Message:
    """The finished mail."""
    return replace(
        message,
        subject=message.subject.replace(_PLACE, number),
        body=message.body.replace(_PLACE, number),
    )
