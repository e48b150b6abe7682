"""The filters of 保証契約, the branch's own list."""

from forms.base import BaseForm
from forms.choices import SelectBoxField
from forms.fields import JapaneseDateField, SearchField
from forms.guarantees import AnyProductField
from forms.validators import NotBefore
from surety.domain.products import Product


class AnyBranchField(SelectBoxField):
    """A drop-down that begins with すべての取扱店."""

    blank_label = "すべての取扱店"


class BranchRangeForm(BaseForm):
    """The branches on offer are those whose guarantees the person may see."""

    branch = AnyBranchField("取扱店")
    company = SearchField("契約者", max_length=80)
    product = AnyProductField("保証種類", options=Product)
    since = JapaneseDateField("発行日（から）")
    until = JapaneseDateField("発行日（まで）", [NotBefore("since")])
