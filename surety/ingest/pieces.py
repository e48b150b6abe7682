"""Putting the cells of one field together: boxes of one digit, codes in parts, dates in three cells, lost zeros."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from surety.domain.registration import FieldKind, Severity
from surety.ingest.report import Problem
from surety.ingest.workpaper import Cell

_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{1,3}", re.I)
_DASHES = re.compile(r"[-‐‑‒–—―−ー－~〜～の]+")
_PARTED = {FieldKind.POSTAL_CODE: (3, 4), FieldKind.PERMIT_NUMBER: (2, 6)}
_JOINED = frozenset(
    {
        FieldKind.DATE, FieldKind.CHOICE, FieldKind.CODE, FieldKind.MAIL, FieldKind.CORPORATE_NUMBER, FieldKind.PERMIT_NUMBER,
        FieldKind.POSTAL_CODE, FieldKind.PHONE, FieldKind.FAX,
    }
)  # fmt: skip
# What printed forms leave in the box for a date, a permit or a phone number before anybody fills it in.
_TEMPLATES = {
    FieldKind.DATE: re.compile(r"(?:令和|平成|西暦|R|20|\s|[年月日()])*"),
    FieldKind.PERMIT_NUMBER: re.compile(
        r"(?:国土交通大臣|大臣|都道府県|知事|許可|一般|特定|[般特第号・/()\-]|\s)*"
    ),
    FieldKind.POSTAL_CODE: re.compile(r"[〒\-\s]*"),
    FieldKind.PHONE: re.compile(r"[()\-\s]*"),
    FieldKind.FAX: re.compile(r"[()\s]*"),
    FieldKind.MAIL: re.compile(r"[@\s]*"),
}


@dataclass(slots=True)
class Gathered:
    """The text of a field as one string, what had to be repaired for it, and what could not be."""

    text: str = ""
    changes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def has_failed(self) -> bool:
        """Whether the cells hold something that must not be read any further."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def gather(cells: Sequence[Cell], *, kind: FieldKind, label: str) -> Gathered:
    """Join the filled cells of one field; errors, formulas without result and lost digits become problems."""
    gathered = Gathered()
    for cell in cells:
        _note_unusable(cell, gathered)
    if gathered.has_failed() or not cells:
        return gathered
    texts = [_plain(cell, kind=kind, alone=len(cells) == 1, gathered=gathered) for cell in cells]
    if gathered.has_failed():
        return gathered
    gathered.text = (
        texts[0] if len(texts) == 1 else _join(cells, texts, kind=kind, label=label, gathered=gathered)
    )
    template = _TEMPLATES.get(kind)
    if template and template.fullmatch(unicodedata.normalize("NFKC", gathered.text)):
        return Gathered()
    return gathered


def error(message: str, what_to_do: str) -> Problem:
    """Something that must be mended."""
    return Problem(Severity.ERROR, message, what_to_do)


def confirm(message: str, what_to_do: str) -> Problem:
    """Something that was understood but should be looked at."""
    return Problem(Severity.CONFIRM, message, what_to_do)


def _note_unusable(cell: Cell, gathered: Gathered) -> None:
    if cell.kind == "formula":
        gathered.problems.append(
            error(
                "数式の計算結果が保存されていません。",
                "Excel で開いて再計算し、保存し直すか、値を直接入力してください。",
            )
        )
    elif cell.kind == "long":
        gathered.problems.append(
            error(f"文章が長すぎます（{cell.value}文字）。", "短くまとめて入力し直してください。")
        )
    elif cell.kind == "error":
        gathered.problems.append(
            error(
                f"セルがエラー（{cell.shown[:20]}）になっています。",
                "数式を消して、値を直接入力してください。",
            )
        )


def _plain(cell: Cell, *, kind: FieldKind, alone: bool, gathered: Gathered) -> str:
    if cell.kind == "date":
        return _dated(cell, kind=kind, gathered=gathered)
    if cell.kind == "number" and cell.shown == cell.value and alone:
        return _numbered(cell, kind=kind, gathered=gathered)
    if kind is FieldKind.CORPORATE_NUMBER and _EXPONENT.fullmatch(
        unicodedata.normalize("NFKC", cell.shown).strip()
    ):
        gathered.problems.append(_lost_digits(cell.shown))
    return cell.shown


def _dated(cell: Cell, *, kind: FieldKind, gathered: Gathered) -> str:
    if kind is FieldKind.DATE:
        return cell.shown
    if kind in (FieldKind.NAME, FieldKind.TEXT, FieldKind.LINES, FieldKind.KANA):
        words = "日付として保存されています。"
        gathered.problems.append(
            confirm(f"「{cell.shown}」が{words}", "入力したとおりに読めているかをご確認ください。")
        )
        return cell.shown
    gathered.problems.append(
        error(
            "番号が日付に変わっています（Excel の自動変換）。",
            "セルの書式を「文字列」にして、番号を入力し直してください。",
        )
    )
    return cell.shown


