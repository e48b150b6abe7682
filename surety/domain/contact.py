"""Addresses and registered numbers of companies, read kindly and kept in one writing."""

import re

from stdnum.exceptions import ValidationError
from stdnum.jp import cn

from surety.domain.errors import Unreadable
from surety.domain.prefectures import PREFECTURES
from surety.domain.text import normalise_code

_POSTAL = re.compile(r"〒?([0-9]{3})-?([0-9]{4})")
_PHONE_FRILLS = re.compile(r"^(?:tel|電話番号|電話|fax)[.:]?", re.IGNORECASE)
_EXTENSION = re.compile(r"[(]?(?:内線|ext\.?)[:]?([0-9]{1,6})[)]?$", re.IGNORECASE)
_MOBILE = re.compile(r"0[5-9]0[0-9]{8}")
_FREE = re.compile(r"0(?:120|570|990)[0-9]{6}")
_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL = re.compile(rf"({_ATEXT}(?:\.{_ATEXT})*)@((?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9])")
_PERMIT_PLAIN = re.compile(r"([0-9]{1,2})-([0-9]{1,6})|([0-9]{2})([0-9]{6})")
_PERMIT_NAMED = re.compile(
    r"(?P<who>国土交通大臣|大臣|(?P<prefecture>.{2,4})知事)(?:許可|登録)?"
    r"(?:\(?[般特][-・]?[0-9]{1,2}\)?)?(?:許可)?第?(?P<number>[0-9]{1,6})号?"
)
MAX_MAIL_LENGTH = 254


def parse_postal_code(text: str, *, label: str = "郵便番号") -> str:
    """Seven digits with or without 〒 and hyphen, as 036-0104. Raises Unreadable."""
    match = _POSTAL.fullmatch(normalise_code(text[:40]))
    if match is None:
        raise Unreadable("postal_code_unreadable", f"{label}は7桁の数字で入力してください（例：036-0104）")
    return f"{match[1]}-{match[2]}"


def parse_phone(text: str, *, label: str = "電話番号") -> str:
    """A Japanese phone or fax number with the hyphens as typed: 017-000-0000.

    Dashes of any kind, brackets and dots are hyphens; +81 becomes 0; mobile and free-dial
    numbers without hyphens get theirs; an extension stays as 「017-000-0000 内線12」. Raises
    Unreadable when it has not 10 or 11 digits behind a leading 0.
    """
    bare = _PHONE_FRILLS.sub("", normalise_code(text[:80]))
    extension = _EXTENSION.search(bare)
    if extension is not None:
        bare = bare[: extension.start()]
    bare = re.sub(r"^\+81\(?0?\)?-?", "0", bare)
    bare = re.sub(r"[-().・/]+", "-", bare).strip("-")
    digits = bare.replace("-", "")
    if re.fullmatch("[0-9]+", digits) is None:
        raise _phone_unreadable(f"{label}は数字で入力してください（例：017-000-0000）")
    if not digits.startswith("0"):
        raise _phone_unreadable(f"{label}は市外局番の0から入力してください（例：017-000-0000）")
    if len(digits) not in (10, 11):
        raise _phone_unreadable(f"{label}は10桁か11桁で入力してください（いまは{len(digits)}桁です）")
    number = bare if "-" in bare else _hyphenated(digits)
    return f"{number} 内線{extension[1]}" if extension is not None else number


def parse_mail_address(text: str, *, label: str = "メールアドレス") -> str:
    """One ASCII mail address, the part behind @ in small letters. Raises Unreadable."""
    trimmed = text.strip()
    bare = re.sub("^mailto:", "", normalise_code(trimmed), flags=re.IGNORECASE)
    if bare.count("@") > 1:
        raise _mail_unreadable(f"{label}は1つだけ入力してください（例：soumu@example.co.jp）")
    if re.search(r"\s", trimmed):
        raise _mail_unreadable(f"{label}の途中の空白を取ってください（例：soumu@example.co.jp）")
    match = _MAIL.fullmatch(bare)
    if match is None or len(bare) > MAX_MAIL_LENGTH or len(match[1]) > 64:
        raise _mail_unreadable(f"{label}の形を確認してください（例：soumu@example.co.jp）")
    return f"{match[1]}@{match[2].lower()}"


def parse_corporate_number(text: str, *, label: str = "法人番号") -> str:
    """A 法人番号 of 13 digits whose check digit is right; a leading T (invoice number) is taken off.

    Raises Unreadable.
    """
    digits = re.sub("^[Tt]", "", normalise_code(text[:40])).replace("-", "")
    if re.fullmatch("[0-9]{13}", digits) is None:
        hint = (
            "12桁の会社法人等番号とは異なります" if re.fullmatch("[0-9]{12}", digits) else "例：5835678256246"
        )
        raise Unreadable("corporate_number_unreadable", f"{label}は13桁の数字で入力してください（{hint}）")
    try:
        return cn.validate(digits)
    except ValidationError:
        raise Unreadable(
            "corporate_number_unreadable", f"{label}の数字を確認してください（打ち間違いがあるようです）"
        ) from None


def parse_permit_number(text: str, *, label: str = "建設業許可番号") -> str:
    """A 建設業許可番号 as 02-012345: 00 for the minister or the prefecture's code, then six digits.

    Reads 02-012345, 2-12345, 02012345 and 青森県知事許可（般-5）第012345号. Raises Unreadable.
    """
    bare = normalise_code(text[:80])
    plain = _PERMIT_PLAIN.fullmatch(bare)
    if plain is not None:
        office, number = int(plain[1] or plain[3]), int(plain[2] or plain[4])
    else:
        office, number = _read_named_permit(bare, label=label)
    if not 0 <= office <= len(PREFECTURES) or number == 0:
        raise _permit_unreadable(f"{label}を確認してください（許可行政庁は大臣が00、知事が01から47です）")
    return f"{office:02d}-{number:06d}"


def _read_named_permit(bare: str, *, label: str) -> tuple[int, int]:
    named = _PERMIT_NAMED.fullmatch(bare)
    if named is None:
        raise _permit_unreadable(
            f"{label}を確認してください（例：02-012345、青森県知事許可（般-5）第012345号）"
        )
    if named["prefecture"] is None:
        return 0, int(named["number"])
    for code, name in enumerate(PREFECTURES, start=1):
        if named["prefecture"] in (name, name[:-1]):
            return code, int(named["number"])
    raise _permit_unreadable(f"{label}の都道府県名を確認してください（例：青森県知事許可（般-5）第012345号）")


def _hyphenated(digits: str) -> str:
    """Hyphens where the plan of numbers puts them for certain; other numbers stay as they are."""
    if _MOBILE.fullmatch(digits) and not digits.startswith("0800"):
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    if _FREE.fullmatch(digits) or digits.startswith("0800"):
        return f"{digits[:4]}-{digits[4:7]}-{digits[7:]}"
    return digits


def _phone_unreadable(message: str) -> Unreadable:
    return Unreadable("phone_unreadable", message)


def _mail_unreadable(message: str) -> Unreadable:
    return Unreadable("mail_unreadable", message)


def _permit_unreadable(message: str) -> Unreadable:
    return Unreadable("permit_number_unreadable", message)
