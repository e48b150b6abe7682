"""手続き on an issued guarantee: two people, one transaction, and what follows."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from surety import audit, clock
from surety.domain.act_states import ActKind
from surety.domain.errors import Denied, ForbiddenMove, RuleViolation, Stale
from surety.domain.products import CertificateKind
from surety.domain.workflow import ActState, GuaranteeState
from surety.extensions import db
from surety.models import AuditEvent, Guarantee
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.guarantees import statuses_of
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.act_contents import planned_content
from surety.services.act_execution import carry_out_act
from surety.services.guarantee_acts import (
    ask_for_act,
    propose_act,
    reject_act,
    take_up_act,
    withdraw_act,
    withdraw_request,
)
from surety.services.issuing import open_key
from tests.act_cases import carry_out, letterhead, letters, propose, wish
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee, make_issuer
from tests.version_factories import make_changed_version

ENDS = {
    ActKind.TERMINATION: GuaranteeState.TERMINATED,
    ActKind.CANCELLATION: GuaranteeState.CANCELLED,
    ActKind.RELEASE: GuaranteeState.RELEASED,
}


@pytest.fixture
def guarantee(app: Flask) -> Guarantee:
    return make_issued_guarantee()


@pytest.fixture
def first(app: Flask) -> Actor:
    return actor_of(make_user(Role.STAFF_UNDERWRITER))


@pytest.fixture
def second(app: Flask) -> Actor:
    return actor_of(make_user(Role.STAFF_ISSUER))


@pytest.mark.parametrize("kind", [each for each in ActKind if each is not ActKind.CHANGE_CANCEL])
def test_whoever_proposed_cannot_carry_out_or_reject(
    guarantee: Guarantee, first: Actor, kind: ActKind
) -> None:
    act = propose(guarantee, kind, by=first)
    with pytest.raises(Denied, match="別の方"):
        carry_out_act(db.session(), act, actor=first, issuer=make_issuer())
    with pytest.raises(Denied, match="別の方"):
        reject_act(db.session(), act, note="x", actor=first, letterhead=letterhead())
    db.session.rollback()
    assert guarantee.state is GuaranteeState.IN_FORCE
    assert len(guarantee.certificates) == 1


@pytest.mark.parametrize("kind", ENDS)
def test_an_end_is_carried_out_once_and_told(
    guarantee: Guarantee, first: Actor, second: Actor, kind: ActKind
) -> None:
    act = propose(guarantee, kind, by=first)
    assert guarantee.state is GuaranteeState.IN_FORCE
    carry_out(act, by=second)
    carry_out(act, by=second)
    assert guarantee.state is ENDS[kind]
    assert guarantee.ended_on == clock.today()
    assert act.state is ActState.CARRIED_OUT
    (letter,) = letters()
    assert letter.recipient == "soumu@example.co.jp"
    assert kind.label in letter.subject
    assert "20,000,000" not in letter.body
    key = open_key(guarantee, vault=make_issuer().vault)
    assert key not in letter.body.replace("-", "")
    word = statuses_of(db.session(), [guarantee], today=clock.today())[guarantee.id]
    assert word.value == ENDS[kind].value
    with pytest.raises(ForbiddenMove):
        propose_act(db.session(), guarantee, wish(kind), actor=first)
    assert audit.find_broken_link(db.session()) is None


def test_a_correction_writes_the_very_content_that_was_previewed(
    guarantee: Guarantee, first: Actor, second: Actor
) -> None:
    act = propose(
        guarantee,
        ActKind.CORRECTION,
        by=first,
        corrected={"beneficiary": "平川市長　見本", "works_from": date(2026, 12, 5)},
    )
    planned = planned_content(act)
    carry_out(act, by=second)
    assert act.certificate is not None
    assert read_certificate(act.certificate) == planned
    assert version_in_force(guarantee).id == act.certificate_id
    assert guarantee.beneficiary_name == "平川市長　見本"
    assert planned.works_from == date(2026, 12, 5)
    assert act.certificate.reason == "お申し出のため"
    assert planned.version_label == "訂正"


def test_a_correction_of_an_expired_guarantee_leaves_it_expired(
    guarantee: Guarantee, first: Actor, second: Actor
) -> None:
    guarantee.state = GuaranteeState.EXPIRED
    db.session.commit()
    carry_out(propose(guarantee, ActKind.CORRECTION, by=first), by=second)
    assert guarantee.state is GuaranteeState.EXPIRED
    assert version_in_force(guarantee).kind is CertificateKind.CORRECTION


def test_a_change_is_taken_away_and_its_number_is_gone(
    guarantee: Guarantee, first: Actor, second: Actor
) -> None:
    with pytest.raises(ForbiddenMove, match="効力のある変更がない"):
        propose_act(db.session(), guarantee, wish(ActKind.CHANGE_CANCEL), actor=first)
    make_changed_version(guarantee, guaranteed_amount=22_000_000)
    carry_out(propose(guarantee, ActKind.CHANGE_CANCEL, by=first), by=second)
    assert guarantee.amount == 20_000_000
    assert read_certificate(version_in_force(guarantee)).version_label == "新規"
    assert make_changed_version(guarantee, change_number=2, guaranteed_amount=21_000_000).sequence == 4


@pytest.mark.parametrize("kind", [ActKind.CORRECTION, ActKind.CHANGE_CANCEL])
def test_a_version_written_since_the_proposal_makes_it_stale(
    guarantee: Guarantee, first: Actor, second: Actor, kind: ActKind
) -> None:
    make_changed_version(guarantee, guaranteed_amount=22_000_000)
    act = propose(guarantee, kind, by=first)
    make_changed_version(guarantee, change_number=2, guaranteed_amount=23_000_000)
    with pytest.raises(Stale, match="証書が新しくなりました"):
        carry_out_act(db.session(), act, actor=second, issuer=make_issuer())
    db.session.rollback()
    reject_act(db.session(), act, note="提案し直します", actor=second, letterhead=letterhead())
    propose(guarantee, kind, by=first)


def test_an_end_to_come_waits_for_its_day(guarantee: Guarantee, first: Actor, second: Actor) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    act = propose(guarantee, ActKind.TERMINATION, by=first, effective_on=tomorrow)
    with pytest.raises(ForbiddenMove, match="その日になってから"):
        carry_out_act(db.session(), act, actor=second, issuer=make_issuer())
    db.session.rollback()
    assert guarantee.state is GuaranteeState.IN_FORCE


@pytest.mark.parametrize("days", [-1, 400])
def test_an_end_outside_the_guarantee_is_refused(guarantee: Guarantee, first: Actor, days: int) -> None:
    day = guarantee.issued_on + timedelta(days=days)
    with pytest.raises(RuleViolation) as refused:
        propose_act(db.session(), guarantee, wish(ActKind.TERMINATION, effective_on=day), actor=first)
    assert refused.value.field == "effective_on"


def test_what_the_contractor_asks_for_needs_two_of_the_branch(
    guarantee: Guarantee, first: Actor, second: Actor
) -> None:
    member = actor_of(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    asked = ask_for_act(db.session(), guarantee, wish(ActKind.TERMINATION), actor=member)
    again = ask_for_act(db.session(), guarantee, wish(ActKind.TERMINATION), actor=member)
    assert asked.id == again.id
    with pytest.raises(ForbiddenMove):
        carry_out_act(db.session(), asked, actor=second, issuer=make_issuer())
    take_up_act(db.session(), asked, wish(ActKind.TERMINATION), actor=first)
    take_up_act(db.session(), asked, wish(ActKind.TERMINATION), actor=first)
    with pytest.raises(Stale, match="お電話ください"):
        withdraw_request(db.session(), asked, actor=member)
    with pytest.raises(Denied):
        carry_out_act(db.session(), asked, actor=first, issuer=make_issuer())
    carry_out(asked, by=second)
    assert guarantee.state is GuaranteeState.TERMINATED


def test_a_rejected_request_is_told_with_the_reason_on_the_page_only(
    guarantee: Guarantee, first: Actor
) -> None:
    member = actor_of(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    asked = ask_for_act(db.session(), guarantee, wish(ActKind.KEY_REISSUE), actor=member)
    reject_act(db.session(), asked, note="発注者が閲覧済みのため", actor=first, letterhead=letterhead())
    reject_act(db.session(), asked, note="発注者が閲覧済みのため", actor=first, letterhead=letterhead())
    (letter,) = letters()
    assert "発注者が閲覧済み" not in letter.body
    assert asked.note == "発注者が閲覧済みのため"


def test_a_proposal_of_the_branch_itself_that_is_rejected_is_nobody_else_s_business(
    guarantee: Guarantee, first: Actor, second: Actor
) -> None:
    act = propose(guarantee, ActKind.TERMINATION, by=first)
    reject_act(db.session(), act, note="不要", actor=second, letterhead=letterhead())
    assert letters() == []


def test_only_one_act_of_a_kind_waits_and_the_same_press_gives_the_first(
    guarantee: Guarantee, first: Actor, second: Actor
) -> None:
    act = propose(guarantee, ActKind.TERMINATION, by=first)
    assert propose(guarantee, ActKind.TERMINATION, by=first).id == act.id
    with pytest.raises(RuleViolation, match="すでに手続き中"):
        propose_act(db.session(), guarantee, wish(ActKind.TERMINATION), actor=second)
    with pytest.raises(Denied):
        withdraw_act(db.session(), act, actor=second)
    withdraw_act(db.session(), act, actor=first)
    withdraw_act(db.session(), act, actor=first)
    assert act.state is ActState.WITHDRAWN
    assert propose(guarantee, ActKind.TERMINATION, by=second).id != act.id


def test_every_step_leaves_an_audit_row(guarantee: Guarantee, first: Actor, second: Actor) -> None:
    carry_out(propose(guarantee, ActKind.TERMINATION, by=first), by=second)
    actions = list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))
    assert actions[-3:] == [
        "guarantee_act.proposed",
        "guarantee.terminated",
        "guarantee_act.carried_out",
    ]
