"""保証契約番号 and 受付番号: how they are built and how they are read when typed."""

import re
from datetime import date

from surety.domain.errors import Unreadable
from surety.domain.text import normalise_code

MAX_GUARANTEE_SERIAL = 999_999
_GUARANTEE = re.compile(r"([0-9]{5})-?([0-9]{6})")
_RECEIPT = re.compile(r"R?([0-9]{8})-?([0-9]{4,6})|R?([0-9]{8})-([0-9]{1,3})")
_FRILLS = re.compile(r"^(?:保証契約番号|保証番号|受付番号|番号|第|no\.?|№)[::]?(?:第)?|号$", re.IGNORECASE)


def guarantee_number(branch_code: str, *, fiscal_year: int, serial: int) -> str:
    """BBBYY-NNNNNN: branch, last two digits of the fiscal year's western year, serial from 1.

    Raises ValueError when a part does not fit its place.
    """
    if re.fullmatch(r"[0-9]{3}", branch_code) is None:
        raise ValueError("a branch code has three digits")
    if not 1 <= serial <= MAX_GUARANTEE_SERIAL:
        raise ValueError("the serial does not fit six digits")
    return f"{branch_code}{fiscal_year % 100:02d}-{serial:06d}"


def parse_guarantee_number(text: str, *, label: str = "保証契約番号") -> str:
    """A 保証契約番号 as typed, in any width and with or without its hyphen: 04126-000001.

    Raises Unreadable with a sentence about `label`.
    """
    match = _GUARANTEE.fullmatch(_bare(text))
    if match is None:
        raise Unreadable(
            "guarantee_number_unreadable",
            f"{label}は5桁と6桁の数字で入力してください（例：04126-000001）",
        )
    return f"{match[1]}-{match[2]}"


def statement_number(branch_code: str, *, fiscal_year: int, serial: int) -> str:
    """K04126-000001: the 計算書番号 of a premium statement, built like a 保証契約番号 behind a K.

    Raises ValueError when a part does not fit its place.
    """
    return "K" + guarantee_number(branch_code, fiscal_year=fiscal_year, serial=serial)


def invoice_number(branch_code: str, *, fiscal_year: int, serial: int) -> str:
    """S04126-000001: the 請求書番号 of a monthly invoice, built like a 保証契約番号 behind an S.

    Raises ValueError when a part does not fit its place.
    """
    return "S" + guarantee_number(branch_code, fiscal_year=fiscal_year, serial=serial)


def refund_number(branch_code: str, *, fiscal_year: int, serial: int) -> str:
    """H04126-000001: the number of a 返還計算書, built like a 保証契約番号 behind an H.

    Raises ValueError when a part does not fit its place.
    """
    return "H" + guarantee_number(branch_code, fiscal_year=fiscal_year, serial=serial)


def is_guarantee_number(text: str) -> bool:
    """Whether this is a 保証契約番号 in its one stored writing."""
    return text.isascii() and len(text) == 12 and _GUARANTEE.fullmatch(text) is not None


def receipt_number(on: date, *, serial: int) -> str:
    """RYYYYMMDD-NNNN: the JST day of receipt and the serial of that day, from 1.

    Raises ValueError when the serial is not positive.
    """
    if serial < 1:
        raise ValueError("serials begin with 1")
    return f"R{on:%Y%m%d}-{serial:04d}"


def parse_receipt_number(text: str, *, label: str = "受付番号") -> str:
    """A 受付番号 as typed: R20261122-0001, also without R, hyphen or leading zeros of the serial.

    Raises Unreadable with a sentence about `label`.
    """
    match = _RECEIPT.fullmatch(_bare(text).upper())
    try:
        if match is None:
            raise ValueError(text)
        day, serial = match[1] or match[3], match[2] or match[4]
        return receipt_number(date(int(day[:4]), int(day[4:6]), int(day[6:])), serial=int(serial))
    except ValueError:
        raise Unreadable(
            "receipt_number_unreadable",
            f"{label}を確認してください（例：R20261122-0001）",
        ) from None


def _bare(text: str) -> str:
    return _FRILLS.sub("", normalise_code(text[:80]))
