"""手続き on an issued guarantee: what is proposed and why, and the second person's answer."""

from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from forms.base import BaseForm
from forms.choices import TickField
from forms.fields import JapaneseDateField, NameField, NotesField, YenField
from forms.validators import Required
from surety.domain.act_states import ActKind
from surety.domain.corrections import Correctable, Value
from surety.domain.guarantee_acts import DATED, day_label


class ActForm(BaseForm):
    """Made by `over`, because the boxes follow the kind of act and, for a 訂正, the certificate."""

    reason = NotesField("理由", [Required()], max_length=500)
    corrects: tuple[str, ...] = ()

    @classmethod
    def over(
        cls,
        kind: ActKind,
        fields: Iterable[Correctable] = (),
        *,
        data: "MultiDict[str, str] | None" = None,
        start: dict[str, object] | None = None,
    ) -> "ActForm":
        """The form for an act; `fields` are what may be corrected, `data` is what was sent, `start` stands in the boxes."""
        boxes: dict[str, object] = {}
        if kind in DATED:
            boxes["effective_on"] = JapaneseDateField(day_label(kind), [Required()])
        fields = tuple(fields)
        for field in fields:
            boxes[_box(field.key)] = _field(field)
        boxes["corrects"] = tuple(field.key for field in fields)
        shown = {_box(field.key): field.value for field in fields}
        made: type[ActForm] = type("BoundActForm", (cls,), boxes)
        return made(data, data={**shown, **(start or {})})

    @property
    def correction_boxes(self) -> list[Any]:
        """The boxes of the certificate's fields."""
        return [self[_box(key)] for key in self.corrects]

    @property
    def corrected(self) -> dict[str, Value]:
        """What the boxes say, by field; ask only after the form was validated."""
        return {key: self[_box(key)].data for key in self.corrects}

    @property
    def day(self) -> Any:
        """解約日 or 解除日, None where the act has none."""
        return self["effective_on"].data if "effective_on" in self else None


class AskForm(BaseForm):
    """The contractor's or the agency's wish; the day is what they would like."""

    effective_on = JapaneseDateField("希望する解約日")
    reason = NotesField("理由", [Required()], max_length=500)


class ReleaseForm(BaseForm):
    """The agency tells that it released the guarantee."""

    effective_on = JapaneseDateField("解除日", [Required()])
    reason = NotesField("理由", [Required()], max_length=500)


class AnswerForm(BaseForm):
    """An answer to an act; `version_id` says which state of it the page showed."""

    version_id = HiddenField()

    def is_about(self, version_id: int) -> bool:
        """Whether the page showed the act as it is."""
        return str(self.version_id.data or "") == str(version_id)


class CarryOutForm(AnswerForm):
    looked = TickField("内容と結果を確認しました", [Required()])


class RejectForm(AnswerForm):
    note = NotesField("見送る理由", [Required()], max_length=500)


def _box(key: str) -> str:
    return f"right-{key}"


def _field(field: Correctable) -> object:
    needed = [Required()] if field.is_required else []
    if field.is_text:
        return NameField(field.label, needed, max_length=field.signs)
    if field.key == "contract_amount":
        return YenField(field.label, needed)
    return JapaneseDateField(field.label, needed)
