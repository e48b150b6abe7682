"""Names by which our own form is known again, and which sheets are never the form."""

import unicodedata

MARKER_SHEET = "様式情報"
NAME_PREFIX = "reg_"
FORM_ID_NAME = "reg_form_id"
FORM_VERSION_NAME = "reg_form_version"
FORM_ID = "SURETY-REGISTRATION"
FORM_VERSION = 2
FORM_SHEET = "利用申請書"
EXAMPLE_SHEET = "記入例"

_EXAMPLE_WORDS = (
    "記入例",
    "記載例",
    "入力例",
    "見本",
    "サンプル",
    "記入見本",
    "記入の手引",
    "記入要領",
    "記載要領",
    "注意事項",
)


def is_example(name: str) -> bool:
    """Whether a sheet of this name shows how to fill in the form and must never be read."""
    folded = "".join(unicodedata.normalize("NFKC", name).split())
    return any(word in folded for word in _EXAMPLE_WORDS)
