"""Fields in which people choose, with options from the domain's enums or from pairs."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, ClassVar

from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, Select

from forms import messages

Options = Iterable[StrEnum] | Iterable[tuple[str, str]]


def read_options(options: Options) -> tuple[list[SelectChoice], Callable[[object], Any]]:
    """The choices WTForms draws and the reader of a submitted value.

    Options are an enum, some of its members, or (value, label) pairs. The reader gives the member
    or the value, None for nothing, and raises ValueError for what is not on offer.
    """
    members: dict[str, Any] = {}
    choices = []
    for option in options:
        value, text = (
            (option.value, str(getattr(option, "label", option))) if isinstance(option, StrEnum) else option
        )
        members[str(value)] = option if isinstance(option, StrEnum) else value
        choices.append(SelectChoice(str(value), text))

    def read(value: object) -> Any:
        if value is None or value == "":
            return None
        return members[str(value)] if str(value) in members else _refuse()

    return choices, read


def _refuse() -> None:
    raise ValueError("not on offer")


class ChoiceField(RadioField):
    """Radio buttons; the value is the enum member (or the pair's value), None when nothing is chosen."""

    control: ClassVar[str] = "choices"
    blank_label: ClassVar[str | None] = None

    def __init__(
        self, label: str | None = None, validators: Any = None, *, options: Options = (), **kwargs: Any
    ) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, **kwargs)
        self.raw_data: list[str] | None = None
        self.object_data: object = None
        self.offer(options)

    def offer(self, options: Options) -> None:
        """Sets the options, also after the form was filled: what was submitted is then read anew."""
        choices, self.coerce = read_options(options)
        blank = [SelectChoice("", self.blank_label)] if self.blank_label is not None else []
        self.choices = blank + choices
        self.process_errors: list[str] = []
        self.process_data(self.object_data)
        if self.raw_data:
            try:
                self.process_formdata(self.raw_data)
            except ValueError as refused:
                self.process_errors.append(str(refused))

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data = None
        try:
            self.data = self.coerce(valuelist[0])
        except ValueError:
            raise ValueError(messages.not_chosen(self.label.text)) from None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        if self.process_errors:
            raise StopValidation

    @property
    def chosen_label(self) -> str:
        """The words of the option that is chosen; nothing when none is."""
        return next((choice.label for choice in self.choices if self.coerce(choice.value) == self.data), "")


class SelectBoxField(ChoiceField):
    """A drop-down list that begins with 選んでください."""

    control = "select"
    blank_label = "選んでください"
    widget = Select()


class OneOfManyTicks(CheckboxInput):
    """A checkbox without the attribute `required`, which would ask for every box of the group."""

    validation_attrs = ("disabled",)


class ChoicesField(SelectMultipleField):
    """Checkboxes; the value is a list of enum members (or values), empty when none is ticked."""

    control: ClassVar[str] = "choices"
    widget = ListWidget(prefix_label=False)
    option_widget = OneOfManyTicks()

    def __init__(
        self, label: str | None = None, validators: Any = None, *, options: Options = (), **kwargs: Any
    ) -> None:
        choices, read = read_options(options)
        super().__init__(label, validators, coerce=read, choices=choices, validate_choice=False, **kwargs)

    def process_data(self, value: Iterable[object] | None) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = []
        try:
            self.data = [self.coerce(value) for value in dict.fromkeys(valuelist) if value]
        except ValueError:
            raise ValueError(messages.not_chosen(self.label.text)) from None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        if self.process_errors:
            raise StopValidation


class TickField(BooleanField):
    """One checkbox; with Required it has to be ticked."""

    control: ClassVar[str] = "checkbox"
