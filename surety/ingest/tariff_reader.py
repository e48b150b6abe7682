"""An uploaded workbook or CSV file becomes one version of the tariff, a list of cells to mend, or is refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from surety.domain.products import Product
from surety.domain.tariff import (
    PeriodRule,
    ProductTariff,
    RefundRule,
    RefundShare,
    RoundingMode,
    Tariff,
    TariffTier,
    TaxClass,
)
from surety.domain.tariff_versions import check_code
from surety.ingest import tariff_csv
from surety.ingest import tariff_plan as plan
from surety.ingest.cell_values import date_of, text_of
from surety.ingest.guard import Inspection, inspect
from surety.ingest.kinds import ZIP_MAGIC
from surety.ingest.refusal import Refusal, Refused
from surety.ingest.registrations import read_paper
from surety.ingest.rulebook_reader import CellProblem
from surety.ingest.table_rows import (
    TableReading,
    TableRow,
    attempt,
    choice_of,
    line_of,
    percent_in,
    rows_of,
    unit_of,
    yen_of,
)
from surety.ingest.workpaper import Sheet

_ADVICE = "「ひな形」か、書き出したファイルに記入して、.xlsx か .csv のままお送りください。"
_LENGTHS = {
    plan.CODE: 40,
    plan.NAME: 80,
    plan.SOURCE: 1_000,
    plan.URL: 300,
    plan.NOTE: 300,
    plan.REFUND_NOTE: 300,
}


@dataclass(slots=True)
class TariffReading(TableReading):
    """What was read: the version if every cell could be read, `places` of its items, beside what is to be mended."""

    tariff: Tariff | None = None
    places: dict[str, CellProblem] = field(default_factory=dict)

    def place(self, name: str | None, message: str) -> CellProblem:
        """A problem found later, at the cell of the item it is about."""
        known = self.places.get(
            {"version": plan.CODE, "effective_from": plan.BEGINS}.get(name or "", plan.CODE)
        )
        return CellProblem(known.sheet, known.cell, message) if known else CellProblem("", "", message)


def read_tariff(data: bytes) -> TariffReading | Refusal:
    """Read the bytes of an uploaded file; whatever they are, the answer is a reading or a refusal."""
    try:
        sheets = (
            _read_book(data)
            if data.startswith(ZIP_MAGIC) or b"\x00" in data[:4096]
            else tariff_csv.read_sheets(data)
        )
    except Refused as refused:
        refusal = refused.refusal
        return Refusal(refusal.code, refusal.message.replace("利用申請書としては", ""), _ADVICE)
    known = {sheet.name: sheet for sheet in sheets if sheet.cells}
    if not set(known) & set(plan.TITLES):
        return Refusal("no_sheet", "料率の表が見つかりません。", _ADVICE)
    reading = TariffReading()
    rows: dict[str, list[TableRow]] = {}
    for name, titles in plan.TITLES.items():
        if name in known:
            rows[name] = rows_of(known[name], titles, reading)
        else:
            reading.problems.append(CellProblem(name, "A1", f"「{name}」の表がありません"))
    if not reading.problems:
        _build(rows, reading)
    return reading


def _read_book(data: bytes) -> Sequence[Sheet]:
    inspection = inspect(data)
    if not isinstance(inspection, Inspection):
        raise Refused(inspection.code, inspection.message, inspection.what_to_do)
    return read_paper(data, inspection).sheets


def _build(rows: dict[str, list[TableRow]], reading: TariffReading) -> None:
    items = _items(rows[plan.VERSION_SHEET], reading)
    tiers: dict[Product, list[tuple[TableRow, TariffTier]]] = {}
    before = len(reading.problems)
    for row in rows[plan.TIER_SHEET]:
        product = choice_of(row, plan.PRODUCT, Product, reading)
        tier = _tier(row, reading)
        if product is not None and tier is not None:
            tiers.setdefault(product, []).append((row, tier))
    # Bands that could not be read are named already; that others do not join them says nothing.
    whole = tiers if len(reading.problems) == before else None
    lines: dict[Product, ProductTariff] = {}
    for row in rows[plan.PRODUCT_SHEET]:
        line = _line(row, whole, reading)
        if line is not None and line.product in lines:
            reading.problems.append(row.problem(plan.PRODUCT, f"{line.product.label}の行が2つあります"))
        elif line is not None:
            lines[line.product] = line
    for product, found in tiers.items():
        if product not in lines and not reading.problems:
            reading.problems.append(
                found[0][0].problem(
                    plan.PRODUCT, f"「{plan.PRODUCT_SHEET}」の表に{product.label}の行がありません"
                )
            )
    if not lines and not reading.problems:
        reading.problems.append(CellProblem(plan.PRODUCT_SHEET, "A1", "保証の種類が1つもありません"))
    if not reading.problems:
        reading.tariff = _whole(items, tuple(lines.values()))


def _whole(items: dict[str, object], lines: tuple[ProductTariff, ...]) -> Tariff:
    begins, ends = items[plan.BEGINS], items.get(plan.ENDS)
    if not isinstance(begins, date) or not (ends is None or isinstance(ends, date)):
        raise TypeError("dates were read")
    return Tariff(
        version=str(items[plan.CODE]),
        name=str(items[plan.NAME]),
        effective_from=begins,
        effective_to=ends,
        products=lines,
        source=str(items[plan.SOURCE]),
    )


def _items(rows: list[TableRow], reading: TariffReading) -> dict[str, object]:
    found: dict[str, object] = {}
    for row in rows:
        item = row.cells[plan.ITEM]
        title = item.shown.strip() if item else ""
        if title not in plan.ITEMS:
            reading.problems.append(row.problem(plan.ITEM, f"「{title[:20]}」という項目はありません"))
        elif title in reading.places:
            reading.problems.append(row.problem(plan.ITEM, f"「{title}」が2つあります"))
        else:
            reading.places[title] = row.problem(plan.CONTENT, "")
            found[title] = _item(row, title, reading)
    for title in plan.ITEMS:
        if title not in reading.places:
            reading.problems.append(CellProblem(plan.VERSION_SHEET, "A1", f"「{title}」の行がありません"))
    begins, ends = found.get(plan.BEGINS), found.get(plan.ENDS)
    if isinstance(begins, date) and isinstance(ends, date) and ends < begins:
        here = reading.places[plan.ENDS]
        reading.problems.append(CellProblem(here.sheet, here.cell, "適用終了日が適用開始日より前です"))
    return found


def _item(row: TableRow, title: str, reading: TariffReading) -> object:
    cell = row.cells[plan.CONTENT]
    if row.is_blank(plan.CONTENT):
        if title != plan.ENDS:
            reading.problems.append(row.problem(plan.CONTENT, f"{title}を入力してください"))
        return None
    if title in (plan.BEGINS, plan.ENDS):
        return attempt(row, plan.CONTENT, lambda: date_of(cell, title) if cell else None, reading)
    text = attempt(row, plan.CONTENT, lambda: text_of(cell, title, _LENGTHS[title]).strip(), reading)
    if title == plan.CODE and text:
        attempt(row, plan.CONTENT, lambda: check_code(text), reading)
    return text


def _tier(row: TableRow, reading: TariffReading) -> TariffTier | None:
    over, constant = yen_of(row, plan.OVER, reading), yen_of(row, plan.CONSTANT, reading)
    up_to = None if row.is_blank(plan.UP_TO) else yen_of(row, plan.UP_TO, reading)
    rate = percent_in(row, plan.RATE, reading)
    if over is None or constant is None or rate is None or (up_to is None and not row.is_blank(plan.UP_TO)):
        return None
    if up_to is not None and up_to <= over:
        reading.problems.append(
            row.problem(plan.UP_TO, "「この額まで」は「この額を超え」より大きくしてください")
        )
        return None
    return TariffTier(over=over, up_to=up_to, rate_percent=rate, constant=constant)


def _line(
    row: TableRow, tiers: dict[Product, list[tuple[TableRow, TariffTier]]] | None, reading: TariffReading
) -> ProductTariff | None:
    found = len(reading.problems)
    product = choice_of(row, plan.PRODUCT, Product, reading)
    minimum, unit = yen_of(row, plan.MINIMUM, reading), unit_of(row, plan.UNIT, reading)
    mode = choice_of(row, plan.MODE, RoundingMode, reading)
    period = choice_of(row, plan.PERIOD, PeriodRule, reading)
    tax_class = choice_of(row, plan.TAX_CLASS, TaxClass, reading)
    tax = _tax(row, tax_class, reading)
    url, note = (
        line_of(row, plan.URL, _LENGTHS[plan.URL], reading),
        line_of(row, plan.NOTE, _LENGTHS[plan.NOTE], reading),
    )
    refund = _refund(row, reading)
    own = tiers.get(product, []) if product and tiers else []
    if product is not None and tiers is not None:
        _check_tiers(row, own, reading)
    if (
        len(reading.problems) > found
        or tiers is None
        or not (product and unit and mode and period and tax_class)
    ):
        return None
    return ProductTariff(
        product=product,
        tiers=tuple(tier for _row, tier in own),
        minimum=minimum or 0,
        rounding_unit=unit,
        rounding_mode=mode,
        period_rule=period,
        tax_class=tax_class,
        tax_percent=tax,
        refund=refund,
        source_url=url,
        note=note,
    )


def _check_tiers(row: TableRow, own: list[tuple[TableRow, TariffTier]], reading: TariffReading) -> None:
    """The bands begin at zero, join without gap, and the last one has no end."""
    if not own:
        reading.problems.append(
            row.problem(plan.PRODUCT, f"「{plan.TIER_SHEET}」の表に、この保証の区分がありません")
        )
    edge: int | None = 0
    for here, tier in own:
        if edge is None:
            reading.problems.append(
                here.problem(plan.OVER, "前の区分に上限がないため、この区分は使われません")
            )
            return
        if tier.over != edge:
            message = f"区分がつながっていません。「この額を超え」は {edge:,} です"
            reading.problems.append(here.problem(plan.OVER, message))
        edge = tier.up_to
    if own and edge is not None:
        reading.problems.append(
            own[-1][0].problem(plan.UP_TO, "最後の区分の「この額まで」は空欄にしてください")
        )


def _tax(row: TableRow, tax_class: TaxClass | None, reading: TariffReading) -> Decimal:
    if tax_class is TaxClass.TAXED:
        tax = percent_in(row, plan.TAX, reading)
        if tax == 0:
            reading.problems.append(row.problem(plan.TAX, "課税のときは、消費税率を入力してください"))
        return tax or Decimal(0)
    if not row.is_blank(plan.TAX) and percent_in(row, plan.TAX, reading):
        reading.problems.append(row.problem(plan.TAX, "非課税のときは、消費税率を空欄にしてください"))
    return Decimal(0)


def _refund(row: TableRow, reading: TariffReading) -> RefundRule | None:
    """All of the refund's columns, or none of them."""
    if all(row.is_blank(title) for title in (*plan.SHARES, *plan.REFUND_REST)):
        return None
    shares = [choice_of(row, title, RefundShare, reading) for title in plan.SHARES]
    minimum, unit = yen_of(row, plan.REFUND_MINIMUM, reading), unit_of(row, plan.REFUND_UNIT, reading)
    mode = choice_of(row, plan.REFUND_MODE, RoundingMode, reading)
    note = line_of(row, plan.REFUND_NOTE, _LENGTHS[plan.REFUND_NOTE], reading)
    termination, cancellation, release = shares
    if not (termination and cancellation and release and mode and unit) or minimum is None:
        return None
    return RefundRule(
        termination=termination,
        cancellation=cancellation,
        release=release,
        minimum=minimum,
        rounding_unit=unit,
        rounding_mode=mode,
        note=note,
    )
