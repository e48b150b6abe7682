"""The boxes of the rows of 請負工事の情報: the years of a contract and the members of a JV."""

from decimal import Decimal

from wtforms import Form

from forms.choices import ChoiceField
from forms.fields import NameField, TypedField, YenField
from surety.domain.application_fields import BY_NAME
from surety.domain.fiscal_years import format_fiscal_year, parse_fiscal_year
from surety.domain.joint_ventures import parse_share, share_words
from surety.domain.works_rows import MEMBERS, YEARS

# Beside each other in a row whose number stands above them, boxes need only short words.
_SHORT = {
    "": "年度",
    "_planned": "出来高予定額",
    "_limit": "支払限度額",
    "_name": "会社名",
    "_address": "住所",
    "_share": "出資割合",
}
ROW_LABELS = {
    f"{kind.name}{row}{part}": _SHORT[part]
    for kind in (YEARS, MEMBERS)
    for row in range(1, kind.most + 1)
    for part in kind.parts
}


class FiscalYearField(TypedField):
    """年度, read in every usual writing, shown as 令和8年度."""

    def read(self, text: str) -> int:
        return parse_fiscal_year(text, label=self.label.text)

    def show(self, value: int) -> str:
        return format_fiscal_year(value)


class ShareField(TypedField):
    """出資割合 in percent; an exact number."""

    control = "percent"

    def read(self, text: str) -> Decimal:
        return parse_share(text, label=self.label.text)

    def show(self, value: Decimal) -> str:
        return share_words(value)


def add_rows(form: type[Form]) -> None:
    """Give a form the boxes of every row there may be; a page draws those that hold something."""
    for row in range(1, YEARS.most + 1):
        year, planned, limit = YEARS.names(row)
        setattr(form, year, FiscalYearField(BY_NAME[year].label))
        setattr(form, planned, YenField(BY_NAME[planned].label))
        setattr(form, limit, YenField(BY_NAME[limit].label))
    for row in range(1, MEMBERS.most + 1):
        name, address, share = MEMBERS.names(row)
        setattr(form, name, NameField(BY_NAME[name].label, max_length=80))
        setattr(form, address, NameField(BY_NAME[address].label, max_length=160))
        setattr(form, share, ShareField(BY_NAME[share].label))
    rows = [(str(row), f"{row}行目の会社") for row in range(1, MEMBERS.most + 1)]
    form.representative = ChoiceField(BY_NAME["representative"].label, options=rows)
