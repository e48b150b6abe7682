"""What the person should look at although it could be read: doubles, ditto marks, missing prefectures, foreign forms."""

from collections.abc import Mapping
from dataclasses import replace

from surety.domain.registration import FIELD_BY_KEY
from surety.domain.registration_values import lacks_prefecture
from surety.ingest.form_sheet import FormSheet
from surety.ingest.layout import Found, Layout
from surety.ingest.pieces import confirm, error
from surety.ingest.report import FieldReading, Problem
from surety.ingest.sheet_names import FORM_VERSION
from surety.ingest.workpaper import Cell

MAX_UNREAD = 10


def with_kind_notes(readings: Mapping[str, FieldReading], layout: Layout) -> dict[str, FieldReading]:
    """Add what the cells around a field and the other fields say about it."""
    noted = {key: _noted(reading, layout) for key, reading in readings.items()}
    noted["fax"] = _resolve_fax(noted["fax"], noted["phone"])
    address = noted["address"]
    if address.value and lacks_prefecture(address.value):
        note = confirm("都道府県名から始まっていません。", "都道府県から書かれているかをご確認ください。")
        noted["address"] = replace(address, problems=(*address.problems, note))
    return noted


def _noted(reading: FieldReading, layout: Layout) -> FieldReading:
    found = layout.fields.get(reading.key)
    notes = list(found.notes) if found else []
    own = _text(found) if found else ""
    for other in layout.others.get(reading.key, ()):
        text = _text(other)
        if text and text != own:
            notes.append(
                confirm(
                    f"{other.place} にも別の記入「{text[:30]}」があります。",
                    f"{reading.cell} の内容が正しいかをご確認ください。",
                )
            )
    return replace(reading, problems=(*reading.problems, *notes)) if notes else reading


def _text(found: Found) -> str:
    return found.inline or "".join(cell.shown.strip() for cell in found.cells)


def _resolve_fax(fax: FieldReading, phone: FieldReading) -> FieldReading:
    if fax.value == "同上":
        if not phone.value:
            note = error(
                "「同上」と書かれていますが、電話番号が読み取れません。",
                "FAX番号を入力してください。ない場合は空欄にしてください。",
            )
            return replace(fax, value="", problems=(*fax.problems, note))
        note = confirm(
            "「同上」のため、電話番号と同じ番号にしました。", "FAX番号が電話番号と同じかをご確認ください。"
        )
        return replace(
            fax, value=phone.value, changes=(*fax.changes, "同上→電話番号"), problems=(*fax.problems, note)
        )
    return fax


def extra_notes(form: FormSheet, layout: Layout, *, origin: str) -> tuple[Problem, ...]:
    """Remarks on the whole workbook: an old version, a form that is not ours, filled cells that no field took."""
    notes: list[Problem] = []
    if origin == "labels":
        notes.append(
            confirm(
                "当社の最新の様式ではないため、見出しの文字を手がかりに読み取りました。",
                "読み取った内容を1つずつご確認ください。",
            )
        )
    elif origin == "own_by_labels":
        notes.append(
            confirm(
                "様式の目印が失われていたため、見出しの文字を手がかりに読み取りました。",
                "読み取った内容を1つずつご確認ください。",
            )
        )
    if form.version is not None and form.version < FORM_VERSION:
        notes.append(
            confirm(
                f"以前の様式（第{form.version}版）です。このままお申し込みいただけます。",
                "次回からは最新の様式をお使いください。",
            )
        )
    unread = _unread(form, layout) if origin != "own" else []
    if unread:
        places = "、".join(f"{cell.address}「{cell.shown.strip()[:20]}」" for cell in unread[:MAX_UNREAD])
        notes.append(
            confirm(
                f"次のセルは、項目として読み取っていません：{places}",
                "必要な内容が含まれていれば、該当する項目に入力してください。",
            )
        )
    return tuple(notes)


def _unread(form: FormSheet, layout: Layout) -> list[Cell]:
    used = [found for key, found in layout.fields.items() if key in FIELD_BY_KEY]
    used += [found for row in layout.users for found in row.values()]
    taken = {(cell.row, cell.column) for found in used for cell in found.cells}
    taken |= {
        (cell.row, cell.column)
        for others in layout.others.values()
        for found in others
        for cell in found.cells
    }
    first = min((token.top for token in form.labelled.tokens), default=0)
    return [
        cell
        for place, cell in sorted(form.labelled.texts.items())
        if place not in taken and cell.row >= first and len(cell.shown) <= 60
    ]
