"""Searching mail."""

from forms.base import BaseForm
from forms.fields import SearchField


class MailSearchForm(BaseForm):
    recipient = SearchField("宛先のメールアドレス", max_length=254)
