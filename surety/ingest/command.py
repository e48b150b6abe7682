"""Checking one workbook from the command line: the same reader, its report as text or JSON."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from surety.domain.registration import Severity, field_of
from surety.domain.registration_values import show_value
from surety.ingest.refusal import Refusal
from surety.ingest.registrations import read_registration
from surety.ingest.report import FieldReading, Problem, RegistrationReport

READABLE, FIELD_PROBLEMS, REFUSED = 0, 1, 2
_MARKS = {Severity.ERROR: "×", Severity.CONFIRM: "要確認"}


def check_file(path: str | Path, *, as_json: bool) -> tuple[int, str]:
    """Read a workbook and return the exit code (0 readable, 1 fields to mend, 2 refused) and the text to print."""
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as error:
        answer: RegistrationReport | Refusal = Refusal(
            "no_file",
            f"ファイルを開けません：{file.name}",
            f"場所と名前をご確認ください（{error.strerror}）。",
        )
    else:
        answer = read_registration(data, filename=file.name)
    if isinstance(answer, Refusal):
        text = (
            json.dumps({"refused": asdict(answer)}, ensure_ascii=False, indent=2)
            if as_json
            else f"受け付けできません：{answer.message}\n{answer.what_to_do}"
        )
        return REFUSED, text
    code = FIELD_PROBLEMS if answer.has_errors else READABLE
    return code, json.dumps(answer.to_json(), ensure_ascii=False, indent=2) if as_json else _as_text(answer)


def _as_text(report: RegistrationReport) -> str:
    lines = [f"{report.filename}　シート「{report.sheet}」"]
    lines += [_problem_line(note) for note in report.notes]
    for reading in report.readings:
        lines.append(_reading_line(reading))
        lines += [_problem_line(problem) for problem in reading.problems]
    errors = sum(reading.has_error for reading in report.readings)
    lines.append(f"直していただく項目：{errors}" if errors else "直していただく項目はありません。")
    return "\n".join(lines)


def _reading_line(reading: FieldReading) -> str:
    changes = f"（{'、'.join(reading.changes)}）" if reading.changes else ""
    value = show_value(field_of(reading.key), reading.value)
    if not value:
        value = f"「{reading.shown}」は読み取れません" if reading.has_error and reading.shown else "（空欄）"
    return f"{reading.cell or '－':<10}{reading.label}：{value}{changes}"


def _problem_line(problem: Problem) -> str:
    return f"    {_MARKS[problem.severity]} {problem.message}{problem.what_to_do}"


def main(arguments: list[str]) -> int:
    """Run as `python -m surety.ingest.command FILE [--json]`."""
    files = [argument for argument in arguments if argument != "--json"]
    if len(files) != 1:
        sys.stderr.write("使い方: python -m surety.ingest.command FILE [--json]\n")
        return REFUSED
    code, text = check_file(files[0], as_json="--json" in arguments)
    sys.stdout.write(text + "\n")
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
