"""Choosing two versions of a certificate to see side by side."""

from wtforms.widgets import Select

from forms.base import BaseForm
from forms.choices import ChoiceField


class VersionField(ChoiceField):
    """A drop-down in which one version is always chosen."""

    control = "select"
    widget = Select()


class VersionPairForm(BaseForm):
    before = VersionField("比べる版（前）")
    after = VersionField("比べる版（後）")
