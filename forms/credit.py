"""与信枠: proposing one, and approving what goes beyond it."""

from forms.base import BaseForm
from forms.fields import JapaneseDateField, NotesField, YenField
from forms.underwriting import StepForm
from forms.validators import NotBefore, Required


class CreditLineForm(BaseForm):
    """与信枠の申出."""

    amount = YenField("与信枠", [Required()], minimum=0)
    valid_from = JapaneseDateField("いつから", [Required()])
    valid_to = JapaneseDateField("いつまで", [NotBefore("valid_from")])
    reason = NotesField("理由", [Required()], max_length=1000)


class OverLineForm(StepForm):
    """与信枠を超える引受けの承認."""

    note = NotesField("承認する理由", [Required()], max_length=1000)
