"""Style sheets parsed once, and the styles they give to each element, kept from document to document."""

import weakref
from dataclasses import dataclass
from typing import Any

from xhtml2pdf.context import pisaContext, pisaCSSBuilder, pisaCSSParser
from xhtml2pdf.parser import warnUnsupportedProperties

from surety.documents.pdf.complaints import Complaints

# Every property of these classes is looked up on the class; set once, not once per document as parseCSS does.
pisaCSSBuilder.c = property(lambda self: self._c())
pisaCSSParser.c = property(lambda self: self._c())


class _SharedStyles(dict[Any, Any]):
    """The resolved style of an element, kept between documents of one style sheet.

    xhtml2pdf keys it by the parent node, which dies with its document; the chain of tags, classes and ids says the same. Style
    sheets here have no selector that asks for a position or an attribute (`Stylesheet` refuses them).
    """

    def get(self, key: Any, default: Any = None) -> Any:
        found = super().get(_chain(key))
        return default if found is None else found.__class__(found)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_chain(key), value.__class__(value))

    def clear(self) -> None:
        """Called by xhtml2pdf at the end of each document; what we keep does not hold the document."""


def _chain(key: Any) -> tuple[Any, ...]:
    parent = key.parent
    chain = getattr(parent, "surety_chain", None)
    if chain is None and parent is not None and hasattr(parent, "tagName"):
        get = parent.getAttribute
        chain = (_chain(_ParentOf(parent.parentNode)), parent.tagName, get("class"), get("id"), get("style"))
        parent.surety_chain = chain
    return (chain, key.tag, key.css_class, key.css_id, key.style)


@dataclass(frozen=True, slots=True)
class _ParentOf:
    parent: Any
    tag: str = ""
    css_class: str = ""
    css_id: str = ""
    style: str = ""


class Stylesheet:
    """A parsed style sheet with its page geometry, shared by all documents of one kind and version."""

    def __init__(self, css: str) -> None:
        context = pisaContext("")
        context.addDefaultCSS("")
        context.addCSS(css)
        with Complaints() as complaints:
            context.parseCSS()
            warnUnsupportedProperties(context.cssParser.declaredBySource)
        complaints.refuse(context)
        if context.cssPositionalTags or context.cssAttributeNames:
            raise ValueError("style sheets of documents select by tag, class and id only")
        self.parsed = {
            name: getattr(context, name)
            for name in (
                "cssBuilder",
                "cssParser",
                "css",
                "cssDefault",
                "cssCascade",
                "cssPositionalTags",
                "cssAttributeNames",
                "cssCustomNames",
            )
        }
        frame = context.templateList["body"].frames[0]
        self.page_size = context.pageSize
        self.frame = {
            "x1": frame._x1, "y1": frame._y1, "width": frame._width, "height": frame._height,
            "leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0,
        }  # fmt: skip
        self.styles = _SharedStyles()

    def lend(self, context: Any) -> None:
        """Give a new document everything that parsing the style sheet would have given it."""
        for name, value in self.parsed.items():
            setattr(context, name, value)
        self.parsed["cssParser"]._c = self.parsed["cssBuilder"]._c = weakref.ref(context)
        context.cssAttrCache = self.styles
