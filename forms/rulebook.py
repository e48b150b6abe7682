"""Rows of the rule book as staff type them: one form for each kind, made from the domain's list of its fields."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from wtforms import FileField
from wtforms.widgets import TextArea

from forms.base import BaseForm
from forms.choices import ChoiceField, ChoicesField, SelectBoxField
from forms.fields import (
    CodeField,
    CountField,
    JapaneseDateField,
    KanaField,
    NameField,
    NotesField,
    PercentField,
    SearchField,
    TypedField,
    YenField,
)
from forms.searches import PrefectureField
from forms.validators import Required
from surety.domain.agency_kinds import AgencyKind
from surety.domain.prefectures import PREFECTURES
from surety.domain.rule_fields import FIELDS, FieldType, RuleField
from surety.domain.rule_kinds import RuleKind
from surety.domain.text import split_lines

YES, NO, ALL = "1", "0", "all"
MOST_PERCENT = 1000


class LinesField(TypedField):
    """A list of texts, one on each line; blank lines are left out."""

    widget = TextArea()
    control = "textarea"
    empty = ()
    default_max_length = 2000

    def read(self, text: str) -> tuple[str, ...]:
        self.refuse_unprintable(text, lines=True)
        return split_lines(text)

    def show(self, value: tuple[str, ...]) -> str:
        return "\n".join(value)


def _reason() -> Any:
    return NotesField("申し出る理由", [Required()], max_length=500)


class ReasonForm(BaseForm):
    """Why something is proposed."""

    reason = _reason()


class EndForm(BaseForm):
    """A last day for a row."""

    last_day = JapaneseDateField("いつまで", [Required()])
    reason = _reason()


class NewAgencyForm(BaseForm):
    """An agency that is not in the directory yet."""

    name = NameField("発注者の名前", [Required()], max_length=80)
    name_kana = KanaField("フリガナ", [Required()], max_length=120)
    beneficiary_name = NameField("被保証者の表示", [Required()], max_length=80)
    prefecture = SelectBoxField("都道府県", [Required()], options=[(name, name) for name in PREFECTURES])
    kind = SelectBoxField("区分", [Required()], options=AgencyKind)
    code = CodeField("発注者コード", [Required()], max_length=40)
    reason = _reason()


class WorkbookImportForm(BaseForm):
    """A workbook of the rule book to be read in."""

    workbook = FileField("取扱いのExcel", [Required()])
    reason = _reason()


class RulebookSearchForm(BaseForm):
    """Finding an agency by a part of its name."""

    words = SearchField("発注者の名前", max_length=60)
    prefecture = PrefectureField("都道府県", options=[(name, name) for name in PREFECTURES])


class RuleForm(BaseForm):
    """What the forms of all kinds have in common: the fields of the kind, and the reason as the last one."""

    reason: Any

    def values(self, kind: RuleKind) -> dict[str, object]:
        """The typed values as the domain reads them."""
        return {field.name: _value(field, self[field.name].data) for field in FIELDS[kind]}


def make_rule_form(kind: RuleKind, formdata: Any, *, start: Mapping[str, object]) -> RuleForm:
    """The form of a kind of row; `start` are the values of a row to begin with."""
    data = {field.name: _shown(field, start.get(field.name)) for field in FIELDS[kind]}
    form: RuleForm = _form_class(kind)(formdata, data=data)
    return form


@cache
def _form_class(kind: RuleKind) -> type[RuleForm]:
    controls = {field.name: _control(field) for field in FIELDS[kind]}
    return type(f"{kind.name.title()}RuleForm", (RuleForm,), controls | {"reason": _reason()})


def _control(field: RuleField) -> Any:
    validators = [Required()] if field.is_required else []
    if field.type is FieldType.CHOICE:
        if field.blank:
            return ChoiceField(field.label, options=[(ALL, field.blank), *_pairs(field)])
        return SelectBoxField(field.label, validators, options=field.options)
    if field.type is FieldType.CHOICES:
        return ChoicesField(field.label, validators, options=field.options)
    if field.type is FieldType.FLAG:
        return ChoiceField(field.label, options=[(YES, field.yes_no[0]), (NO, field.yes_no[1])])
    plain: dict[FieldType, Any] = {
        FieldType.DATE: lambda: JapaneseDateField(field.label, validators),
        FieldType.YEN: lambda: YenField(field.label, validators),
        FieldType.COUNT: lambda: CountField(field.label, validators, unit=field.unit, minimum=1),
        FieldType.PERCENT: lambda: PercentField(field.label, validators, maximum=MOST_PERCENT),
        FieldType.LINE: lambda: NameField(field.label, validators, max_length=field.length),
        FieldType.NOTES: lambda: NotesField(field.label, validators, max_length=field.length),
        FieldType.LIST: lambda: LinesField(field.label, validators, max_length=field.length),
    }
    return plain[field.type]()


def _pairs(field: RuleField) -> list[tuple[str, str]]:
    return [(option.value, option.label) for option in field.options]


def _shown(field: RuleField, value: object) -> object:
    if field.type is FieldType.FLAG:
        return YES if value else NO
    if field.type is FieldType.CHOICE and field.blank:
        return ALL if value is None else str(value)
    if field.type is FieldType.CHOICES and isinstance(value, frozenset):
        return [option for option in field.options if option in value]
    return value


def _value(field: RuleField, data: object) -> object:
    if field.type is FieldType.FLAG:
        return data == YES
    if field.type is FieldType.CHOICE and field.blank:
        return next((option for option in field.options if option.value == data), None)
    return frozenset(data) if isinstance(data, list) else data
