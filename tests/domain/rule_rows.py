"""Rows of the rule book, short to write."""

from datetime import date
from decimal import Decimal

from surety.domain.amount_rule import AmountRule
from surety.domain.electronic_acceptance import ElectronicAcceptance
from surety.domain.handover import Channel, HandOver
from surety.domain.overhead import OverheadRule
from surety.domain.price_change import PriceChangeRule
from surety.domain.products import Product, WorkKind

SOURCE = {"source_url": "https://example.lg.jp/rule", "source_read_on": date(2026, 11, 22)}


def amount(percent: str = "40", first: str = "", last: str = "", **more: object) -> AmountRule:
    facts = {
        "agency": "〇〇市",
        "product": Product.ADVANCE,
        "work_kind": WorkKind.WORKS,
        "ratio_percent": Decimal(percent),
        "valid_from": date.fromisoformat(first) if first else None,
        "valid_to": date.fromisoformat(last) if last else None,
        **SOURCE,
        **more,
    }
    return AmountRule(**facts)


def acceptance(first: str = "", **more: object) -> ElectronicAcceptance:
    begins = date.fromisoformat(first) if first else None
    return ElectronicAcceptance(agency="〇〇市", accepted_from=begins, **SOURCE, **more)


def handover(channel: Channel = Channel.MAIL, **more: object) -> HandOver:
    return HandOver(agency="〇〇市", channel=channel, **SOURCE, **more)


def price_change(percent: str | None = "125", **more: object) -> PriceChangeRule:
    return PriceChangeRule(
        agency="〇〇市", line_percent=Decimal(percent) if percent else None, **SOURCE, **more
    )


def overhead(percent: str = "25", first: str = "", **more: object) -> OverheadRule:
    begins = date.fromisoformat(first) if first else None
    return OverheadRule(agency="〇〇市", percent=Decimal(percent), valid_from=begins, **SOURCE, **more)
