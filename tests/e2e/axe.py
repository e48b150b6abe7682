"""Accessibility of a page in the browser: axe with the rules of WCAG 2.2 AA and its best practices."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}

# Values in the rows that tables become on a phone, and beside the labels of facts.
_RUNNING_OUT = """() => [...document.querySelectorAll('main .tbl.rows td, main dd')]
  .filter(it => it.clientWidth > 0 && it.scrollWidth > it.clientWidth + 1).map(it => it.innerText)"""


def find_barriers(page: Page) -> list[str]:
    """Rule, help and place of every violation on the page as it stands now."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{page.url}: {rule['id']}: {rule['help']} at {', '.join(str(node['target']) for node in rule['nodes'])}"
        for rule in found
    ]


def assert_accessible(page: Page) -> None:
    """Raises AssertionError with every violation on the page as it stands now."""
    lines = find_barriers(page)
    assert not lines, f"{len(lines)} rules are broken:\n- " + "\n- ".join(lines)


def find_overflow(page: Page, *, width: int = 320) -> list[str]:
    """Says so when the page at this width needs sideways scrolling (WCAG 1.4.10), or a value runs out of its row."""
    page.set_viewport_size({"width": width, "height": 800})
    needed = page.evaluate("document.documentElement.scrollWidth")
    found = [f"{page.url} needs {needed} px at {width} px"] if needed > width else []
    return found + [f"{page.url}: {text} runs out of its row" for text in page.evaluate(_RUNNING_OUT)]


def assert_reflows(page: Page, *, width: int = 320) -> None:
    """Raises AssertionError when the page at this width needs sideways scrolling (WCAG 1.4.10)."""
    assert find_overflow(page, width=width) == []
