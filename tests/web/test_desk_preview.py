"""The preview is the very document: only its number and the words of a sample differ."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

from surety.domain.certificate import CertificateContent
from surety.domain.products import CertificateForm, Product
from surety.extensions import db
from surety.services.certificate_preview import preview_content
from surety.services.issuing import issue_guarantee
from tests.client import SuretyClient
from tests.guarantee_factories import actor_of, make_issuer, make_payable_request
from tests.web.desk_cases import make_approver


def text_of(pdf: bytes, folder: Path) -> str:
    """The words of a PDF without blanks."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    words = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True
    ).stdout
    return re.sub(r"\s", "", words)


def test_the_content_issued_is_the_content_shown_before(client: SuretyClient) -> None:
    for product, form in (
        (Product.ADVANCE, CertificateForm.ELECTRONIC),
        (Product.PERFORMANCE, CertificateForm.PAPER),
    ):
        request = make_payable_request(product=product, certificate_form=form)
        issuer = make_issuer()
        shown = preview_content(request, guarantor=issuer.settings.guarantor)
        guarantee = issue_guarantee(db.session(), request, actor=actor_of(make_approver()), issuer=issuer)
        db.session.commit()
        issued = CertificateContent.from_json(guarantee.certificates[0].snapshot)
        assert replace(issued, guarantee_number=shown.guarantee_number, is_sample=True) == shown


def test_screen_and_pdf_of_the_preview_say_the_same_and_carry_the_mark(
    client: SuretyClient, tmp_path: Path
) -> None:
    request = make_payable_request()
    client.sign_in(make_approver())
    content = preview_content(request, guarantor=make_issuer().settings.guarantor)
    screen = client.get(f"/desk/requests/{request.id}/preview").text
    paper = text_of(client.get(f"/desk/requests/{request.id}/preview.pdf").data, tmp_path)
    assert content.is_sample
    assert content.sample_line in screen
    for row in content.rows():
        for line in row.lines:
            assert line in screen
            assert re.sub(r"\s", "", line) in paper
    assert "（発行時に採番）" in paper


def test_a_preview_that_cannot_be_drawn_says_why(client: SuretyClient) -> None:
    request = make_payable_request(work_name="〇〇工事\U0001fae8")
    client.sign_in(make_approver())
    answer = client.get(f"/desk/requests/{request.id}/preview.pdf", follow_redirects=True)
    assert answer.status_code == 200
    assert "印刷できない文字" in answer.text
