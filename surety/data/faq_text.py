"""よくある質問, read from the Markdown beside this module, and searching in them."""

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from surety.domain.text import search_key


@dataclass(frozen=True, slots=True)
class Question:
    """A question as people ask it. The first line of `answer` answers it; `see` names a page that tells more."""

    anchor: str
    text: str
    answer: tuple[str, ...]
    see: str = ""

    @property
    def searchable(self) -> str:
        """Question and answer in the writing of searches."""
        return search_key("".join((self.text, *self.answer)))


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions about one matter."""

    anchor: str
    title: str
    questions: tuple[Question, ...]


@cache
def load_faq() -> tuple[QuestionGroup, ...]:
    """Every group in the order of the file."""
    text = files("surety.data").joinpath("faq.md").read_text("utf-8")
    pieces = [piece for piece in text.split("\n# ") if piece.strip()]
    return tuple(_group(piece.removeprefix("# "), number=number) for number, piece in enumerate(pieces, 1))


def search_faq(text: str) -> tuple[QuestionGroup, ...]:
    """The groups with only the questions that hold every word of the text, in any width and kana; all for no word."""
    words = [key for key in map(search_key, text.split()) if key]
    found = (
        replace(
            group,
            questions=tuple(
                question for question in group.questions if all(word in question.searchable for word in words)
            ),
        )
        for group in load_faq()
    )
    return tuple(group for group in found if group.questions)


def _group(piece: str, *, number: int) -> QuestionGroup:
    title, *questions = piece.split("\n## ")
    return QuestionGroup(
        anchor=f"g{number}",
        title=title.strip(),
        questions=tuple(
            _question(question, anchor=f"q{number}-{place}") for place, question in enumerate(questions, 1)
        ),
    )


def _question(piece: str, *, anchor: str) -> Question:
    text, *lines = (line.strip() for line in piece.strip().splitlines())
    see = next((line.removeprefix("→ ") for line in lines if line.startswith("→ ")), "")
    return Question(
        anchor=anchor,
        text=text,
        answer=tuple(line for line in lines if line and not line.startswith("→ ")),
        see=see,
    )
