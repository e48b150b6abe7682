"""保証期限: until when a guarantee holds."""

from datetime import date

from surety.domain.dates import fiscal_year
from surety.domain.fiscal_years import first_day, last_day
from surety.domain.products import Product


def guaranteed_until(
    product: Product,
    *,
    starts_on: date,
    period_to: date,
    has_fiscal_year_amount: bool,
    in_fiscal_year: int | None = None,
) -> date:
    """The last day (JST) of the guarantee: the end of the 工期, no day added.

    For an advance or interim payment of one fiscal year of a multi-year contract (今年度対象額 given) it is the end of
    that fiscal year - `in_fiscal_year`, else the one of `starts_on` - except in the contract's last year
    (docs/rules/works-contract.md). A performance guarantee always covers the whole period.
    """
    if product is Product.PERFORMANCE or not has_fiscal_year_amount:
        return period_to
    year = in_fiscal_year if in_fiscal_year is not None else fiscal_year(starts_on)
    return min(period_to, last_day(year))


def guaranteed_from(starts_on: date, *, in_fiscal_year: int | None) -> date:
    """The first day that is counted: `starts_on`, in a later fiscal year the first day of that year."""
    return max(starts_on, first_day(in_fiscal_year)) if in_fiscal_year is not None else starts_on
