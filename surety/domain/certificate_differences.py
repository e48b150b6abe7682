"""Two versions of a 保証証書 side by side, field by field (docs/rules/change-applications.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from surety.domain.certificate import CertificateContent
from surety.domain.certificate_wording import row_labels
from surety.domain.dates import format_wareki
from surety.domain.money import format_yen

NOTHING = "－"
Words = Callable[[CertificateContent], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedField:
    """One field of both versions in words; `shift` says by how much an amount or a date moved, where it did."""

    key: str
    label: str
    before: str
    after: str
    shift: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether the two versions say something different here."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Comparison:
    """All fields of two versions, in the order of the certificate."""

    fields: tuple[ComparedField, ...]

    @property
    def changed(self) -> tuple[ComparedField, ...]:
        """What differs."""
        return tuple(each for each in self.fields if each.is_changed)

    @property
    def same(self) -> tuple[ComparedField, ...]:
        """What both say."""
        return tuple(each for each in self.fields if not each.is_changed)


def compare_versions(before: CertificateContent, after: CertificateContent) -> Comparison:
    """Every printed field of both versions; texts are compared sign by sign.

    What is printed for the version itself (発行日, 変更-n) stands among the fields too.
    """
    fields = [
        ComparedField(
            key=key,
            label=label(after),
            before=words(before) or NOTHING,
            after=words(after) or NOTHING,
            shift=_shift(key, before, after),
        )
        for key, label, words in _FIELDS
    ]
    return Comparison(tuple(each for each in fields if {each.before, each.after} != {NOTHING}))


def _shift(key: str, before: CertificateContent, after: CertificateContent) -> str:
    """＋2,000,000円, 30日後; empty where nothing moved or nothing can be counted."""
    old, new = getattr(before, key, None), getattr(after, key, None)
    if old == new:
        return ""
    if isinstance(old, int) and isinstance(new, int):
        return f"{'＋' if new > old else '－'}{format_yen(abs(new - old))}円"
    if isinstance(old, date) and isinstance(new, date):
        return f"{abs((new - old).days):,}日{'後' if new > old else '前'}"
    return ""


def _fixed(label: str) -> Words:
    return lambda _content: label


def _period(part: str) -> Words:
    return lambda content: f"{row_labels(content.work_kind).period}の{part}"


def _lines(words: Callable[[CertificateContent], tuple[str, ...]]) -> Words:
    return lambda content: " ".join(part for part in words(content) if part)


# Key, what it is called on this kind of contract, and what the version says. Keys are members of the snapshot where it
# has one of that name.
_FIELDS: tuple[tuple[str, Words, Words], ...] = (
    ("version", _fixed("証書の版"), lambda c: c.version_label),
    ("issued_on", _fixed("発行日"), lambda c: c.issued_label),
    ("guarantee_number", _fixed("保証契約番号"), lambda c: c.guarantee_number),
    ("product", _fixed("保証の種類"), lambda c: c.product.label),
    ("form", _fixed("証書の形式"), lambda c: c.form.label),
    ("principal_name", _fixed("保証契約者の商号"), lambda c: c.principal.name),
    ("principal_representative", _fixed("保証契約者の代表者"), lambda c: c.principal.representative),
    ("principal_address", _fixed("保証契約者の住所"), lambda c: c.principal.address),
    ("joint_venture", _fixed("JV名"), lambda c: c.joint_venture),
    ("beneficiary", _fixed("被保証者"), lambda c: c.beneficiary),
    ("guaranteed_amount", _fixed("保証金額"), lambda c: f"{format_yen(c.guaranteed_amount)}円"),
    ("guaranteed_until", _fixed("保証期限"), lambda c: format_wareki(c.guaranteed_until)),
    ("works_name", lambda c: row_labels(c.work_kind).name, lambda c: c.works_name),
    (
        "contract_amount",
        lambda c: row_labels(c.work_kind).price,
        lambda c: f"{format_yen(c.contract_amount)}円",
    ),
    ("works_from", _period("始まり"), lambda c: format_wareki(c.works_from)),
    ("works_until", _period("終わり"), lambda c: format_wareki(c.works_until)),
    (
        "contracted_on",
        lambda c: row_labels(c.work_kind).contracted_on,
        lambda c: format_wareki(c.contracted_on) if c.contracted_on else "",
    ),
    ("depository", _fixed("預託金融機関"), _lines(lambda c: (c.depository_bank, c.depository_branch))),
    ("guarantor_name", _fixed("保証会社"), lambda c: c.guarantor.name),
    ("guarantor_representative", _fixed("保証会社の代表者"), lambda c: c.guarantor.representative),
    ("guarantor_address", _fixed("保証会社の住所"), lambda c: c.guarantor.address),
    ("office", _fixed("取扱箇所"), _lines(lambda c: c.office.lines())),
    ("oath", _fixed("保証の文言"), lambda c: c.oath),
    ("notes", _fixed("注記"), lambda c: " ".join(c.notes)),
)
