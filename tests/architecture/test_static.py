"""Static files: vendored ones are unchanged, styles load nothing from elsewhere, our script stays small."""

import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
STYLES = sorted((STATIC / "css").glob("*.css"))


def test_vendored_files_are_the_published_ones() -> None:
    table = (STATIC / "vendor" / "README.md").read_text("utf-8")
    stated = dict(re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", table, flags=re.MULTILINE))
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (STATIC / "vendor").glob("*.js")
    }
    assert found == stated


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_load_only_files_of_ours(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "@import" not in text
    for target in re.findall(r"url\(\s*['\"]?([^)'\"]+)", text):
        assert (path.parent / target).resolve().is_relative_to(STATIC), target
        assert (path.parent / target).is_file(), target


def test_every_custom_property_used_is_defined() -> None:
    text = "".join(path.read_text("utf-8") for path in STYLES)
    assert (
        set(re.findall(r"var\((--[a-z0-9-]+)", text)) - set(re.findall(r"(--[a-z0-9-]+)\s*:", text)) == set()
    )


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_our_scripts_are_small_and_never_build_markup_or_code(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) < 150
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)
        == []
    )
