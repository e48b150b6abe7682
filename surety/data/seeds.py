"""The shapes of the shipped data: agencies with their dated rows, branches, terms of use."""

from dataclasses import dataclass
from datetime import date

from surety.domain.agency_kinds import AgencyKind
from surety.domain.amount_rule import AmountRule
from surety.domain.electronic_acceptance import ElectronicAcceptance
from surety.domain.handover import HandOver
from surety.domain.overhead import OverheadRule
from surety.domain.price_change import PriceChangeRule


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySeed:
    """One agency of the shipped directory.

    `beneficiary_name` is the head as printed beside 被保証者, `name_kana` full-width katakana.
    `source_url` is where the agency was read, `source_read_on` the date it was entered.
    """

    code: str
    name: str
    name_kana: str
    beneficiary_name: str
    prefecture: str
    kind: AgencyKind
    source_url: str
    source_read_on: date
    note: str = ""
    amount_rules: tuple[AmountRule, ...] = ()
    acceptances: tuple[ElectronicAcceptance, ...] = ()
    handovers: tuple[HandOver, ...] = ()
    price_changes: tuple[PriceChangeRule, ...] = ()
    overheads: tuple[OverheadRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchSeed:
    """One office of the demo guarantor; contact data are made up. `code` has three digits."""

    code: str
    name: str
    postal_code: str
    address: str
    phone: str
    fax: str
    hours: str
    prefectures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsSeed:
    """One version of the terms of use, in force from a JST date; `text` is Markdown."""

    version: str
    title: str
    effective_from: date
    text: str
