"""Conditions on the values of fields; an empty value passes all but the ones that ask for something."""

from collections.abc import Collection
from typing import Any

from wtforms.validators import StopValidation, ValidationError

from forms import messages

# WTForms has no types: forms and fields are Any here.


class Required:
    """The field must hold something; it is marked ※必須."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002 - WTForms' signature
        if is_empty(field.data):
            raise StopValidation(_words_for_empty(field))


class RequiredWhen:
    """The field must hold something when another field has one of the given values."""

    def __init__(self, other: str, *, values: Collection[object]) -> None:
        self.other = other
        self.values = values

    def __call__(self, form: Any, field: Any) -> None:
        if form[self.other].data in self.values and is_empty(field.data):
            raise StopValidation(_words_for_empty(field))


class SameAs:
    """The field must repeat another one (mail address twice); case and width were read before."""

    def __init__(self, other: str) -> None:
        self.other = other

    def __call__(self, form: Any, field: Any) -> None:
        other = form[self.other]
        if other.errors or is_empty(other.data) or field.data == other.data:
            return
        if is_empty(field.data):
            raise StopValidation(messages.blank(field.label.text))
        raise ValidationError(messages.different(field.label.text, other=other.label.text))


class After:
    """A date later than another field's date."""

    def __init__(self, other: str) -> None:
        self.other = other

    def __call__(self, form: Any, field: Any) -> None:
        other = form[self.other]
        if field.data is not None and other.data is not None and field.data <= other.data:
            raise ValidationError(messages.after(field.label.text, other=other.label.text, day=other.data))


class NotBefore:
    """A date on or after another field's date."""

    def __init__(self, other: str) -> None:
        self.other = other

    def __call__(self, form: Any, field: Any) -> None:
        other = form[self.other]
        if field.data is not None and other.data is not None and field.data < other.data:
            raise ValidationError(
                messages.not_before(field.label.text, other=other.label.text, day=other.data)
            )


class YenAtMost:
    """An amount not above another field's amount: 今年度対象額 within 請負金額."""

    def __init__(self, other: str) -> None:
        self.other = other

    def __call__(self, form: Any, field: Any) -> None:
        other = form[self.other]
        if field.data is not None and other.data is not None and field.data > other.data:
            raise ValidationError(
                messages.at_most_yen(field.label.text, limit=other.data, ground=other.label.text)
            )


def is_empty(value: object) -> bool:
    """Whether a field's value counts as nothing: None, no text, no choice, not ticked; 0 is a value."""
    return value is None or value is False or value in ("", []) or getattr(value, "filename", None) == ""


def _words_for_empty(field: Any) -> str:
    kind = getattr(field, "control", field.type)
    words = {
        "choices": messages.not_chosen,
        "select": messages.not_chosen,
        "checkbox": messages.not_ticked,
        "FileField": messages.no_file,
        "MultipleFileField": messages.no_file,
    }.get(kind, messages.blank)
    return words(field.label.text)
