"""訂正: which fields of a certificate a clerk's error is mended in, and the content that comes of it.

保証金額 and 保証期限 are not among them: the premium rests on them, so they are changed by a 変更 (docs/rules/endings.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from surety.domain.certificate import CertificateContent
from surety.domain.certificate_wording import row_labels
from surety.domain.dates import format_wareki
from surety.domain.errors import RuleViolation
from surety.domain.money import format_yen
from surety.domain.products import CertificateKind, Product

Value = str | int | date | None
_WITH_BANK = (Product.ADVANCE, Product.INTERIM)
_ELSE_A_CHANGE = "保証証書の保証金額や保証期限も違うときは、訂正ではなく変更の手続きをします"
_DAYS = frozenset({"works_from", "works_until", "contracted_on"})
_PRINCIPAL = {
    "principal_name": "name",
    "principal_address": "address",
    "principal_title": "representative_title",
    "principal_person": "representative_name",
}


@dataclass(frozen=True, slots=True)
class Correctable:
    """A field that may be corrected: its key, what it is called on this contract, what the certificate says, most signs."""

    key: str
    label: str
    value: Value
    signs: int = 0
    is_required: bool = True

    @property
    def is_text(self) -> bool:
        """A name or another line; the others are an amount or a date."""
        return self.signs > 0


def list_correctable(content: CertificateContent) -> tuple[Correctable, ...]:
    """The fields in the order of the certificate, without those that this certificate leaves out."""
    labels, principal = row_labels(content.work_kind), content.principal
    fields = [
        Correctable("principal_address", "保証契約者の住所", principal.address, 160),
        Correctable("principal_name", "保証契約者の商号", principal.name, 80),
        Correctable("principal_title", "代表者の役職", principal.representative_title, 40),
        Correctable("principal_person", "代表者の氏名", principal.representative_name, 60),
        Correctable("joint_venture", "JV名", content.joint_venture, 60, is_required=False),
        Correctable("beneficiary", "被保証者", content.beneficiary, 80),
        Correctable("works_name", labels.name, content.works_name, 120),
        Correctable("contract_amount", f"{labels.price}（総額）", content.contract_amount),
        Correctable("works_from", f"{labels.period}の初日", content.works_from),
        Correctable("works_until", f"{labels.period}の末日", content.works_until),
        Correctable("contracted_on", labels.contracted_on, content.contracted_on, is_required=False),
    ]
    if content.product in _WITH_BANK:
        fields.append(Correctable("depository_bank", "預託金融機関", content.depository_bank, 60))
        fields.append(
            Correctable(
                "depository_branch", "預託金融機関の支店", content.depository_branch, 60, is_required=False
            )
        )
    return tuple(fields)


def find_corrections(content: CertificateContent, wanted: Mapping[str, Value]) -> dict[str, Value]:
    """Those of the wanted values that differ from what the certificate says.

    Raises RuleViolation when nothing differs, and what `_refuse_contradictions` finds (field = the key).
    """
    known = {field.key: field.value for field in list_correctable(content)}
    found = {key: value for key, value in wanted.items() if key in known and value != known[key]}
    if not found:
        raise RuleViolation("correction.nothing", "訂正するところがありません。正しい内容を入力してください")
    _refuse_contradictions(content, {**known, **found}, found)
    return found


def correct(content: CertificateContent, corrections: Mapping[str, Value], *, on: date) -> CertificateContent:
    """The 訂正 of the version in force, issued on the JST date `on`: same number, other values."""
    facts: dict[str, Any] = {key: value for key, value in corrections.items() if key not in _PRINCIPAL}
    persons: dict[str, Any] = {
        _PRINCIPAL[key]: value for key, value in corrections.items() if key in _PRINCIPAL
    }
    return replace(
        content,
        kind=CertificateKind.CORRECTION,
        issued_on=on,
        principal=replace(content.principal, **persons),
        **facts,
    )


def _refuse_contradictions(
    content: CertificateContent, after: Mapping[str, Any], found: Mapping[str, Value]
) -> None:
    """A 訂正 leaves a certificate that agrees with itself: `after` is all of it, `found` what is corrected."""
    labels, until = row_labels(content.work_kind), content.guaranteed_until
    if after["works_until"] < after["works_from"]:
        field = "works_until" if "works_until" in found else "works_from"
        words = f"{labels.period}の末日は、初日以後の日付にしてください"
        raise RuleViolation("correction.period", words, field=field)
    if "contract_amount" in found and after["contract_amount"] < content.guaranteed_amount:
        least = format_yen(content.guaranteed_amount)
        words = f"{labels.price}は、保証金額（{least}円）以上にしてください。{_ELSE_A_CHANGE}"
        raise RuleViolation("correction.price", words, field="contract_amount")
    for field in ("contracted_on", "works_from"):
        if field in found and after[field] is not None and after[field] > until:
            words = f"保証期限（{format_wareki(until)}）までの日付にしてください。{_ELSE_A_CHANGE}"
            raise RuleViolation("correction.day", words, field=field)


def take_change_away(back: CertificateContent, *, change_number: int, on: date) -> CertificateContent:
    """The 変更取消 of 変更-n: its paper says what counts again, which is what `back` says."""
    return replace(back, kind=CertificateKind.CHANGE_CANCELLED, change_number=change_number, issued_on=on)


def to_stored(corrections: Mapping[str, Value]) -> dict[str, str | int | None]:
    """The corrections as JSON keeps them."""
    return {
        key: value.isoformat() if isinstance(value, date) else value for key, value in corrections.items()
    }


def from_stored(content: CertificateContent, stored: Mapping[str, str | int | None]) -> dict[str, Value]:
    """The corrections read back; what a key means, this certificate says."""
    known = {field.key for field in list_correctable(content)}
    return {
        key: date.fromisoformat(value) if key in _DAYS and isinstance(value, str) else value
        for key, value in stored.items()
        if key in known
    }
