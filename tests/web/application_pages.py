"""Reading and pressing the pages of a 保証申込 as a browser without JavaScript does."""

import re

from surety.models import Application


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def fields(html: str) -> dict[str, str]:
    """What a browser would send of a page's form, as far as text boxes and hidden fields go."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        if name and (kind is None or kind.group(1) in {"text", "hidden", "tel"} or "checked" in tag):
            found[name.group(1)] = value.group(1) if value else ""
    return found


def page_path(application: Application, section: str = "works") -> str:
    return f"/applications/{application.id}/{section}"


def press(browser, application: Application, section: str, action: str, **typed: str):
    """Fill in some boxes of a page as it is and press one of its buttons."""
    shown = fields(browser.get(page_path(application, section)).text)
    return browser.post(page_path(application, section), data={**shown, **typed, "action": action})
