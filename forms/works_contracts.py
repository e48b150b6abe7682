"""Forms on the page of a works contract."""

from forms.base import BaseForm
from forms.fields import JapaneseDateField
from forms.validators import Required


class SigningForm(BaseForm):
    """請負契約日 of a contract that was guaranteed before it was signed."""

    signed_on = JapaneseDateField("契約した日", [Required()])
