"""Putting the shipped branches, agencies with their dated rules, and tariffs into the database."""

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from surety.data.loading import load_agencies, load_branches, load_tariffs
from surety.data.seeds import AgencySeed, BranchSeed
from surety.domain.row_codec import to_row
from surety.domain.tariff import Tariff
from surety.domain.text import search_key
from surety.models import Agency, AgencyRule, Branch, Rulebook, TariffVersion


def load_reference_data(session: Session) -> int:
    """Add what is not there yet, by code; what is there stays as it is. Gives the number of rows added."""
    added = sum(
        (
            _add_missing(session, Branch.code, [_branch(seed) for seed in load_branches()]),
            _add_missing(session, Agency.code, [_agency(seed) for seed in load_agencies()]),
            _add_missing(session, TariffVersion.code, [_tariff(tariff) for tariff in load_tariffs()]),
        )
    )
    if added:
        move_rulebook(session)
    return added


def move_rulebook(session: Session) -> None:
    """Tell every process that a rule or tariff row was added or closed."""
    session.execute(update(Rulebook).values(revision=Rulebook.revision + 1))


def _add_missing(
    session: Session, code_column: object, rows: list[Branch] | list[Agency] | list[TariffVersion]
) -> int:
    present = set(session.scalars(select(code_column)))  # type: ignore[call-overload]  # one column of three tables
    new = [row for row in rows if row.code not in present]
    session.add_all(new)
    session.flush()
    return len(new)


def _branch(seed: BranchSeed) -> Branch:
    return Branch(
        code=seed.code,
        name=seed.name,
        postal_code=seed.postal_code,
        address=seed.address,
        phone=seed.phone,
        fax=seed.fax,
        hours=seed.hours,
        prefectures=list(seed.prefectures),
    )


def _agency(seed: AgencySeed) -> Agency:
    agency = Agency(
        code=seed.code,
        name=seed.name,
        name_kana=seed.name_kana,
        name_search=search_key(seed.name + seed.name_kana),
        beneficiary_name=seed.beneficiary_name,
        prefecture=seed.prefecture,
        kind=seed.kind.value,
    )
    for kind, rows in (
        ("amount", seed.amount_rules),
        ("acceptance", seed.acceptances),
        ("handover", seed.handovers),
        ("price_change", seed.price_changes),
        ("overhead", seed.overheads),
    ):
        agency.rules.extend(
            AgencyRule(
                kind=kind,
                valid_from=_date_of(row, "valid_from", "accepted_from"),
                valid_to=_date_of(row, "valid_to", "accepted_to"),
                body=to_row(row),
                source_url=row.source_url,
                source_read_on=row.source_read_on,
            )
            for row in rows
        )
    return agency


def _tariff(tariff: Tariff) -> TariffVersion:
    return TariffVersion(
        code=tariff.version,
        name=tariff.name,
        effective_from=tariff.effective_from,
        effective_to=tariff.effective_to,
        body=to_row(tariff),
        source=tariff.source,
        verified_by=tariff.verified_by or "",
        verified_on=tariff.verified_on,
    )


def _date_of(row: object, *names: str) -> date | None:
    return next((value for name in names if (value := getattr(row, name, None)) is not None), None)
