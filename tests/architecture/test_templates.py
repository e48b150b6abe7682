"""Templates keep their promises before any page is drawn: nothing inline, one macro a file, no lost names."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app import create_app
from surety.config import Settings

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
# Papers and letters are not shown in the browser: PDF and mail have other needs.
SCREENS = sorted(
    path
    for path in TEMPLATES.rglob("*.html")
    if path.relative_to(TEMPLATES).parts[0] not in {"documents", "emails"}
)
ENVIRONMENT = Environment(autoescape=True)

FORBIDDEN = {
    r"<style\b": "the CSP refuses inline styles",
    r"\sstyle\s*=": "the CSP refuses inline styles",
    r"<script\b(?![^>]*\bsrc=)": "the CSP refuses inline scripts",
    r"<[^>]*\son[a-z]+\s*=": "the CSP refuses inline handlers",
    r"hx-on\b": "hx-on needs eval, which is off",
    r"""["']\s*(?:js|javascript):""": "js: needs eval, which is off",
    r"""hx-trigger=["'][^"']*\[""": "trigger filters fail open without eval",
    r"\|\s*safe\b": "everything is escaped",
    r"\bautoescape\s+false\b": "everything is escaped",
    r"\splaceholder\s*=": "a hint stays readable while typing, a placeholder does not",
    r"\shx-boost\b": "full loads keep title, focus and history right for free",
    r"""src=["']https?:""": "the pages load nothing from elsewhere",
}


def named(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def parsed(path: Path) -> nodes.Template:
    return ENVIRONMENT.parse(path.read_text("utf-8"), filename=str(path))


def without_comments(path: Path) -> str:
    return re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("path", SCREENS, ids=named)
def test_nothing_is_inline_and_nothing_needs_eval(path: Path) -> None:
    text = without_comments(path)
    faults = [
        f"{match.group()!r}: {why}" for rule, why in FORBIDDEN.items() for match in re.finditer(rule, text)
    ]
    assert not faults, f"{named(path)}: {faults}"


@pytest.mark.parametrize("path", SCREENS, ids=named)
def test_pages_set_and_import_nothing_above_their_blocks(path: Path) -> None:
    page = parsed(path)
    if page.find(nodes.Extends) is None:
        return
    lost = [node for node in page.body if isinstance(node, nodes.Assign | nodes.Import | nodes.FromImport)]
    assert not lost, f"{named(path)} line {lost[0].lineno}: a block drawn alone does not see this"


@pytest.mark.parametrize("path", COMPONENTS, ids=named)
def test_a_component_is_one_documented_macro_of_its_file_s_name(path: Path) -> None:
    macros = [macro.name for macro in parsed(path).find_all(nodes.Macro)]
    assert macros == [path.stem]
    assert path.read_text("utf-8").startswith(f"{{# {path.stem}("), "its first line says what it takes"


@pytest.mark.parametrize("path", SCREENS, ids=named)
def test_every_component_asked_for_exists(path: Path) -> None:
    wanted = {
        node.attr for node in parsed(path).find_all(nodes.Getattr) if getattr(node.node, "name", None) == "ui"
    }
    missing = wanted - {component.stem for component in COMPONENTS}
    assert not missing, f"{named(path)} asks for ui.{missing}"


@pytest.mark.parametrize("path", SCREENS, ids=named)
def test_every_htmx_request_names_its_target_itself(path: Path) -> None:
    tags = re.findall(r"<[a-z](?:\{\{.*?\}\}|\{%.*?%\}|[^>])*>", without_comments(path), flags=re.DOTALL)
    asking = [tag for tag in tags if re.search(r"\shx-(?:get|post|put|patch|delete)=", tag)]
    assert [tag for tag in asking if "hx-target=" not in tag] == [], "inheritance is off"


def test_every_address_a_template_asks_for_is_an_endpoint(settings: Settings) -> None:
    endpoints = create_app(settings).view_functions
    lost = [
        f"{named(path)} line {call.lineno}: {call.args[0].value}"
        for path in SCREENS
        for call in parsed(path).find_all(nodes.Call)
        if getattr(call.node, "name", None) == "url_for"
        and call.args
        and isinstance(call.args[0], nodes.Const)
        and not call.args[0].value.startswith(".")
        and call.args[0].value not in endpoints
    ]
    assert lost == []
