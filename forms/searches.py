"""Search boxes of the public pages."""

from forms.base import BaseForm
from forms.choices import SelectBoxField, TickField
from forms.fields import SearchField
from surety.domain.prefectures import PREFECTURES


class FaqSearchForm(BaseForm):
    words = SearchField("質問をさがす", max_length=60)


class PrefectureField(SelectBoxField):
    """One prefecture, or all of them."""

    blank_label = "すべての都道府県"


class AgencySearchForm(BaseForm):
    words = SearchField("発注者の名前", max_length=60)
    prefecture = PrefectureField("都道府県", options=[(name, name) for name in PREFECTURES])
    electronic = TickField("電子保証に対応している発注者だけ")
