"""From the browser's print dialogue: certificate and key notice come out on exactly one A4 page each."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from surety.demo import cast
from tests.documents.reading import pages_of, text_of
from tests.e2e import journeys
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e


def printed_behind(link: str, visitor: Visitor) -> bytes:
    """What comes out of the printer on the page behind this link."""
    before = visitor.page.url
    visitor.follow(link)
    visitor.page.wait_for_url(lambda address: address != before)
    return visitor.page.pdf(prefer_css_page_size=True)


@pytest.fixture
def contractor(visit: Callable[..., Visitor]) -> Visitor:
    visitor = visit()
    visitor.log_in(cast.MEMBER)
    journeys.open_contract(visitor, work_name="市道〇〇線道路改良工事")
    return visitor


def test_the_certificate_prints_on_one_page(contractor: Visitor, tmp_path: Path) -> None:
    paper = printed_behind("証書を表示", contractor)
    assert pages_of(paper) == 1
    text = re.sub(r"\s", "", text_of(paper, tmp_path))
    assert "20,000,000円" in text
    assert "市道〇〇線道路改良工事" in text
    assert "閉じる" not in text


def test_the_key_notice_prints_on_one_page(contractor: Visitor, tmp_path: Path) -> None:
    pair = journeys.show_key(contractor)
    paper = printed_behind("お知らせを表示・印刷", contractor)
    assert pages_of(paper) == 1
    text = re.sub(r"\s", "", text_of(paper, tmp_path))
    assert pair.number in text
    assert pair.key.replace("-", "") in text.replace("-", "")


def test_the_citys_certificate_prints_on_one_page(contractor: Visitor, visit: Callable[..., Visitor]) -> None:
    pair, officer = journeys.show_key(contractor), visit()
    journeys.check_certificate(officer, pair)
    assert pages_of(printed_behind("証書を表示する", officer)) == 1
