"""What the templates of our own papers receive: frozen plain values, never rows of the database.

The certificate and the key notice are drawn from the contents in `surety.domain`; these are the other papers.
"""

from dataclasses import dataclass, field
from datetime import date

from surety.domain.charges import StatementKind
from surety.domain.dates import format_wareki
from surety.domain.money import format_yen
from surety.domain.parties import Office
from surety.domain.premium import PremiumStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """The address block of a letter, placed for a window envelope."""

    postal_code: str
    address: str
    company: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationNotice:
    """利用通知書: login ID and one-time initial password of a new user, for post. The password stays out of repr()."""

    issued_on: date
    receipt_number: str
    addressee: Addressee
    login_id: str
    initial_password: str = field(repr=False)
    valid_until: date
    login_url: str
    service_name: str
    guarantor: str
    office: Office
    is_sample: bool

    @property
    def issued_label(self) -> str:
        """令和7年12月5日."""
        return format_wareki(self.issued_on)

    @property
    def valid_until_label(self) -> str:
        """The last day on which the initial password opens the door."""
        return format_wareki(self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One line of the list of branches an application can be sent to."""

    name: str
    address: str
    phone: str
    fax: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationForm:
    """利用申請書 for print, stamp and FAX: nothing in it but who takes it in."""

    service_name: str
    guarantor: str
    form_version: str
    terms_version: str
    revised_on: date
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumStatement:
    """保証料計算書: how a premium came about, station by station. Amounts are yen; 保証料 is 非課税 unless a tax is given.

    `title` is the paper's name, `facts` are further lines of what it rests on: (label, value).
    """

    title: str
    issued_on: date
    number: str
    contractor: str
    agency: str
    works_label: str
    works_name: str
    product_label: str
    guarantee_number: str
    guaranteed_amount: int
    facts: tuple[tuple[str, str], ...]
    period_label: str
    tariff_name: str
    tariff_version: str
    tariff_source: str
    is_verified: bool
    steps: tuple[PremiumStep, ...]
    premium: int
    tax: int
    tax_label: str
    payment_label: str
    payment_due: date | None
    guarantor: str
    office: Office
    is_sample: bool

    @property
    def issued_label(self) -> str:
        """令和7年12月5日."""
        return format_wareki(self.issued_on)

    @property
    def due_label(self) -> str:
        """The payment date, or empty when the month's account settles it."""
        return "" if self.payment_due is None else format_wareki(self.payment_due)

    @property
    def total_label(self) -> str:
        """Premium and tax together, with separators."""
        return format_yen(self.premium + self.tax)

    @property
    def is_fee(self) -> bool:
        """Whether it is the fee of a bid bond, which has no 保証契約番号 and another name for its amount."""
        return self.title == StatementKind.FEE.label

    @property
    def charge_label(self) -> str:
        """What the money is called: 保証料, or 予約手数料."""
        return StatementKind.FEE.charge if self.is_fee else StatementKind.PREMIUM.charge

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Label and value of the facts the premium rests on."""
        number = () if self.is_fee else (("保証契約番号", self.guarantee_number or "（発行前）"),)
        return (
            ("保証の種類", self.product_label),
            *number,
            ("発注者名", self.agency),
            (self.works_label, self.works_name),
            ("予約金額" if self.is_fee else "保証金額", f"{format_yen(self.guaranteed_amount)} 円"),
            *((("保証期間", self.period_label),) if self.period_label else ()),
            *self.facts,
            ("料率表", f"{self.tariff_name}（{self.tariff_version}）"),
            *((("料率の出典", self.tariff_source),) if self.tariff_source else ()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundStatement:
    """返還計算書: what goes back of a premium and why, station by station. Amounts are yen."""

    issued_on: date
    number: str
    reason: str
    contractor: str
    agency: str
    works_label: str
    works_name: str
    product_label: str
    guarantee_number: str
    facts: tuple[tuple[str, str], ...]
    tariff_name: str
    tariff_version: str
    tariff_source: str
    is_verified: bool
    steps: tuple[PremiumStep, ...]
    premium: int
    tax: int
    tax_label: str
    guarantor: str
    office: Office
    is_sample: bool

    @property
    def issued_label(self) -> str:
        """令和7年12月5日."""
        return format_wareki(self.issued_on)

    @property
    def total_label(self) -> str:
        """Premium and tax together, with separators."""
        return format_yen(self.premium + self.tax)

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Label and value of the facts the refund rests on."""
        return (
            ("返還の理由", self.reason),
            ("保証の種類", self.product_label),
            ("保証契約番号", self.guarantee_number or "（発行なし）"),
            ("発注者名", self.agency),
            (self.works_label, self.works_name),
            *self.facts,
            ("料率表", f"{self.tariff_name}（{self.tariff_version}）"),
            *((("料率の出典", self.tariff_source),) if self.tariff_source else ()),
        )
