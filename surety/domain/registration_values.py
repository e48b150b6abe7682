"""Reading the text of one registration field: what was understood, and what was changed on the way."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from surety.domain.contact import (
    parse_corporate_number,
    parse_mail_address,
    parse_permit_number,
    parse_phone,
    parse_postal_code,
)
from surety.domain.dates import format_wareki, parse_date
from surety.domain.errors import Unreadable
from surety.domain.prefectures import PREFECTURES
from surety.domain.products import LabelledEnum
from surety.domain.registration import (
    FieldKind,
    IssueNotice,
    RegistrationField,
    RequestKind,
    TermsConsent,
    UserRole,
)
from surety.domain.text import find_unprintable, normalise_code, tidy_name, to_fullwidth_katakana

NO_FAX = frozenset({"なし", "無し", "無", "ナシ", "-", "--", "---", "なし。", "ありません", "該当なし"})
SAME_AS_PHONE = frozenset(
    {"同上", "〃", "電話と同じ", "電話に同じ", "電話番号と同じ", "電話番号に同じ", "上に同じ"}
)
_TICKED = "☑✓✔■●◉◎○〇レ✅☒"
_EMPTY_BOXES = "□☐◯"
_KANA_NAME = re.compile(r"[ァ-ヺーヽヾ・＆（）．，－’\u3000０-９Ａ-Ｚａ-ｚ]+")
_ADDRESSEE = re.compile(r"(?:御中|行き?|宛て?|様)$")
_BRANCH = re.compile(r"[^\s　]*?(?:支店|営業部|本店|本社|営業所|出張所)(?:営業部)?")

_WORDS: dict[type[LabelledEnum], dict[str, LabelledEnum]] = {
    RequestKind: {
        "新規": RequestKind.NEW, "新規申請": RequestKind.NEW, "新規申込": RequestKind.NEW, "新規利用": RequestKind.NEW,
        "変更": RequestKind.CHANGE, "変更申請": RequestKind.CHANGE,
        "解約": RequestKind.CLOSE, "解約申請": RequestKind.CLOSE, "廃止": RequestKind.CLOSE,
    },
    TermsConsent: {
        "同意する": TermsConsent.AGREED, "同意します": TermsConsent.AGREED, "同意": TermsConsent.AGREED, "同意済": TermsConsent.AGREED,
        "利用規約に同意します": TermsConsent.AGREED, "利用規約に同意する": TermsConsent.AGREED, "はい": TermsConsent.AGREED, "true": TermsConsent.AGREED,
        "同意しない": TermsConsent.NOT_AGREED, "同意しません": TermsConsent.NOT_AGREED, "いいえ": TermsConsent.NOT_AGREED, "false": TermsConsent.NOT_AGREED,
    },
    IssueNotice: {
        "希望する": IssueNotice.WANTED, "希望します": IssueNotice.WANTED, "希望": IssueNotice.WANTED, "はい": IssueNotice.WANTED,
        "要": IssueNotice.WANTED, "有": IssueNotice.WANTED, "する": IssueNotice.WANTED, "true": IssueNotice.WANTED,
        "希望しない": IssueNotice.NOT_WANTED, "希望しません": IssueNotice.NOT_WANTED, "しない": IssueNotice.NOT_WANTED, "不要": IssueNotice.NOT_WANTED,
        "いいえ": IssueNotice.NOT_WANTED, "無": IssueNotice.NOT_WANTED, "false": IssueNotice.NOT_WANTED,
    },
    UserRole: {
        "管理者": UserRole.ADMINISTRATOR, "担当者": UserRole.OPERATOR, "担当": UserRole.OPERATOR, "利用者": UserRole.OPERATOR,
        "閲覧のみ": UserRole.VIEWER, "閲覧": UserRole.VIEWER, "閲覧者": UserRole.VIEWER,
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadValue:
    """The value kept (dates as ISO text, choices by their stored value) and words for what was changed, for the report."""

    value: str
    changes: tuple[str, ...] = ()


def read_value(field: RegistrationField, text: str) -> ReadValue:
    """Read the text that a person gave for a field; blank text gives the value "".

    Raises Unreadable, with a Japanese sentence, for text that is too long, cannot be printed or
    cannot be read as what the field asks for.
    """
    lines = field.kind is FieldKind.LINES
    tidy = tidy_name(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not tidy:
        return ReadValue("")
    if len(tidy) > field.max_length:
        raise Unreadable(
            "too_long",
            f"{field.label}は{field.max_length}文字までで入力してください（いまは{len(tidy)}文字です）",
        )
    if lines or field.kind in _NAMES:
        tidy = tidy if lines else re.sub(r"[\s　]*\n[\s　]*", " ", tidy)
        unprintable = find_unprintable(tidy, lines=lines)
        if unprintable:
            raise Unreadable(
                "unprintable", f"{field.label}に印刷できない文字があります（{'、'.join(unprintable[:3])}）"
            )
    value = _READERS[field.kind](field, tidy)
    return ReadValue(value, tuple(_changes(field, text, tidy, value)))


_NAMES = (FieldKind.NAME, FieldKind.KANA, FieldKind.TEXT, FieldKind.BRANCH)


def _read_date(field: RegistrationField, text: str) -> str:
    return parse_date(text, label=field.label).isoformat()


def _read_kana(field: RegistrationField, text: str) -> str:
    kana = to_fullwidth_katakana(text)
    if _KANA_NAME.fullmatch(kana) is None:
        raise Unreadable(
            "kana_unreadable", f"{field.label}はカタカナで入力してください（例：マルマルケンセツ）"
        )
    return kana


def _read_name(_: RegistrationField, text: str) -> str:
    return text


def _read_branch(_: RegistrationField, text: str) -> str:
    bare = _ADDRESSEE.sub("", tidy_name(text)).strip()
    found = _BRANCH.findall(bare)
    return str(found[-1]) if found else bare


def _read_code(field: RegistrationField, text: str) -> str:
    code = normalise_code(text)
    if re.fullmatch(r"[0-9A-Za-z\-]+", code) is None:
        raise Unreadable("code_unreadable", f"{field.label}は英数字で入力してください")
    return code


def _read_fax(field: RegistrationField, text: str) -> str:
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    if bare in NO_FAX or normalise_code(text) in NO_FAX:
        return ""
    if bare in SAME_AS_PHONE:
        return "同上"
    return parse_phone(text, label=field.label)


def _read_choice(field: RegistrationField, text: str) -> str:
    if field.choices is None:
        raise ValueError(field.key)
    words = _WORDS[field.choices]
    answers = {words[word] for word in _ticked_words(text) if word in words}
    if len(answers) == 1:
        return answers.pop().value
    shown = "・".join(f"「{choice.label}」" for choice in field.choices)
    raise Unreadable("choice_unreadable", f"{field.label}は{shown}のどれか1つにしてください")


def _ticked_words(text: str) -> list[str]:
    """The words that carry a tick; without any box or tick, the whole text as one word."""
    bare = "".join(text.split())
    if not any(sign in bare for sign in _TICKED + _EMPTY_BOXES):
        return [unicodedata.normalize("NFKC", bare).lower()]
    boxes, words = f"[{_TICKED}{_EMPTY_BOXES}]", f"[^{_TICKED}{_EMPTY_BOXES}]+"
    if re.match(boxes, bare):
        pairs = [(mark, word) for mark, word in re.findall(f"({boxes})({words})", bare)]
    else:
        pairs = [(mark, word) for word, mark in re.findall(f"({words})({boxes})", bare)]
    ticked = [word.strip("・/／、,()（）") for mark, word in pairs if mark in _TICKED]
    return [unicodedata.normalize("NFKC", word).lower() for word in ticked]


_READERS: dict[FieldKind, Callable[[RegistrationField, str], str]] = {
    FieldKind.DATE: _read_date,
    FieldKind.CHOICE: _read_choice,
    FieldKind.NAME: _read_name,
    FieldKind.KANA: _read_kana,
    FieldKind.TEXT: _read_name,
    FieldKind.LINES: _read_name,
    FieldKind.CODE: _read_code,
    FieldKind.BRANCH: _read_branch,
    FieldKind.POSTAL_CODE: lambda field, text: parse_postal_code(text, label=field.label),
    FieldKind.PHONE: lambda field, text: parse_phone(text, label=field.label),
    FieldKind.FAX: _read_fax,
    FieldKind.MAIL: lambda field, text: parse_mail_address(text, label=field.label),
    FieldKind.CORPORATE_NUMBER: lambda field, text: parse_corporate_number(text, label=field.label),
    FieldKind.PERMIT_NUMBER: lambda field, text: parse_permit_number(text, label=field.label),
}


def _changes(field: RegistrationField, raw: str, tidy: str, value: str) -> list[str]:
    """Name in words how the kept value differs from what was typed."""
    found = []
    if raw != raw.strip():
        found.append("前後の空白を除去")
    if field.kind is FieldKind.DATE:
        found.append(_date_change(tidy))
    elif field.kind is FieldKind.FAX and not value:
        found.append("なし→空欄")
    elif field.kind is FieldKind.KANA:
        found += _kana_changes(tidy)
    elif field.kind in _CODES and value != tidy:
        narrow = unicodedata.normalize("NFKC", tidy)
        if narrow != tidy:
            found.append("全角→半角")
        if narrow != value:
            found.append("表記を統一")
    elif field.kind in _NAMES and "\n" in raw.strip():
        found.append("改行→空白")
    return [words for words in found if words]


_CODES = frozenset(
    {
        FieldKind.CODE,
        FieldKind.POSTAL_CODE,
        FieldKind.PHONE,
        FieldKind.FAX,
        FieldKind.MAIL,
        FieldKind.CORPORATE_NUMBER,
        FieldKind.PERMIT_NUMBER,
    }
)


def _date_change(text: str) -> str:
    bare = unicodedata.normalize("NFKC", text)
    for era, signs in (("令和", "令Rr"), ("平成", "平Hh"), ("昭和", "昭Ss")):
        if bare.strip()[:1] in signs:
            return f"{era}→西暦"
    return "全角→半角" if bare != text else ""


def _kana_changes(text: str) -> list[str]:
    found = []
    if re.search("[ぁ-ゖ]", text):
        found.append("ひらがな→カタカナ")
    if re.search("[ｦ-ﾟ]", text):
        found.append("半角カナ→全角カナ")
    return found


def show_value(field: RegistrationField, value: str) -> str:
    """A value as a person reads it: a date in 和暦, a choice by its label, anything else as it is kept."""
    if not value:
        return ""
    if field.kind is FieldKind.DATE:
        return format_wareki(date.fromisoformat(value))
    return field.choices(value).label if field.choices is not None else value


def lacks_prefecture(address: str) -> bool:
    """Whether an address does not begin with the name of a prefecture (kindly asked for, never refused)."""
    return not address.startswith(PREFECTURES)
