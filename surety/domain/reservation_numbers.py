"""予約番号 of a bid bond: how it is built and how it is read when typed."""

from surety.domain.errors import Unreadable
from surety.domain.numbering import guarantee_number, parse_guarantee_number
from surety.domain.text import normalise_code


def reservation_number(branch_code: str, *, fiscal_year: int, serial: int) -> str:
    """Y04126-000001: built like a 保証契約番号 behind a Y (予約, yoyaku).

    Raises ValueError when a part does not fit its place.
    """
    return "Y" + guarantee_number(branch_code, fiscal_year=fiscal_year, serial=serial)


def parse_reservation_number(text: str, *, label: str = "予約番号") -> str:
    """A 予約番号 as typed, in any width, with or without its Y and hyphen: Y04126-000001.

    Raises Unreadable with a sentence about `label`.
    """
    bare = normalise_code(text[:80]).upper().removeprefix("予約番号").lstrip(":").removeprefix("Y")
    try:
        return "Y" + parse_guarantee_number(bare)
    except Unreadable:
        raise Unreadable(
            "reservation_number_unreadable",
            f"{label}はYと5桁・6桁の数字で入力してください（例：Y04126-000001）",
        ) from None
