"""The first user of a contractor, and what services refuse whoever calls them."""

from datetime import timedelta

import pytest

from surety import audit, clock
from surety.domain.errors import Denied, RuleViolation
from surety.mail.letterhead import Letterhead
from surety.models import AuditEvent, LoginSession, OutgoingMail
from surety.security.identity import SYSTEM, Actor
from surety.security.passwords import verify_password
from surety.security.permissions import Role
from surety.services.role_changes import decide_role, propose_role
from surety.services.sessions import start_session
from surety.services.user_records import reset_second_factor, resume_user, stop_user
from surety.services.users import (
    Person,
    add_colleague,
    add_waiting_staff,
    create_first_user,
    renew_initial_password,
)
from tests.factories import get_branch, make_contractor, make_user

TARO = Person(name="見本　太郎", email="soumu@example.co.jp", department="総務部")


@pytest.fixture
def letterhead(app) -> Letterhead:
    return Letterhead.of(app.config["SETTINGS"])


def test_with_a_notice_the_first_user_gets_a_password_for_14_days(session, letterhead):
    contractor = make_contractor()
    user, password = create_first_user(
        session(), contractor, TARO, by_notice=True, actor=SYSTEM, letterhead=letterhead
    )
    assert user.login_id == f"{contractor.customer_number}-01"
    assert user.role is Role.CONTRACTOR_ADMIN
    assert password is not None
    assert verify_password(user.password_hash, password)
    assert user.must_change_password
    lifetime = user.initial_password_expires_at - clock.now()
    assert timedelta(days=13, hours=23) < lifetime <= timedelta(days=14)
    assert session.query(OutgoingMail).count() == 0


def test_the_initial_password_stands_nowhere_in_the_database(session, letterhead):
    user, password = create_first_user(
        session(), make_contractor(), TARO, by_notice=True, actor=SYSTEM, letterhead=letterhead
    )
    said = user.password_hash + "".join(str(event.facts) for event in session.query(AuditEvent))
    assert password not in said
    assert password.replace("-", "") not in said


def test_by_mail_the_first_user_gets_a_link_and_no_password(session, letterhead):
    user, password = create_first_user(
        session(), make_contractor(), TARO, by_notice=False, actor=SYSTEM, letterhead=letterhead
    )
    assert (password, user.password_hash) == (None, "")
    mail = session.query(OutgoingMail).one()
    assert (mail.message_kind, mail.recipient) == ("account_activation", TARO.email)
    assert "/account/activate/" in mail.body
    assert mail.branch_id == user.contractor.branch_id


def test_a_second_notice_replaces_the_first_password_and_ends_logins(session, letterhead):
    user, first = create_first_user(
        session(), make_contractor(), TARO, by_notice=True, actor=SYSTEM, letterhead=letterhead
    )
    start_session(
        session(),
        user_id=user.id,
        address="",
        browser="",
        second_factor_passed=False,
        now_s=int(clock.now().timestamp()),
    )
    second = renew_initial_password(session(), user, actor=SYSTEM)
    assert not verify_password(user.password_hash, first)
    assert verify_password(user.password_hash, second)
    assert session.query(LoginSession).one().ended_s is not None


def test_login_ids_that_came_from_elsewhere_are_stepped_over(session, letterhead):
    contractor = make_contractor()
    user = make_user(Role.CONTRACTOR_ADMIN, contractor=contractor)
    user.login_id = f"{contractor.customer_number}-01"
    session.commit()
    added = add_colleague(
        session(),
        contractor,
        TARO,
        role=Role.CONTRACTOR_MEMBER,
        actor=SYSTEM,
        letterhead=letterhead,
        added_by="見本　花子",
    )
    assert added.login_id == f"{contractor.customer_number}-02"


def test_a_staff_role_cannot_be_given_to_a_contractors_user(session, letterhead):
    with pytest.raises(ValueError, match="contractor's role"):
        add_colleague(
            session(),
            make_contractor(),
            TARO,
            role=Role.STAFF_ADMIN,
            actor=SYSTEM,
            letterhead=letterhead,
            added_by="見本　花子",
        )


def test_a_proposed_role_is_decided_by_a_third_person_only(session, letterhead):
    proposer, decider = make_user(Role.STAFF_ADMIN), make_user(Role.STAFF_ADMIN)
    user = add_waiting_staff(session(), TARO, role=Role.STAFF_ISSUER, branch=get_branch(), actor=SYSTEM)
    change = propose_role(session(), user, Role.STAFF_ISSUER, actor=Actor(proposer.id, "x"))
    with pytest.raises(RuleViolation):
        propose_role(session(), user, Role.STAFF_ADMIN, actor=Actor(decider.id, "x"))
    for same in (proposer.id, user.id):
        with pytest.raises(Denied):
            decide_role(session(), change, is_approved=True, actor=Actor(same, "x"), letterhead=letterhead)
    with pytest.raises(RuleViolation):
        resume_user(session(), user, actor=Actor(decider.id, "x"))
    decide_role(session(), change, is_approved=True, actor=Actor(decider.id, "x"), letterhead=letterhead)
    assert user.is_active


def test_the_last_two_administrators_of_the_head_office_cannot_become_none(session, letterhead):
    one, two = make_user(Role.STAFF_ADMIN), make_user(Role.STAFF_ADMIN)
    third = make_user(Role.STAFF_ADMIN)
    stop_user(session(), third, actor=Actor(one.id, "x"))
    change = propose_role(session(), two, Role.STAFF_ISSUER, actor=Actor(one.id, "x"))
    stop_user(session(), one, actor=Actor(two.id, "x"))
    with pytest.raises(RuleViolation, match="管理者が一人もいなくなります"):
        decide_role(session(), change, is_approved=True, actor=Actor(third.id, "x"), letterhead=letterhead)


def test_a_lost_second_factor_is_never_reset_by_its_owner(session, letterhead):
    admin = make_user(Role.STAFF_ADMIN)
    with pytest.raises(RuleViolation):
        reset_second_factor(session(), admin, actor=Actor(admin.id, "x"), letterhead=letterhead)


def test_what_was_done_to_users_is_chained_in_the_audit_log(session, letterhead):
    create_first_user(
        session(), make_contractor(), TARO, by_notice=False, actor=SYSTEM, letterhead=letterhead
    )
    session.commit()
    actions = [event.action for event in session.query(AuditEvent).order_by(AuditEvent.sequence)]
    assert actions == ["user.added", "user.invited"]
    assert audit.find_broken_link(session()) is None
