"""The tariff as a file: written out and read in it is the same, and every bad cell is named."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from surety.data.loading import load_tariffs
from surety.domain.tariff import Tariff
from surety.ingest import tariff_plan as plan
from surety.ingest.refusal import Refusal
from surety.ingest.tariff_csv import draw_csv
from surety.ingest.tariff_reader import TariffReading, read_tariff
from surety.services.tariffs import draw_version

(SHIPPED,) = load_tariffs()
SAMPLE = replace(SHIPPED, is_sample=False)


def read(data: bytes) -> TariffReading:
    answer = read_tariff(data)
    assert isinstance(answer, TariffReading), answer
    return answer


def awkward() -> Tariff:
    """Texts that look like formulas, a fine rate, an end, a product without refunds."""
    lines = list(SAMPLE.products)
    tier = replace(lines[1].tiers[0], rate_percent=Decimal("0.000065"))
    lines[1] = replace(lines[1], note="=1+1", tiers=(tier,), refund=None)
    lines[2] = replace(lines[2], note="改行\nのある備考", source_url="https://example.co.jp/料率?a=1,2")
    return replace(
        SAMPLE,
        name="+8月の料率",
        products=tuple(lines),
        effective_to=SAMPLE.effective_from.replace(year=2030),
    )


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
@pytest.mark.parametrize("tariff", [SAMPLE, awkward()], ids=["sample", "awkward"])
def test_written_out_and_read_in_it_is_the_same(tariff: Tariff, file_format: str) -> None:
    reading = read(draw_version(tariff, file_format=file_format))
    assert reading.problems == []
    assert reading.tariff == tariff


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_the_form_alone_is_no_version(file_format: str) -> None:
    reading = read(draw_version(None, file_format=file_format))
    assert reading.tariff is None
    assert any("版のコードを入力" in problem.message for problem in reading.problems)


def with_cell(sheet: str, cell: str, value: object) -> bytes:
    """The sample's workbook with one cell changed."""
    book = load_workbook(io.BytesIO(draw_version(SAMPLE, file_format="xlsx")))
    book[sheet][cell] = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


BAD_CELLS = [
    (plan.VERSION_SHEET, "B2", "料率 2027", "半角の英数字"),
    (plan.VERSION_SHEET, "B3", None, "名前を入力"),
    (plan.VERSION_SHEET, "B4", "きのう", "適用開始日"),
    (plan.VERSION_SHEET, "B5", "R1.5.1", "前です"),
    (plan.VERSION_SHEET, "A6", "よりどころ", "という項目はありません"),
    (plan.PRODUCT_SHEET, "A2", "前払保証", "保証種類は"),
    (plan.PRODUCT_SHEET, "A3", "前払金保証", "2つあります"),
    (plan.PRODUCT_SHEET, "B2", "-1", "最低保証料"),
    (plan.PRODUCT_SHEET, "C2", 0, "1円以上"),
    (plan.PRODUCT_SHEET, "D2", "切り捨て", "端数の処理は"),
    (plan.PRODUCT_SHEET, "F2", "免税", "税区分は"),
    (plan.PRODUCT_SHEET, "G2", 10, "非課税のとき"),
    (plan.PRODUCT_SHEET, "G5", None, "消費税率"),
    (plan.PRODUCT_SHEET, "J2", "半分", "解約の返還は"),
    (plan.PRODUCT_SHEET, "K2", None, "取消の返還は"),
    (plan.TIER_SHEET, "B3", 10_000_001, "つながっていません"),
    (plan.TIER_SHEET, "C3", 5, "より大きく"),
    (plan.TIER_SHEET, "C4", 200_000_000, "空欄"),
    (plan.TIER_SHEET, "D2", "三割", "料率"),
    (plan.TIER_SHEET, "D3", 101, "料率"),
    (plan.TIER_SHEET, "E2", 1.5, "加算額"),
    (plan.TIER_SHEET, "E2", "=1/0", "計算式"),
    (plan.TIER_SHEET, "A5", "契約保証", "区分"),
]


@pytest.mark.parametrize("sheet, cell, value, reason", BAD_CELLS)
def test_a_bad_cell_is_named_with_its_table_and_the_reason(
    sheet: str, cell: str, value: object, reason: str
) -> None:
    reading = read(with_cell(sheet, cell, value))
    assert reading.tariff is None
    assert any(problem.sheet == sheet and reason in problem.message for problem in reading.problems), (
        reading.problems
    )


def test_a_bad_cell_of_a_csv_file_is_named_as_a_spreadsheet_names_it() -> None:
    text = draw_csv(plan.tables_of(SAMPLE)).decode("utf-8-sig").replace(",0.065,", ",0.06.5,")
    (problem,) = read(text.encode("cp932")).problems
    line = next(number for number, row in enumerate(text.splitlines(), 1) if ",0.06.5," in row)
    assert (problem.sheet, problem.cell) == (plan.TIER_SHEET, f"E{line}")


def test_a_missing_column_and_a_missing_table_are_named() -> None:
    assert "列がありません" in read(with_cell(plan.TIER_SHEET, "D1", "りつ")).problems[0].message
    only = "料率,項目,内容\r\n料率,版のコード,a\r\n".encode()
    assert any("「商品」の表がありません" in problem.message for problem in read(only).problems)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n\x00",
        b"PK\x03\x04 not a book",
        b"a,b\r\n",
        b'"a',
        b"\xff\xfe\x00x" * 9,
        b"x" * 600_000,
    ],
)
def test_any_other_file_is_refused_in_words(data: bytes) -> None:
    assert isinstance(read_tariff(data), Refusal)
