"""Recording that a premium came in, or went back."""

from forms.base import BaseForm
from forms.choices import SelectBoxField
from forms.fields import JapaneseDateField, NameField, YenField
from forms.underwriting import StepForm
from forms.validators import Required
from surety.domain.products import PaymentMethod

_METHODS = (PaymentMethod.BANK_TRANSFER, PaymentMethod.CASH, PaymentMethod.CHEQUE)


class ReceiptForm(BaseForm):
    """入金の記録: the whole amount, in another way than through the bank's list."""

    amount = YenField("入金額", [Required()])
    paid_on = JapaneseDateField("入金日", [Required()])
    method = SelectBoxField("入金方法", [Required()], options=_METHODS)
    note = NameField("メモ", max_length=200)


class PaymentForm(ReceiptForm, StepForm):
    """The same as a step of a case."""


class PayBackForm(BaseForm):
    paid_back_on = JapaneseDateField("返還日", [Required()])
    method = SelectBoxField("返還の方法", [Required()], options=(*_METHODS, PaymentMethod.MONTHLY_ACCOUNT))
    note = NameField("メモ", max_length=200)
