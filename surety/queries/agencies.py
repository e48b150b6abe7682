"""Finding 発注者."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, select
from sqlalchemy.orm import Session

from surety import clock
from surety.domain.electronic_acceptance import ElectronicAcceptance
from surety.domain.errors import NotFound
from surety.domain.row_codec import from_row
from surety.domain.text import search_key
from surety.models import Agency, AgencyRule

DIRECTORY_PAGE = 20


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """One page of the directory; `number` counts from 1 and lies within `pages`."""

    agencies: Sequence[Agency]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class ElectronicStart:
    """An agency and its word from when it takes electronic surety."""

    agency: Agency
    acceptance: ElectronicAcceptance


def search_agencies(
    session: Session, text: str, *, prefecture: str | None = None, limit: int = 20
) -> list[Agency]:
    """Active agencies whose name, kana or prefecture holds the text, in the directory's order.

    Any width and kana is understood; an empty text gives the first `limit` of the prefecture.
    """
    return list(session.scalars(_matching(text, prefecture=prefecture).order_by(Agency.id).limit(limit)))


def find_directory_page(
    session: Session, text: str, *, prefecture: str | None, only_electronic: bool, number: int
) -> DirectoryPage:
    """The page of this number, or the nearest there is. The search is that of `search_agencies`."""
    wanted = _matching(text, prefecture=prefecture)
    if only_electronic:
        wanted = wanted.where(_accepts_electronic())
    total = session.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
    pages = max(1, -(-total // DIRECTORY_PAGE))
    number = min(max(1, number), pages)
    rows = session.scalars(
        wanted.order_by(Agency.id).limit(DIRECTORY_PAGE).offset((number - 1) * DIRECTORY_PAGE)
    ).all()
    return DirectoryPage(rows, total=total, number=number, pages=pages)


def count_agencies_accepting(session: Session) -> int:
    """How many agencies of the directory are known to take electronic surety."""
    return session.execute(
        select(func.count()).select_from(Agency).where(Agency.is_active, _accepts_electronic())
    ).scalar_one()


def list_electronic_starts(session: Session, *, limit: int) -> tuple[ElectronicStart, ...]:
    """The agencies that began last, the newest start first, each with its newest dated row."""
    newest = (
        select(AgencyRule.agency_id, func.max(AgencyRule.valid_from).label("start"))
        .where(_holding_acceptance(), AgencyRule.valid_from.is_not(None))
        .group_by(AgencyRule.agency_id)
        .subquery()
    )
    rows = session.execute(
        select(Agency, AgencyRule)
        .join(newest, newest.c.agency_id == Agency.id)
        .join(
            AgencyRule,
            (AgencyRule.agency_id == Agency.id)
            & _holding_acceptance()
            & (AgencyRule.valid_from == newest.c.start),
        )
        .where(Agency.is_active)
        .order_by(newest.c.start.desc(), Agency.id, AgencyRule.id)
        .limit(limit * 3)
    ).all()
    # Two rows may begin on one day (products apart): the first one speaks for the agency.
    found: dict[int, ElectronicStart] = {}
    for agency, rule in rows:
        if agency.id not in found:
            acceptance = from_row(ElectronicAcceptance, rule.body, where=f"{agency.code}/{rule.id}")
            found[agency.id] = ElectronicStart(agency, acceptance)
    return tuple(found.values())[:limit]


def get_agency(session: Session, agency_id: int) -> Agency:
    """The active agency of this id. Raises NotFound."""
    agency = session.get(Agency, agency_id)
    if agency is None or not agency.is_active:
        raise NotFound(f"agency {agency_id}")
    return agency


def get_agency_by_code(session: Session, code: str) -> Agency:
    """The active agency of this code. Raises NotFound."""
    agency = session.scalars(select(Agency).where(Agency.code == code, Agency.is_active)).one_or_none()
    if agency is None:
        raise NotFound(f"agency {code}")
    return agency


def _matching(text: str, *, prefecture: str | None) -> Select[Agency]:
    wanted = select(Agency).where(Agency.is_active)
    for word in text.split():
        key = search_key(word)
        if key:
            wanted = wanted.where(
                Agency.name_search.contains(key, autoescape=True)
                | Agency.prefecture.contains(key, autoescape=True)
            )
    return wanted.where(Agency.prefecture == prefecture) if prefecture else wanted


def _accepts_electronic() -> ColumnElement[bool]:
    return exists().where(AgencyRule.agency_id == Agency.id, _holding_acceptance())


def _holding_acceptance() -> ColumnElement[bool]:
    """Words on electronic surety that nobody took back and that have not run out."""
    is_over = AgencyRule.valid_to.is_not(None) & (AgencyRule.valid_to < clock.today())
    return and_(AgencyRule.kind == "acceptance", AgencyRule.retired_by_id.is_(None), not_(is_over))
