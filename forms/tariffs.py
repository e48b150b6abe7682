"""Bringing a version of the tariff in, and looking what it would cost."""

from wtforms import FileField

from forms.base import BaseForm
from forms.fields import CountField, NotesField, YenField
from forms.validators import Required


class TariffImportForm(BaseForm):
    """A workbook or CSV file of one version."""

    table = FileField("料率のファイル", [Required()])
    note = NotesField("確認する方へ", max_length=400)


class PreviewForm(BaseForm):
    """One amount and one length for the comparison."""

    amount = YenField("保証金額")
    days = CountField("保証の日数", unit="日", minimum=1, maximum=3650)
