"""Mail about a 手続き on an issued guarantee."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from surety.domain.products import WorkKind
from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.mail.rendering import compose
from surety.models import Branch


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLines:
    """What both letters say: `what` is the act (解約 …), `result` a sentence or two on what became of it."""

    what: str
    result: str
    number: str
    work_kind: WorkKind
    work_name: str


ActLetter = Callable[..., Message]


def act_carried_out(
    letterhead: Letterhead, *, branch: Branch, to: Addressee, lines: ActLines, path: str
) -> Message:
    """お手続きが済みました."""
    return _letter("act_carried_out", letterhead, branch=branch, to=to, lines=lines, path=path)


def act_rejected(
    letterhead: Letterhead, *, branch: Branch, to: Addressee, lines: ActLines, path: str
) -> Message:
    """お申し出を見送りました."""
    return _letter("act_rejected", letterhead, branch=branch, to=to, lines=lines, path=path)


def _letter(
    kind: str, letterhead: Letterhead, *, branch: Branch, to: Addressee, lines: ActLines, path: str
) -> Message:
    said = asdict(lines)
    label = said.pop("work_kind").name_label
    return compose(kind, letterhead, branch=branch, to=to, path=path, work_label=label, **said)
