"""Small whole numbers such as days, months and copies, read as people type them."""

import re

from surety.domain.errors import Unreadable
from surety.domain.text import normalise_code


def parse_count(
    text: str, *, label: str = "数", unit: str = "", minimum: int = 0, maximum: int = 9999
) -> int:
    """A whole number from `minimum` to `maximum`, with or without commas and its `unit` (日, か月).

    Raises Unreadable with a sentence about `label`.
    """
    bare = normalise_code(text[:40]).replace(",", "").removesuffix(normalise_code(unit))
    if re.fullmatch("[0-9]{1,9}", bare) is None:
        raise Unreadable("count_unreadable", f"{label}は数字で入力してください（例：{max(minimum, 1)}）")
    if not minimum <= int(bare) <= maximum:
        raise Unreadable(
            "count_unreadable", f"{label}は{minimum:,}{unit}から{maximum:,}{unit}までで入力してください"
        )
    return int(bare)
