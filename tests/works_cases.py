"""A multi-year works contract of a JV, applied for, approved and issued year by year."""

from datetime import date
from decimal import Decimal

from surety import clock
from surety.domain.application_draft import Draft
from surety.domain.products import CertificateForm, Product
from surety.domain.workflow import ApplicationState, RequestState
from surety.domain.works_years import YearBase
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.models import (
    Application,
    Contractor,
    Guarantee,
    JointVentureMember,
    User,
    WorksContract,
    WorksYear,
)
from surety.security.permissions import Role
from surety.services.application_sending import send_application
from surety.services.issuing import issue_guarantee
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issuer, make_payable_request

PRICE = 100_000_000
YEARS = ((2026, 30_000_000), (2027, 40_000_000), (2028, 30_000_000))


def make_multi_year_guarantee(
    contractor: Contractor | None = None, *, form: CertificateForm = CertificateForm.ELECTRONIC
) -> Guarantee:
    """The first year's 前払金保証 of a three-year contract of two companies, issued."""
    request = make_payable_request(contractor, product=Product.ADVANCE, certificate_form=form)
    contract = request.application.works_contract
    assert contract is not None
    contract.price, contract.period_to = PRICE, date(2029, 3, 20)
    contract.joint_venture_name = "〇〇・△△特定建設工事共同企業体"
    contract.years = [WorksYear(fiscal_year=year, planned_amount=amount) for year, amount in YEARS]
    own = contract.contractor
    contract.members = [
        JointVentureMember(
            position=1, name=own.name, address=own.address, share_percent=Decimal(60), is_representative=True
        ),
        JointVentureMember(
            position=2,
            name="△△建設株式会社",
            address="弘前市",
            share_percent=Decimal(40),
            is_representative=False,
        ),
    ]
    request.amount, request.fiscal_year_amount = 12_000_000, 30_000_000
    request.fiscal_year, request.year_base = 2026, YearBase.PLANNED
    db.session.commit()
    issuer = make_user(Role.STAFF_ISSUER)
    guarantee = issue_guarantee(db.session(), request, actor=actor_of(issuer), issuer=make_issuer())
    db.session.commit()
    return guarantee


def send_draft(application: Application, *, user: User, **texts: str) -> Application:
    """The draft filled up with `texts` and sent."""
    draft = Draft.from_json(application.draft)
    application.draft = {**application.draft, "texts": {**draft.texts, **texts}}
    db.session.flush()
    sent = send_application(
        db.session(),
        application,
        actor=actor_of(user),
        send_token=application.send_token,
        version_id=application.version_id,
        letterhead=Letterhead.of(make_issuer().settings),
    )
    db.session.commit()
    return sent


def issue_sent(application: Application) -> Guarantee:
    """The guarantee of a sent application, reviewed and settled in one stroke."""
    request = application.requests[0]
    application.state, request.state = ApplicationState.DECIDED, RequestState.ON_ACCOUNT
    request.approved_by_id, request.approved_at = make_user(Role.STAFF_UNDERWRITER).id, clock.now()
    db.session.commit()
    issuer = make_user(Role.STAFF_ISSUER)
    guarantee = issue_guarantee(db.session(), request, actor=actor_of(issuer), issuer=make_issuer())
    db.session.commit()
    return guarantee


def contract_of(guarantee: Guarantee) -> WorksContract:
    """Its works contract as it stands now."""
    db.session.expire_all()
    return db.session.get_one(WorksContract, guarantee.works_contract_id)
