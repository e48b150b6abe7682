"""The sentences printed on a 保証証書, kept by version: what was issued keeps the words it was issued with."""

from collections.abc import Mapping
from dataclasses import dataclass

from surety.domain.products import Product, WorkKind

CURRENT_WORDING = "2025-12"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateWording:
    """One version of the fixed sentences. `{conditions}`, `{price}` and `{service}` are filled in when printed."""

    title: str
    electronic_mark: str
    oath: str
    conditions: Mapping[Product, str]
    change_note: str
    price_note: Mapping[Product, str]
    copy_line: str
    sample_line: str


_PRICE_ONLY = "{price}のみの変更の場合は、この保証契約の効力に影響を及ぼさないで、保証契約変更の手続きをとる必要はありません。"
_PRICE_PERFORMANCE = (
    "{price}のみの変更の場合は、この保証契約の効力に影響を及ぼしません。"
    "保証金額を増額又は減額するときは、保証契約変更の手続きをとってください。"
)

# Source of the first version: the leaflet of 平川市, panel ④. The note on the price of a performance guarantee is ours: there
# the agency may ask for a larger guarantee after the price rose, so "no procedure" would say too much.
WORDINGS: Mapping[str, CertificateWording] = {
    "2025-12": CertificateWording(
        title="保証証書",
        electronic_mark="保証証書（書面）の発行は行わない電子的な取扱となります。",
        oath="当会社は、{conditions}に基づき上記のとおり保証契約を締結し、その責に任じます。",
        conditions={
            Product.ADVANCE: "前払金保証約款",
            Product.INTERIM: "中間前払金保証約款",
            Product.PERFORMANCE: "契約保証約款",
        },
        change_note=(
            "保証契約を変更する場合は、表題の下に「変更-」の表示と変更の発生番号を付記し、変更後の契約内容を表示します。"
        ),
        price_note={
            Product.ADVANCE: _PRICE_ONLY,
            Product.INTERIM: _PRICE_ONLY,
            Product.PERFORMANCE: _PRICE_PERFORMANCE,
        },
        copy_line="この印刷物は電子証書の写しです。原本は{service}が保管する電磁的記録です。",
        sample_line="見本：この証書は操作の確認のために作成したもので、保証の効力はありません。",
    ),
}


@dataclass(frozen=True, slots=True)
class RowLabels:
    """The labels that differ between 工事 and 業務委託."""

    name: str
    price: str
    period: str
    contracted_on: str


def row_labels(work_kind: WorkKind) -> RowLabels:
    """The labels of the contract's rows for 工事 or 業務委託."""
    return RowLabels(
        work_kind.name_label, work_kind.price_label, work_kind.period_label, work_kind.signed_label
    )
