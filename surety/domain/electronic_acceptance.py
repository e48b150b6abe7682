"""Where and from when an agency accepts electronic surety, and why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from surety.domain.amount_rule import DecisiveDates
from surety.domain.dates import format_wareki
from surety.domain.products import CertificateForm, DecisiveDate, LabelledEnum, Product, WorkKind

ELECTRONIC_PRODUCTS = frozenset({Product.ADVANCE, Product.INTERIM, Product.PERFORMANCE})
_PAPER = "「証書（紙）」を選んでください。"
_SUBJECTS = {
    DecisiveDate.CONTRACT: "以降の契約",
    DecisiveDate.ANNOUNCEMENT: "以降に公告された案件",
    DecisiveDate.NOTICE: "以降に通知された案件",
}
_PROMPTS = {
    DecisiveDate.CONTRACT: "請負契約日",
    DecisiveDate.ANNOUNCEMENT: "入札公告日",
    DecisiveDate.NOTICE: "指名通知日",
}


class StartPrecision(LabelledEnum):
    """How exactly the source tells the start."""

    DAY = "day", "日"
    MONTH = "month", "月"


class ElectronicReason(LabelledEnum):
    """Why electronic surety is offered or not."""

    OFFERED = "offered", "対応"
    NOT_YET = "not_yet", "対象外（開始前）"
    ENDED = "ended", "対象外（終了）"
    NOT_THIS_PRODUCT = "not_this_product", "対象外（保証の種類）"
    NOT_THIS_WORK = "not_this_work", "対象外（工事・業務の種類）"
    PAPER_BEFORE = "paper_before", "対象外（紙で始まった契約）"
    DATE_MISSING = "date_missing", "日付を確認"
    NOT_KNOWN = "not_known", "要確認"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectronicAcceptance:
    """One agency's dated word that it accepts electronic surety.

    `accepted_from` None = accepted, start not stated by the source. With month precision it is
    the first day of that month and the month itself is answered with a caution. Dates are JST.
    """

    agency: str
    source_url: str
    source_read_on: date
    accepted_from: date | None = None
    start_precision: StartPrecision = StartPrecision.DAY
    accepted_to: date | None = None
    decisive_date: DecisiveDate = DecisiveDate.CONTRACT
    products: frozenset[Product] = ELECTRONIC_PRODUCTS
    work_kinds: frozenset[WorkKind] = frozenset(WorkKind)
    first_contract_only: bool = False
    excluded: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.products or not self.products <= ELECTRONIC_PRODUCTS:
            raise ValueError(
                f"{self.agency}: electronic surety exists for advance, interim and performance only"
            )
        if not self.work_kinds:
            raise ValueError(f"{self.agency}: at least one kind of work")
        if self.start_precision is StartPrecision.MONTH and (
            self.accepted_from is None or self.accepted_from.day != 1
        ):
            raise ValueError(f"{self.agency}: a start known by month is written as its first day")
        if self.accepted_from and self.accepted_to and self.accepted_from > self.accepted_to:
            raise ValueError(f"{self.agency}: accepted_from lies after accepted_to")

    @property
    def start_words(self) -> str:
        """令和7年12月1日以降の契約, 令和8年1月以降に公告された案件; 開始日は要確認 if not stated."""
        if self.accepted_from is None:
            return "開始日は発注者に確認"
        start = format_wareki(self.accepted_from)
        if self.start_precision is StartPrecision.MONTH:
            start = start.removesuffix("1日")
        return f"{start}{_SUBJECTS[self.decisive_date]}"


@dataclass(frozen=True, slots=True)
class ElectronicVerdict:
    """Whether to offer electronic surety, with the reason for people and a caution if any."""

    reason: ElectronicReason
    sentence: str
    caution: str = ""

    @property
    def offered(self) -> bool:
        """Whether the form may offer electronic surety."""
        return self.reason is ElectronicReason.OFFERED


def electronic_verdict(
    acceptances: Sequence[ElectronicAcceptance],
    *,
    agency: str,
    product: Product,
    work_kind: WorkKind,
    dates: DecisiveDates,
    original_form: CertificateForm | None = None,
) -> ElectronicVerdict:
    """Say whether an agency takes this guarantee electronically, or why not.

    Needs the agency's dated rows (none = nothing known), the product, kind of work and the dates
    of the contract; for a change also the form of the first certificate. The best answer of all
    rows wins, so two rows with different dates or products may stand side by side.
    """
    if product not in ELECTRONIC_PRODUCTS:
        return _refused(
            ElectronicReason.NOT_THIS_PRODUCT, f"{product.label}は電子保証の対象ではありません。{_PAPER}"
        )
    if not acceptances:
        words = f"{agency}が電子保証に対応しているか、確認できていません。発注者にご確認のうえ、{_PAPER}"
        return _refused(ElectronicReason.NOT_KNOWN, words)
    verdicts = [
        _one_verdict(row, product=product, work_kind=work_kind, dates=dates, original_form=original_form)
        for row in acceptances
    ]
    order = list(ElectronicReason)
    return min(verdicts, key=lambda verdict: order.index(verdict.reason))


def _one_verdict(
    row: ElectronicAcceptance,
    *,
    product: Product,
    work_kind: WorkKind,
    dates: DecisiveDates,
    original_form: CertificateForm | None,
) -> ElectronicVerdict:
    if product not in row.products:
        words = f"{row.agency}の電子保証は、{product.label}では使えません。{_PAPER}"
        return _refused(ElectronicReason.NOT_THIS_PRODUCT, words)
    if work_kind not in row.work_kinds:
        words = f"{row.agency}の電子保証は、{work_kind.label}では使えません。{_PAPER}"
        return _refused(ElectronicReason.NOT_THIS_WORK, words)
    if row.first_contract_only and original_form is CertificateForm.PAPER:
        words = f"紙の証書で始まった契約の変更は、紙の証書でのお手続きになります（{row.agency}）。"
        return _refused(ElectronicReason.PAPER_BEFORE, words)
    return _dated_verdict(row, dates=dates)


def _dated_verdict(row: ElectronicAcceptance, *, dates: DecisiveDates) -> ElectronicVerdict:
    if row.accepted_from is not None and dates.surely_before(row.accepted_from, kind=row.decisive_date):
        return _refused(
            ElectronicReason.NOT_YET, f"{row.agency}の電子保証は、{row.start_words}が対象です。{_PAPER}"
        )
    day = dates.on(row.decisive_date)
    if day is None and (row.accepted_from is not None or row.accepted_to is not None):
        prompt = _PROMPTS[row.decisive_date]
        words = f"{prompt}を入力すると、電子保証が使えるかどうかを確認できます（{row.agency}は{row.start_words}が対象）。"
        return _refused(ElectronicReason.DATE_MISSING, words)
    if day is not None and row.accepted_to is not None and day > row.accepted_to:
        words = f"{row.agency}の電子保証は、{format_wareki(row.accepted_to)}で終了しています。{_PAPER}"
        return _refused(ElectronicReason.ENDED, words)
    return ElectronicVerdict(
        ElectronicReason.OFFERED,
        f"{row.agency}では電子保証をお使いいただけます。",
        _caution(row, day=day),
    )


def _caution(row: ElectronicAcceptance, *, day: date | None) -> str:
    found = []
    if row.accepted_from is None:
        found.append("開始日は確認できていません。発注者にご確認ください。")
    elif (
        row.start_precision is StartPrecision.MONTH
        and day is not None
        and _same_month(day, row.accepted_from)
    ):
        month = format_wareki(row.accepted_from).removesuffix("1日")
        found.append(f"{month}の何日から始まったか確認できていません。発注者にご確認ください。")
    if row.excluded:
        found.append(f"対象外：{row.excluded}。")
    return "".join(found)


def _refused(reason: ElectronicReason, sentence: str) -> ElectronicVerdict:
    return ElectronicVerdict(reason, sentence)


def _same_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)
