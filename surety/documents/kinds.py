"""The kinds of papers this program prints, what each is drawn from and what the file says about itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from surety.documents.contexts import PremiumStatement, RefundStatement, RegistrationForm, RegistrationNotice
from surety.documents.invoices import MonthlyInvoicePaper
from surety.domain.bid_bond_certificate import BidBondContent
from surety.domain.certificate import CertificateContent
from surety.domain.interim_papers import InterimPapers
from surety.domain.key_notice import KeyNoticeContent


class DocumentKind(StrEnum):
    """A kind names its folder under templates/documents."""

    CERTIFICATE = "certificate"
    KEY_NOTICE = "key_notice"
    BID_BOND_CERTIFICATE = "bid_bond_certificate"
    REGISTRATION_NOTICE = "registration_notice"
    REGISTRATION_FORM = "registration_form"
    PREMIUM_STATEMENT = "premium_statement"
    INTERIM_REQUEST = "interim_request"
    INTERIM_REPORT = "interim_report"
    MONTHLY_INVOICE = "monthly_invoice"
    REFUND_STATEMENT = "refund_statement"


DocumentContext = (
    CertificateContent
    | KeyNoticeContent
    | BidBondContent
    | RegistrationNotice
    | RegistrationForm
    | PremiumStatement
    | InterimPapers
    | MonthlyInvoicePaper
    | RefundStatement
)


@dataclass(frozen=True, slots=True)
class KindFacts:
    """How a context's title, author and date are told, and on how many pages it may stand."""

    context_type: type
    title: Callable[[Any], str]
    author: Callable[[Any], str]
    dated: Callable[[Any], date]
    most_pages: int = 1


KINDS: Mapping[DocumentKind, KindFacts] = {
    DocumentKind.CERTIFICATE: KindFacts(
        CertificateContent,
        lambda content: (
            f"{content.title}{content.title_product} {content.guarantee_number} {content.version_label}"
        ),
        lambda content: content.guarantor.name,
        lambda content: content.issued_on,
    ),
    DocumentKind.KEY_NOTICE: KindFacts(
        KeyNoticeContent,
        lambda content: f"{content.words.title} {content.guarantee_number}",
        lambda content: content.guarantor,
        lambda content: content.issued_on,
    ),
    DocumentKind.BID_BOND_CERTIFICATE: KindFacts(
        BidBondContent,
        lambda content: f"{content.words.title} {content.reservation_number}",
        lambda content: content.guarantor.name,
        lambda content: content.issued_on,
    ),
    DocumentKind.REGISTRATION_NOTICE: KindFacts(
        RegistrationNotice,
        lambda context: f"利用通知書 {context.receipt_number}",
        lambda context: context.guarantor,
        lambda context: context.issued_on,
    ),
    DocumentKind.REGISTRATION_FORM: KindFacts(
        RegistrationForm,
        lambda context: f"{context.service_name} 利用申請書",
        lambda context: context.guarantor,
        lambda context: context.revised_on,
    ),
    DocumentKind.PREMIUM_STATEMENT: KindFacts(
        PremiumStatement,
        lambda context: f"{context.title} {context.number}",
        lambda context: context.guarantor,
        lambda context: context.issued_on,
    ),
    DocumentKind.INTERIM_REQUEST: KindFacts(
        InterimPapers,
        lambda papers: f"{papers.request_title} {papers.advance_number}",
        lambda papers: papers.guarantor,
        lambda papers: papers.prepared_on,
    ),
    DocumentKind.INTERIM_REPORT: KindFacts(
        InterimPapers,
        lambda papers: f"{papers.report_title} {papers.advance_number}",
        lambda papers: papers.guarantor,
        lambda papers: papers.prepared_on,
    ),
    DocumentKind.MONTHLY_INVOICE: KindFacts(
        MonthlyInvoicePaper,
        lambda context: f"一括納付請求書 {context.number}",
        lambda context: context.guarantor,
        lambda context: context.issued_on,
        most_pages=300,
    ),
    DocumentKind.REFUND_STATEMENT: KindFacts(
        RefundStatement,
        lambda context: f"返還計算書 {context.number}",
        lambda context: context.guarantor,
        lambda context: context.issued_on,
    ),
}
