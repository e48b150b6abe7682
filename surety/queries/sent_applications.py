"""A sent 保証申込 as the branch reads it: the rows that bind, in the words the contractor saw."""

from dataclasses import dataclass, replace

from surety.domain.application_draft import Draft
from surety.domain.application_fields import OFFERED_PRODUCTS, AdvancePlan
from surety.domain.application_reading import (
    OtherReading,
    Reading,
    RequestReading,
    WorksReading,
    read_draft,
)
from surety.domain.application_rows import RowGroup, list_row_groups
from surety.domain.joint_ventures import Member
from surety.domain.products import Product
from surety.domain.works_rows import head_of
from surety.domain.works_years import ChosenBase, WorkYear
from surety.models import Application, GuaranteeRequest, WorksContract


@dataclass(frozen=True, slots=True)
class SentContent:
    """The sections as read, and by field what it said in the sending before, where that differs."""

    groups: tuple[RowGroup, ...]
    before: dict[str, str]
    is_interim: bool = False


def read_sent(application: Application) -> Reading:
    """The works contract and the requests as the domain's reading. Raises ValueError for a draft never sent."""
    contract, contact = application.works_contract, application.contact
    if contract is None:
        raise ValueError("an application without a works contract was not sent yet")
    by_product = {request.product: request for request in application.requests}
    draft = Draft.from_json(application.draft)
    plan = draft.sent.get("performance_advance_plan", "")
    return Reading(
        works=_read_works(contract),
        requests=tuple(
            read_request(product, by_product.get(product), plan=plan) for product in OFFERED_PRODUCTS
        ),
        other=OtherReading(
            branch_id=application.branch_id,
            wants_issue_mail=application.wants_issue_mail,
            issue_mail_address=application.issue_mail_address,
            department=contact.get("department", ""),
            job_title=contact.get("job_title", ""),
            contact_name=contact.get("contact_name", ""),
            contact_phone=contact.get("contact_phone", ""),
            message=application.message,
        ),
        unreadable={},
        is_interim=bool(draft.advance_number),
        is_later=bool(draft.contract_id),
    )


def _read_works(contract: WorksContract) -> WorksReading:
    return WorksReading(
        agency_id=contract.agency_id,
        work_kind=contract.kind,
        work_number=contract.work_number,
        work_name=contract.work_name,
        work_place=contract.work_place,
        price=contract.price,
        period_from=contract.period_from,
        period_to=contract.period_to,
        contracted_on=contract.contracted_on,
        announced_on=contract.announced_on,
        notified_on=contract.notified_on,
        is_low_bid=contract.is_low_bid,
        joint_venture_name=contract.joint_venture_name,
        years=read_contract_years(contract),
        members=read_contract_members(contract),
    )


def read_contract_years(contract: WorksContract) -> tuple[WorkYear, ...]:
    """The fiscal years of a works contract, in order; nothing for one that is not multi-year."""
    return tuple(
        WorkYear(row=row, year=each.fiscal_year, planned=each.planned_amount, own_limit=each.limit_amount)
        for row, each in enumerate(contract.years, start=1)
    )


def read_contract_members(contract: WorksContract) -> tuple[Member, ...]:
    """The members of the contract's JV, in the order in which they were named."""
    return tuple(
        Member(
            row=row,
            name=each.name,
            address=each.address,
            share=each.share_percent,
            is_representative=each.is_representative,
        )
        for row, each in enumerate(contract.members, start=1)
    )


def read_request(product: Product, request: GuaranteeRequest | None, *, plan: str = "") -> RequestReading:
    """One product's block; without a row it is not applied for. `plan` is the draft's 前払金の予定."""
    return RequestReading(
        product=product,
        applies=request is not None,
        form=request.certificate_form if request else None,
        fiscal_year_amount=request.fiscal_year_amount if request else None,
        amount=request.amount if request else None,
        deposit_bank=request.deposit_bank if request else "",
        redeposit=request.redeposit if request else None,
        payment_method=request.payment_method if request else None,
        bill_to=request.bill_to if request else "",
        wants_paper_statement=request.wants_paper_statement if request else None,
        advance_plan=next((choice for choice in AdvancePlan if choice.value == plan), None),
        year_base=_base(request),
    )


def _base(request: GuaranteeRequest | None) -> ChosenBase | None:
    if request is None or request.fiscal_year is None or request.year_base is None:
        return None
    return ChosenBase(request.fiscal_year, request.year_base)


def list_sent_content(application: Application) -> SentContent:
    """What the review page shows on its left: every line, and what the last sending changed."""
    contract, branch = application.works_contract, application.branch
    agency_name = contract.agency.name if contract else ""
    branch_name = branch.name if branch else ""
    groups = list_row_groups(read_sent(application), agency_name=agency_name, branch_name=branch_name)
    draft = Draft.from_json(application.draft)
    changed = frozenset(map(head_of, draft.changed_since_sending))
    if not changed:
        return SentContent(groups, {}, is_interim=bool(draft.advance_number))
    former = list_row_groups(
        read_draft(replace(draft, texts=draft.sent_before)),
        agency_name="別の発注者" if "agency_id" in changed else agency_name,
        branch_name="別の支店" if "branch_id" in changed else branch_name,
    )
    before = {row.field: row.value for group in former for row in group.rows if row.field in changed}
    shown = {row.field for group in groups for row in group.rows}
    changes = {name: before.get(name, "") for name in changed & shown}
    return SentContent(groups, changes, is_interim=bool(draft.advance_number))
