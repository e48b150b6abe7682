"""画面の使い方, read from the Markdown files beside this module."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# In the order of the help's contents.
KEYS = (
    "registration",
    "login",
    "home",
    "application",
    "status",
    "bid-bonds",
    "guarantees",
    "statements",
    "invoices",
    "downloads",
    "changes",
    "watch",
    "account",
    "agencies",
    "verify",
    "desk",
    "desk-registrations",
    "desk-bid-bonds",
    "desk-guarantees",
    "desk-changes",
    "desk-watch",
    "desk-credit",
    "desk-statistics",
    "desk-refunds",
    "tariffs",
    "desk-mails",
    "billing",
    "billing-bank",
    "rulebook",
)
_STEP = re.compile(r"\d+\. +(.*)")


@dataclass(frozen=True, slots=True)
class HelpPage:
    """How to use one page: what it is for, its steps, and (question, answer) pairs. `reader` says for whom it is."""

    key: str
    reader: str
    title: str
    purpose: str
    steps: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]


@cache
def load_help() -> dict[str, HelpPage]:
    """Every page by its key, in the order of the contents."""
    folder = files("surety.data").joinpath("help")
    return {key: _read(key, folder.joinpath(f"{key}.md").read_text("utf-8")) for key in KEYS}


def _read(key: str, text: str) -> HelpPage:
    head, steps, questions = re.split(r"\n## .+\n", text)
    first, _, purpose = head.partition("\n")
    reader, _, title = first.removeprefix("# ").partition("｜")
    pairs = (piece.partition("\n") for piece in re.split(r"^### ", questions, flags=re.MULTILINE)[1:])
    return HelpPage(
        key=key,
        reader=reader.strip(),
        title=title.strip(),
        purpose=purpose.strip(),
        steps=tuple(found[1] for line in steps.splitlines() if (found := _STEP.match(line))),
        questions=tuple((question.strip(), answer.strip()) for question, _, answer in pairs),
    )
