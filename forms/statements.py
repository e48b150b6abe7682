"""The filters of 保証料計算書一覧."""

from forms.base import BaseForm
from forms.choices import SelectBoxField
from forms.fields import JapaneseDateField
from forms.guarantees import AnyProductField
from forms.validators import NotBefore
from surety.domain.charges import PaperKind
from surety.domain.products import Product
from surety.domain.states import PremiumState, RefundState

# A void statement is on no list of the company.
_SHOWN = (*(state for state in PremiumState if state is not PremiumState.VOID), *RefundState)


class AnyStateField(SelectBoxField):
    """A drop-down that begins with すべての納付状況."""

    blank_label = "すべての納付状況"


class AnyKindField(SelectBoxField):
    """A drop-down that begins with すべての計算書."""

    blank_label = "すべての計算書"


class StatementsForm(BaseForm):
    kind = AnyKindField("計算書の種類", options=PaperKind)
    product = AnyProductField("保証種類", options=Product)
    state = AnyStateField("納付状況", options=_SHOWN)
    since = JapaneseDateField("作成日（から）")
    until = JapaneseDateField("作成日（まで）", [NotBefore("since")])
