"""Forms of the 利用申請, built from the list of its fields in the domain."""

from collections.abc import Iterable
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FileField, FormField, HiddenField
from wtforms.widgets import TextArea, TextInput

from forms.base import BaseForm
from forms.choices import ChoiceField, SelectBoxField, TickField
from forms.fields import MailField, ReceiptNumberField, TypedField
from forms.validators import Required
from surety.domain.registration import (
    FIELD_BY_KEY,
    MAX_ADDITIONAL_USERS,
    USER_FIELDS,
    FieldKind,
    FieldProblem,
    RegistrationField,
    Severity,
)
from surety.domain.registration_draft import CheckedDraft, Draft, words_of

# `terms_version` has no box: it is printed on the paper, and on the web it stands beside the acceptance.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("申請の内容", ("applied_on", "branch", "request_kind", "terms_consent", "contractor_number")),
    (
        "会社の情報",
        (
            "company_name",
            "company_kana",
            "corporate_number",
            "permit_number",
            "postal_code",
            "address",
            "representative_title",
            "representative_name",
            "phone",
            "fax",
        ),
    ),
    (
        "利用責任者（最初の利用者になる方）",
        ("manager_name", "manager_kana", "manager_department", "manager_title", "mail", "mail_again"),
    ),
    ("その他", ("issue_notice", "remarks")),
)


def sections_with(keys: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The blocks of the page, then the fields among `keys` that stand in none of them: the additional users'."""
    placed = {key for _, section in SECTIONS for key in section}
    others = tuple(key for key in keys if key not in placed)
    return [*SECTIONS, *([("追加利用者", others)] if others else [])]


_INPUT_MODES = {
    FieldKind.POSTAL_CODE: {"inputmode": "numeric", "autocomplete": "postal-code"},
    FieldKind.PHONE: {"inputmode": "tel", "autocomplete": "tel"},
    FieldKind.FAX: {"inputmode": "tel"},
    FieldKind.MAIL: {"inputmode": "email", "autocomplete": "email"},
    FieldKind.CORPORATE_NUMBER: {"inputmode": "numeric"},
}
_BOXES = {
    FieldKind.LINES: "textarea",
    FieldKind.DATE: "date",
    FieldKind.POSTAL_CODE: "code",
    FieldKind.PHONE: "code",
    FieldKind.FAX: "code",
    FieldKind.CORPORATE_NUMBER: "code",
    FieldKind.PERMIT_NUMBER: "code",
    FieldKind.CODE: "code",
}
_LONGEST_TEXT = 4_000


class RegistrationText(TypedField):
    """A box of the 利用申請: it keeps the text; `domain.registration_draft` reads it together with the others."""

    empty: ClassVar[object] = ""

    def __init__(self, label: str, *, kind: FieldKind, **kwargs: Any) -> None:
        super().__init__(
            label, max_length=_LONGEST_TEXT, render_kw=dict(_INPUT_MODES.get(kind, {})), **kwargs
        )
        self.control = _BOXES.get(kind, "text")  # type: ignore[misc]  # each kind of field has its own box
        self.widget = TextArea() if kind is FieldKind.LINES else TextInput()

    def read(self, text: str) -> str:
        return text


def _control(field: RegistrationField) -> Any:
    """The unbound WTForms field; choices travel by their words, as they do in the workbook."""
    validators = [Required()] if field.required else []
    if field.choices is not None:
        options = [(choice.label, choice.label) for choice in field.choices]
        return ChoiceField(field.label, validators, options=options)
    if field.kind is FieldKind.BRANCH:
        return SelectBoxField(field.label, validators)
    return RegistrationText(field.label, kind=field.kind, validators=validators)


class AdditionalUserForm(BaseForm):
    """One row of 追加利用者."""


for _field in USER_FIELDS:
    setattr(AdditionalUserForm, _field.key, _control(_field))


class RegistrationForm(BaseForm):
    """The whole 利用申請; errors come from `show`, which attaches what the domain found."""

    version_id = HiddenField()
    additional_users: FieldList
    hints: ClassVar[dict[str, str]] = {field.key: field.hint for field in FIELD_BY_KEY.values() if field.hint}

    @classmethod
    def of(cls, draft: Draft, *, branches: Iterable[str], version_id: int) -> "RegistrationForm":
        """The form that shows a draft as if it had just been typed."""
        data: MultiDict[str, str] = MultiDict({"version_id": str(version_id), **draft.typed})
        for row, user in enumerate(draft.users):
            # Every box, also the blank ones: a row without any would not be drawn.
            data.update(
                {f"additional_users-{row}-{field.key}": user.get(field.key, "") for field in USER_FIELDS}
            )
        return cls.received(data, branches=branches)

    @classmethod
    def received(cls, data: "MultiDict[str, str]", *, branches: Iterable[str]) -> "RegistrationForm":
        """The form as a browser sent it."""
        form = cls(data)
        form["branch"].offer([(name, name) for name in branches])
        return form

    @property
    def draft(self) -> Draft:
        """The texts, exactly as typed."""
        typed = {key: _text(self[key]) for key in FIELD_BY_KEY if key in self}
        users = tuple(
            {field.key: _text(row.form[field.key]) for field in USER_FIELDS}
            for row in self.additional_users.entries
        )
        return Draft(typed, users)

    @property
    def version(self) -> int | None:
        """The version of the registration that the page showed."""
        text = _text(self["version_id"])
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def show(self, checked: CheckedDraft) -> None:
        """Put every error of the draft on its field."""
        for field in _all(self):
            field.errors = []
        for problem in checked.errors:
            self.attach_problem(problem)

    def attach_problem(self, problem: FieldProblem) -> None:
        """Put one problem on its field, or on the whole form when the form has no such field."""
        field = next((field for field in _all(self) if field.name == problem.key), None)
        words = words_of(problem)
        if field is None:
            self.form_errors = [*self.form_errors, words]
        elif problem.severity is Severity.ERROR:
            field.errors = [*field.errors, words]


for _title, _keys in SECTIONS:
    for _key in _keys:
        setattr(RegistrationForm, _key, _control(FIELD_BY_KEY[_key]))
RegistrationForm.additional_users = FieldList(FormField(AdditionalUserForm), max_entries=MAX_ADDITIONAL_USERS)


class TermsForm(BaseForm):
    """Accepting the 利用規約."""

    agree = TickField("利用規約に同意する", [Required()])


class WorkbookForm(BaseForm):
    """Choosing the filled workbook."""

    workbook = FileField("利用申請書（Excel）", [Required()])


class DeliveryForm(BaseForm):
    """The last page before sending: how the applicant wants to learn that the account is open."""

    delivery = ChoiceField(
        "利用開始のお知らせの受け取り方", [Required()], options=[("post", "郵送"), ("mail", "メール")]
    )


class StatusForm(BaseForm):
    """Looking up how far a registration is."""

    receipt_number = ReceiptNumberField("受付番号", [Required()])
    mail = MailField("メールアドレス", [Required()])


def _all(form: RegistrationForm) -> list[Any]:
    rows = [field for row in form.additional_users.entries for field in row.form]
    return [field for field in form if field.name != "additional_users"] + rows


def _text(field: Any) -> str:
    return str(field.raw_data[0])[:_LONGEST_TEXT] if field.raw_data else ""
