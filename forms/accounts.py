"""Login, passwords, second factor and users as people fill them in."""

from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError
from wtforms.widgets import PasswordInput

from forms import messages
from forms.base import BaseForm
from forms.choices import ChoiceField, SelectBoxField
from forms.fields import CodeField, KanaField, MailField, NameField, SearchField, TypedField
from forms.validators import Required, SameAs


class SecretField(TypedField):
    """A password, taken exactly as typed and never shown again."""

    widget = PasswordInput(hide_value=True)
    empty = ""
    default_max_length = 128

    def read(self, text: str) -> str:
        return text


class LoginForm(BaseForm):
    login_id = CodeField(
        "利用者ID",
        [Required()],
        max_length=32,
        render_kw={"autocomplete": "username", "autocapitalize": "off"},
    )
    password = SecretField("パスワード", [Required()], render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class CodeForm(BaseForm):
    code = CodeField(
        "確認コード",
        [Required()],
        max_length=20,
        render_kw={"autocomplete": "one-time-code", "inputmode": "text"},
    )
    next = HiddenField()


class NewPasswordForm(BaseForm):
    new_password = SecretField("新しいパスワード", [Required()], render_kw={"autocomplete": "new-password"})
    repeated = SecretField(
        "新しいパスワード（確認）",
        [Required(), SameAs("new_password")],
        render_kw={"autocomplete": "new-password"},
    )
    next = HiddenField()


class ChangePasswordForm(BaseForm):
    current_password = SecretField(
        "現在のパスワード", [Required()], render_kw={"autocomplete": "current-password"}
    )
    new_password = SecretField("新しいパスワード", [Required()], render_kw={"autocomplete": "new-password"})
    repeated = SecretField(
        "新しいパスワード（確認）",
        [Required(), SameAs("new_password")],
        render_kw={"autocomplete": "new-password"},
    )
    next = HiddenField()


class EnrolForm(BaseForm):
    """The first enrolment, straight after the password was given."""

    code = CodeField(
        "確認コード",
        [Required()],
        max_length=20,
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    next = HiddenField()


class EnrolAgainForm(EnrolForm):
    """Enrolment at any other time needs the password too."""

    password = SecretField("現在のパスワード", [Required()], render_kw={"autocomplete": "current-password"})


class PasswordCheckForm(BaseForm):
    password = SecretField("ご自身のパスワード", [Required()], render_kw={"autocomplete": "current-password"})


class ResetRequestForm(BaseForm):
    login_id = CodeField(
        "利用者ID",
        [Required()],
        max_length=32,
        render_kw={"autocomplete": "username", "autocapitalize": "off"},
    )
    mail_address = MailField("登録しているメールアドレス", [Required()])


class UserForm(BaseForm):
    """A colleague in one's own company. The roles on offer are set by the handler."""

    name = NameField("氏名", [Required()], max_length=60)
    name_kana = KanaField("フリガナ", max_length=80)
    department = NameField("部署・営業所", max_length=60)
    job_title = NameField("役職", max_length=40)
    email = MailField("メールアドレス", [Required()])
    role = ChoiceField("役割", [Required()])
    version_id = HiddenField()


class DeskUserForm(UserForm):
    """A person of a branch, the head office or an agency."""

    branch = SelectBoxField("所属の支店")
    agency_code = CodeField("発注者コード", max_length=40)

    def keep_home(self) -> None:
        """Leave role and home out: the form then is about the person only."""
        del self.role, self.branch, self.agency_code

    def validate_branch(self, field: Any) -> None:
        if self.role.data in {"staff_underwriter", "staff_issuer"} and not field.data:
            raise ValidationError(messages.not_chosen(field.label.text))

    def validate_agency_code(self, field: Any) -> None:
        if self.role.data == "agency_officer" and not field.data:
            raise ValidationError(messages.blank(field.label.text))


class RoleForm(BaseForm):
    role = SelectBoxField("新しい役割", [Required()])


class UserFilterForm(BaseForm):
    q = SearchField("氏名・利用者ID・メールアドレス", max_length=60)
