"""保証料と返還 on the branch's page of a guarantee."""

from surety.extensions import db
from surety.models import Contractor, PremiumStatement, RefundStatement
from surety.security.permissions import Role
from surety.services.change_issuing import issue_change
from tests.change_cases import approve, make_change, make_priced_guarantee
from tests.client import SuretyClient
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import actor_of, make_issuer


def test_what_was_charged_and_what_goes_back_stand_there_the_newest_first(
    client: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_priced_guarantee(contractor)
    (premium,) = db.session.query(PremiumStatement)
    smaller = {"price": "45,000,000", f"paid-{guarantee.number}": "18,000,000"}
    change = make_change(guarantee, make_user(Role.CONTRACTOR_MEMBER, contractor=contractor), **smaller)
    approve(change, make_user(Role.STAFF_UNDERWRITER))
    issuer = make_user(Role.STAFF_ISSUER)
    issue_change(
        db.session(), change, version_id=change.version_id, actor=actor_of(issuer), issuer=make_issuer()
    )
    db.session.commit()
    (refund,) = db.session.query(RefundStatement)
    other = make_priced_guarantee(make_contractor("△△建設株式会社"))
    (foreign,) = db.session.query(PremiumStatement).filter_by(request_id=other.request_id)
    client.sign_in(issuer)
    page = client.get(f"/desk/guarantees/{guarantee.number}").text
    for address in (f"/desk/refunds/{refund.number}", f"/desk/statements/{premium.number}.pdf"):
        assert f'href="{address}"' in page, address
    assert page.index(refund.number) < page.index(premium.number)
    assert foreign.number not in page
