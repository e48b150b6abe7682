"""The ticks of the assistant for 中間前払金."""

from forms.base import BaseForm
from forms.choices import ChoicesField
from surety.domain.interim import Condition


class InterimForm(BaseForm):
    conditions = ChoicesField("あてはまるものに、すべてチェックを入れてください", options=Condition)
