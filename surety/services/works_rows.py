"""The rows of a works contract as they were sent: its fiscal years and the members of its JV."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from surety.domain.application_reading import WorksReading
from surety.domain.joint_ventures import Member
from surety.models import JointVentureMember, WorksContract, WorksYear


def fill_rows(session: Session, contract: WorksContract, works: WorksReading) -> None:
    """Put the rows of a reading in place of the contract's. Raises ValueError for one that is not complete."""
    contract.years.clear()
    # The old rows go first: a year stands once in a contract.
    session.flush()
    for year in works.years:
        if year.year is None or year.planned is None:
            raise ValueError("find_problems let a fiscal year through that is not complete")
        contract.years.append(
            WorksYear(fiscal_year=year.year, planned_amount=year.planned, limit_amount=year.own_limit)
        )
    fill_members(session, contract, works.members)


def fill_members(session: Session, contract: WorksContract, members: Sequence[Member]) -> None:
    """Put these in place of the JV's members. Raises ValueError for one without a share."""
    contract.members.clear()
    # The old rows go first: a place stands once in a contract.
    session.flush()
    for position, member in enumerate(members, start=1):
        if member.share is None:
            raise ValueError("find_problems let a member through that has no share")
        contract.members.append(
            JointVentureMember(
                position=position,
                name=member.name,
                address=member.address,
                share_percent=member.share,
                is_representative=member.is_representative,
            )
        )
    session.flush()
