"""The 予約証書 as an immutable snapshot: everything printed on it, its canonical text and its fingerprint.

The bid itself never stands on it: it is handed over before the bids are opened (docs/rules/bid-bonds.md).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Self

from surety.domain.certificate import MAX_EXACT_INTEGER, Row, certificate_identifier, fingerprint
from surety.domain.dates import format_wareki
from surety.domain.money import format_yen
from surety.domain.parties import Office, Party
from surety.domain.products import WorkKind

SCHEMA = "bid-bond-certificate/1"
CURRENT_WORDING = "2026-11"


@dataclass(frozen=True, slots=True, kw_only=True)
class BondWording:
    """One version of the fixed sentences."""

    title: str
    title_product: str
    promise: str
    notes: tuple[str, ...]
    sample_line: str


# No 予約証書 is in our sources; the sentences are our own and bind nobody before a guarantor has approved them.
WORDINGS: Mapping[str, BondWording] = {
    "2026-11": BondWording(
        title="契約保証予約証書",
        title_product="（入札ボンド）",
        promise=(
            "当会社は、上記の案件について予約者が落札し、発注者と契約を締結するときは、この予約の有効期限までに申込みを受け、"
            "上記の予約金額を上限として契約保証をお引き受けすることを予約します。"
        ),
        notes=(
            "この証書は契約保証の予約を証するもので、入札保証金の納付を保証するものではありません。",
            "契約保証の保証金額は、契約の金額と発注者の定める割合により、契約保証の申込みのときに定めます。",
            "予約者が前払金を受ける予定がなくなったとき、または有効期限を過ぎたときは、この予約は効力を失います。",
        ),
        sample_line="見本：この証書は操作の確認のために作成したもので、予約の効力はありません。",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BidBondContent:
    """Everything printed on a 予約証書. Amounts are yen, dates JST, texts exactly as typed.

    Raises ValueError for a content that no such paper can have.
    """

    issued_on: date
    reservation_number: str
    work_kind: WorkKind
    principal: Party
    joint_venture: str
    joint_venture_representative: str
    beneficiary: str
    work_number: str
    work_name: str
    bid_on: date
    ratio_percent: int
    amount: int
    valid_until: date
    guarantor: Party
    office: Office
    is_sample: bool
    wording: str = CURRENT_WORDING

    def __post_init__(self) -> None:
        if self.wording not in WORDINGS:
            raise ValueError(f"unknown wording {self.wording!r}")
        if not 0 < self.amount <= MAX_EXACT_INTEGER or not 0 < self.ratio_percent <= 100:
            raise ValueError("amounts are whole yen above zero, ratios whole percent")

    @property
    def words(self) -> BondWording:
        """The fixed sentences of this paper's wording version."""
        return WORDINGS[self.wording]

    @property
    def issued_label(self) -> str:
        """令和8年11月28日."""
        return format_wareki(self.issued_on)

    @property
    def sample_line(self) -> str:
        """Says that a sample binds nobody; empty for a real paper."""
        return self.words.sample_line if self.is_sample else ""

    @property
    def identifier(self) -> str:
        """証書識別子, as on a 保証証書."""
        return certificate_identifier(fingerprint(canonical_bond(self)))

    def strip(self) -> tuple[tuple[str, str], ...]:
        """Label and value of the strip that identifies this paper."""
        return (
            ("発行者", self.guarantor.name),
            ("予約番号", self.reservation_number),
            ("証書識別子", self.identifier),
        )

    def rows(self) -> tuple[Row, ...]:
        """The table of the paper in printed order, for screen and PDF alike."""
        number = (Row("work_number", "案件番号", (self.work_number,)),) if self.work_number else ()
        return (
            Row("reservation_number", "予約番号", (self.reservation_number,)),
            Row("principal", "予約者", self._principal_lines()),
            Row("beneficiary", "発注者", (self.beneficiary,)),
            *number,
            Row("work_name", "案件名", (self.work_name,), f"（{self.work_kind.label}）"),
            Row("bid_on", "入札日", (format_wareki(self.bid_on),), "（開札日）"),
            # A label key of the certificate: the amount is set larger on screen and paper.
            Row("guaranteed_amount", "予約金額", (f"金 {format_yen(self.amount)} 円",), "（上限額）"),
            Row("ratio", "契約保証割合", (f"契約金額の{ratio_words(self.ratio_percent)}以上",)),
            Row("valid_until", "有効期限", (format_wareki(self.valid_until),)),
        )

    def _principal_lines(self) -> tuple[str, ...]:
        party = self.principal
        if not self.joint_venture:
            return (party.address, party.name, party.representative)
        head = self.joint_venture_representative
        named = (f"代表者　{head}",) if head and head != party.name else ()
        return (self.joint_venture, *named, party.address, party.name, party.representative)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a stored snapshot back. Raises ValueError (or its kin) for anything but a canonical snapshot."""
        data = json.loads(text, parse_float=_refuse_fraction)
        if data.pop("schema", None) != SCHEMA:
            raise ValueError("not a snapshot of a 予約証書")
        if set(data) != {field.name for field in fields(cls)}:
            raise ValueError("a snapshot with missing or unknown members")
        content = cls(**{name: _READERS.get(name, _as_is)(value) for name, value in data.items()})
        if canonical_bond(content) != text:
            raise ValueError("a snapshot that is not in canonical form")
        return content


def ratio_words(percent: int) -> str:
    """A ratio as contracts say it: 10分の1, 10分の3; 100分の15 where tenths do not fit."""
    return f"10分の{percent // 10}" if percent % 10 == 0 else f"100分の{percent}"


def canonical_bond(content: BidBondContent) -> str:
    """The one text of a 予約証書: JSON in the manner of RFC 8785, as for a 保証証書."""
    text = json.dumps(
        {"schema": SCHEMA, **_plain(content)},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )
    text.encode("utf-8")
    return text


def _plain(value: Any) -> Any:
    match value:
        case BidBondContent() | Party() | Office():
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case StrEnum():
            return value.value
        case date():
            return value.isoformat()
        case _:
            return value


def _refuse_fraction(digits: str) -> int:
    raise ValueError(f"a 予約証書 holds whole numbers, not {digits}")


def _as_is(value: Any) -> Any:
    return value


_READERS: Mapping[str, Any] = {
    **dict.fromkeys(("issued_on", "bid_on", "valid_until"), date.fromisoformat),
    "work_kind": WorkKind,
    "principal": lambda members: Party(**members),
    "guarantor": lambda members: Party(**members),
    "office": lambda members: Office(**members),
}
