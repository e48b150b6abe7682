"""Many guarantee requests that wait for their issuer, made quickly."""

from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from surety import clock
from surety.domain.products import CertificateForm, PaymentMethod, Product, Redeposit, WorkKind
from surety.domain.text import search_key
from surety.domain.workflow import ApplicationState, RequestState
from surety.models import (
    Agency,
    Application,
    Branch,
    Contractor,
    GuaranteeRequest,
    User,
    WorksContract,
)
from surety.security.permissions import Role

_CHUNK = 1_000
_WORK_NAME = "市道〇〇線道路改良工事"


def make_payable_requests(session: Session, *, count: int) -> None:
    """Add `count` approved requests on the monthly account, and the people who may issue them."""
    branch = session.scalars(select(Branch).where(Branch.code == "041")).one()
    agency = session.scalars(select(Agency).where(Agency.name == "平川市")).one()
    contractor = _contractor(branch)
    session.add(contractor)
    session.flush()
    people = [_user(Role.STAFF_UNDERWRITER, branch), _user(Role.STAFF_ISSUER, branch)]
    applicant = _user(Role.CONTRACTOR_MEMBER, branch)
    applicant.branch_id, applicant.contractor_id = None, contractor.id
    session.add_all([*people, applicant])
    session.flush()
    for start in range(0, count, _CHUNK):
        serials = range(start, min(start + _CHUNK, count))
        contracts = _insert(session, WorksContract, [_contract(contractor.id, agency.id) for _ in serials])
        applications = _insert(
            session,
            Application,
            [
                _application(
                    serial,
                    contract_id=contract,
                    contractor_id=contractor.id,
                    user_id=applicant.id,
                    branch_id=branch.id,
                )
                for serial, contract in zip(serials, contracts, strict=True)
            ],
        )
        _insert(session, GuaranteeRequest, [_request(one, approver_id=people[0].id) for one in applications])


def _insert(session: Session, model: type, rows: list[dict[str, object]]) -> list[int]:
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(session.scalars(statement, rows))


def _contractor(branch: Branch) -> Contractor:
    return Contractor(
        customer_number="C0000001",
        name="〇〇建設株式会社",
        name_search=search_key("〇〇建設株式会社"),
        postal_code="030-0000",
        address="青森県〇〇市〇〇町0丁目0番0号",
        representative_title="代表取締役",
        representative_name="見本　太郎",
        phone="017-000-0000",
        branch_id=branch.id,
        monthly_account=True,
        created_at=clock.now(),
    )


def _user(role: Role, branch: Branch) -> User:
    return User(
        login_id=role.value, role=role, branch_id=branch.id, name="見本　花子",
        email=f"{role.value}@example.co.jp", created_at=clock.now(),
    )  # fmt: skip


def _contract(contractor_id: int, agency_id: int) -> dict[str, object]:
    return {
        "contractor_id": contractor_id,
        "agency_id": agency_id,
        "kind": WorkKind.WORKS,
        "work_name": _WORK_NAME,
        "work_name_search": search_key(_WORK_NAME),
        "price": 50_000_000,
        "period_from": date(2026, 12, 4),
        "period_to": date(2027, 3, 20),
        "contracted_on": date(2026, 12, 3),
    }


def _application(
    serial: int, *, contract_id: int, contractor_id: int, user_id: int, branch_id: int
) -> dict[str, object]:
    now = clock.now()
    return {
        "contractor_id": contractor_id,
        "created_by_id": user_id,
        "receipt_number": f"R{serial:015d}",
        "state": ApplicationState.DECIDED,
        "draft_saved_at": now,
        "send_token": f"token-{serial}",
        "works_contract_id": contract_id,
        "branch_id": branch_id,
        "wants_issue_mail": True,
        "issue_mail_address": "soumu@example.co.jp",
        "created_at": now,
        "submitted_at": now,
        "version_id": 1,
    }


def _request(application_id: int, *, approver_id: int) -> dict[str, object]:
    return {
        "application_id": application_id,
        "product": Product.ADVANCE,
        "state": RequestState.ON_ACCOUNT,
        "certificate_form": CertificateForm.ELECTRONIC,
        "amount": 20_000_000,
        "deposit_bank": "〇〇銀行 ××支店",
        "redeposit": Redeposit.NOT_USED,
        "payment_method": PaymentMethod.MONTHLY_ACCOUNT,
        "bill_to": "〇〇建設株式会社",
        "approved_by_id": approver_id,
        "version_id": 1,
    }
