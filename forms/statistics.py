"""The filters of 保証取扱高."""

from forms.base import BaseForm
from forms.choices import SelectBoxField
from forms.desk_guarantees import AnyBranchField
from forms.guarantees import AnyProductField
from forms.searches import PrefectureField
from surety.domain.prefectures import PREFECTURES
from surety.domain.products import Product


class MonthField(SelectBoxField):
    """A month of the past, or the present one."""

    blank_label = "今月"


class StatisticsForm(BaseForm):
    """The months and branches on offer are those the person may ask for."""

    month = MonthField("月")
    branch = AnyBranchField("取扱店")
    prefecture = PrefectureField("発注者の都道府県", options=[(name, name) for name in PREFECTURES])
    product = AnyProductField("保証種類", options=Product)
