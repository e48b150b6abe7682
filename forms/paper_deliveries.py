"""証書（紙）のお渡し."""

from forms.base import BaseForm
from forms.choices import ChoiceField
from forms.fields import JapaneseDateField, NameField
from forms.validators import Required
from surety.domain.paper_certificates import DeliveryMeans


class DeliveryForm(BaseForm):
    """How a paper certificate left the branch, when, and who took it or under which number it travels."""

    means = ChoiceField("お渡しの方法", [Required()], options=DeliveryMeans)
    delivered_on = JapaneseDateField("お渡しした日", [Required()])
    receiver = NameField("受け取った方・追跡番号", max_length=80)
