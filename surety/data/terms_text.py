"""The 利用規約's Markdown as headings, paragraphs and numbered lists, for a page to draw."""

import re
from dataclasses import dataclass

_ITEM = re.compile(r"(?:\d+\.|-) +(.*)")


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is heading, paragraph or list; a list has items, the others one text."""

    kind: str
    texts: tuple[str, ...]


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks behind the title line."""
    blocks: list[Block] = []
    for piece in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in piece.splitlines()]
        if lines[0].startswith("# "):
            continue
        if lines[0].startswith("## "):
            blocks.append(Block("heading", (lines[0].removeprefix("## "),)))
            lines = lines[1:]
        items = [found[1] for found in map(_ITEM.fullmatch, lines) if found]
        if items and len(items) == len(lines):
            blocks.append(Block("list", tuple(items)))
        elif lines:
            blocks.append(Block("paragraph", ("".join(lines),)))
    return tuple(blocks)
