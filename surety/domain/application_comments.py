"""修正のお願い of a 保証申込: what the branch asks to mend, in the order of the form."""

from collections.abc import Mapping
from dataclasses import dataclass

from surety.domain.application_fields import ATTACHMENTS_FIELD, BY_NAME, FIELDS, Section, label_of
from surety.domain.products import WorkKind

_ORDER = [spec.name for spec in FIELDS if spec.section is Section.WORKS]
_ORDER += [ATTACHMENTS_FIELD, *(spec.name for spec in FIELDS if spec.section is not Section.WORKS)]


@dataclass(frozen=True, slots=True)
class Asked:
    """One field the branch has a request for, and the page it is on."""

    field: str
    label: str
    section: Section


def asked_fields(comments: Mapping[str, str], *, work_kind: WorkKind | None = None) -> tuple[Asked, ...]:
    """The fields with a request, first page first; the request for the whole belongs to none."""
    return tuple(
        Asked(name, label_of(name, work_kind=work_kind), _section_of(name))
        for name in _ORDER
        if name in comments
    )


def _section_of(name: str) -> Section:
    return Section.WORKS if name == ATTACHMENTS_FIELD else BY_NAME[name].section
