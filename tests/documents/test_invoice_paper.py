"""一括納付請求書: as many pages as its lines need, every line on them, the same bytes each time."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from surety.documents.invoices import MonthlyInvoicePaper
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import render_document
from surety.documents.samples import sample_context
from tests.documents.reading import fonts_of, joined, text_of


def invoice(lines: int, *, works_name: str = "市道〇〇線道路改良工事") -> MonthlyInvoicePaper:
    sample = sample_context(DocumentKind.MONTHLY_INVOICE)
    assert isinstance(sample, MonthlyInvoicePaper)
    first = replace(sample.lines[0], works_name=works_name)
    many = tuple(replace(first, statement_number=f"K04126-{number:06d}") for number in range(1, lines + 1))
    return replace(sample, lines=many, exempt=first.net * lines, taxable=0, tax=0)


@pytest.mark.parametrize("lines, pages", [(1, 1), (10, 2), (60, 4)])
def test_every_line_stands_on_one_of_its_pages(lines: int, pages: int, tmp_path: Path) -> None:
    paper = invoice(lines)
    data = render_document(DocumentKind.MONTHLY_INVOICE, paper)
    assert len(PdfReader(io.BytesIO(data)).pages) == pages
    text = joined(text_of(data, tmp_path))
    assert all(line.statement_number in text for line in paper.lines)
    assert text.count("発注者・工事名") == {1: 1, 10: 1, 60: 4}[lines], (
        "each page with lines repeats the headings"
    )
    assert f"{55_000 * lines:,}" in text
    assert f"{paper.number}-{pages}-" in text.replace(" ", "")
    assert render_document(DocumentKind.MONTHLY_INVOICE, paper) == data


def test_long_names_are_broken_not_cut(tmp_path: Path) -> None:
    name = ("市道平川東部中央幹線道路改良（舗装補修・側溝整備を含む）工事" * 8)[:120]
    data = render_document(DocumentKind.MONTHLY_INVOICE, invoice(3, works_name=name))
    assert joined(text_of(data, tmp_path)).count(name) == 3
    assert all(font[1:] == ["yes", "yes", "yes"] for font in fonts_of(data, tmp_path))
