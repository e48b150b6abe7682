"""保証契約一覧 as the contractor's people meet it: tabs, filters, pages."""

import re

import pytest

from surety.domain.products import CertificateForm, Product
from surety.models import Contractor
from tests.client import SuretyClient
from tests.guarantee_factories import make_issued_guarantee


def test_the_list_shows_the_leaflet_s_columns(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    page = member.get("/guarantees").text
    for words in (
        "前払",
        guarantee.number,
        "平川市長",
        "市道〇〇線道路改良工事",
        "50,000,000円",
        "発注者へ未提出",
    ):
        assert words in page
    assert "全1ページ（1件）中の1ページ目を表示しています" in page


def test_each_tab_shows_its_own(member: SuretyClient, contractor: Contractor) -> None:
    electronic = make_issued_guarantee(contractor).number
    paper = make_issued_guarantee(contractor, certificate_form=CertificateForm.PAPER).number
    first, applied, bonds = (
        member.get(f"/guarantees{query}").text for query in ("", "?tab=applied", "?tab=bid_bond")
    )
    assert electronic in first
    assert paper not in first
    assert electronic in applied
    assert paper in applied
    assert "契約保証予約（入札ボンド）はまだありません" in bonds


@pytest.mark.parametrize(
    "query, found",
    [
        ("words=道路", True),
        ("words=ﾄﾞｳﾛ", False),
        ("words=改良 市道", True),
        ("product=performance", False),
        ("product=advance&since=R8.4.1", True),
        ("until=2020/1/1", False),
    ],
)
def test_filters_find_or_say_that_nothing_fits(
    member: SuretyClient, contractor: Contractor, query: str, found: bool
) -> None:
    number = make_issued_guarantee(contractor).number
    page = member.get(f"/guarantees?{query}").text
    assert (number in page) is found
    assert ("条件に合う契約はありません" in page) is not found


def test_a_number_in_any_width_finds_the_one_guarantee(member: SuretyClient, contractor: Contractor) -> None:
    number = make_issued_guarantee(contractor).number
    make_issued_guarantee(contractor, product=Product.PERFORMANCE)
    wide = number.translate({**{code: code + 0xFEE0 for code in range(0x30, 0x3A)}, 0x2D: None})
    page = member.get("/guarantees", query_string={"number": wide})
    assert re.findall(r"/guarantees/([0-9-]{12})", page.text) == [number]


@pytest.mark.parametrize("query", ["since=きのう", "number=12", "since=R8.4.2&until=R8.4.1"])
def test_a_filter_that_cannot_be_read_is_told_kindly(member: SuretyClient, query: str) -> None:
    answer = member.get(f"/guarantees?{query}")
    assert answer.status_code == 422
    assert "入力内容を確認してください" in answer.text


@pytest.mark.parametrize(
    "query", ["before=x", "before=2026-99-99_1", "after=9999-12-31_999999999999999", "tab=x"]
)
def test_a_bent_address_is_the_first_page(member: SuretyClient, contractor: Contractor, query: str) -> None:
    number = make_issued_guarantee(contractor).number
    assert number in member.get(f"/guarantees?{query}").text


def test_pages_lead_on_and_back(
    member: SuretyClient, contractor: Contractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surety.queries.guarantee_lists.PAGE_ROWS", 2)
    monkeypatch.setattr("blueprints.guarantees.routes.PAGE_ROWS", 2)
    numbers = [make_issued_guarantee(contractor).number for _ in range(5)]
    numbers.reverse()
    seen, url = [], "/guarantees?words=道路"
    for page_number in (1, 2, 3):
        page = member.get(url).text
        assert f"全3ページ（5件）中の{page_number}ページ目を表示しています" in page
        seen += re.findall(r'href="/guarantees/([0-9-]{12})"', page)
        following = re.search(r'href="([^"]+)"[^>]*>次のページ', page)
        url = following[1].replace("&amp;", "&") if following else ""
    assert seen == numbers
    assert url == ""
    back = re.search(r'href="([^"]+)"[^>]*>前のページ', page)
    assert back is not None
    assert "中の2ページ目" in member.get(back[1].replace("&amp;", "&")).text


def test_the_list_s_links_bring_a_fragment(member: SuretyClient, contractor: Contractor) -> None:
    number = make_issued_guarantee(contractor).number
    part = member.fragment("/guarantees?tab=applied").text
    assert number in part
    assert "<html" not in part
