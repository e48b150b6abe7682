"""Lists as files from a real browser, with and without JavaScript: what is in the form is what comes."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from surety.demo import cast
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e


def save(visitor: Visitor, button: str, folder: Path) -> Path:
    """Press a button that brings a file; gives the file under the name the browser gave it."""
    with visitor.page.expect_download() as coming:
        visitor.press(button)
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("has_script", [True, False])
def test_a_viewer_takes_the_contracts_away(
    visit: Callable[..., Visitor], tmp_path: Path, has_script: bool
) -> None:
    visitor = visit(java_script_enabled=has_script)
    visitor.log_in(cast.VIEWER)
    visitor.go("/guarantees")
    visitor.follow("この一覧をExcel・CSVで保存する")
    visitor.sees_heading("保証契約情報ダウンロード")
    # What was typed counts, also before anybody asked for the number.
    visitor.choose("tab", "applied")
    visitor.choose("product", "performance")
    book = save(visitor, "Excelで保存する", tmp_path)
    assert book.name.startswith("保証契約情報_")
    sheet = load_workbook(book).worksheets[0]
    kinds = {row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert kinds == {"契約保証"}
    rows = rows_of(save(visitor, "CSVで保存する", tmp_path))
    assert [row["保証契約番号"] for row in rows] == [
        row[0] for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    visitor.press("件数を確かめる")
    visitor.sees(f"この条件の契約は、{len(rows)}件です。")
    assert "csrf" not in visitor.page.url
    visitor.shoot("download")


def test_statements_are_read_and_taken_away(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    visitor = visit()
    visitor.log_in(cast.VIEWER)
    visitor.go("/statements")
    visitor.choose("state", "on_account")
    visitor.press("検索する")
    visitor.sees("ページ目を表示しています")
    numbers = visitor.page.locator("#statement-list tbody td:first-child").all_inner_texts()
    rows = rows_of(save(visitor, "CSVで保存する", tmp_path))
    # The file holds all of them, the page the first ones.
    assert [row["計算書番号"] for row in rows][: len(numbers)] == [number.split()[0] for number in numbers]
    visitor.sees(re.compile(f"（{len(rows)}件）"))
    assert {row["納付状況"] for row in rows} == {"一括納付"}


def test_the_branch_takes_its_own_contracts_away(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    visitor = visit()
    visitor.log_in(cast.UNDERWRITER)
    visitor.go("/desk/guarantees")
    visitor.write("company", "〇〇建設")
    rows = rows_of(save(visitor, "CSVで保存する", tmp_path))
    assert {row["取扱店"] for row in rows} == {"青森支店"}
    assert {row["契約者"] for row in rows} == {"〇〇建設株式会社"}
