"""What is over is removed, on the day docs/rules/retention.md says; what something rests on never is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from surety import audit, clock
from surety.commands.worker import make_worker
from surety.domain.bid_bond_states import BidBondState
from surety.domain.change_states import ChangeState
from surety.domain.workflow import ApplicationState, RegistrationState
from surety.extensions import db
from surety.models import (
    Application,
    Attachment,
    AuditEvent,
    Base,
    BidBond,
    GuaranteeChange,
    LoginSession,
    OneTimeToken,
    Registration,
    ThrottleBucket,
)
from surety.queries.sessions import ABSOLUTE_SECONDS, IDLE_SECONDS
from surety.security.permissions import Role
from surety.services.application_attachments import attach_file
from surety.services.application_discarding import discard_draft
from surety.services.bid_bond_conversions import convert_bid_bond, may_convert
from surety.services.passwords import RESET, make_link
from surety.services.retention import APPLICATION_DRAFTS_KEPT, REGISTRATION_DRAFTS_KEPT
from surety.services.sessions import start_session
from tests.bid_bond_cases import make_bond_draft, make_won_bond
from tests.change_cases import make_change, make_priced_guarantee
from tests.client import SuretyClient
from tests.draft_cases import actor_of, make_draft, send
from tests.factories import make_contractor, make_user
from tests.worked_tables import worked_tables

PDF = b"%PDF-1.4\n%%EOF\n"
LOGIN_LIFE = timedelta(seconds=ABSOLUTE_SECONDS)


def counted_try(age: timedelta) -> None:
    window = int((clock.now() - age).timestamp())
    db.session.add(ThrottleBucket(key="login-id|x|300", window_s=window, tries=1))


def login(*, created: timedelta, **more: int) -> None:
    now_s = int((clock.now() - created).timestamp())
    start_session(
        db.session(),
        user_id=make_user(Role.CONTRACTOR_ADMIN).id,
        address="",
        browser="",
        second_factor_passed=True,
        now_s=now_s,
    )
    db.session.query(LoginSession).update({"last_seen_s": now_s, "expires_s": 2**40, **more})


def ended_login(age: timedelta) -> None:
    login(created=timedelta(0), ended_s=int((clock.now() - age).timestamp()))


def idle_login(age: timedelta) -> None:
    login(created=age + timedelta(seconds=IDLE_SECONDS))


def worn_out_login(age: timedelta) -> None:
    ended_s = int((clock.now() - age).timestamp())
    login(created=LOGIN_LIFE + age, last_seen_s=int(clock.now().timestamp()), expires_s=ended_s)


def link(age: timedelta) -> None:
    make_link(db.session(), user_id=make_user(Role.CONTRACTOR_ADMIN).id, purpose=RESET, lifetime=-age)


def registration(age: timedelta, **more: object) -> Registration:
    made = Registration(
        **{
            "state": RegistrationState.CHECKED,
            "channel": "excel",
            "access_hash": f"hash-{age}-{len(more)}",
            "values": {},
            "comments": {},
            "created_at": clock.now() - age,
            **more,
        }
    )
    db.session.add(made)
    return made


def application(age: timedelta) -> Application:
    made = make_draft(make_user(Role.CONTRACTOR_ADMIN))
    made.draft_saved_at = clock.now() - age
    return made


def discarded(age: timedelta) -> None:
    application(age).state = ApplicationState.DISCARDED


def bid_bond(age: timedelta) -> BidBond:
    made = make_bond_draft(make_user(Role.CONTRACTOR_ADMIN))
    made.draft_saved_at = clock.now() - age
    return made


def discarded_bond(age: timedelta) -> None:
    bid_bond(age).state = BidBondState.DISCARDED


def change_draft(age: timedelta, *, state: ChangeState = ChangeState.DRAFT) -> None:
    company = make_contractor()
    guarantee = make_priced_guarantee(company)
    made = make_change(guarantee, make_user(Role.CONTRACTOR_MEMBER, contractor=company), send=False)
    made.saved_at, made.state = clock.now() - age, state


def discarded_change(age: timedelta) -> None:
    change_draft(age, state=ChangeState.DISCARDED)


MADE: dict[str, tuple[type[Base], Callable[[timedelta], object]]] = {
    "counted tries": (ThrottleBucket, counted_try),
    "ended logins": (LoginSession, ended_login),
    "idle logins": (LoginSession, idle_login),
    "logins at their limit": (LoginSession, worn_out_login),
    "one-time links": (OneTimeToken, link),
    "registrations never sent": (Registration, registration),
    "applications never sent": (Application, application),
    "bid bonds never sent": (BidBond, bid_bond),
    "bid bonds thrown away": (BidBond, discarded_bond),
    "drafts thrown away": (Application, discarded),
    "changes never sent": (GuaranteeChange, change_draft),
    "changes thrown away": (GuaranteeChange, discarded_change),
}
ROWS = [(row["What"], int(row["kept for"].split()[0])) for row in worked_tables("retention.md")[0]]


def sweep(app: Flask) -> None:
    db.session.commit()
    assert make_worker(app).run_once()
    db.session.expire_all()


def count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("what, days", ROWS)
def test_it_stays_till_its_day_and_is_gone_after_it(app: Flask, what: str, days: int) -> None:
    model, make = MADE[what]
    make(timedelta(days=days, minutes=-5))
    sweep(app)
    assert count(model) == 1
    db.session.query(model).delete()
    make(timedelta(days=days, minutes=5))
    sweep(app)
    assert count(model) == 0


def test_the_page_about_data_says_the_same_figures(client: SuretyClient) -> None:
    said = client.get("/privacy").text
    assert f"始めた日から{REGISTRATION_DRAFTS_KEPT.days}日で" in said
    assert timedelta(days=365) == APPLICATION_DRAFTS_KEPT
    assert "最後の保存から1年で" in said


def test_a_login_a_link_and_a_draft_in_use_stay(app: Flask) -> None:
    user = make_user(Role.CONTRACTOR_ADMIN)
    now_s = int(clock.now().timestamp())
    start_session(
        db.session(), user_id=user.id, address="", browser="", second_factor_passed=True, now_s=now_s
    )
    make_link(db.session(), user_id=user.id, purpose=RESET, lifetime=timedelta(minutes=30))
    make_draft(user)
    registration(timedelta(0))
    sweep(app)
    assert [count(model) for model in (LoginSession, OneTimeToken, Application, Registration)] == [1, 1, 1, 1]


def test_a_removed_draft_takes_its_papers_along_and_leaves_a_line_in_the_log(app: Flask) -> None:
    old, user = application(timedelta(days=400)), make_user(Role.CONTRACTOR_ADMIN)
    attach_file(db.session(), old, filename="写し.pdf", content=PDF, actor=actor_of(user))
    copy = make_draft(user)
    copy.copied_from_id = old.id
    old.draft_saved_at = clock.now() - timedelta(days=400)
    number = old.id
    sweep(app)
    assert db.session.get(Application, number) is None
    assert count(Attachment) == 0
    assert copy.copied_from_id is None
    line = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "application.draft_removed")
    ).one()
    assert (line.object_id, line.actor_label) == (str(number), "システム")
    assert audit.find_broken_link(db.session()) is None


def test_a_bid_bond_whose_application_was_removed_can_begin_another(app: Flask) -> None:
    user = make_user(Role.CONTRACTOR_ADMIN)
    won, who = make_won_bond(user), actor_of(user)
    first = convert_bid_bond(db.session(), won, with_advance=False, actor=who)
    discard_draft(db.session(), first, version_id=first.version_id, actor=who)
    first.draft_saved_at = clock.now() - timedelta(days=38)
    number = first.id
    sweep(app)
    assert db.session.get(Application, number) is None
    assert won.application_id is None
    assert may_convert(won)
    second = convert_bid_bond(db.session(), won, with_advance=False, actor=who)
    assert (won.application_id, second.state) == (second.id, ApplicationState.DRAFT)


def test_what_was_ever_sent_stays_however_old_it_is(app: Flask) -> None:
    user = make_user(Role.CONTRACTOR_ADMIN)
    sent = send(make_draft(user), user)
    sent.draft_saved_at = clock.now() - timedelta(days=4_000)
    for state in RegistrationState:
        if state not in (RegistrationState.UPLOADED, RegistrationState.CHECKED):
            registration(timedelta(days=4_000), state=state, access_hash=state.value)
    for channel in ("fax", "post"):
        registration(timedelta(days=4_000), channel=channel, access_hash=channel)
    db.session.commit()
    before = (count(Registration), count(Application), sent.state)
    sweep(app)
    assert (count(Registration), count(Application), sent.state) == before
    assert sent.state is not ApplicationState.DRAFT
