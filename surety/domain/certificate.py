"""The 保証証書 as an immutable snapshot: everything printed on it, its canonical text and its fingerprint.

Screen, print and PDF are drawn from `CertificateContent.rows()` and the other words it gives, so they cannot differ. The canonical
text is what is stored and hashed; `from_json` gives the same content back.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Self

from surety.domain.certificate_wording import CURRENT_WORDING, WORDINGS, CertificateWording, row_labels
from surety.domain.dates import format_wareki
from surety.domain.money import format_yen
from surety.domain.parties import Office, Party
from surety.domain.products import CertificateForm, CertificateKind, Product, WorkKind

SCHEMA = "certificate/1"
# RFC 8785 writes numbers as IEEE doubles; beyond this an integer would not survive other readers.
MAX_EXACT_INTEGER = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the certificate's table: a label, its small note and the lines of the value."""

    key: str
    label: str
    lines: tuple[str, ...]
    note: str = ""

    @property
    def is_amount(self) -> bool:
        """Whether this is the guaranteed amount, which is printed larger."""
        return self.key == "guaranteed_amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateContent:
    """Everything printed on one version of a 保証証書.

    Amounts are yen, dates are JST legal dates, texts are kept exactly as typed. `contracted_on` may be None (the row is left out),
    the depository is empty except for 前払金保証 and 中間前払金保証. Raises ValueError for a content that no certificate can have.
    """

    issued_on: date
    product: Product
    form: CertificateForm
    work_kind: WorkKind
    kind: CertificateKind
    change_number: int
    guarantee_number: str
    principal: Party
    joint_venture: str
    beneficiary: str
    guaranteed_amount: int
    guaranteed_until: date
    works_name: str
    contract_amount: int
    works_from: date
    works_until: date
    contracted_on: date | None
    depository_bank: str
    depository_branch: str
    guarantor: Party
    office: Office
    service_name: str
    is_sample: bool
    wording: str = CURRENT_WORDING

    def __post_init__(self) -> None:
        if self.wording not in WORDINGS:
            raise ValueError(f"unknown wording {self.wording!r}")
        if self.product not in WORDINGS[self.wording].conditions:
            raise ValueError(f"no 保証証書 exists for {self.product.label}")
        if (self.kind is CertificateKind.NEW and self.change_number != 0) or self.change_number < 0:
            raise ValueError("a 新規 certificate has change number 0")
        if (
            self.kind in (CertificateKind.CHANGE, CertificateKind.CHANGE_CANCELLED)
            and self.change_number == 0
        ):
            raise ValueError("a 変更 certificate has a change number from 1")
        if (
            not 0 < self.guaranteed_amount <= MAX_EXACT_INTEGER
            or not 0 < self.contract_amount <= MAX_EXACT_INTEGER
        ):
            raise ValueError("amounts are whole yen above zero")

    @property
    def words(self) -> CertificateWording:
        """The fixed sentences of this certificate's wording version."""
        return WORDINGS[self.wording]

    @property
    def is_electronic(self) -> bool:
        """Whether this is 電子保証; a paper certificate carries no electronic marks."""
        return self.form is CertificateForm.ELECTRONIC

    @property
    def title(self) -> str:
        """保証証書."""
        return self.words.title

    @property
    def title_product(self) -> str:
        """（前払金保証）, set smaller beside the title."""
        return f"（{self.product.label}）"

    @property
    def handling_mark(self) -> str:
        """The line that says no paper is issued; empty for a paper certificate."""
        return self.words.electronic_mark if self.is_electronic else ""

    @property
    def change_mark(self) -> str:
        """変更-1 and the like under the title; empty for 新規."""
        change = f"変更-{self.change_number}" if self.change_number else ""
        match self.kind:
            case CertificateKind.CORRECTION:
                return f"{change}（訂正）" if change else "訂正"
            case CertificateKind.CHANGE_CANCELLED:
                return f"{change}（変更取消）"
            case _:
                return change

    @property
    def version_label(self) -> str:
        """新規, 変更-1, 訂正 …: how this version is called in lists and in the strip."""
        return self.change_mark or CertificateKind.NEW.label

    @property
    def issued_label(self) -> str:
        """令和7年12月5日."""
        return format_wareki(self.issued_on)

    @property
    def oath(self) -> str:
        """The sentence by which the guarantor binds itself, naming the product's 約款."""
        return self.words.oath.format(conditions=self.words.conditions[self.product])

    @property
    def notes(self) -> tuple[str, ...]:
        """The numbered notes (注)."""
        price = row_labels(self.work_kind).price
        return (self.words.change_note, self.words.price_note[self.product].format(price=price))

    @property
    def copy_line(self) -> str:
        """Says that a print is a copy; empty for a paper certificate, which is the original."""
        return self.words.copy_line.format(service=self.service_name) if self.is_electronic else ""

    @property
    def sample_line(self) -> str:
        """Says that a sample binds nobody; empty for a real certificate."""
        return self.words.sample_line if self.is_sample else ""

    @property
    def identifier(self) -> str:
        """証書識別子, see `certificate_identifier`."""
        return certificate_identifier(fingerprint(canonical_json(self)))

    def strip(self) -> tuple[tuple[str, str], ...]:
        """Label and value of the strip that identifies this version, for comparison with the viewer."""
        return (
            ("発行者", self.guarantor.name),
            ("証書の版", self.version_label),
            ("証書識別子", self.identifier),
        )

    def rows(self) -> tuple[Row, ...]:
        """The table of the certificate in printed order, for screen and PDF alike."""
        labels = row_labels(self.work_kind)
        period = f"{format_wareki(self.works_from)}から{format_wareki(self.works_until)}まで"
        rows = [
            Row("guarantee_number", "保証契約番号", (self.guarantee_number,)),
            Row("principal", "保証契約者", self._principal_lines()),
            Row("beneficiary", "被保証者", (self.beneficiary,)),
            Row(
                "guaranteed_amount", "保証金額", (f"金 {format_yen(self.guaranteed_amount)} 円",), "（総額）"
            ),
            Row("guaranteed_until", "保証期限", (format_wareki(self.guaranteed_until),)),
            Row("works_name", labels.name, (self.works_name,)),
            Row("contract_amount", labels.price, (f"{format_yen(self.contract_amount)} 円",), "（総額）"),
            Row("works_period", labels.period, (period,)),
        ]
        if self.contracted_on is not None:
            rows.append(Row("contracted_on", labels.contracted_on, (format_wareki(self.contracted_on),)))
        if self.depository_bank:
            depository = " ".join(part for part in (self.depository_bank, self.depository_branch) if part)
            rows.append(Row("depository", "預託金融機関", (depository,)))
        return tuple(rows)

    def _principal_lines(self) -> tuple[str, ...]:
        company, representative = self.principal.name, self.principal.representative
        if self.joint_venture:
            return (self.joint_venture, f"代表者　{self.principal.address}", company, representative)
        return (self.principal.address, company, representative)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a stored snapshot back.

        Raises ValueError (or its kin) when the text is not the canonical text of a certificate this program knows.
        """
        data = json.loads(text, parse_float=_refuse_fraction)
        if data.pop("schema", None) != SCHEMA:
            raise ValueError("not a certificate snapshot")
        if set(data) != {field.name for field in fields(cls)}:
            raise ValueError("a certificate snapshot with missing or unknown members")
        content = cls(**{name: _READERS.get(name, _as_is)(value) for name, value in data.items()})
        if canonical_json(content) != text:
            raise ValueError("a certificate snapshot that is not in canonical form")
        return content


def _refuse_fraction(digits: str) -> int:
    raise ValueError(f"a certificate holds whole numbers, not {digits}")


def _as_is(value: Any) -> Any:
    return value


def _date_or_none(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


_READERS: Mapping[str, Any] = {
    **dict.fromkeys(("issued_on", "guaranteed_until", "works_from", "works_until"), date.fromisoformat),
    "contracted_on": _date_or_none,
    "product": Product,
    "form": CertificateForm,
    "work_kind": WorkKind,
    "kind": CertificateKind,
    "principal": lambda members: Party(**members),
    "guarantor": lambda members: Party(**members),
    "office": lambda members: Office(**members),
}


def canonical_json(content: CertificateContent) -> str:
    """The one text of a certificate: JSON in the manner of RFC 8785 (sorted members, no blanks, no escapes but the needed).

    Texts are neither normalised nor trimmed; dates are ISO, amounts integers. Raises ValueError for text that UTF-8 cannot carry.
    """
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
        case CertificateContent() | Party() | Office():
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case StrEnum():
            return value.value
        case date():
            return value.isoformat()
        case _:
            return value


def fingerprint(canonical: str) -> str:
    """SHA-256 of the canonical text's UTF-8 bytes, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def certificate_identifier(fingerprint_hex: str) -> str:
    """証書識別子: the first 64 bits of the fingerprint in groups of four, like 7F3A-91C2-04BE-66D8."""
    head = fingerprint_hex[:16].upper()
    return "-".join(head[start : start + 4] for start in range(0, 16, 4))
