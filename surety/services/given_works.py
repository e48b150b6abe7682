"""A works contract that stands already, as the texts of a further application on it: nothing is typed again."""

from surety.domain.application_draft import NO, YES
from surety.domain.application_fields import field_name
from surety.domain.dates import format_wareki
from surety.domain.fiscal_years import format_fiscal_year
from surety.domain.joint_ventures import share_words
from surety.domain.money import format_yen
from surety.domain.products import Product
from surety.domain.works_years import ChosenBase
from surety.models import GuaranteeRequest, WorksContract


def works_texts(contract: WorksContract) -> dict[str, str]:
    """請負工事の情報 of a works contract that stands already, as the form would hold it."""
    days = {
        name: getattr(contract, name)
        for name in ("period_from", "period_to", "contracted_on", "announced_on", "notified_on")
    }
    return {
        "agency_id": str(contract.agency_id),
        "work_kind": contract.kind.value,
        "work_number": contract.work_number,
        "work_name": contract.work_name,
        "work_place": contract.work_place,
        "price": format_yen(contract.price),
        "is_low_bid": YES if contract.is_low_bid else "",
        "joint_venture_name": contract.joint_venture_name,
        **{name: format_wareki(day) if day else "" for name, day in days.items()},
        **_year_texts(contract),
        **_member_texts(contract),
    }


def _year_texts(contract: WorksContract) -> dict[str, str]:
    texts = {}
    for row, year in enumerate(contract.years, start=1):
        texts[f"year{row}"] = format_fiscal_year(year.fiscal_year)
        texts[f"year{row}_planned"] = format_yen(year.planned_amount)
        if year.limit_amount is not None:
            texts[f"year{row}_limit"] = format_yen(year.limit_amount)
    return texts


def _member_texts(contract: WorksContract) -> dict[str, str]:
    texts = {}
    for row, member in enumerate(contract.members, start=1):
        texts[f"member{row}_name"] = member.name
        texts[f"member{row}_address"] = member.address
        texts[f"member{row}_share"] = share_words(member.share_percent)
        if member.is_representative:
            texts["representative"] = str(row)
    return texts


def request_texts(advance: GuaranteeRequest, *, product: Product) -> dict[str, str]:
    """The answers given for a 前払金保証, as the block of `product` would hold them; the amount alone is new."""
    yearly = advance.fiscal_year_amount
    parts = {
        "applies": YES,
        "form": advance.certificate_form.value,
        "fiscal_year_amount": format_yen(yearly) if yearly else "",
        "year_base": _base_text(advance),
        "deposit_bank": advance.deposit_bank,
        "redeposit": advance.redeposit.value if advance.redeposit else "",
        "payment_method": advance.payment_method.value,
        "bill_to": advance.bill_to,
        "paper_statement": YES if advance.wants_paper_statement else NO,
    }
    return {field_name(product, part): text for part, text in parts.items()}


def _base_text(advance: GuaranteeRequest) -> str:
    if advance.fiscal_year is None or advance.year_base is None:
        return ""
    return ChosenBase(advance.fiscal_year, advance.year_base).code
