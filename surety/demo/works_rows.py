"""The fiscal years and the JV of the demo's works contracts, as somebody types them."""

from datetime import date

from surety.demo.works import Work
from surety.domain.dates import fiscal_year, format_wareki
from surety.domain.fiscal_years import format_fiscal_year
from surety.domain.joint_ventures import share_words
from surety.domain.money import format_yen
from surety.domain.products import Product
from surety.domain.works_years import ChosenBase, YearBase
from surety.models import Contractor


def row_texts(work: Work, *, begins: date, company: Contractor) -> dict[str, str]:
    """The rows of 請負工事の情報; a multi-year contract ends on 20 March of its last fiscal year."""
    texts: dict[str, str] = {}
    first = fiscal_year(begins)
    for row, amount in enumerate(work.year_amounts, start=1):
        texts[f"year{row}"] = format_fiscal_year(first + row - 1)
        texts[f"year{row}_planned"] = format_yen(amount)
    if work.year_amounts:
        texts["period_to"] = format_wareki(date(first + len(work.year_amounts), 3, 20))
    if work.partners:
        texts |= {"joint_venture_name": work.joint_venture, "representative": "1"}
        own = (company.name, company.address, work.own_share)
        for row, (name, address, share) in enumerate((own, *work.partners), start=1):
            texts |= {f"member{row}_name": name, f"member{row}_address": address}
            texts[f"member{row}_share"] = share_words(share)
    return texts


def base_texts(work: Work, *, begins: date) -> dict[str, str]:
    """The first year as 今年度対象額, where the contract has years."""
    if not work.year_amounts:
        return {}
    chosen = ChosenBase(fiscal_year(begins), YearBase.PLANNED)
    return {f"{Product.ADVANCE.value}_year_base": chosen.code}
