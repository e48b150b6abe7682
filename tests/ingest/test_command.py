"""The command line reads like the upload and tells the outcome by its exit code."""

import json
from pathlib import Path

import pytest

from surety.ingest.command import FIELD_PROBLEMS, READABLE, REFUSED, check_file, main
from surety.ingest.report import RegistrationReport
from tests.ingest.workbooks import filled_book, good_form, saved

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"


def _written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "利用申請書.xlsx"
    path.write_bytes(data)
    return path


def test_a_good_form_exits_with_0(tmp_path: Path):
    code, text = check_file(_written(tmp_path, good_form()), as_json=False)
    assert code == READABLE
    assert "令和8年4月1日" in text
    assert "直していただく項目はありません" in text


def test_a_field_to_mend_exits_with_1_and_names_the_cell(tmp_path: Path):
    data = saved(filled_book({"mail": "hanako"}))
    code, text = check_file(_written(tmp_path, data), as_json=False)
    assert code == FIELD_PROBLEMS
    assert "F22" in text


def test_a_refused_file_exits_with_2(tmp_path: Path):
    code, text = check_file(_written(tmp_path, b"%PDF-1.7"), as_json=True)
    assert code == REFUSED
    assert json.loads(text)["refused"]["code"] == "pdf"


def test_a_missing_file_exits_with_2():
    assert check_file("/nowhere/at/all.xlsx", as_json=False)[0] == REFUSED


def test_the_json_is_the_report_and_can_be_read_back(tmp_path: Path):
    _, text = check_file(_written(tmp_path, good_form()), as_json=True)
    report = RegistrationReport.from_json(json.loads(text))
    assert report.to_json() == RegistrationReport.from_json(report.to_json()).to_json()
    assert report.values()["company_name"] == "〇〇建設株式会社"


def test_the_program_needs_exactly_one_file(capsys: pytest.CaptureFixture[str]):
    assert main([]) == REFUSED
    assert "FILE" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name, code",
    [
        ("01-good.xlsx", READABLE),
        ("02-sloppy.xlsx", READABLE),
        ("03-with-problems.xlsx", FIELD_PROBLEMS),
        ("04-grid-paper.xlsx", READABLE),
        ("05-two-forms.xlsx", REFUSED),
    ],
)
def test_the_samples_in_the_documentation_do_what_their_readme_says(name: str, code: int):
    assert check_file(SAMPLES / name, as_json=False)[0] == code
