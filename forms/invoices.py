"""Filters of the invoice lists, and the staff's steps on an invoice."""

from forms.base import BaseForm
from forms.choices import SelectBoxField
from forms.fields import NotesField
from forms.validators import Required
from surety.domain.invoice_states import InvoiceStanding


class AnyStandingField(SelectBoxField):
    """A drop-down that begins with すべて."""

    blank_label = "すべて"


class InvoicesForm(BaseForm):
    standing = AnyStandingField("状態", options=InvoiceStanding)


class CancellationForm(BaseForm):
    """取消の申出."""

    reason = NotesField("取り消す理由", [Required()], max_length=1000)
