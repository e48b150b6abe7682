"""The main steps with JavaScript switched off: nothing is missing, some things take one more press."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from surety.demo import cast
from tests.documents.reading import pages_of
from tests.e2e import counter, journeys
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
WORK = "〇〇地区農道舗装工事"


def plain(visit: Callable[..., Visitor]) -> Visitor:
    return visit(java_script_enabled=False)


def test_from_the_application_to_the_certificate(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    contractor, underwriter, issuer, officer = (plain(visit) for _ in range(4))
    contractor.log_in(cast.MEMBER)
    journeys.begin_application(contractor)
    journeys.fill_in_works(contractor, name=WORK)
    journeys.fill_in_guarantees(contractor)
    contractor.press(re.compile("再計算"))
    expect(contractor.page.locator("#f-advance_amount-result")).to_contain_text("40.0%")
    expect(contractor.page.locator("#f-performance_amount-result")).to_contain_text("10.0%")
    contractor.press("次の項目へ進む")
    receipt = journeys.send(contractor)

    underwriter.log_in(cast.UNDERWRITER)
    counter.approve(underwriter, receipt)
    issuer.log_in(cast.ISSUER)
    counter.put_on_account(underwriter, receipt, "前払金保証")
    counter.issue(issuer, receipt, "前払金保証")
    contractor.site.work()

    journeys.open_contract(contractor, work_name=WORK)
    pair = journeys.show_key(contractor)
    with contractor.page.expect_download() as notice:
        contractor.follow("お知らせ（PDF）をダウンロード")
    assert pages_of(Path(notice.value.path()).read_bytes()) == 1
    journeys.check_certificate(officer, pair)
    officer.follow("証書を表示する")
    expect(officer.page.locator("main")).to_contain_text(pair.number)
    journeys.open_contract(contractor, work_name=WORK)
    contractor.sees("発注者が閲覧しました")


def test_a_block_is_cleared_and_restored(visit: Callable[..., Visitor]) -> None:
    visitor = plain(visit)
    visitor.log_in(cast.SECOND_ADMIN)
    journeys.begin_application(visitor)
    visitor.write("work_name", "〇〇広場整備工事")
    visitor.press(re.compile("この欄をクリア"))
    expect(visitor.page.locator('[name="work_name"]')).to_have_value("")
    visitor.press("元に戻す")
    expect(visitor.page.locator('[name="work_name"]')).to_have_value("〇〇広場整備工事")
