"""The bank's list, matching, and the agreement of a monthly account."""

from collections.abc import Sequence

from wtforms import FileField

from forms.base import BaseForm
from forms.choices import ChoicesField, TickField
from forms.fields import NotesField, SearchField
from forms.validators import Required


class BankFileForm(BaseForm):
    """A bank's list to be taken in."""

    statement = FileField("入出金明細のファイル", [Required()])


class MatchForm(BaseForm):
    """照合: which open items the deposit pays."""

    items = ChoicesField("充てる請求書・計算書")

    @classmethod
    def over(cls, options: Sequence[tuple[str, str]], *, chosen: Sequence[str]) -> "MatchForm":
        """The form with a box for each (key, words), those in `chosen` ticked."""
        boxes = ChoicesField("充てる請求書・計算書", options=options)
        made: type[MatchForm] = type("BoundMatchForm", (cls,), {"items": boxes})
        return made(data={"items": list(chosen)})


class CandidateForm(BaseForm):
    """Finding open items by a part of the company's name, its フリガナ or the number."""

    words = SearchField("会社名・フリガナ・番号で探す", max_length=60)


class AsideForm(BaseForm):
    """対象外."""

    reason = NotesField("対象外とする理由", [Required()], max_length=500)


class CompanySearchForm(BaseForm):
    words = SearchField("会社名", max_length=80)
    only_agreed = TickField("一括納付の取扱いがある会社だけ")


class AgreementForm(BaseForm):
    """Beginning or ending the monthly account of a company."""

    reason = NotesField("理由", [Required()], max_length=1000)
