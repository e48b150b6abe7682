"""The boxes of a JV's members in 変更の要否 and 変更の申込: one set for each member there is, and some for those who join."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forms.choices import ChoiceField
from forms.fields import NameField
from forms.works_rows import ShareField
from surety.domain.joint_ventures import (
    LEAST_MEMBERS,
    MOST_MEMBERS,
    WHOLE,
    Member,
    total_share,
    total_share_words,
)

_JOINING = 2
_REPRESENTATIVE = "representative_member"


@dataclass(frozen=True, slots=True)
class MemberBoxes:
    """The boxes of one row, as a page draws them."""

    row: int
    name: Any
    address: Any
    share: Any


def rows_for(members: Sequence[Member]) -> int:
    """How many rows the form has."""
    return min(len(members) + _JOINING, MOST_MEMBERS) if members else 0


def member_fields(members: Sequence[Member]) -> tuple[dict[str, object], dict[str, object]]:
    """The fields by name, and what they start with."""
    boxes: dict[str, object] = {}
    start: dict[str, object] = {}
    count = rows_for(members)
    for row in range(1, count + 1):
        boxes |= {
            f"member{row}_name": NameField("会社名", max_length=80),
            f"member{row}_address": NameField("住所", max_length=160),
            f"member{row}_share": ShareField("出資割合"),
        }
    for row, member in enumerate(members, start=1):
        start |= {f"member{row}_name": member.name, f"member{row}_address": member.address}
        start[f"member{row}_share"] = member.share
        if member.is_representative:
            start[_REPRESENTATIVE] = str(row)
    if count:
        rows = [(str(row), f"{row}社目") for row in range(1, count + 1)]
        boxes[_REPRESENTATIVE] = ChoiceField("代表者", options=rows)
    return boxes, start


def boxes_of(form: Any, *, rows: int) -> list[MemberBoxes]:
    """The rows of a bound form."""
    parts = ("name", "address", "share")
    return [MemberBoxes(row, *(form[f"member{row}_{part}"] for part in parts)) for row in range(1, rows + 1)]


def read_boxes(form: Any, *, rows: int) -> tuple[Member, ...]:
    """The members as they are to be; a row without a company is nobody."""
    chosen = form[_REPRESENTATIVE].data if rows else None
    return tuple(
        Member(
            row=boxes.row,
            name=boxes.name.data,
            address=boxes.address.data,
            share=boxes.share.data,
            is_representative=chosen == str(boxes.row),
        )
        for boxes in boxes_of(form, rows=rows)
        if boxes.name.data
    )


def texts_of(form: Any, *, rows: int) -> dict[str, str]:
    """What stands in the boxes, as a browser would send it."""
    texts = {
        box.name: str(box._value())
        for boxes in boxes_of(form, rows=rows)
        for box in (boxes.name, boxes.address, boxes.share)
    }
    if rows and form[_REPRESENTATIVE].data:
        texts[_REPRESENTATIVE] = str(form[_REPRESENTATIVE].data)
    return texts


def complain(form: Any, *, rows: int) -> bool:
    """Put a sentence beside what cannot be: shares that are not 100 %, a single member. Whether there was one."""
    members = read_boxes(form, rows=rows)
    last: Any = form[f"member{members[-1].row}_share"] if members else None
    if not members or any(
        box.errors for each in boxes_of(form, rows=rows) for box in (each.name, each.share)
    ):
        return False
    missing = next((member for member in members if member.share is None), None)
    if missing is not None:
        box = form[f"member{missing.row}_share"]
        box.errors = [*box.errors, f"{missing.name}の出資割合を入力してください"]
    elif len(members) < LEAST_MEMBERS:
        last.errors = [
            *last.errors,
            f"構成員は{LEAST_MEMBERS}社以上です。1社での契約になるときは、すべての構成員を空欄にしてください",
        ]
    elif total_share(members) != WHOLE:
        last.errors = [*last.errors, total_share_words(members).removesuffix("。")]
    elif not any(member.is_representative for member in members):
        box = form[_REPRESENTATIVE]
        box.errors = [*box.errors, "代表者を1社選んでください"]
    else:
        return False
    return True
