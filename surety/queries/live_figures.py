"""The live figures of a draft with what is being typed on top, answered from memory.

While a person types, the stored draft, the agency's rules and the other product do not change: they are read
once per stored draft and remembered, so that a request works out only the amount that changed.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from surety import clock
from surety.domain.amount_rule import DecisiveDates, RuleFinding
from surety.domain.application_draft import Draft
from surety.domain.application_fields import BY_NAME, OFFERED_PRODUCTS, Section, field_name
from surety.domain.application_figures import (
    Figures,
    RequestFigures,
    figure_out,
    figure_request,
    join_figures,
)
from surety.domain.application_ground import Ground, Handling
from surety.domain.application_reading import Reading, RequestReading, read_draft, read_text
from surety.domain.electronic_acceptance import ElectronicAcceptance, ElectronicVerdict
from surety.domain.errors import Unreadable
from surety.domain.products import Product, WorkKind
from surety.domain.works_years import base_amount, read_base
from surety.queries.application_ground import find_handling, find_tariff
from surety.queries.interim import find_advance

_DRAFTS_KEPT = 256
_FIGURES_KEPT = 32
_NAMES = {
    product: tuple(
        field_name(product, part) for part in ("applies", "amount", "fiscal_year_amount", "year_base")
    )
    for product in OFFERED_PRODUCTS
}
# What was typed about one product: whether it is applied for, its amount (None = its block is not shown) and base,
# which on a multi-year contract is the year chosen.
_Asked = tuple[Product, bool, str | None, str]


class RememberedRules:
    """An agency's handling of one works contract, whose dates and kind stay: each rule is looked up once."""

    def __init__(self, handling: Handling) -> None:
        self._handling = handling
        self._findings: dict[Product, RuleFinding] = {}

    @property
    def name(self) -> str:
        """The agency's name."""
        return self._handling.name

    @property
    def acceptances(self) -> tuple[ElectronicAcceptance, ...]:
        """The agency's dated words that it takes electronic surety."""
        return self._handling.acceptances

    def find_rule(
        self, product: Product, *, work_kind: WorkKind, dates: DecisiveDates, is_low_bid: bool = False
    ) -> RuleFinding:
        """The amount rule to apply."""
        found = self._findings.get(product)
        if found is None:
            found = self._findings[product] = self._handling.find_rule(
                product, work_kind=work_kind, dates=dates, is_low_bid=is_low_bid
            )
        return found

    def judge_electronic(
        self, product: Product, *, work_kind: WorkKind, dates: DecisiveDates
    ) -> ElectronicVerdict:
        """Whether electronic surety is offered, and why not."""
        return self._handling.judge_electronic(product, work_kind=work_kind, dates=dates)


@dataclass(slots=True)
class RememberedDraft:
    """A stored draft as read, the blocks on its form, the ground under it, and the figures typed last."""

    draft: Draft
    reading: Reading
    requests: tuple[RequestReading, ...]
    ground: Ground
    figures: dict[_Asked, RequestFigures] = field(default_factory=dict)

    def figure_out(self, typed: Mapping[str, str]) -> Figures:
        """The figures with the guarantees' page as it is typed now; reads nothing."""
        parts = tuple(_figures(self, request, typed=typed) for request in self.requests)
        return join_figures(self.reading, parts, tariff=self.ground.tariff)


_kept: OrderedDict[tuple[str, int, int], RememberedDraft] = OrderedDict()


def read_live(session: Session, stored: str, *, typed: Mapping[str, str], revision: int) -> Figures:
    """The figures of the stored draft (its JSON text) with one page's fields as they are typed now.

    With the rulebook's `revision` of the request a remembered rulebook is used, so that nothing is read.
    """
    key = (stored, revision, clock.day_number(int(clock.now().timestamp())))
    remembered = _kept.get(key)
    if remembered is None:
        draft = Draft.from_text(stored)
        reading = read_draft(draft)
        ground = _ground(session, draft, reading, revision=revision)
        remembered = RememberedDraft(draft, reading, reading.on_form, ground)
        _kept[key] = remembered
        if len(_kept) > _DRAFTS_KEPT:
            _kept.popitem(last=False)
    if "price" in typed:
        return _read_works(session, remembered, typed=typed, revision=revision)
    return remembered.figure_out(typed)


def recall_draft(stored: str, *, revision: int, now_s: int) -> RememberedDraft | None:
    """The stored draft if this process read it before, under this revision of the rulebook and on this day."""
    return _kept.get((stored, revision, clock.day_number(now_s)))


def _ground(session: Session, draft: Draft, reading: Reading, *, revision: int) -> Ground:
    handling = find_handling(session, reading.works.agency_id, revision=revision)
    return Ground(
        handling=RememberedRules(handling) if handling is not None else None,
        tariff=find_tariff(session, revision=revision),
        has_monthly_account=False,
        branch_ids=frozenset(),
        advance=find_advance(session, draft.advance_number),
    )


def _read_works(
    session: Session, remembered: RememberedDraft, *, typed: Mapping[str, str], revision: int
) -> Figures:
    texts = {name: text for name, text in typed.items() if name in BY_NAME}
    draft = remembered.draft.with_section(Section.WORKS, texts, tab="")
    reading = read_draft(draft)
    return figure_out(reading, ground=_ground(session, draft, reading, revision=revision))


def _figures(
    remembered: RememberedDraft, request: RequestReading, *, typed: Mapping[str, str]
) -> RequestFigures:
    applies, amount, fiscal_year_amount, year_base = _NAMES[request.product]
    asked = (
        request.product,
        applies in typed,
        typed.get(amount),
        typed.get(year_base if remembered.reading.works.years else fiscal_year_amount, ""),
    )
    found = remembered.figures.get(asked)
    if found is None:
        reading, current = _as_typed(remembered.reading, request, asked)
        found = figure_request(reading, current, ground=remembered.ground)
        if len(remembered.figures) >= _FIGURES_KEPT:
            remembered.figures.clear()
        remembered.figures[asked] = found
    return found


def _as_typed(reading: Reading, request: RequestReading, asked: _Asked) -> tuple[Reading, RequestReading]:
    product, applies, amount, base = asked
    years = reading.works.years
    chosen = read_base(base) if years and product is Product.ADVANCE else request.year_base
    if amount is None:
        return reading, request
    unreadable = {
        name: message for name, message in reading.unreadable.items() if not name.startswith(product)
    }

    def yen(name: str, text: str) -> int | None:
        if not text:
            return None
        try:
            value = read_text(BY_NAME[name], text)
        except Unreadable as refused:
            unreadable[name] = refused.message
            return None
        return value if isinstance(value, int) else None

    typed_base = base_amount(years, chosen) if years else yen(_NAMES[product][2], base)
    current = replace(
        request,
        applies=applies,
        # An interim payment goes by the base of its 前払金保証, which nobody types.
        fiscal_year_amount=request.fiscal_year_amount if product is Product.INTERIM else typed_base,
        amount=yen(_NAMES[product][1], amount),
        year_base=chosen,
    )
    if unreadable == reading.unreadable:
        return reading, current
    return replace(reading, unreadable=unreadable), current
