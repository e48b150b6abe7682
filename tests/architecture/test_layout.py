"""The tree keeps its shape: layers at the top, nouns below, small files, no notes to self."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TOP_LEVEL = {
    # fixed by the customer
    "app.py",
    "blueprints",
    "forms",
    "templates",
    "migrations",
    "tests",
    "requirements.txt",
    # ours
    "surety",
    "static",
    "docs",
    "bench",
    "scripts",
    # the usual project files
    "requirements.in",
    "requirements-dev.in",
    "requirements-dev.txt",
    "pyproject.toml",
    "gunicorn.conf.py",
    "Makefile",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
    "NOTICE",
    # made by running and testing, never in the repository
    "instance",
    "htmlcov",
    "test-results",
    "__pycache__",
}
APPLICATION = ["app.py", "gunicorn.conf.py", "blueprints", "forms", "surety", "scripts"]
PYTHON = [*APPLICATION, "tests", "bench"]
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
# Column widths and millimetres may have fractions there; the word float may not stand there either.
MEASURED_IN_FRACTIONS = {("surety", "ingest"), ("surety", "documents")}
NAMES_WITHOUT_MEANING = {"utils", "util", "common", "helpers", "helper", "manager", "managers", "misc"}
# Whole words only: a key is written XXXX-XXXX-XXXX.
NOTE_TO_SELF = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b")


def files_under(*names: str, suffixes: tuple[str, ...]) -> Iterator[Path]:
    for name in names:
        place = ROOT / name
        found = [place] if place.is_file() else sorted(place.rglob("*"))
        yield from (
            path
            for path in found
            if path.is_file() and path.suffix in suffixes and "__pycache__" not in path.parts
        )


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def length_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None and first.end_lineno is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def too_long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = length_without_docstring(node)
            if lines > LONGEST_FUNCTION:
                yield f"{shown(path)}:{node.lineno} {node.name} has {lines} lines"


def floats(path: Path) -> Iterator[str]:
    measures = path.relative_to(ROOT).parts[:2] in MEASURED_IN_FRACTIONS
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        is_name = token.type == tokenize.NAME and token.string == "float"
        is_literal = token.type == tokenize.NUMBER and isinstance(ast.literal_eval(token.string), float)
        if is_name or (is_literal and not measures):
            yield f"{shown(path)}:{token.start[0]} {token.string}"


def test_the_top_level_holds_only_the_agreed_names() -> None:
    names = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert names <= TOP_LEVEL, f"not agreed: {sorted(names - TOP_LEVEL)}"


def test_a_file_has_at_most_300_lines() -> None:
    code = files_under(*PYTHON, suffixes=(".py",))
    pages = files_under("templates", "static/js", suffixes=(".html", ".txt", ".js"))
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*code, *pages]}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_a_function_has_at_most_40_lines() -> None:
    found = [
        line for path in files_under(*APPLICATION, suffixes=(".py",)) for line in too_long_functions(path)
    ]
    assert found == []


def test_amounts_never_meet_a_float() -> None:
    found = [line for path in files_under("surety", "forms", suffixes=(".py",)) for line in floats(path)]
    assert found == []


def test_no_module_has_a_name_without_meaning() -> None:
    paths = [path.relative_to(ROOT) for path in files_under(*PYTHON, "templates", suffixes=(".py", ".html"))]
    found = [
        path.as_posix() for path in paths if NAMES_WITHOUT_MEANING & {*path.parts[:-1], path.stem.lstrip("_")}
    ]
    assert found == []


def test_no_note_to_self_is_left_behind() -> None:
    suffixes = (".py", ".html", ".txt", ".css", ".js", ".md")
    places = [
        *PYTHON,
        "templates",
        "static/css",
        "static/js",
        "docs",
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ]
    found = [
        f"{shown(path)}:{number}"
        for path in files_under(*places, suffixes=suffixes)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if NOTE_TO_SELF.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("kept_apart", ["layouts", "components", "documents", "emails", "errors"])
def test_templates_that_belong_to_no_feature_have_their_agreed_place(kept_apart: str) -> None:
    assert (ROOT / "templates" / kept_apart).is_dir()


def test_a_folder_of_pages_is_named_like_the_blueprint_that_shows_it() -> None:
    shared = {"layouts", "components", "documents", "emails", "errors"}
    folders = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()} - shared
    blueprints = {path.name for path in (ROOT / "blueprints").iterdir() if path.is_dir()}
    assert folders <= blueprints, f"no blueprint of that name: {sorted(folders - blueprints)}"
