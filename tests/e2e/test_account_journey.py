"""一括納付: a month is closed, its invoice read as PDF, the bank's list taken in, and the match confirmed."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from surety import clock
from surety.demo import cast
from surety.demo.accounts import issue_in
from surety.demo.people import Stage
from surety.demo.works import Station, Work
from surety.domain.closing import closable_month
from surety.domain.products import CertificateForm
from surety.extensions import db
from surety.models import Contractor, MonthlyInvoice
from surety.services.monthly_accounts import agree_monthly_account
from tests.documents.reading import text_of
from tests.e2e.site import Site
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
WORK = Work(
    station=Station.ISSUED, name="〇〇地区集会所外構工事", number="第0201号", form=CertificateForm.PAPER,
    price=10_000_000, advance=4_000_000, days=300, login=cast.SECOND_ADMIN,
)  # fmt: skip


@pytest.fixture
def kana(site: Site) -> str:
    """The second company gets a monthly account, and last month a premium on it; gives its フリガナ."""
    with site.app.app_context():
        stage = Stage(db.session(), site.settings, site.app.extensions["vault"])
        company = stage.user(cast.SECOND_ADMIN).contractor
        agree_monthly_account(stage.session, company, is_agreed=True, actor=stage.actor(cast.ISSUER))
        issue_in(stage, WORK, month=closable_month(clock.today()))
        db.session.commit()
        return str(company.name_kana)


def test_from_the_closing_to_the_confirmed_match(
    visit: Callable[..., Visitor], site: Site, kana: str, tmp_path: Path
) -> None:
    clerk, company = visit(), visit()
    clerk.log_in(cast.ISSUER)
    clerk.go("/desk/billing")
    clerk.shoot("billing-closing")
    clerk.press(re.compile("月分を締める"))
    clerk.sees("請求書を")
    clerk.shoot("billing-closed")
    with site.app.app_context():
        invoice = db.session.query(MonthlyInvoice).join(Contractor).filter_by(name_kana=kana).one()
        number, amount, address = invoice.number, invoice.amount, f"/invoices/{invoice.id}"
    company.log_in(cast.SECOND_ADMIN)
    company.sees("お支払いをお待ちしている請求書があります")
    company.go("/invoices")
    company.sees(number)
    paper = company.page.request.get(f"{site.url}{address}.pdf").body()
    text = text_of(paper, tmp_path)
    assert number in text
    assert f"{amount:,}" in text
    company.shoot("invoices")
    day = clock.today() - timedelta(days=1)
    content = f"日付,お引出し,お預入れ,お取引内容\r\n{day:%Y/%m/%d},,{amount},カ）{kana}\r\n"
    file = tmp_path / "meisai.csv"
    file.write_bytes(content.encode("cp932"))
    clerk.go("/desk/billing/bank")
    clerk.attach("statement", file)
    clerk.press("読み取って取り込む")
    clerk.sees("新しい1件を取り込みました")
    row = clerk.page.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text("一致")
    clerk.shoot("billing-bank")
    clerk.press(re.compile("^確認して照合する"), inside=row)
    clerk.sees("照合して、入金を記録しました")
    company.go(address)
    expect(company.page.locator("main")).to_contain_text("納付済み")
    company.shoot("invoice-paid")
