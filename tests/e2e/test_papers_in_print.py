"""What the browser prints: certificate and key notice on one A4 page each, however long the names are."""

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from surety.extensions import db
from surety.models import Agency, Contractor, Guarantee
from surety.security.permissions import Role
from surety.services.issuing import issue_guarantee
from surety.services.sessions import start_session
from tests.e2e.axe import assert_accessible, assert_reflows
from tests.e2e.local_server import served
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import actor_of, make_issuer, make_payable_request

pytestmark = pytest.mark.e2e


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application on a free port."""
    with served(app) as url:
        yield url


def issue(
    contractor: Contractor, *, work_name: str, joint_venture: str = "", bank: str = "", beneficiary: str = ""
) -> Guarantee:
    request = make_payable_request(contractor, work_name=work_name)
    contract = request.application.works_contract
    assert contract is not None
    contract.joint_venture_name = joint_venture
    if beneficiary:
        contract.agency = make_agency(beneficiary)
    request.deposit_bank = bank or request.deposit_bank
    guarantee = issue_guarantee(
        db.session(), request, actor=actor_of(make_user(Role.STAFF_ISSUER)), issuer=make_issuer()
    )
    db.session.commit()
    return guarantee


def make_agency(beneficiary: str) -> Agency:
    return Agency(
        code="longest-name",
        name=beneficiary,
        name_search="",
        beneficiary_name=beneficiary,
        prefecture="青森県",
        kind="city",
    )


def ordinary() -> Guarantee:
    return issue(make_contractor(), work_name="市道〇〇線道路改良工事")


def longest() -> Guarantee:
    """Every name as long as the forms admit."""
    contractor = make_contractor("〇" * 76 + "株式会社")
    contractor.address = "青森県" + "〇" * 157
    contractor.representative_title = "代" * 40
    contractor.representative_name = "見" * 60
    db.session.commit()
    return issue(
        contractor, work_name="工" * 120, joint_venture="体" * 60, bank="銀" * 80, beneficiary="長" * 80
    )


def sign_in(page: Page, contractor: Contractor, address: str) -> None:
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=contractor)
    token = start_session(
        db.session(),
        user_id=user.id,
        address="",
        browser="",
        second_factor_passed=True,
        now_s=int(time.time()),
    )
    db.session.commit()
    page.context.add_cookies([{"name": "surety", "value": token, "url": address}])


def printed(page: Page, folder: Path) -> tuple[int, str]:
    """Pages and text of what the browser would print."""
    path = folder / "printed.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    pages = next(line.split()[1] for line in info.splitlines() if line.startswith("Pages:"))
    return int(pages), text


@pytest.mark.parametrize("make", [ordinary, longest], ids=["ordinary", "longest"])
def test_certificate_and_key_notice_print_on_one_page_each(
    page: Page, address: str, tmp_path: Path, make: Callable[[], Guarantee]
) -> None:
    guarantee = make()
    sign_in(page, guarantee.contractor, address)
    number, works = guarantee.number, guarantee.work_name
    db.session.commit()
    page.goto(f"{address}/guarantees/{number}")
    assert_accessible(page)
    page.get_by_role("button", name="お知らせを表示・印刷").click()
    page.wait_for_url("**/key-notice")
    pages, text = printed(page, tmp_path)
    assert pages == 1
    assert number in text
    page.goto(f"{address}/guarantees/{number}/certificates/1")
    pages, text = printed(page, tmp_path)
    assert pages == 1
    assert works in text.replace("\n", "")
    assert "印刷する" not in text
    assert_accessible(page)
    assert_reflows(page)