def _numbered(cell: Cell, *, kind: FieldKind, gathered: Gathered) -> str:
    """A bare number where a code was typed: put back the zeros that the program took away, and say so."""
    digits = cell.value
    if kind is FieldKind.DATE and cell.day:
        gathered.changes.append("数値→日付")
        gathered.problems.append(
            confirm(f"日付の書式がない数値（{digits}）でした。", "読み取った日付が正しいかをご確認ください。")
        )
        return cell.day
    if kind is FieldKind.CORPORATE_NUMBER and len(digits) >= 12 and digits.endswith("00000"):
        gathered.problems.append(_lost_digits(digits))
        return digits
    restored = _with_zeros(digits, kind)
    if restored != digits:
        gathered.changes.append("先頭の0を補完")
        gathered.problems.append(
            confirm(
                f"先頭の0が消えていたため「{restored}」と読みました。", "番号が正しいかをご確認ください。"
            )
        )
    return restored


def _with_zeros(digits: str, kind: FieldKind) -> str:
    if not digits.isascii() or not digits.isdigit():
        return digits
    if kind is FieldKind.POSTAL_CODE and len(digits) in (5, 6):
        return digits.zfill(7)
    if kind in (FieldKind.PHONE, FieldKind.FAX):
        mobile = len(digits) == 10 and digits[:2] in ("50", "60", "70", "80", "90")
        if not digits.startswith("0") and (len(digits) == 9 or mobile):
            return "0" + digits
    if kind is FieldKind.PERMIT_NUMBER and len(digits) == 7:
        return digits.zfill(8)
    return digits


def _lost_digits(shown: str) -> Problem:
    return error(
        f"「{shown}」のように、番号の桁が失われています（Excel の指数表示）。",
        "セルの書式を「文字列」にして、13桁を入力し直してください。",
    )


def _join(cells: Sequence[Cell], texts: list[str], *, kind: FieldKind, label: str, gathered: Gathered) -> str:
    if kind in _JOINED:
        gathered.changes.append("分かれたセルを結合")
        return _join_code(cells, texts, kind=kind, gathered=gathered)
    together = "　".join(text.strip() for text in texts)
    if kind is FieldKind.LINES:
        return "\n".join(text.strip() for text in texts)
    places = "・".join(cell.address for cell in cells[:4])
    gathered.problems.append(
        confirm(
            f"{label}が複数のセル（{places}）に分かれていたため、続けて読みました。",
            "余分な文字が入っていないかをご確認ください。",
        )
    )
    return together


def _join_code(cells: Sequence[Cell], texts: list[str], *, kind: FieldKind, gathered: Gathered) -> str:
    if kind is FieldKind.DATE:
        return _join_date(texts)
    if kind in (FieldKind.CHOICE, FieldKind.MAIL, FieldKind.CODE, FieldKind.CORPORATE_NUMBER):
        return "".join(text.strip() for text in texts)
    parts = [text.strip() for text in texts]
    numbers = [index for index, part in enumerate(parts) if re.fullmatch("[0-9０-９]+", part)]
    if all(len(parts[index]) == 1 for index in numbers) and len(numbers) > 3:
        return "".join(parts)
    _pad_parts(cells, parts, numbers, kind=kind, gathered=gathered)
    plain = len(numbers) == len(parts)
    return "-".join(parts) if plain else "".join("-" if _DASHES.fullmatch(part) else part for part in parts)


def _pad_parts(
    cells: Sequence[Cell], parts: list[str], numbers: list[int], *, kind: FieldKind, gathered: Gathered
) -> None:
    lengths = _PARTED.get(kind)
    before = list(parts)
    for order, index in enumerate(numbers):
        if cells[index].kind != "number":
            continue
        if lengths is not None and len(numbers) == 2:
            parts[index] = parts[index].zfill(lengths[order])
        elif lengths is None and order == 0 and not parts[index].startswith("0"):
            parts[index] = "0" + parts[index]
    if parts != before and kind is not FieldKind.PERMIT_NUMBER:
        gathered.changes.append("先頭の0を補完")
        gathered.problems.append(
            confirm(
                f"先頭の0が消えていたため「{'-'.join(parts)}」と読みました。",
                "番号が正しいかをご確認ください。",
            )
        )


def _join_date(texts: list[str]) -> str:
    together = "".join(text.strip() for text in texts)
    numbers = [text.strip() for text in texts if re.fullmatch("[0-9０-９元]{1,4}", text.strip())]
    if len(numbers) == 3 and not re.search("[年月日]", together):
        era = "".join(text.strip() for text in texts if text.strip() not in numbers)
        return f"{era}{numbers[0]}年{numbers[1]}月{numbers[2]}日" if re.fullmatch(r"\D*", era) else together
    return together
