"""Applications and guarantees for tests, at the station a test needs."""

import itertools
import secrets
from datetime import date

from flask import current_app

from surety import clock
from surety.domain.products import CertificateForm, PaymentMethod, Product, Redeposit, WorkKind
from surety.domain.text import search_key
from surety.domain.workflow import ApplicationState, RequestState
from surety.extensions import db
from surety.models import Application, Contractor, Guarantee, GuaranteeRequest, User, WorksContract
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.security.vault import Vault
from surety.services.issued_documents import render_issued
from surety.services.issuing import Issuer, issue_guarantee
from tests.factories import get_agency, get_branch, make_contractor, make_user

_serial = itertools.count(1)

# The leaflet's figures.
PRICE, ADVANCE, PERFORMANCE = 50_000_000, 20_000_000, 5_000_000


def make_works_contract(
    contractor: Contractor, *, work_name: str = "市道〇〇線道路改良工事", price: int = PRICE
) -> WorksContract:
    """A works contract with 平川市, as in the leaflet."""
    contract = WorksContract(
        contractor_id=contractor.id,
        agency_id=get_agency().id,
        kind=WorkKind.WORKS,
        work_number="第0000号",
        work_name=work_name,
        work_name_search=search_key(work_name),
        work_place="平川市〇〇地内",
        price=price,
        period_from=date(2026, 12, 4),
        period_to=date(2027, 3, 20),
        contracted_on=date(2026, 12, 3),
    )
    db.session.add(contract)
    db.session.flush()
    return contract


def make_sent_application(
    contractor: Contractor | None = None,
    *,
    products: tuple[Product, ...] = (Product.ADVANCE, Product.PERFORMANCE),
    state: ApplicationState = ApplicationState.SUBMITTED,
    certificate_form: CertificateForm = CertificateForm.ELECTRONIC,
    work_name: str = "市道〇〇線道路改良工事",
) -> Application:
    """An application that lies at 青森支店, with the leaflet's amounts."""
    contractor = contractor or make_contractor()
    sender = make_user(Role.CONTRACTOR_MEMBER, contractor=contractor)
    contract = make_works_contract(contractor, work_name=work_name)
    application = Application(
        contractor_id=contractor.id,
        created_by_id=sender.id,
        receipt_number=f"R20261122-{next(_serial):04d}",
        state=state,
        draft={},
        draft_saved_at=clock.now(),
        send_token=secrets.token_hex(16),
        works_contract_id=contract.id,
        branch_id=get_branch().id,
        wants_issue_mail=True,
        issue_mail_address="soumu@example.co.jp",
        contact={"department": "総務部", "contact_name": "見本　花子", "phone": "017-000-0000"},
        created_at=clock.now(),
        submitted_at=clock.now(),
    )
    for product in products:
        application.requests.append(_request(product, contractor, certificate_form=certificate_form))
    db.session.add(application)
    db.session.commit()
    return application


def make_payable_request(
    contractor: Contractor | None = None, *, product: Product = Product.ADVANCE, **kwargs: object
) -> GuaranteeRequest:
    """A request that was approved and put on the monthly account: it waits for its issuer."""
    application = make_sent_application(
        contractor,
        products=(product,),
        state=ApplicationState.DECIDED,
        **kwargs,  # type: ignore[arg-type]  # passed through
    )
    request = application.requests[0]
    request.state = RequestState.ON_ACCOUNT
    request.approved_by_id = make_user(Role.STAFF_UNDERWRITER).id
    request.approved_at = clock.now()
    db.session.commit()
    return request


def make_issuer() -> Issuer:
    """The deployment of the running test application."""
    vault: Vault = current_app.extensions["vault"]
    return Issuer(settings=current_app.config["SETTINGS"], vault=vault)


def make_issued_guarantee(
    contractor: Contractor | None = None,
    *,
    product: Product = Product.ADVANCE,
    issued_by: User | None = None,
    with_papers: bool = False,
    **kwargs: object,
) -> Guarantee:
    """A guarantee in force, issued by the service itself; its PDFs are drawn only when asked for."""
    request = make_payable_request(contractor, product=product, **kwargs)
    issued_by = issued_by or make_user(Role.STAFF_ISSUER)
    issuer = make_issuer()
    guarantee = issue_guarantee(db.session(), request, actor=actor_of(issued_by), issuer=issuer)
    db.session.commit()
    if with_papers:
        render_issued(db.session(), guarantee.certificates[0], issuer=issuer)
        db.session.commit()
    return guarantee


def actor_of(user: User) -> Actor:
    """The user as services know them."""
    return Actor(user_id=user.id, label=user.name)


def _request(
    product: Product, contractor: Contractor, *, certificate_form: CertificateForm
) -> GuaranteeRequest:
    is_advance = product is Product.ADVANCE
    return GuaranteeRequest(
        product=product,
        state=RequestState.REQUESTED,
        certificate_form=certificate_form,
        amount=ADVANCE if is_advance else PERFORMANCE,
        deposit_bank="〇〇銀行 ××支店" if is_advance else "",
        redeposit=Redeposit.NOT_USED if is_advance else None,
        payment_method=PaymentMethod.MONTHLY_ACCOUNT,
        bill_to=contractor.name,
        wants_paper_statement=False,
    )
