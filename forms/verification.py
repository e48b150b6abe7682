"""保証契約番号 and 認証キー as an agency types or pastes them."""

from typing import Any, cast

from wtforms.validators import ValidationError
from wtforms.widgets import TextArea

from forms import messages
from forms.base import BaseForm
from forms.fields import GuaranteeNumberField, KeyField, TypedField
from surety.domain.keys import format_key, split_number_and_key


class PairField(TypedField):
    """Number and key pasted together, such as the text of a mail; the value is the pair."""

    widget = TextArea()
    control = "textarea"
    default_max_length = 20_000

    def read(self, text: str) -> tuple[str, str]:
        return split_number_and_key(text)

    def show(self, value: tuple[str, str]) -> str:
        return f"{value[0]}\n{format_key(value[1])}"


class OpenForm(BaseForm):
    """Two boxes, or one text that holds both; the text wins."""

    number = GuaranteeNumberField("保証契約番号")
    key = KeyField("認証キー")
    pasted = PairField(
        "番号とキーをまとめて貼り付ける",
        render_kw={"rows": "3", "autocomplete": "off", "spellcheck": "false"},
    )

    @property
    def pair(self) -> tuple[str, str]:
        """保証契約番号 and 認証キー of a valid form."""
        return cast("tuple[str, str]", self.pasted.data or (self.number.data, self.key.data))

    def validate_number(self, field: Any) -> None:
        self._require(field)

    def validate_key(self, field: Any) -> None:
        self._require(field)

    def _require(self, field: Any) -> None:
        if not field.data and not self.pasted.data and not self.pasted.process_errors:
            raise ValidationError(messages.blank(field.label.text))
