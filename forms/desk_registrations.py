"""Forms of the branch for 利用申請."""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict
from wtforms import FileField

from forms.base import BaseForm
from forms.choices import ChoiceField, SelectBoxField
from forms.fields import NameField, NotesField
from forms.validators import Required

LONGEST_COMMENT = 200


class PaperForm(BaseForm):
    """Beginning a registration that came on paper."""

    channel = ChoiceField("届いた方法", [Required()], options=[("fax", "FAX"), ("post", "郵送・窓口")])
    branch = SelectBoxField("受け付けた営業部・支店", [Required()])
    scan = FileField("申請書の画像（任意）")


class ReturnForm(BaseForm):
    """A request to mend: one comment per field, `comment-<key>`."""

    @classmethod
    def over(cls, labels: Mapping[str, str], data: "MultiDict[str, str] | None" = None) -> "ReturnForm":
        """The form with a box for each field of the registration."""
        fields = {
            box_name(key): NameField(label, max_length=LONGEST_COMMENT) for key, label in labels.items()
        }
        made: ReturnForm = type("ReturnForm", (cls,), fields)(data)
        return made

    @property
    def comments(self) -> dict[str, str]:
        """Field key → comment, without the blank ones."""
        return {
            field.name.removeprefix("comment-"): field.data
            for field in self
            if field.name.startswith("comment-") and field.data
        }


class RefuseForm(BaseForm):
    """Saying no."""

    reason = NotesField("お断りする理由（申請者に表示されます）", [Required()], max_length=500)


class ApproveForm(BaseForm):
    """Saying yes: for which company, and how the account is opened."""

    contractor = ChoiceField("登録する契約者", [Required()])
    delivery = ChoiceField(
        "利用開始のお知らせ",
        [Required()],
        options=[("post", "利用通知書を郵送する"), ("mail", "メールで案内する")],
    )


class ReissueForm(BaseForm):
    """Once more the way into the account."""

    delivery = ChoiceField(
        "お知らせの方法",
        [Required()],
        options=[("post", "利用通知書を郵送する"), ("mail", "メールで案内する")],
    )


def box_name(key: str) -> str:
    """The name of a field's comment box."""
    return f"comment-{key}"
