"""What the paper of a 一括納付請求書 receives: frozen plain values, as kept when the month was closed."""

from dataclasses import dataclass
from datetime import date

from surety.domain.dates import format_wareki, format_wareki_short
from surety.domain.money import format_yen
from surety.domain.parties import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePaperLine:
    """One statement on the invoice. Whole yen; `net` is without `tax`."""

    day: date
    statement_number: str
    guarantee_number: str
    product_label: str
    agency: str
    works_name: str
    tax_label: str
    net: int
    tax: int

    @property
    def day_label(self) -> str:
        """令和8.11.20."""
        return format_wareki_short(self.day)

    @property
    def total_label(self) -> str:
        """What this line costs with its tax."""
        return format_yen(self.net + self.tax)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyInvoicePaper:
    """一括納付請求書: the charges of one month, to one company. Whole yen; `taxable` is without `tax`."""

    issued_on: date
    number: str
    month: date
    due_on: date
    contractor: str
    postal_code: str
    address: str
    lines: tuple[InvoicePaperLine, ...]
    exempt: int
    taxable: int
    tax: int
    guarantor: str
    guarantor_address: str
    registration_number: str
    bank_account: str
    office: Office
    is_sample: bool

    @property
    def issued_label(self) -> str:
        """令和8年12月1日."""
        return format_wareki(self.issued_on)

    @property
    def due_label(self) -> str:
        """お支払期日."""
        return format_wareki(self.due_on)

    @property
    def month_label(self) -> str:
        """令和8年11月分."""
        return format_wareki(self.month).removesuffix("1日") + "分"

    @property
    def total_label(self) -> str:
        """What is to be paid."""
        return format_yen(self.exempt + self.taxable + self.tax)
