"""Small forms around a 保証申込: finding the agency, declaring, withdrawing."""

from forms.base import BaseForm
from forms.choices import TickField
from forms.fields import NotesField, SearchField
from forms.searches import PrefectureField
from forms.validators import Required
from surety.domain.prefectures import PREFECTURES


class AgencySearchForm(BaseForm):
    agency_words = SearchField("発注者名・よみがな", max_length=60)
    agency_prefecture = PrefectureField("都道府県", options=[(name, name) for name in PREFECTURES])


class DeclarationForm(BaseForm):
    declares = TickField(
        "申込の内容は事実と相違ありません",
        [Required()],
    )


class WithdrawForm(BaseForm):
    reason = NotesField("取下げの理由", [Required()], max_length=400)
