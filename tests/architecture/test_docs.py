"""What the documentation points to is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from surety.domain.procedure_status import HandOverStage, ProcedureStatus
from surety.domain.states import (
    ApplicationState,
    GuaranteeState,
    RegistrationState,
    RequestState,
    ToneEnum,
)

ROOT = Path(__file__).resolve().parents[2]
PLACES = (
    "docs",
    "surety",
    "forms",
    "blueprints",
    "templates",
    "static",
    "tests",
    "migrations",
    "scripts",
    "bench",
)
A_PATH = re.compile(rf"`((?:{'|'.join(PLACES)})/[\w./-]*)`")
# CONTRIBUTING.md walks through a noun that is only an example.
TEXTS = [ROOT / "README.md", ROOT / "NOTICE", *sorted((ROOT / "docs" / "adr").glob("*.md"))]


def paths_named_in(text: Path) -> Iterator[str]:
    yield from A_PATH.findall(text.read_text(encoding="utf-8"))


def test_every_path_named_in_the_readme_and_the_decisions_exists() -> None:
    missing = [
        f"{text.name}: {path}"
        for text in TEXTS
        for path in paths_named_in(text)
        if not (ROOT / path).exists()
    ]
    assert missing == []


def test_every_decision_says_when_what_and_at_which_cost() -> None:
    wanted = ("2026-", "If you read only this", "## Context", "## Decision", "## What we discard", "## Cost")
    for decision in (ROOT / "docs" / "adr").glob("*.md"):
        text = decision.read_text(encoding="utf-8")
        assert [part for part in wanted if part not in text] == [], decision.name


def test_every_setting_in_the_code_stands_in_the_readme() -> None:
    code = (ROOT / "surety" / "config.py").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = set(re.findall(r'"(SURETY_[A-Z_]+)"', code))
    assert names
    assert sorted(name for name in names if name not in readme) == []


@pytest.mark.parametrize(
    "words",
    [ProcedureStatus, HandOverStage, RegistrationState, ApplicationState, RequestState, GuaranteeState],
)
def test_every_word_for_a_stage_stands_in_the_glossary(words: type[ToneEnum]) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in glossary.splitlines() if line.startswith("|")]
    known = {word.strip() for row in rows for word in row[1].split(" / ")}
    assert sorted(word.label for word in words if word.label not in known) == []
