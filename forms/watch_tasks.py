"""保証の見守り: putting a task aside."""

from forms.base import BaseForm
from forms.fields import JapaneseDateField, NotesField
from forms.validators import Required


class AsideForm(BaseForm):
    """あとで対応する: until when, and why."""

    until = JapaneseDateField("いつまで", [Required()])
    note = NotesField("理由", [Required()], max_length=300)
