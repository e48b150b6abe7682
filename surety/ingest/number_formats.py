"""What a person sees of a number in a cell: number formats as far as codes, phone numbers and dates need them."""

import re
from decimal import Decimal

# Ids that Japanese spreadsheet programs use without writing their code into the file (ECMA-376 part 1, 18.8.30, ja-jp).
JAPANESE_DATE_IDS = frozenset({27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58})
ERA_DATE_IDS = frozenset({27, 28, 29, 36, 50, 51, 54, 57, 58})

_CONDITION = re.compile(r"^\[(<=|>=|<|>|=)([0-9]+)\]")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_ERA = re.compile(r"g+|e+", re.I)
_QUOTED = re.compile(r'"[^"]*"')


def is_era_date(format_id: int, code: str) -> bool:
    """Whether the cell shows its day number as a Japanese era date."""
    if format_id in ERA_DATE_IDS:
        return True
    bare = _QUOTED.sub("", _BRACKETS.sub("", code))
    return "g" in bare.lower() or bool(re.search(r"(?<![a-zA-Z0#?.])e(?![+\-])", bare, re.I))


def is_date(format_id: int, code: str) -> bool:
    """Whether the cell shows its day number as a date in a format that the spreadsheet library does not know."""
    return format_id in JAPANESE_DATE_IDS or (code != "General" and is_era_date(format_id, code))


def shown_digits(number: Decimal, code: str) -> str | None:
    """The number as a format of zeros and signs shows it ("000-0000" makes 300803 to 030-0803); None for other formats."""
    if number != number.to_integral_value() or number < 0:
        return None
    section = _section(code, number)
    pattern = _literal(section)
    if pattern is None or pattern.count("0") + pattern.count("#") < 2 or "0" not in pattern:
        return None
    digits = str(int(number))
    places = pattern.count("0") + pattern.count("#")
    if len(digits) > places:
        digits, lead = digits[-places:], digits[:-places]
    else:
        lead = ""
    return _fill(pattern, lead, digits)


def _section(code: str, number: Decimal) -> str:
    sections = code.split(";")
    for section in sections:
        match = _CONDITION.match(section)
        if match is None:
            return section
        limit = Decimal(match[2])
        holds = {
            "<=": number <= limit,
            ">=": number >= limit,
            "<": number < limit,
            ">": number > limit,
            "=": number == limit,
        }
        if holds[match[1]]:
            return section
    return sections[-1]


def _literal(section: str) -> str | None:
    bare = _BRACKETS.sub("", section)
    bare = re.sub(r'"([^"]*)"', r"\1", bare)
    bare = re.sub(r"\\(.)", r"\1", bare)
    bare = re.sub(r"_.", "", bare)
    return bare if re.fullmatch(r"[0#\-() 〒第号]+", bare) else None


def _fill(pattern: str, lead: str, digits: str) -> str:
    rest = list(digits)
    shown: list[str] = []
    for sign in reversed(pattern):
        if sign in "0#":
            shown.append(rest.pop() if rest else ("0" if sign == "0" else ""))
        else:
            shown.append(sign)
    return lead + "".join(reversed(shown)).strip()


def plain_digits(number: Decimal) -> str:
    """Write a number without exponent and without trailing zeros behind the point."""
    if number == number.to_integral_value():
        return str(int(number))
    return format(number.normalize(), "f")
