"""The 予約証書 as PDF: one page whatever the names, every word whole, and nothing of the bid."""

import io
from dataclasses import replace

from pypdf import PdfReader

from surety.documents.renderer import render_document
from surety.documents.samples import sample_context
from surety.domain.bid_bond_certificate import BidBondContent
from tests.documents.reading import joined, pages_of


def _filled(words: str, length: int) -> str:
    return (words * length)[:length]


def longest() -> BidBondContent:
    """The longest of everything the forms and the registration admit."""
    sample = sample_context("bid_bond_certificate")
    assert isinstance(sample, BidBondContent)
    return replace(
        sample,
        work_name=_filled("市道平川東部中央幹線道路改良（舗装補修・側溝整備、橋梁架替を含む）工事その", 120),
        work_number=_filled("第00-AB号", 40),
        joint_venture=_filled("〇〇・△△・□□特定建設工事共同企業体", 60),
        joint_venture_representative=_filled("△△建設総合開発エンジニアリング株式会社", 80),
        beneficiary=_filled("〇〇県知事〇〇地域整備部長", 80),
        principal=replace(
            sample.principal,
            name=_filled("〇〇建設総合開発エンジニアリング株式会社", 80),
            address=_filled("青森県平川市〇〇町〇〇丁目〇〇番〇〇号〇〇ビルディング", 160),
            representative_title=_filled("代表取締役社長執行役員", 40),
            representative_name=_filled("見本　太郎", 60),
        ),
        amount=10**13,
    )


def test_the_longest_names_still_make_one_page_with_every_value_whole() -> None:
    content = longest()
    data = render_document("bid_bond_certificate", content)
    text = joined(PdfReader(io.BytesIO(data)).pages[0].extract_text())
    assert pages_of(data) == 1
    for row in content.rows():
        for line in row.lines:
            assert joined(line) in text


def test_every_fixed_sentence_can_be_copied_out_as_it_stands() -> None:
    content = sample_context("bid_bond_certificate")
    assert isinstance(content, BidBondContent)
    text = joined(
        PdfReader(io.BytesIO(render_document("bid_bond_certificate", content))).pages[0].extract_text()
    )
    for words in (content.words.title, content.words.promise, content.sample_line, *content.words.notes):
        assert joined(words) in text
