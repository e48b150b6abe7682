"""The rule book as a workbook and back: unchanged it proposes nothing, a bad one names sheet, cell and reason."""

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from surety.domain.rule_edits import EditAct
from surety.domain.rule_kinds import RuleKind
from surety.extensions import db
from surety.ingest.refusal import Refusal
from surety.ingest.rulebook_plan import AGENCY_SHEET, SHEETS, columns_of
from surety.ingest.rulebook_reader import read_rulebook
from surety.models import AgencyChange
from surety.queries.agency_changes import list_known_rules
from surety.security.permissions import Role
from surety.services.agency_changes import approve_change
from surety.services.rulebook_tables import draw_workbook, propose_workbook
from tests.factories import get_agency, make_user

AMOUNT = SHEETS[RuleKind.AMOUNT]


@pytest.fixture(scope="module")
def exported(migrated_app) -> bytes:
    with migrated_app.app_context():
        drawn = draw_workbook(db.session())
        db.session.remove()
    return drawn


def mended(exported: bytes, change: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(BytesIO(exported))
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def cell_of(book: Workbook, title: str, row: int, kind: RuleKind = RuleKind.AMOUNT):
    return book[SHEETS[kind]].cell(row, columns_of(kind).index(title) + 1)


def row_of(book: Workbook, name: str, kind: RuleKind = RuleKind.AMOUNT) -> int:
    """The first row of an agency on a kind's sheet."""
    return next(cells[0].row for cells in book[SHEETS[kind]].iter_rows(min_row=2) if cells[2].value == name)


def bring(data: bytes):
    reading = read_rulebook(data)
    assert not isinstance(reading, Refusal)
    user = make_user(Role.STAFF_UNDERWRITER)
    actor = type("Someone", (), {"user_id": user.id, "label": user.name})()
    return propose_workbook(db.session(), reading, reason="年度の見直し", actor=actor)


def test_what_was_written_out_is_read_back_unchanged(app, exported):
    assert bring(exported) == ([], [])


def test_one_agency_alone_is_written_out_and_read_back_unchanged(app):
    data = draw_workbook(db.session(), agency=get_agency("目黒区"))
    assert {row.code for row in read_rulebook(data).rows} == {"meguro"}
    assert bring(data) == ([], [])


def test_another_program_that_saves_the_file_again_changes_nothing(app, exported):
    assert bring(mended(exported, lambda _book: None)) == ([], [])


def test_a_changed_row_is_proposed_and_holds_after_the_approval(app, exported):
    def change(book):
        row = row_of(book, "上尾市")
        cell_of(book, "割合", row).value = 35
        cell_of(book, "限度額", row).value = "1億円"

    changes, problems = bring(mended(exported, change))
    assert problems == []
    (proposal,) = changes
    assert (proposal.agency.name, proposal.act, len(proposal.retired)) == ("上尾市", EditAct.TABLE, 1)
    head = make_user(Role.STAFF_ADMIN)
    approve_change(db.session(), proposal, actor=type("Head", (), {"user_id": head.id, "label": head.name})())
    rules = [row.rule for row in list_known_rules(db.session(), proposal.agency_id)]
    assert any(
        (getattr(rule, "cap_yen", None), str(rule.ratio_percent)) == (100_000_000, "35") for rule in rules
    )


def test_rows_are_added_and_withdrawn_and_a_row_left_out_stays(app, exported):
    def change(book):
        sheet = book[AMOUNT]
        first = row_of(book, "目黒区")
        cell_of(book, "取り消す", first).value = "○"
        new = sheet.max_row + 1
        given = {
            "発注者コード": "hirakawa",
            "保証の種類": "前払金保証",
            "契約の種類": "工事",
            "いつから": "令和9年4月1日",
            "割合": "40%",
            "出典": "市の要綱",
            "出典を確認した日": "2026/11/20",
        }
        for title, value in given.items():
            cell_of(book, title, new).value = value
        sheet.delete_rows(row_of(book, "君津市"))

    changes, problems = bring(mended(exported, change))
    assert problems == []
    told = {change.agency.name: (len(change.retired), len(change.entered)) for change in changes}
    assert told == {"目黒区": (1, 0), "平川市": (0, 1)}


def test_a_new_agency_comes_with_its_rows(app, exported):
    def change(book):
        book[AGENCY_SHEET].append(["marumaru", "〇〇市", "マルマルシ", "〇〇市長", "青森県", "市区町村"])
        row = book[SHEETS[RuleKind.PRICE_CHANGE]].max_row + 1
        for title, value in (
            ("発注者コード", "marumaru"),
            ("出典", "市の要綱"),
            ("出典を確認した日", "2026/11/20"),
        ):
            cell_of(book, title, row, RuleKind.PRICE_CHANGE).value = value

    ((proposal,), problems) = bring(mended(exported, change))
    assert problems == []
    assert proposal.found["code"] == "marumaru"
    head = make_user(Role.STAFF_ADMIN)
    agency = approve_change(
        db.session(), proposal, actor=type("Head", (), {"user_id": head.id, "label": head.name})()
    )
    assert len(list_known_rules(db.session(), agency.id)) == 1


def _second(book, title, value, row=2, kind=RuleKind.AMOUNT):
    cell_of(book, title, row, kind).value = value


@pytest.mark.parametrize(
    "change, sheet, title, told",
    [
        (lambda book: _second(book, "割合", "四割"), AMOUNT, "割合", "数字で入力"),
        (lambda book: _second(book, "割合", 150), AMOUNT, "割合", "100以下"),
        (lambda book: _second(book, "保証の種類", "前払"), AMOUNT, "保証の種類", "前払金保証"),
        (lambda book: _second(book, "いつから", "2026/13/1"), AMOUNT, "いつから", "月は1から12まで"),
        (lambda book: _second(book, "限度額", "=1/0"), AMOUNT, "限度額", "計算式"),
        (lambda book: _second(book, "行番号", 99999), AMOUNT, "行番号", "この行番号の取扱いはありません"),
        (lambda book: _second(book, "行番号", "一"), AMOUNT, "行番号", "行番号"),
        (lambda book: _second(book, "発注者コード", "nowhere"), AMOUNT, "発注者コード", "発注者はありません"),
        (lambda book: _second(book, "発注者の名前", "別の市"), AMOUNT, "発注者の名前", "名前をご確認"),
        (lambda book: _second(book, "出典", None), AMOUNT, "出典", "出典を入力"),
        (lambda book: _second(book, "取り消す", "はい"), AMOUNT, "取り消す", "○"),
        (lambda book: _second(book, "行番号", None), AMOUNT, "行番号", "期間が重なります"),
    ],
)
def test_a_bad_cell_is_named_with_its_sheet_and_reason_and_nothing_is_proposed(
    app, exported, change, sheet, title, told
):
    def both(book):
        cell_of(book, "割合", row_of(book, "君津市")).value = 33
        change(book)

    changes, problems = bring(mended(exported, both))
    assert changes == []
    column = columns_of(RuleKind.AMOUNT).index(title)
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column] if column < 26 else f"A{chr(65 + column - 26)}"
    found = [problem for problem in problems if problem.cell == f"{letter}2"]
    assert [problem.sheet for problem in found] == [sheet]
    assert told in found[0].message
    assert db.session.query(AgencyChange).count() == 0


