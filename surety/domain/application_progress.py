"""How far each page of a 保証申込 is."""

from collections.abc import Sequence
from dataclasses import dataclass

from surety.domain.application_checks import Problem
from surety.domain.application_draft import Draft
from surety.domain.application_fields import NAMES, Section
from surety.domain.products import LabelledEnum


class SectionState(LabelledEnum):
    """How far a page is."""

    DONE = "done", "入力済み"
    STARTED = "started", "入力中"
    EMPTY = "empty", "未入力"
    WRONG = "wrong", "エラー"


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """A page's state and, for a wrong one, how many fields."""

    section: Section
    state: SectionState
    wrong: int

    @property
    def words(self) -> str:
        """入力済み, エラー 2件 …"""
        return f"{self.state.label} {self.wrong}件" if self.state is SectionState.WRONG else self.state.label


def progress_of(
    draft: Draft, problems: Sequence[Problem], *, began_with: Draft
) -> tuple[SectionProgress, ...]:
    """The state of each page. `began_with` holds the values a new form starts with."""
    return tuple(_progress(section, draft, problems, began_with) for section in Section)


def _progress(
    section: Section, draft: Draft, problems: Sequence[Problem], began_with: Draft
) -> SectionProgress:
    here = [problem for problem in problems if problem.section is section]
    wrong = sum(not problem.is_blank for problem in here)
    touched = any(draft.text(name) != began_with.text(name) for name in NAMES[section])
    if wrong:
        state = SectionState.WRONG
    elif not here:
        state = SectionState.DONE
    else:
        state = SectionState.STARTED if touched else SectionState.EMPTY
    return SectionProgress(section, state, wrong)
