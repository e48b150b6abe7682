"""振込依頼人名: the payer as a bank writes it, made comparable with a company's フリガナ."""

import re
import unicodedata

from surety.domain.text import search_key

# What banks put for a company's form, at the beginning or the end; brackets are NFKC brackets by then.
_FORMS = r"カブシキガイシヤ|ユウゲンガイシヤ|ゴウドウガイシヤ|ゴウシガイシヤ|ゴウメイガイシヤ|株式会社|有限会社|合同会社|合資会社|合名会社"
_SHORT = r"カ|ユ|ド|シ|メ"
_FORM = re.compile(rf"^(?:{_FORMS}|\(?(?:{_SHORT})\))|(?:{_FORMS}|\((?:{_SHORT})\)?)$")
_LEAD = re.compile(r"^(?:フリコミ|振込入金|振込)[*＊・:]?")
_SENDER_CODE = re.compile(r"^[0-9]{4,10}")
_SIGNS = re.compile(r"[-.,・･'\"*/_ 　]")


def payer_key(text: str) -> str:
    """What is compared: no width, small kana, blanks, dashes, dots, form of company, sender code or word 振込.

    ｶ)ﾏﾙﾏﾙｹﾝｾﾂ, マルマルケンセツ（カ and カブシキガイシャ　まるまるけんせつ give the same. Empty for nothing to compare.
    """
    key = unicodedata.normalize("NFKC", search_key(text)).upper()
    key = _SENDER_CODE.sub("", _LEAD.sub("", key))
    key = _SIGNS.sub("", key)
    for _ in range(2):
        key = _FORM.sub("", key)
    return re.sub(r"[()]", "", key)
