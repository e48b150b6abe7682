"""What the pages of one bid bond show, gathered from draft, domain and database."""

import secrets
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g

from forms.bid_bonds import BidBondForm
from surety.domain.bid_bond_amounts import BidBondFigures, figure_out_bond
from surety.domain.bid_bond_checks import BondProblem, find_bond_problems
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.bid_bond_reading import BidBondReading, read_bid_bond
from surety.domain.bid_bond_rows import BondRows, list_bond_rows
from surety.domain.products import PaymentMethod
from surety.extensions import db
from surety.queries.agencies import search_agencies
from surety.queries.application_ground import find_handling, find_tariff
from surety.queries.applications import list_branches
from surety.queries.bid_bonds import get_bid_bond, load_bond_ground

STEPS = ["申込作成", "申込確認", "送信完了"]
_DAYS = ("bid_on", "award_on", "valid_until")


@dataclass(frozen=True, slots=True)
class OpenedBond:
    """A bid bond with its draft read and judged."""

    bid_bond: Any
    draft: BidBondDraft
    reading: BidBondReading
    problems: tuple[BondProblem, ...]

    @property
    def figures(self) -> BidBondFigures:
        """The live figures."""
        return figure_out_bond(self.reading, tariff=find_tariff(db.session()))


def own_bid_bond(bid_bond_id: int) -> Any:
    """The bid bond of the asking person's own company (NotFound otherwise)."""
    return get_bid_bond(db.session(), bid_bond_id, contractor_id=g.identity.contractor_id)


def open_bond(bid_bond: Any, draft: BidBondDraft | None = None) -> OpenedBond:
    """The bid bond's draft (or the one given) as values, with everything that is wrong."""
    draft = draft or BidBondDraft.from_json(bid_bond.draft)
    reading = read_bid_bond(draft)
    ground = load_bond_ground(db.session(), bid_bond, reading=reading)
    return OpenedBond(bid_bond, draft, reading, find_bond_problems(reading, ground=ground))


def form_page(opened: OpenedBond, *, checks: bool = False, tab: str | None = None) -> dict[str, object]:
    """Everything the form's page needs. `checks`: empty boxes are told, too."""
    bid_bond = opened.bid_bond
    branches = list_branches(db.session())
    has_account = bid_bond.contractor.monthly_account
    form = BidBondForm(
        opened.draft,
        branches=[(str(branch.id), branch.name) for branch in branches],
        methods=[m for m in PaymentMethod if m is not PaymentMethod.MONTHLY_ACCOUNT or has_account],
    )
    form.show_problems(opened.problems, with_blanks=checks)
    return {
        "bid_bond": bid_bond,
        "form": form,
        "reading": opened.reading,
        "figures": opened.figures,
        "handling": find_handling(db.session(), opened.reading.agency_id),
        "branch": next((one for one in branches if one.id == opened.reading.branch_id), None),
        "note": _notes(bid_bond),
        "tab": tab or secrets.token_hex(4),
        "version_id": bid_bond.version_id,
        "steps": STEPS,
        "conflicts": (),
        "discarded": False,
    }


def rows_of(reading: BidBondReading) -> tuple[BondRows, ...]:
    """The bid bond as people read it."""
    handling = find_handling(db.session(), reading.agency_id)
    branches = {branch.id: branch.name for branch in list_branches(db.session())}
    return list_bond_rows(
        reading,
        agency_name=handling.name if handling else "",
        branch_name=branches.get(reading.branch_id or 0, ""),
    )


def agency_results(opened: OpenedBond, *, words: str, prefecture: str | None) -> Sequence[object]:
    """Agencies that match, without the one that is chosen already; nothing for an empty search."""
    if not words and not prefecture:
        return ()
    found = search_agencies(db.session(), words, prefecture=prefecture or None, limit=20)
    return [agency for agency in found if agency.id != opened.reading.agency_id]


def bond_days(opened: OpenedBond, *, shown: Container[str]) -> list[tuple[str, date | None, str]]:
    """Each date whose box is shown: its name, the day that was understood, and what is wrong with it."""
    wrong = {problem.field: problem.message for problem in opened.problems if not problem.is_blank}
    return [
        (name, getattr(opened.reading, name), wrong.get(name, "")) for name in _DAYS if name in shown
    ]  # fmt: skip


def _notes(bid_bond: Any) -> Callable[[str], dict[str, object]]:
    """What stands beside a field: the branch's comment."""

    def note(name: str) -> dict[str, object]:
        return {"comment": bid_bond.comments.get(name)}

    return note
