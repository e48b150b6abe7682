"""What a company sees of its premiums."""

from surety.domain.products import PaymentMethod, Product
from surety.extensions import db
from surety.queries.cases import find_statement
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import make_user
from tests.services.test_underwriting import approve, under_review, underwriter


def test_the_company_sees_amount_due_date_and_statement_once_it_is_approved(client: SuretyClient) -> None:
    application = under_review(products=(Product.ADVANCE,))
    application.requests[0].payment_method = PaymentMethod.BANK_TRANSFER
    db.session.commit()
    page, paper = (
        f"/applications/{application.id}",
        f"/applications/{application.id}/statements/{application.requests[0].id}.pdf",
    )
    client.sign_in(application.created_by)
    assert "お支払額" not in client.get(page).text
    assert client.get(paper).status_code == 404
    approve(application, underwriter())
    shown = client.get(page).text
    assert f"{find_statement(db.session(), application.requests[0]).amount:,}円" in shown
    assert "お支払期日" in shown
    assert client.get(paper).data.startswith(b"%PDF")


def test_another_company_gets_404(client: SuretyClient) -> None:
    application = under_review()
    approve(application, underwriter())
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN))
    request = application.requests[0]
    assert client.get(f"/applications/{application.id}/statements/{request.id}.pdf").status_code == 404
    client.sign_in(application.created_by)
    assert client.get(f"/applications/{application.id + 99}/statements/{request.id}.pdf").status_code == 404
