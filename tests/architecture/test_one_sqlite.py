"""Nothing of ours opens a database file with another SQLite than the one of surety/sqlite.py (docs/adr/0006).

Two of them in one process drop each other's locks, and the one of the standard library may have the WAL-reset fault.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from surety import sqlite
from surety.extensions import db
from tests.architecture.test_imports import ROOT, imported_names

PROGRAMS = (
    "app.py",
    "gunicorn.conf.py",
    "blueprints",
    "forms",
    "surety",
    "migrations",
    "scripts",
    "bench",
    "tests",
)
# Harmless here: it takes the standard library's module only instead of the package, never beside it, and then without WAL.
OPENS_SQLITE = Path("surety/sqlite.py")
DRIVERS = {"sqlite3", "_sqlite3", "pysqlite3", "aiosqlite", "apsw"}
SHELL = re.compile(r"(?<![\w./])sqlite3\s+[\"'$\w/.]")


def programs() -> Iterator[Path]:
    for name in PROGRAMS:
        place = ROOT / name
        yield from [place] if place.is_file() else sorted(place.rglob("*.py"))


def engines_of_their_own(path: Path) -> Iterator[int]:
    """Lines that make an engine without the options that name our driver."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("create_engine", "engine_from_config")
        ):
            given = [ast.unparse(word.value) for word in node.keywords if word.arg is None]
            if not any(options.endswith("ENGINE_OPTIONS") for options in given):
                yield node.lineno


def test_only_one_module_imports_a_sqlite_driver() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {module}"
        for path in programs()
        for module, _name, line in imported_names(path)
        if module.split(".")[0] in DRIVERS and path.relative_to(ROOT) != OPENS_SQLITE
    ]
    assert found == []


def test_nobody_makes_an_engine_with_the_drivers_default() -> None:
    found = [f"{path.relative_to(ROOT)}:{line}" for path in programs() for line in engines_of_their_own(path)]
    assert found == []


def test_no_recipe_calls_the_platforms_sqlite3() -> None:
    recipes = [
        ROOT / "Makefile",
        *sorted((ROOT / "scripts").iterdir()),
        *sorted((ROOT / "docs").rglob("*.md")),
    ]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in recipes
        if path.is_file()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if SHELL.search(line)
    ]
    assert found == []


def test_the_running_engine_uses_our_driver(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        assert db.engine.dialect.loaded_dbapi is sqlite.driver
