"""The 請負契約 follows its certificates: what a 変更 made of it, and what a 変更取消 gives back (docs/rules/endings.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety.domain.certificate import CertificateContent
from surety.domain.contract_facts import Fact
from surety.domain.joint_ventures import Member
from surety.domain.states import GuaranteeState
from surety.domain.text import search_key
from surety.domain.works_years import YearBase
from surety.models import Guarantee, GuaranteeChange, WorksContract
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.changes import find_change_of_version, read_change_differences, read_change_facts
from surety.queries.sent_applications import read_contract_members
from surety.services.works_rows import fill_members


def follow_change(session: Session, change: GuaranteeChange) -> None:
    """The works contract is what it became, its rows of years and members too; later applications read them.

    Names of the parties are the parties' own records and stay.
    """
    facts = read_change_facts(change)
    _take(
        change.guarantee.works_contract,
        {
            "price": facts.price,
            "period_from": facts.period_from,
            "period_to": facts.period_to,
            "work_name": facts.work_name,
            "joint_venture_name": facts.joint_venture,
        },
    )
    moved = {
        difference.number: int(difference.value)
        for difference in read_change_differences(change)
        if difference.fact is Fact.YEAR_AMOUNT and difference.value
    }
    for guarantee in (item.guarantee for item in change.items if item.guarantee.number in moved):
        _move_year(guarantee, moved[guarantee.number])
    if facts.member_change is not None:
        fill_members(session, change.guarantee.works_contract, facts.member_change.after)


def follow_change_cancel(
    session: Session,
    guarantee: Guarantee,
    *,
    given_up: CertificateContent,
    back: CertificateContent,
    year_amount: int | None,
) -> None:
    """A taken-back 変更 of this guarantee no longer speaks for the works contract; `back` is what counts again.

    What another guarantee in force still says stays, and so does what the contract has become since. `year_amount` is the
    今年度対象額 (yen) that counts again.
    """
    contract = guarantee.works_contract
    others = [_said(read_certificate(version_in_force(each))) for each in _others(session, guarantee)]
    before, after = _said(given_up), _said(back)
    _take(
        contract,
        {
            name: after[name]
            for name, value in before.items()
            if getattr(contract, name) == value and all(said[name] != value for said in others)
        },
    )
    if year_amount is not None:
        _move_year(guarantee, year_amount)
    _bring_members_back(session, guarantee, change_number=given_up.change_number)


def _bring_members_back(session: Session, guarantee: Guarantee, *, change_number: int) -> None:
    """The members of before a taken-back 変更-n, unless another guarantee it changed still stands or they changed again."""
    change = find_change_of_version(session, guarantee, change_number)
    members = read_change_facts(change).member_change if change is not None else None
    if change is None or members is None:
        return
    contract = guarantee.works_contract
    stands = any(
        item.guarantee_id != guarantee.id
        and item.guarantee.state is GuaranteeState.IN_FORCE
        and item.certificate_id == version_in_force(item.guarantee).id
        for item in change.items
    )
    if not stands and _is_same(read_contract_members(contract), members.after):
        fill_members(session, contract, members.before)


def _is_same(one: Sequence[Member], other: Sequence[Member]) -> bool:
    """The same companies in the same order, whatever row of a form they stood in."""
    return [replace(each, row=0) for each in one] == [replace(each, row=0) for each in other]


def _said(content: CertificateContent) -> dict[str, Any]:
    """What a certificate says of the works contract, by the contract's columns."""
    return {
        "price": content.contract_amount,
        "period_from": content.works_from,
        "period_to": content.works_until,
        "work_name": content.works_name,
        "joint_venture_name": content.joint_venture,
    }


def _take(contract: WorksContract, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(contract, name, value)
    contract.work_name_search = search_key(contract.work_name)[:240]


def _others(session: Session, guarantee: Guarantee) -> list[Guarantee]:
    wanted = select(Guarantee).where(
        Guarantee.works_contract_id == guarantee.works_contract_id,
        Guarantee.id != guarantee.id,
        Guarantee.state == GuaranteeState.IN_FORCE,
    )
    return list(session.scalars(wanted))


def _move_year(guarantee: Guarantee, amount: int) -> None:
    """The row of the fiscal year that is this guarantee's base."""
    request = guarantee.request
    years = guarantee.works_contract.years
    row = next((year for year in years if year.fiscal_year == request.fiscal_year), None)
    if row is not None and request.year_base is YearBase.LIMIT:
        row.limit_amount = amount
    elif row is not None:
        row.planned_amount = amount
