"""The page contract: what every HTML page of the service keeps, whoever wrote it."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import html5lib
from html5lib.html5parser import ParseError

Element = ElementTree.Element

_UNLABELLED_TYPES = {"hidden", "submit", "button", "image", "reset"}
_REQUESTS = ("hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete")
_SELECTOR_WORDS = ("this", "closest ", "find ", "next ", "previous ", "body")


def check_page(html: str) -> None:
    """Raises AssertionError that lists everything a page lacks. For whole pages, not for fragments."""
    faults = [*_parse_faults(html)]
    page = html5lib.parse(html, namespaceHTMLElements=False)
    for check in (_head, _headings, _landmarks, _ids, _references, _names, _forms, _inline, _htmx):
        faults += check(page)
    assert not faults, "This page breaks the contract:\n- " + "\n- ".join(faults)


def _parse_faults(html: str) -> Iterator[str]:
    try:
        html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    except ParseError as error:
        yield f"it is not valid HTML5: {error}"


def _head(page: Element) -> Iterator[str]:
    if not page.get("lang"):
        yield "<html> says no lang"
    title = page.find("head/title")
    if title is None or not (title.text or "").partition("|")[0].strip():
        yield "it has no title of its own"


def _headings(page: Element) -> Iterator[str]:
    count = len(list(page.iter("h1")))
    if count != 1:
        yield f"it has {count} h1 instead of one"
    elif not _text(next(page.iter("h1"))):
        yield "its h1 is empty"


def _landmarks(page: Element) -> Iterator[str]:
    mains = list(page.iter("main"))
    if len(mains) != 1:
        yield f"it has {len(mains)} main instead of one"
    elif mains[0].get("id") != "main":
        yield "main cannot be reached by the skip link (id main)"
    labels = [nav.get("aria-label") or nav.get("aria-labelledby") for nav in page.iter("nav")]
    if None in labels:
        yield "a nav has no aria-label"
    yield from (f"two nav are called {label}" for label in _repeated(labels))


def _ids(page: Element) -> Iterator[str]:
    yield from (
        f"id {found!r} stands twice" for found in _repeated(e.get("id") for e in page.iter() if e.get("id"))
    )


def _references(page: Element) -> Iterator[str]:
    ids = {element.get("id") for element in page.iter()}
    for element in page.iter():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "form", "list"):
            missing = [part for part in (element.get(name) or "").split() if part not in ids]
            yield from (
                f"<{element.tag}> {name} points to {part!r}, which is not on the page" for part in missing
            )
        target = element.get("href") or ""
        if target.startswith("#") and len(target) > 1 and target[1:] not in ids:
            yield f"link to {target}, which is not on the page"


def _names(page: Element) -> Iterator[str]:
    parents = {child: parent for parent in page.iter() for child in parent}
    labelled = {label.get("for") for label in page.iter("label") if _text(label)}
    for control in page.iter():
        if control.tag in {"input", "select", "textarea"} and control.get("type") not in _UNLABELLED_TYPES:
            wrapped = any(
                ancestor.tag == "label" and _text(ancestor) for ancestor in _ancestors(control, parents)
            )
            if not (wrapped or control.get("id") in labelled or _aria_name(control)):
                yield f"{control.tag} {control.get('name') or control.get('id')!r} has no label (a placeholder is none)"
            if control.get("placeholder"):
                yield f"{control.tag} {control.get('name')!r} has a placeholder; use a hint"
        if control.tag in {"a", "button", "summary"} and not (_text(control) or _aria_name(control)):
            yield f"<{control.tag}> without a name: {dict(control.attrib)}"
        if control.tag == "img" and control.get("alt") is None:
            yield f"img {control.get('src')} has no alt"
        if control.tag == "fieldset" and (len(control) == 0 or control[0].tag != "legend"):
            yield "a fieldset does not begin with its legend"


def _forms(page: Element) -> Iterator[str]:
    for form in page.iter("form"):
        method = (form.get("method") or "get").lower()
        names = [control.get("name") for control in form.iter("input")]
        where = form.get("action") or form.get("id") or "without action"
        if method == "post" and names.count("csrf_token") != 1:
            yield f"POST form {where!r} carries {names.count('csrf_token')} csrf_token instead of one"
        if method == "get" and "csrf_token" in names:
            yield f"GET form {where!r} would put the csrf_token into the address"
        if (
            any(control.get("type") == "file" for control in form.iter("input"))
            and form.get("enctype") != "multipart/form-data"
        ):
            yield f"form {where!r} has a file but no enctype multipart/form-data"


def _inline(page: Element) -> Iterator[str]:
    for element in page.iter():
        yield from (
            f"<{element.tag}> has the inline attribute {name}" for name in element.attrib if _is_inline(name)
        )
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"an inline <{element.tag}>, which the CSP refuses"
        for name in ("src", "href", "action"):
            if (element.get(name) or "").strip().lower().startswith("javascript:"):
                yield f"<{element.tag}> {name} is javascript:"


def _htmx(page: Element) -> Iterator[str]:
    ids = {element.get("id") for element in page.iter()}
    for element in page.iter():
        if "[" in (element.get("hx-trigger") or ""):
            yield f"hx-trigger {element.get('hx-trigger')!r} has a filter, which fails open without eval"
        for name in ("hx-vals", "hx-vars", "hx-headers"):
            if re.match(r"\s*(js|javascript):", element.get(name) or ""):
                yield f"{name} of <{element.tag}> is js:"
        for name in ("hx-target", "hx-indicator", "hx-select-oob"):
            selector = element.get(name) or ""
            if selector.startswith("#") and selector[1:] not in ids:
                yield f"{name} {selector} is not on the page"
            elif selector and not selector.startswith(("#", *_SELECTOR_WORDS)):
                yield f"{name} {selector!r} is neither an id nor relative"
        if any(element.get(name) for name in _REQUESTS) and not _works_alone(element):
            yield f"<{element.tag}> with {dict(element.attrib)} does nothing without htmx"


def _works_alone(element: Element) -> bool:
    """A link with an address, a form with a method, or a control whose form is sent by a button."""
    if element.tag == "a":
        return bool(element.get("href"))
    return element.tag in {"form", "input", "select", "textarea", "button", "output", "fieldset"} or bool(
        element.get("data-polls")
    )


def _is_inline(name: str) -> bool:
    return name == "style" or name.startswith(("on", "hx-on", "data-hx-on"))


def _ancestors(element: Element, parents: dict[Element, Element]) -> Iterator[Element]:
    while (parent := parents.get(element)) is not None:
        yield parent
        element = parent


def _aria_name(element: Element) -> bool:
    return bool(element.get("aria-label") or element.get("aria-labelledby") or element.get("title"))


def _text(element: Element) -> str:
    names = [
        part.get("aria-label") or part.get("alt") or "" for part in element.iter() if part is not element
    ]
    return "".join([*element.itertext(), *names]).strip()


def _repeated(values: object) -> list[str]:
    return [value for value, count in Counter(v for v in values if v).items() if count > 1]
