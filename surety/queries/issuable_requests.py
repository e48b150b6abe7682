"""A requested guarantee with everything its certificate is made of."""

from sqlalchemy import bindparam, inspect, select
from sqlalchemy.orm import Session, joinedload, lazyload, load_only

from surety.models import Agency, Application, Branch, Contractor, GuaranteeRequest, WorksContract

_APPLICATION = joinedload(GuaranteeRequest.application, innerjoin=True)
_CONTRACT = _APPLICATION.joinedload(Application.works_contract)
# What certificate and mail say and what decides; a column asked for later costs a read while others wait.
_BY_ID = (
    select(GuaranteeRequest)
    .where(GuaranteeRequest.id == bindparam("id"))
    .options(
        _APPLICATION.load_only(
            Application.works_contract_id,
            Application.branch_id,
            Application.contact,
            Application.wants_issue_mail,
            Application.issue_mail_address,
        ),
        _CONTRACT.joinedload(WorksContract.agency).load_only(Agency.beneficiary_name),
        _CONTRACT.joinedload(WorksContract.contractor).options(
            load_only(
                Contractor.name,
                Contractor.address,
                Contractor.representative_title,
                Contractor.representative_name,
            ),
            lazyload(Contractor.branch),
        ),
        _APPLICATION.joinedload(Application.branch).load_only(
            Branch.code, Branch.name, Branch.phone, Branch.fax, Branch.hours
        ),
    )
)


def get_issuable(session: Session, request_id: int) -> GuaranteeRequest:
    """The request as it stands now and its parts, in one read that locks nothing. Raises NoResultFound."""
    return session.execute(
        _BY_ID, {"id": request_id}, execution_options={"populate_existing": True}
    ).scalar_one()


def is_whole(request: GuaranteeRequest) -> bool:
    """Whether this transaction has read the request and all its parts already."""
    if _lacks(request, "state", "version_id", "application"):
        return False
    application = request.application
    if _lacks(application, "works_contract", "branch"):
        return False
    contract, branch = application.works_contract, application.branch
    if contract is None or branch is None:
        return True
    return not (
        _lacks(contract, "price", "contractor", "agency")
        or _lacks(contract.contractor, "name")
        or _lacks(contract.agency, "beneficiary_name")
        or _lacks(branch, "code")
    )


def _lacks(row: object, *names: str) -> bool:
    return not inspect(row).unloaded.isdisjoint(names)
