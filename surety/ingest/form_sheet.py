"""Choosing the one sheet of a workbook that is the filled form."""

from dataclasses import dataclass

from surety.ingest.labels import fold, is_field
from surety.ingest.refusal import FILL_NEW_FORM, NEW_FORM, Refused, too_large
from surety.ingest.sheet_names import (
    FORM_ID,
    FORM_ID_NAME,
    FORM_VERSION,
    FORM_VERSION_NAME,
    MARKER_SHEET,
    is_example,
)
from surety.ingest.tokens import MAX_LABELS, LabelledSheet, label_sheet
from surety.ingest.workpaper import VISIBLE, Sheet, Workpaper

MIN_FIELDS = 6
_NEEDED = frozenset({"company_name", "mail"})
_TITLES = (
    "利用申請書",
    "利用申込書",
    "利用登録申請書",
    "利用登録申込書",
    "利用届出書",
    "利用申請",
    "利用申込",
)
_EXAMPLE_MARKS = ("記入例", "記載例", "入力例", "記入見本", "見本")
_TOP_ROWS = 6


@dataclass(frozen=True, slots=True)
class FormSheet:
    """The chosen sheet with its labels, and the version of our form when it is ours."""

    labelled: LabelledSheet
    version: int | None


def choose_form(paper: Workpaper, *, has_pictures: bool) -> FormSheet:
    """Find the one visible form; raise `Refused` for none, for several, for a foreign or a too new form."""
    version = _own_version(paper)
    visible = [sheet for sheet in paper.sheets if sheet.state == VISIBLE and sheet.name != MARKER_SHEET]
    candidates = [label_sheet(sheet) for sheet in visible if not is_example(sheet.name)]
    if any(len(labelled.tokens) > MAX_LABELS for labelled in candidates):
        raise too_large("too_many_labels", "見出しが多すぎます")
    forms = [labelled for labelled in candidates if not _is_marked_example(labelled) and _is_form(labelled)]
    if len(forms) > 1:
        names = "、".join(f"「{form.sheet.name}」" for form in forms[:3])
        raise Refused(
            "several_forms",
            f"利用申請書のシートが {len(forms)} 枚あります（{names}）。",
            "1つのファイルに入れる申請は1件です。不要なシートを削除し、申請ごとに分けてお送りください。",
        )
    if forms:
        return FormSheet(forms[0], version)
    raise _no_form(paper, candidates, has_pictures=has_pictures)


def _own_version(paper: Workpaper) -> int | None:
    """The version in the marker of our form; None without a marker."""
    form_id = _marker(paper, FORM_ID_NAME)
    if form_id is None:
        return None
    if form_id != FORM_ID:
        raise Refused("foreign_form", "ほかの手続きの様式です。利用申請書ではありません。", NEW_FORM)
    version = _marker(paper, FORM_VERSION_NAME) or ""
    if not version.isascii() or not version.isdigit() or len(version) > 4:
        return None
    if int(version) > FORM_VERSION:
        raise Refused(
            "unknown_version", f"この利用申請書の版（第{int(version)}版）には対応していません。", NEW_FORM
        )
    return int(version)


def _marker(paper: Workpaper, name: str) -> str | None:
    place = paper.names.get(name)
    if place is None:
        return None
    for sheet in paper.sheets:
        if sheet.name == place[0] and (cell := sheet.cells.get((place[1], place[2]))):
            return cell.value.strip()
    return None


def _is_form(labelled: LabelledSheet) -> bool:
    concepts = {token.concept for token in labelled.tokens}
    fields = {concept for concept in concepts if is_field(concept)}
    return len(fields) >= MIN_FIELDS and fields >= _NEEDED and _has_title(labelled)


def _has_title(labelled: LabelledSheet) -> bool:
    folded = [
        fold(cell.shown)
        for place, cell in labelled.sheet.cells.items()
        if place[0] <= 12 and cell.kind == "text"
    ]
    return any(title in text for title in _TITLES for text in folded if len(text) <= 60)


def _is_marked_example(labelled: LabelledSheet) -> bool:
    """A sheet that says 記入例 in large letters at its top is one, whatever its name."""
    head = [cell for place, cell in labelled.sheet.cells.items() if place[0] <= _TOP_ROWS]
    return any(fold(cell.shown).strip("()<>《》") in _EXAMPLE_MARKS for cell in head)


def _no_form(paper: Workpaper, candidates: list[LabelledSheet], *, has_pictures: bool) -> Refused:
    filled = sum(len(labelled.sheet.cells) for labelled in candidates)
    if has_pictures and filled < MIN_FIELDS:
        return Refused(
            "picture_only", "シートに画像だけが貼られていて、文字が読み取れません。", FILL_NEW_FORM
        )
    if any(_looks_hidden(sheet) for sheet in paper.sheets):
        return Refused(
            "hidden_form",
            "利用申請書のシートが非表示になっています。",
            "シート見出しを右クリックして「再表示」を選び、表示した状態で保存してください。",
        )
    if filled == 0:
        return Refused("blank_workbook", "何も入力されていない Excel ファイルです。", NEW_FORM)
    if any(_is_marked_example(labelled) for labelled in candidates) or any(
        is_example(sheet.name) for sheet in paper.sheets
    ):
        return Refused(
            "example_only",
            "記入例のシートしか見つかりません。",
            "「利用申請書」のシートに入力してお送りください。",
        )
    return Refused(
        "not_our_form",
        "利用申請書の様式ではないようです（商号・メールアドレスなどの見出しが見つかりません）。",
        FILL_NEW_FORM,
    )


def _looks_hidden(sheet: Sheet) -> bool:
    return (
        sheet.state != VISIBLE
        and sheet.name != MARKER_SHEET
        and any(title in fold(sheet.name) for title in _TITLES)
    )
