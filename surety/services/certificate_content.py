"""Filling a certificate from the application it answers; preview and issue use the same function."""

from datetime import date

from surety.config import Guarantor
from surety.domain.certificate import CertificateContent
from surety.domain.coverage import guaranteed_from, guaranteed_until
from surety.domain.parties import Office, Party
from surety.domain.products import CertificateKind, Product
from surety.models import Branch, Contractor, GuaranteeRequest, WorksContract

UNNUMBERED = "（発行時に採番）"


def cover_end(request: GuaranteeRequest, contract: WorksContract) -> date:
    """保証期限 of a requested guarantee."""
    return guaranteed_until(
        request.product,
        starts_on=contract.contracted_on or contract.period_from,
        period_to=contract.period_to,
        has_fiscal_year_amount=request.fiscal_year_amount is not None,
        in_fiscal_year=request.fiscal_year,
    )


def cover_begin(request: GuaranteeRequest, contract: WorksContract) -> date:
    """The first day (JST) that a requested guarantee's premium counts: in a later fiscal year that year's first day."""
    starts_on = contract.contracted_on or contract.period_from
    return guaranteed_from(starts_on, in_fiscal_year=request.fiscal_year)


def fill_certificate(
    request: GuaranteeRequest,
    *,
    number: str,
    issued_on: date,
    branch: Branch,
    guarantor: Guarantor,
    is_sample: bool,
) -> CertificateContent:
    """The content of the first version (新規) of the requested guarantee's certificate.

    `number` is the 保証契約番号, or UNNUMBERED for a preview. Raises ValueError for a request that was never sent.
    """
    contract = request.application.works_contract
    if contract is None:
        raise ValueError("an application without a works contract was not sent yet")
    return CertificateContent(
        issued_on=issued_on,
        product=request.product,
        form=request.certificate_form,
        work_kind=contract.kind,
        kind=CertificateKind.NEW,
        change_number=0,
        guarantee_number=number,
        principal=_principal(contract.contractor),
        joint_venture=contract.joint_venture_name,
        beneficiary=contract.agency.beneficiary_name,
        guaranteed_amount=request.amount,
        guaranteed_until=cover_end(request, contract),
        works_name=contract.work_name,
        contract_amount=contract.price,
        works_from=contract.period_from,
        works_until=contract.period_to,
        contracted_on=_signed_on(request, contract, issued_on=issued_on),
        depository_bank=request.deposit_bank,
        depository_branch="",
        guarantor=_guarantor(guarantor),
        office=Office(name=branch.name, phone=branch.phone, fax=branch.fax),
        service_name=guarantor.desk_name,
        is_sample=is_sample,
    )


def _signed_on(request: GuaranteeRequest, contract: WorksContract, *, issued_on: date) -> date | None:
    """請負契約日; a 契約保証 comes before the contract, and leaves out a day that is only planned."""
    signed = contract.contracted_on
    is_planned = signed is not None and signed > issued_on
    return None if request.product is Product.PERFORMANCE and is_planned else signed


def _principal(contractor: Contractor) -> Party:
    return Party(
        address=contractor.address,
        name=contractor.name,
        representative_title=contractor.representative_title,
        representative_name=contractor.representative_name,
    )


def _guarantor(guarantor: Guarantor) -> Party:
    return Party(
        address=guarantor.address,
        name=guarantor.name,
        representative_title=guarantor.president_title,
        representative_name=guarantor.president_name,
    )
