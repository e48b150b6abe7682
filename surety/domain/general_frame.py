"""The ratios that law and the standard contract give where an agency's own rule is not known."""

from datetime import date
from decimal import Decimal

from surety.domain.amount_rule import AmountRule, RuleCase
from surety.domain.products import Product, WorkKind

_READ_ON = date(2026, 11, 22)
_STANDARD_CLAUSE = "https://lawinsider.com/ja/clause/%E5%89%8D%E6%89%95%E9%87%91"
_INTERIM_PAGE = "https://www.city.koriyama.lg.jp/site/keiyakuportal/2903.html"
_PERFORMANCE_TERMS = "https://lawinsider.com/zh/contracts/5OZT012iTAM"
_LOW_BID_TERMS = "https://lawinsider.com/ja/contracts/ddQly9PFkxY"


def _general(
    product: Product,
    work_kind: WorkKind,
    ratio: str,
    source_url: str,
    note: str,
    *,
    total: str | None = None,
    case: RuleCase = RuleCase.NORMAL,
) -> AmountRule:
    return AmountRule(
        agency="",
        product=product,
        work_kind=work_kind,
        ratio_percent=Decimal(ratio),
        total_percent=Decimal(total) if total else None,
        case=case,
        source_url=source_url,
        source_read_on=_READ_ON,
        note=note,
        is_general=True,
    )


_ADVANCE_NOTE = "地方自治法施行令附則7条・標準約款の一般的な割合"
_LOW_BID_NOTE = "調査基準価格を下回る契約で多く見られる割合"

GENERAL_RULES: tuple[AmountRule, ...] = (
    _general(Product.ADVANCE, WorkKind.WORKS, "40", _STANDARD_CLAUSE, _ADVANCE_NOTE),
    _general(Product.ADVANCE, WorkKind.SERVICES, "30", _STANDARD_CLAUSE, _ADVANCE_NOTE),
    _general(Product.INTERIM, WorkKind.WORKS, "20", _INTERIM_PAGE, "前払金と合わせて6割まで", total="60"),
    _general(Product.PERFORMANCE, WorkKind.WORKS, "10", _PERFORMANCE_TERMS, "請負金額の10分の1以上"),
    _general(Product.PERFORMANCE, WorkKind.SERVICES, "10", _PERFORMANCE_TERMS, "業務委託料の10分の1以上"),
    _general(Product.ADVANCE, WorkKind.WORKS, "20", _LOW_BID_TERMS, _LOW_BID_NOTE, case=RuleCase.LOW_BID),
    _general(Product.PERFORMANCE, WorkKind.WORKS, "30", _LOW_BID_TERMS, _LOW_BID_NOTE, case=RuleCase.LOW_BID),
)
