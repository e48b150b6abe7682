"""The records, one file per aggregate. Importing this package loads every table."""

from surety.models.acknowledgement import Acknowledgement
from surety.models.agency import Agency, AgencyRule, Rulebook
from surety.models.agency_change import AgencyChange
from surety.models.application import Application, Attachment, GuaranteeRequest, WorksContract
from surety.models.audit_event import AuditEvent, ChainHead
from surety.models.bank import BankAllocation, BankFile, BankLine
from surety.models.base import Base
from surety.models.bid_bond import BidBond, BidBondCertificate, BidBondDecision, BidBondDocument
from surety.models.branch import Branch
from surety.models.change_notice import ChangeNotice
from surety.models.contractor import Contractor
from surety.models.counter import Counter, ThrottleBucket
from surety.models.credit_line import CreditLine
from surety.models.decision import Decision
from surety.models.guarantee import Certificate, CertificateOpening, Guarantee, IssuedDocument
from surety.models.guarantee_act import GuaranteeAct
from surety.models.guarantee_change import (
    ChangeDecision,
    ChangedGuarantee,
    ChangePaper,
    GuaranteeChange,
)
from surety.models.invoice import AccountAgreement, InvoiceCancellation, InvoiceLine, MonthlyInvoice
from surety.models.job_run import JobRun
from surety.models.outgoing_mail import OutgoingMail
from surety.models.paper_delivery import PaperDelivery
from surety.models.premium import Payment, PremiumStatement
from surety.models.refund import RefundStatement
from surety.models.registration import Registration
from surety.models.stored_file import StoredFile
from surety.models.tariff import TariffProposal, TariffVersion
from surety.models.turnover import Turnover, TurnoverCount
from surety.models.user import LoginSession, OneTimeToken, RecoveryCode, RoleChange, User
from surety.models.watch_task import WatchTask, WatchWalk
from surety.models.work_name import WorkNameGram
from surety.models.works_rows import JointVentureMember, WorksYear

__all__ = [
    "AccountAgreement",
    "Acknowledgement",
    "Agency",
    "AgencyChange",
    "AgencyRule",
    "Application",
    "Attachment",
    "AuditEvent",
    "BankAllocation",
    "BankFile",
    "BankLine",
    "Base",
    "BidBond",
    "BidBondCertificate",
    "BidBondDecision",
    "BidBondDocument",
    "Branch",
    "Certificate",
    "CertificateOpening",
    "ChainHead",
    "ChangeDecision",
    "ChangeNotice",
    "ChangePaper",
    "ChangedGuarantee",
    "Contractor",
    "Counter",
    "CreditLine",
    "Decision",
    "Guarantee",
    "GuaranteeAct",
    "GuaranteeChange",
    "GuaranteeRequest",
    "InvoiceCancellation",
    "InvoiceLine",
    "IssuedDocument",
    "JobRun",
    "JointVentureMember",
    "LoginSession",
    "MonthlyInvoice",
    "OneTimeToken",
    "OutgoingMail",
    "PaperDelivery",
    "Payment",
    "PremiumStatement",
    "RecoveryCode",
    "RefundStatement",
    "Registration",
    "RoleChange",
    "Rulebook",
    "StoredFile",
    "TariffProposal",
    "TariffVersion",
    "ThrottleBucket",
    "Turnover",
    "TurnoverCount",
    "User",
    "WatchTask",
    "WatchWalk",
    "WorkNameGram",
    "WorksContract",
    "WorksYear",
]
