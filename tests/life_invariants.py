"""What has to be true of guarantees, their versions, money and log, whatever people did before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import pytest
from flask import current_app
from sqlalchemy import func, select

from surety import audit, clock
from surety.domain.act_states import ActKind
from surety.domain.certificate import CertificateContent
from surety.domain.certificate_history import Fate, tell_history
from surety.domain.errors import NotFound
from surety.domain.products import CertificateKind
from surety.domain.workflow import ActState, GuaranteeState, PremiumState, RequestState
from surety.extensions import db
from surety.models import (
    AuditEvent,
    Contractor,
    Guarantee,
    GuaranteeAct,
    GuaranteeRequest,
    Payment,
    PremiumStatement,
    RefundStatement,
)
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.changes import find_charged_change
from surety.queries.charges import list_live_statements, list_unpaid_of
from surety.queries.guarantee_acts import effective_on
from surety.queries.guarantees import get_guarantee
from surety.queries.refunds import list_refunds_of
from surety.security.vault import Vault
from surety.services.issuing import open_key
from surety.services.settlements import quote_change

# Written out once more, so that a slip in the product's own table is seen.
END_OF = {
    ActKind.TERMINATION: GuaranteeState.TERMINATED,
    ActKind.CANCELLATION: GuaranteeState.CANCELLED,
    ActKind.RELEASE: GuaranteeState.RELEASED,
}
WRITES = {
    ActKind.CORRECTION: CertificateKind.CORRECTION,
    ActKind.CHANGE_CANCEL: CertificateKind.CHANGE_CANCELLED,
}
_ENDINGS = {f"guarantee.{state.value}" for state in GuaranteeState if state is not GuaranteeState.IN_FORCE}


@dataclass(frozen=True, slots=True)
class Standing:
    """A guarantee at one moment, as far as acts move it."""

    state: GuaranteeState
    versions: int
    key: str
    refunded: int
    charged: int

    @classmethod
    def of(cls, guarantee: Guarantee) -> Self:
        key = open_key(guarantee, vault=current_app.extensions["vault"])
        refunded = sum(refund.amount for refund in list_refunds_of(db.session(), guarantee))
        wanted = select(PremiumStatement.amount).where(PremiumStatement.guarantee_id == guarantee.id)
        charged = sum(db.session.scalars(wanted))
        return cls(guarantee.state, len(guarantee.certificates), key, refunded, charged)


def check_everything(
    guarantees: Sequence[Guarantee], companies: Sequence[Contractor], *, most_percent: int
) -> None:
    """All of it, at once; the first certificates are under a rule that allows at most this percentage."""
    numbers_have_no_gap([guarantee.number for guarantee in guarantees])
    acts, log = read_acts(), read_log()
    for guarantee in guarantees:
        contents = {version.sequence: read_certificate(version) for version in guarantee.certificates}
        amounts_are_within_their_limits(list(contents.values()), most_percent=most_percent)
        standing = exactly_one_version_counts(guarantee)
        lists_say_what_it_says(guarantee, contents[standing])
        who_approved_did_not_issue(guarantee)
        no_more_comes_back_than_was_paid(guarantee)
        the_premium_is_that_of_what_counts(guarantee)
        two_people_dealt_with_every_act(acts[guarantee.id])
        certificates_and_key_are_what_acts_made(guarantee, acts[guarantee.id])
        it_ended_as_its_last_act_says(guarantee, acts[guarantee.id])
        nothing_follows_the_end(guarantee, log[guarantee.number])
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
        came, owed = paid.get(statement.id, 0), statement.amount
        assert came == (owed if statement.state in (PremiumState.PAID, PremiumState.OWED_BACK) else 0)


def the_premium_is_that_of_what_counts(guarantee: Guarantee) -> None:
    """Where nothing is under way, nothing more is due and nothing goes back."""
    if guarantee.state is not GuaranteeState.IN_FORCE or find_charged_change(db.session(), guarantee):
        return
    if list_unpaid_of(db.session(), guarantee):
        return
    content = read_certificate(version_in_force(guarantee))
    settlement = quote_change(db.session(), guarantee, content)
    assert settlement.additional.total == 0
    assert settlement.refund is None or settlement.refund.refund.total == 0


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


def read_acts() -> Mapping[int, list[GuaranteeAct]]:
    """Every act by its guarantee, the one that was begun first before the others."""
    acts: dict[int, list[GuaranteeAct]] = defaultdict(list)
    for act in db.session.scalars(select(GuaranteeAct).order_by(GuaranteeAct.id)):
        acts[act.guarantee_id].append(act)
    return acts


def read_log() -> Mapping[str, list[AuditEvent]]:
    """What the log says of each guarantee, by its number, in the order of the log."""
    log: dict[str, list[AuditEvent]] = defaultdict(list)
    wanted = select(AuditEvent).where(AuditEvent.object_kind == "guarantee").order_by(AuditEvent.sequence)
    for event in db.session.scalars(wanted):
        log[event.object_id].append(event)
    return log


def two_people_dealt_with_every_act(acts: Sequence[GuaranteeAct]) -> None:
    for act in acts:
        if act.state is ActState.CARRIED_OUT:
            assert act.proposed_by_id is not None
        if act.state in (ActState.CARRIED_OUT, ActState.REJECTED):
            assert act.decided_by_id not in (None, act.proposed_by_id)
        if act.state is ActState.WITHDRAWN:
            assert act.decided_by_id in (act.proposed_by_id, act.asked_by_id)
        assert (act.decided_by_id is None) is (act.is_open or act.state is ActState.LAPSED)
    waiting = [act.kind for act in acts if act.is_open]
    assert len(waiting) == len(set(waiting))


def certificates_and_key_are_what_acts_made(guarantee: Guarantee, acts: Sequence[GuaranteeAct]) -> None:
    done = [act for act in acts if act.state is ActState.CARRIED_OUT]
    written = {(act.certificate_id, WRITES[act.kind]) for act in done if act.kind in WRITES}
    assert written == {
        (each.id, each.kind) for each in guarantee.certificates if each.kind in WRITES.values()
    }
    assert guarantee.key_generation == 1 + sum(act.kind is ActKind.KEY_REISSUE for act in done)
    vault: Vault = current_app.extensions["vault"]
    key = open_key(guarantee, vault=vault)
    assert vault.digest("authentication-key", guarantee.number, key) == guarantee.key_digest


def it_ended_as_its_last_act_says(guarantee: Guarantee, acts: Sequence[GuaranteeAct]) -> None:
    ends = [act for act in acts if act.state is ActState.CARRIED_OUT and act.kind in END_OF]
    if guarantee.state in (GuaranteeState.IN_FORCE, GuaranteeState.EXPIRED):
        assert (ends, guarantee.ended_on) == ([], None)
        assert guarantee.state is GuaranteeState.IN_FORCE or guarantee.expires_on < clock.today()
        return
    (end,) = ends
    decided_on = clock.to_jst(end.decided_at).date()
    assert guarantee.state is END_OF[end.kind]
    assert guarantee.ended_on == (effective_on(end) or decided_on)
    assert guarantee.issued_on <= guarantee.ended_on <= decided_on


def nothing_follows_the_end(guarantee: Guarantee, log: Sequence[AuditEvent]) -> None:
    """Of 満了 only 訂正 may follow, and whoever has the key looks at it; in the order of the log, not of the clock."""
    ended = [place for place, event in enumerate(log) if event.action in _ENDINGS]
    if guarantee.state is GuaranteeState.IN_FORCE:
        assert ended == []
        return
    (place,) = ended
    assert log[place].action == f"guarantee.{guarantee.state.value}"
    later = [event for event in log[place + 1 :] if event.action != "certificate.opened"]
    assert not later or guarantee.state is GuaranteeState.EXPIRED
    for event in later:
        assert event.action == "certificate.appended"
        assert guarantee.certificates[event.facts["sequence"] - 1].kind is CertificateKind.CORRECTION


def nobody_sees_the_other_companys(guarantees: Sequence[Guarantee], companies: Sequence[Contractor]) -> None:
    for guarantee in guarantees:
        for company in companies:
            if guarantee.contractor_id == company.id:
                get_guarantee(db.session(), guarantee.number, contractor_id=company.id)
            else:
                with pytest.raises(NotFound):
                    get_guarantee(db.session(), guarantee.number, contractor_id=company.id)
