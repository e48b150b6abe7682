"""Our own form: one printed page, protected labels, open inputs, a name for every field, an example nobody can mistake."""

import io

import pytest
from openpyxl import Workbook, load_workbook

from surety.domain.registration import FIELDS, Severity
from surety.ingest.form_download import registration_form
from surety.ingest.form_plan import COLUMNS, PLAN
from surety.ingest.refusal import Refusal
from surety.ingest.registrations import read_registration
from surety.ingest.sheet_names import FORM_ID
from tests.ingest.workbooks import INPUTS, TEXTS, address_of, blank_form


@pytest.fixture(scope="module")
def book() -> Workbook:
    return load_workbook(io.BytesIO(blank_form()))


def test_the_download_is_drawn_outside_of_the_web_process_and_kept():
    first = registration_form(
        guarantor=TEXTS.guarantor,
        service=TEXTS.service,
        branches=TEXTS.branches,
        terms_version=TEXTS.terms_version,
    )
    again = registration_form(
        guarantor=TEXTS.guarantor,
        service=TEXTS.service,
        branches=TEXTS.branches,
        terms_version=TEXTS.terms_version,
    )
    assert first is again
    assert load_workbook(io.BytesIO(first)).sheetnames == ["利用申請書", "記入例", "選択肢", "様式情報"]


def test_every_field_has_an_input_and_a_name(book: Workbook):
    names = {name.removeprefix("reg_") for name in book.defined_names if name.startswith("reg_")}
    assert {field.key for field in FIELDS} <= names
    assert set(INPUTS) | {"terms_version"} == {field.key for field in FIELDS}


def test_no_two_blocks_of_the_form_overlap():
    seen: set[tuple[int, int]] = set()
    for slot in PLAN:
        places = {
            (row, column)
            for row in range(slot.row, slot.bottom + 1)
            for column in range(slot.left, slot.right + 1)
        }
        assert not seen & places, slot
        assert slot.right <= COLUMNS
        seen |= places


def test_labels_are_protected_without_a_password_and_inputs_are_open(book: Workbook):
    sheet = book["利用申請書"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert all(not sheet[address_of(key)].protection.locked for key in INPUTS)
    assert sheet["A12"].protection.locked


def test_it_prints_on_one_upright_a4_page(book: Workbook):
    sheet = book["利用申請書"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet.print_area


def test_codes_are_kept_as_text_so_that_zeros_survive(book: Workbook):
    sheet = book["利用申請書"]
    for key in ("postal_code", "phone", "fax", "corporate_number", "permit_number", "contractor_number"):
        assert sheet[address_of(key)].number_format == "@"


def test_choices_come_from_pick_lists_with_the_branches_of_the_deployment(book: Workbook):
    lists = {
        str(v.sqref): v.formula1
        for v in book["利用申請書"].data_validations.dataValidation
        if v.type == "list"
    }
    assert lists[address_of("branch")] == "list_branch"
    assert [cell.value for cell in book["選択肢"]["A"] if cell.value] == list(TEXTS.branches)
    assert all(v.prompt for v in book["利用申請書"].data_validations.dataValidation)


def test_the_marker_is_very_hidden_and_names_form_and_version(book: Workbook):
    assert book["様式情報"].sheet_state == "veryHidden"
    assert book["様式情報"]["A1"].value == FORM_ID


def test_the_blank_form_names_every_missing_field_with_its_cell():
    report = read_registration(blank_form(), filename="利用申請書.xlsx")
    assert not isinstance(report, Refusal)
    missing = {reading.key: reading for reading in report.fields if reading.has_error}
    assert set(missing) == {field.key for field in FIELDS if field.required}
    for key, reading in missing.items():
        assert reading.cell == address_of(key)
        assert any(
            problem.severity is Severity.ERROR and reading.cell in problem.what_to_do
            for problem in reading.problems
        )
