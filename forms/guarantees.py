"""The filters of 保証契約一覧: the leaflet's 範囲検索 and ピンポイント検索."""

from wtforms.widgets import Select

from forms.base import BaseForm
from forms.choices import ChoiceField, SelectBoxField
from forms.fields import GuaranteeNumberField, JapaneseDateField, SearchField
from forms.validators import NotBefore


class AnyProductField(SelectBoxField):
    """A drop-down that begins with すべての保証."""

    blank_label = "すべての保証"


class RangeForm(BaseForm):
    """範囲検索. The products on offer are those of the tab."""

    product = AnyProductField("保証種類")
    since = JapaneseDateField("発行日（から）")
    until = JapaneseDateField("発行日（まで）", [NotBefore("since")])
    words = SearchField("工事名", max_length=120)


class ShelfField(ChoiceField):
    """A drop-down in which one list is always chosen."""

    control = "select"
    widget = Select()


class DownloadForm(RangeForm):
    """保証契約情報ダウンロード: the range search, with the list's tab as a choice."""

    tab = ShelfField("一覧の種類")


class NumberForm(BaseForm):
    """ピンポイント検索."""

    number = GuaranteeNumberField("保証契約番号")
