"""The products a guarantor offers and the choices that go with them."""

from enum import StrEnum


class LabelledEnum(StrEnum):
    """A choice whose value is stored and whose Japanese label is shown."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "LabelledEnum":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Product(LabelledEnum):
    """保証商品. The short label is the one of the leaflet's list column 保証種類."""

    ADVANCE = "advance", "前払金保証"
    INTERIM = "interim", "中間前払金保証"
    PERFORMANCE = "performance", "契約保証"
    BID_BOND = "bid_bond", "契約保証予約（入札ボンド）"

    @property
    def short_label(self) -> str:
        """前払, 中間, 契約, 予約."""
        return {"advance": "前払", "interim": "中間", "performance": "契約", "bid_bond": "予約"}[self.value]


class CertificateForm(LabelledEnum):
    """保証証書の形式."""

    ELECTRONIC = "electronic", "電子保証（認証キーを含む）"
    PAPER = "paper", "証書（紙）"


class WorkKind(LabelledEnum):
    """工事 or 業務委託; the labels of forms and papers follow it."""

    WORKS = "works", "工事"
    SERVICES = "services", "業務委託"

    @property
    def name_label(self) -> str:
        """工事名 or 委託業務名."""
        return "工事名" if self is WorkKind.WORKS else "委託業務名"

    @property
    def period_label(self) -> str:
        """工期 or 履行期間."""
        return "工期" if self is WorkKind.WORKS else "履行期間"

    @property
    def signed_label(self) -> str:
        """請負契約日 or 委託契約日."""
        return "請負契約日" if self is WorkKind.WORKS else "委託契約日"

    @property
    def number_label(self) -> str:
        """工事番号 or 業務番号."""
        return "工事番号" if self is WorkKind.WORKS else "業務番号"

    @property
    def place_label(self) -> str:
        """工事場所 or 履行場所."""
        return "工事場所" if self is WorkKind.WORKS else "履行場所"

    @property
    def price_label(self) -> str:
        """請負金額 or 業務委託料."""
        return "請負金額" if self is WorkKind.WORKS else "業務委託料"


class PaymentMethod(LabelledEnum):
    """保証料支払方法. 一括納付 puts one month's premiums on one account (docs/rules/underwriting.md)."""

    MONTHLY_ACCOUNT = "monthly_account", "一括納付"
    BANK_TRANSFER = "bank_transfer", "銀行振込"
    CASH = "cash", "現金"
    CHEQUE = "cheque", "小切手"


class Redeposit(LabelledEnum):
    """再預託利用区分."""

    NOT_USED = "not_used", "再預託を利用しない"
    USED = "used", "再預託を利用する"


class CertificateKind(LabelledEnum):
    """対象 of a certificate version."""

    NEW = "new", "新規"
    CHANGE = "change", "変更"
    CORRECTION = "correction", "訂正"
    CHANGE_CANCELLED = "change_cancelled", "変更取消"


class DecisiveDate(LabelledEnum):
    """The date on which an agency's rule is looked up."""

    CONTRACT = "contract", "契約日"
    ANNOUNCEMENT = "announcement", "公告日"
    NOTICE = "notice", "通知日"
