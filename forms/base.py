"""The form all forms are: ids for links, errors in order, and a place for broken rules."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from wtforms import Field, FieldList, Form, FormField

from surety.domain.errors import RuleViolation


class FieldError(NamedTuple):
    """One line of the summary: the id to jump to (empty for the whole form) and the sentence."""

    anchor: str
    message: str


class BaseForm(Form):
    """A WTForms form whose field ids are `f-` + name, and which never needs a database.

    The token against forged requests is checked by the application, not by the form.
    """

    form_errors: list[str]

    class Meta:
        csrf = False

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Gives every field an id that cannot clash with the page's own ids."""
            name = f"{options.get('prefix', '')}{options['name']}"
            return unbound_field.bind(form=form, **{"id": f"f-{name}", **options, **_own_id(unbound_field)})

    def errors_in_order(self) -> list[FieldError]:
        """Every error of the form: first those of no field, then field by field from the top."""
        whole = [FieldError("", message) for message in self.form_errors]
        return whole + [
            FieldError(anchor_of(field), message) for field in leaves(self) for message in field.errors
        ]

    def attach(self, violation: RuleViolation) -> None:
        """Puts a broken rule on the field it names, or on the whole form when it has none."""
        name = f"{self._prefix}{violation.field}"
        field = next((leaf for leaf in leaves(self) if leaf.name == name), None)
        if field is None:
            self.form_errors = [*self.form_errors, violation.message]
        elif violation.message not in field.errors:
            field.errors = [*field.errors, violation.message]


def anchor_of(field: Any) -> str:
    """The id of the control that takes the focus: of a group of buttons or boxes, the first one."""
    return f"{field.id}-0" if getattr(field, "control", "") == "choices" else str(field.id)


def leaves(fields: Any) -> Iterator[Any]:
    """The fields that people fill in, also those inside nested forms and lists, from the top."""
    for field in fields:
        if isinstance(field, FieldList):
            yield from leaves(field.entries)
        elif isinstance(field, FormField):
            yield from leaves(field.form)
        elif isinstance(field, Field):
            yield field


def _own_id(unbound_field: Any) -> dict[str, Any]:
    return {"id": unbound_field.kwargs["id"]} if "id" in unbound_field.kwargs else {}
