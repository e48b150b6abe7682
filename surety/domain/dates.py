"""Legal dates (JST calendar dates): read in every usual writing, printed in 和暦."""

import re
from calendar import monthrange
from datetime import date

from surety.domain.eras import Era, era_of, find_era
from surety.domain.errors import Unreadable
from surety.domain.text import normalise_code

FIRST_YEAR, LAST_YEAR = 1926, 2100
WEEKDAYS = "月火水木金土日"
_MAX_LENGTH = 60
_ERA = r"(?P<era>令和|平成|昭和|大正|明治|令|平|昭|大|明|[RHSTMrhstm])?\.?"
_CHECK = r"(?:\((?P<check>[0-9]{4})年?\))?"
_WEEKDAY = rf"(?:\(?[{WEEKDAYS}](?:曜日?)?\)?)?"
_PARTED = re.compile(
    rf"(?:西暦)?{_ERA}(?P<year>[0-9]{{1,4}}|元){_CHECK}[年./-]"
    rf"(?P<month>[0-9]{{1,2}})[月./-](?P<day>[0-9]{{1,2}})日?(?:\((?P<check2>[0-9]{{4}})年?\))?{_WEEKDAY}"
)
_JOINED = re.compile(
    r"(?P<era>[RHSTMrhstm]|令和|平成|昭和)(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
)
_JOINED_WESTERN = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_ERA_AT_START = re.compile("令|平|昭|大|明|西暦|[RHSTMrhstm]")
_NO_YEAR = re.compile(r"[0-9]{1,2}[月/][0-9]{1,2}日?")


def parse_date(text: str, *, label: str = "日付") -> date:
    """A date as typed: 令和8年3月20日, R8.3.20, 令和元年…, R080320, 2026/3/20, 20260320, full-width too.

    Raises Unreadable, with a sentence about `label`, for a year without an era (8.3.20), days
    that do not exist, years an era did not have (平成38年), and dates outside 1926 to 2100.
    """
    if len(text) > _MAX_LENGTH:
        raise _unreadable(f"{label}を確認してください（例：令和8年3月20日）")
    bare = normalise_code(text)
    if not bare:
        raise _unreadable(f"{label}を入力してください")
    match = _PARTED.fullmatch(bare) or _JOINED.fullmatch(bare) or _JOINED_WESTERN.fullmatch(bare)
    if match is None:
        if _NO_YEAR.fullmatch(bare):
            raise _unreadable(f"{label}は年から入力してください（例：令和8年3月20日）")
        raise _unreadable(f"{label}を確認してください（例：令和8年3月20日、2026/3/20）")
    parts = match.groupdict()
    day = _resolve(
        find_era(parts.get("era") or ""),
        year=1 if parts["year"] == "元" else int(parts["year"]),
        gannen=parts["year"] == "元",
        month=int(parts["month"]),
        day=int(parts["day"]),
        label=label,
    )
    for check in (parts.get("check"), parts.get("check2")):
        if check is not None and int(check) != day.year:
            raise _unreadable(f"{label}の和暦と西暦が合いません（{format_wareki(day)}は{day.year}年です）")
    return day


def parse_date_parts(era: str, *, year: str, month: str, day: str, label: str = "日付") -> date:
    """A date typed into separate boxes: an era (令和, 平成 … or 西暦) and year, month and day.

    Four digits in the year box are a western year whatever the era says, and a whole date
    pasted into the year box is read as such. Raises Unreadable as parse_date does.
    """
    year_text, month_text, day_text = (normalise_code(part) for part in (year, month, day))
    if not (year_text or month_text or day_text):
        raise _unreadable(f"{label}を入力してください")
    era_word = "" if era == "西暦" else era
    if year_text and not month_text and not day_text and len(year_text.rstrip("年")) > 4:
        named = _ERA_AT_START.match(year_text) is not None or re.match("[0-9]{4}", year_text) is not None
        return parse_date(year_text if named else era_word + year_text, label=label)
    missing = [name for name, part in (("年", year_text), ("月", month_text), ("日", day_text)) if not part]
    if missing:
        raise _unreadable(f"{label}の{'と'.join(missing)}を入力してください")
    year_text, month_text, day_text = year_text.rstrip("年"), month_text.rstrip("月"), day_text.rstrip("日")
    if re.fullmatch("[0-9]{4}", year_text):
        era_word = ""
    return parse_date(f"{era_word}{year_text}年{month_text}月{day_text}日", label=label)


def format_wareki(day: date) -> str:
    """令和8年3月20日; the first year of an era is 元年."""
    era, year = _era_year(day)
    return f"{era}{year}年{day.month}月{day.day}日"


def format_wareki_short(day: date) -> str:
    """令和8.3.20, for lists."""
    era, year = _era_year(day)
    return f"{era}{year}.{day.month}.{day.day}"


def echo_date(day: date) -> str:
    """令和8年3月20日（2026年）金曜日: everything a person needs to notice a slip."""
    return f"{format_wareki(day)}（{day.year}年）{WEEKDAYS[day.weekday()]}曜日"


def fiscal_year(day: date) -> int:
    """The western year in which the Japanese fiscal year (April to March) of the day began."""
    return day.year if day.month >= 4 else day.year - 1


def _resolve(era: Era | None, *, year: int, gannen: bool, month: int, day: int, label: str) -> date:
    if era is None and (gannen or year < 100):
        raise _unreadable(
            f"{label}は「令和」などの元号か、西暦4桁の年を付けて入力してください（例：令和8年3月20日、2026/3/20）"
        )
    if era is not None and not 1 <= year <= 99:
        raise _unreadable(f"{label}の年を確認してください（例：令和8年3月20日、2026/3/20）")
    western = era.western_year(year) if era is not None else year
    if not FIRST_YEAR <= western <= LAST_YEAR:
        raise _unreadable(f"{label}は{FIRST_YEAR}年から{LAST_YEAR}年までの日付で入力してください")
    if not 1 <= month <= 12:
        raise _unreadable(f"{_of_day(label)}を確認してください（月は1から12までです）")
    length = monthrange(western, month)[1]
    if not 1 <= day <= length:
        raise _unreadable(f"{_of_day(label)}を確認してください（{month}月は{length}日までです）")
    resolved = date(western, month, day)
    if era is not None and not era.holds(resolved):
        raise _unreadable(_outside_era(era, resolved, label=label))
    return resolved


def _of_day(label: str) -> str:
    """保証期限の日付, but 契約日 stays 契約日."""
    return label if label.endswith(("日", "日付")) else f"{label}の日付"


def _outside_era(era: Era, day: date, *, label: str) -> str:
    """The sentence for a date written in an era that had not begun or was over."""
    bound = f"{format_wareki(era.first)}から"
    if era.last is not None and day > era.last:
        year = era.last.year - era.first.year + 1
        bound = f"{era.name}{year}年{era.last.month}月{era.last.day}日まで"
    return f"{label}の元号を確認してください（{era.name}は{bound}です。この日は{format_wareki(day)}です）"


def _era_year(day: date) -> tuple[str, str]:
    era = era_of(day)
    if era is None:
        return "西暦", str(day.year)
    year = day.year - era.first.year + 1
    return era.name, "元" if year == 1 else str(year)


def _unreadable(message: str) -> Unreadable:
    return Unreadable("date_unreadable", message)