def test_a_missing_column_is_named(app, exported):
    changes, problems = bring(mended(exported, lambda book: book[AMOUNT].delete_cols(4)))
    assert changes == []
    assert (problems[0].sheet, problems[0].cell) == (AMOUNT, "A1")
    assert "保証の種類" in problems[0].message


def test_an_agencys_own_facts_are_not_changed_by_a_workbook(app, exported):
    def change(book):
        book[AGENCY_SHEET]["B2"].value = "別の名前"

    _changes, (problem, *_rest) = bring(mended(exported, change))
    assert (problem.sheet, problem.cell) == (AGENCY_SHEET, "A2")


def test_a_workbook_that_is_something_else_is_refused(app):
    book = Workbook()
    book.active.append(["なにか"])
    out = BytesIO()
    book.save(out)
    assert isinstance(read_rulebook(out.getvalue()), Refusal)
    assert isinstance(read_rulebook(b"x"), Refusal)


def test_while_a_proposal_waits_its_rows_are_not_proposed_again(app, exported):
    def change(book):
        cell_of(book, "割合", row_of(book, "上尾市")).value = 35

    data = mended(exported, change)
    assert bring(data)[1] == []
    _changes, (problem,) = bring(data)
    assert "すでに承認を待っています" in problem.message
    assert db.session.query(AgencyChange).count() == 1
