"""Filters of the invoice lists, and the staff's steps on an invoice."""

from forms.base import BaseForm
from forms.choices import SelectBoxField
from forms.fields import JapaneseDateField, NameField, NotesField, YenField
from forms.validators import Required
from surety.domain.invoice_states import InvoiceStanding
from surety.domain.products import PaymentMethod

_METHODS = (PaymentMethod.BANK_TRANSFER, PaymentMethod.CASH, PaymentMethod.CHEQUE)


class AnyStandingField(SelectBoxField):
    """A drop-down that begins with すべて."""

    blank_label = "すべて"


class InvoicesForm(BaseForm):
    standing = AnyStandingField("状態", options=InvoiceStanding)


class InvoicePaymentForm(BaseForm):
    """入金の記録: the whole amount, in another way than through the bank's list."""

    amount = YenField("入金額", [Required()])
    paid_on = JapaneseDateField("入金日", [Required()])
    method = SelectBoxField("入金方法", [Required()], options=_METHODS)
    note = NameField("メモ", max_length=200)


class CancellationForm(BaseForm):
    """取消の申出."""

    reason = NotesField("取り消す理由", [Required()], max_length=1000)
