"""What has to be true of guarantees, their versions, money and log, whatever people did before."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from surety import audit
from surety.domain.certificate import CertificateContent
from surety.domain.certificate_history import Fate, tell_history
from surety.domain.errors import NotFound
from surety.domain.products import CertificateKind
from surety.domain.workflow import PremiumState, RequestState
from surety.extensions import db
from surety.models import Contractor, Guarantee, GuaranteeRequest, Payment, PremiumStatement, RefundStatement
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.charges import list_live_statements
from surety.queries.guarantees import get_guarantee


def check_everything(
    guarantees: Sequence[Guarantee], companies: Sequence[Contractor], *, most_percent: int
) -> None:
    """All of it, at once; the first certificates are under a rule that allows at most this percentage."""
    numbers_have_no_gap([guarantee.number for guarantee in guarantees])
    for guarantee in guarantees:
        contents = {version.sequence: read_certificate(version) for version in guarantee.certificates}
        amounts_are_within_their_limits(list(contents.values()), most_percent=most_percent)
        standing = exactly_one_version_counts(guarantee)
        lists_say_what_it_says(guarantee, contents[standing])
        who_approved_did_not_issue(guarantee)
        no_more_comes_back_than_was_paid(guarantee)
    nobody_sees_the_other_companys(guarantees, companies)
    premiums_are_settled_once()
    assert audit.find_broken_link(db.session()) is None


def numbers_have_no_gap(numbers: list[str]) -> None:
    serials: dict[str, list[int]] = {}
    for number in numbers:
        year, serial = number.split("-")
        serials.setdefault(year, []).append(int(serial))
    for found in serials.values():
        assert sorted(found) == list(range(1, len(found) + 1))


def amounts_are_within_their_limits(contents: list[CertificateContent], *, most_percent: int) -> None:
    first = contents[0]
    assert first.guaranteed_amount * 100 <= first.contract_amount * most_percent
    assert all(0 < content.guaranteed_amount <= content.contract_amount for content in contents)


def exactly_one_version_counts(guarantee: Guarantee) -> int:
    versions = guarantee.certificates
    assert [version.sequence for version in versions] == list(range(1, len(versions) + 1))
    changes = [version.change_number for version in versions if version.kind is CertificateKind.CHANGE]
    assert changes == list(range(1, len(changes) + 1))
    in_force = [told.sequence for told in tell_history(versions) if told.fate is Fate.IN_FORCE]
    assert in_force == [version_in_force(guarantee).sequence]
    return in_force[0]


def lists_say_what_it_says(guarantee: Guarantee, content: CertificateContent) -> None:
    listed = (guarantee.amount, guarantee.price, guarantee.work_name, guarantee.expires_on)
    assert listed == (
        content.guaranteed_amount,
        content.contract_amount,
        content.works_name,
        content.guaranteed_until,
    )


def who_approved_did_not_issue(guarantee: Guarantee) -> None:
    assert guarantee.request.state is RequestState.ISSUED
    assert guarantee.certificates[0].issued_by_id not in (None, guarantee.request.approved_by_id)


def premiums_are_settled_once() -> None:
    settled = (RequestState.PAID, RequestState.ON_ACCOUNT, RequestState.ISSUED)
    for request in db.session.scalars(select(GuaranteeRequest).where(GuaranteeRequest.state.in_(settled))):
        (statement,) = list_live_statements(db.session(), request)
        assert statement.state in (PremiumState.PAID, PremiumState.ON_ACCOUNT)
    paid = dict(
        db.session.execute(
            select(Payment.statement_id, func.sum(Payment.amount)).group_by(Payment.statement_id)
        ).all()
    )
    for statement in db.session.scalars(select(PremiumStatement)):
        due = statement.amount if statement.state is PremiumState.PAID else 0
        assert paid.get(statement.id, 0) == due


def no_more_comes_back_than_was_paid(guarantee: Guarantee) -> None:
    settled = (PremiumState.PAID, PremiumState.ON_ACCOUNT)
    about = (PremiumStatement.guarantee_id == guarantee.id) | (
        PremiumStatement.request_id == guarantee.request_id
    )
    paid, back = (
        db.session.scalar(select(func.coalesce(func.sum(column), 0)).where(*where))
        for column, where in (
            (PremiumStatement.amount, (about, PremiumStatement.state.in_(settled))),
            (RefundStatement.amount, (RefundStatement.guarantee_id == guarantee.id,)),
        )
    )
    assert back <= paid


def nobody_sees_the_other_companys(guarantees: Sequence[Guarantee], companies: Sequence[Contractor]) -> None:
    for guarantee in guarantees:
        for company in companies:
            if guarantee.contractor_id == company.id:
                get_guarantee(db.session(), guarantee.number, contractor_id=company.id)
            else:
                with pytest.raises(NotFound):
                    get_guarantee(db.session(), guarantee.number, contractor_id=company.id)
