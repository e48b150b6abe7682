"""How a version of the tariff lies in a workbook or a CSV file: three tables, the same in both."""

from collections.abc import Sequence
from decimal import Decimal

from surety.domain.products import Product
from surety.domain.tariff import PeriodRule, RefundShare, RoundingMode, Tariff, TaxClass

VERSION_SHEET, PRODUCT_SHEET, TIER_SHEET = "料率", "商品", "金額の区分"
ITEM, CONTENT = "項目", "内容"
CODE, NAME, BEGINS, ENDS, SOURCE = "版のコード", "名前", "適用開始日", "適用終了日", "出典"
ITEMS = (CODE, NAME, BEGINS, ENDS, SOURCE)
PRODUCT, MINIMUM, UNIT, MODE = "保証種類", "最低保証料（円）", "端数の単位（円）", "端数の処理"
PERIOD, TAX_CLASS, TAX, URL, NOTE = "期間の定め", "税区分", "消費税率（%）", "出典のURL", "備考"
TERMINATION, CANCELLATION, RELEASE = "解約の返還", "取消の返還", "解除の返還"
REFUND_MINIMUM, REFUND_UNIT = "最低返還額（円）", "返還の端数の単位（円）"
REFUND_MODE, REFUND_NOTE = "返還の端数の処理", "返還の備考"
SHARES = (TERMINATION, CANCELLATION, RELEASE)
REFUND_REST = (REFUND_MINIMUM, REFUND_UNIT, REFUND_MODE, REFUND_NOTE)
PRODUCT_TITLES = (
    PRODUCT, MINIMUM, UNIT, MODE, PERIOD, TAX_CLASS, TAX, URL, NOTE, *SHARES, *REFUND_REST,
)  # fmt: skip
OVER, UP_TO, RATE, CONSTANT = "この額を超え（円）", "この額まで（円）", "料率（%）", "加算額（円）"
TIER_TITLES = (PRODUCT, OVER, UP_TO, RATE, CONSTANT)
TITLES = {VERSION_SHEET: (ITEM, CONTENT), PRODUCT_SHEET: PRODUCT_TITLES, TIER_SHEET: TIER_TITLES}
OPTIONS = {
    PRODUCT: tuple(product.label for product in Product),
    MODE: tuple(mode.label for mode in RoundingMode),
    REFUND_MODE: tuple(mode.label for mode in RoundingMode),
    PERIOD: tuple(rule.label for rule in PeriodRule),
    TAX_CLASS: tuple(kind.label for kind in TaxClass),
    **{title: tuple(share.label for share in RefundShare) for title in SHARES},
}
GUIDE = (
    "1つのファイルに、料率の1つの版を書きます。見出しの行と列の名前は変えないでください。",
    "「料率」：版のコードは半角の英数字、適用終了日は空欄なら期限なし。出典には認可された約款などを書きます。",
    "「商品」：保証の種類ごとに1行。消費税率は課税のときだけ。返還の欄は3つとも空欄なら、返還の定めなし。",
    "「金額の区分」：保証金額の区分ごとに1行。すき間なく続け、最後の区分の「この額まで」は空欄にします。",
    "保証料は、保証金額の全体 × 料率 ＋ 加算額です。日割りの定めがあれば × 日数 ÷ 365。",
    "取り込んだ版は、取り込んだ方とは別の本店管理者が約款と照らして確認するまで使われません。",
)
# A cell of a table: a text, whole yen, a percentage, or nothing.
Value = str | int | Decimal | None
Tables = dict[str, list[Sequence[Value]]]


def tables_of(tariff: Tariff) -> Tables:
    """The rows of the three tables below their titles."""
    ends = tariff.effective_to.isoformat() if tariff.effective_to else ""
    return {
        VERSION_SHEET: [
            (CODE, tariff.version),
            (NAME, tariff.name),
            (BEGINS, tariff.effective_from.isoformat()),
            (ENDS, ends),
            (SOURCE, tariff.source),
        ],
        PRODUCT_SHEET: [_product_row(tariff, place) for place in range(len(tariff.products))],
        TIER_SHEET: [
            (line.product.label, tier.over, tier.up_to, tier.rate_percent, tier.constant)
            for line in tariff.products
            for tier in line.tiers
        ],
    }


def blank_tables() -> Tables:
    """A form to fill in: the items and the products, no figures."""
    return {
        VERSION_SHEET: [(item, "") for item in ITEMS],
        PRODUCT_SHEET: [(product.label,) for product in Product],
        TIER_SHEET: [(product.label, 0) for product in Product],
    }


def _product_row(tariff: Tariff, place: int) -> Sequence[Value]:
    line = tariff.products[place]
    refund = line.refund
    back: Sequence[Value] = [""] * (len(SHARES) + len(REFUND_REST))
    if refund is not None:
        shares = (refund.termination, refund.cancellation, refund.release)
        back = (
            *(share.label for share in shares),
            refund.minimum,
            refund.rounding_unit,
            refund.rounding_mode.label,
            refund.note,
        )
    return (
        line.product.label,
        line.minimum,
        line.rounding_unit,
        line.rounding_mode.label,
        line.period_rule.label,
        line.tax_class.label,
        line.tax_percent if line.tax_class is TaxClass.TAXED else None,
        line.source_url,
        line.note,
        *back,
    )
