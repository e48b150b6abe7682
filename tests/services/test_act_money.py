"""What comes back at an early end is shown beforehand and stated with the end, once."""

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from surety import audit, clock
from surety.domain.act_states import ActKind
from surety.extensions import db
from surety.models import AuditEvent, Guarantee, OutgoingMail
from surety.queries.refunds import list_refunds_of
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.act_money import look_at_money
from surety.services.issuing import issue_guarantee
from tests.act_cases import carry_out, propose
from tests.client import SuretyClient
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee, make_issuer
from tests.services.test_premiums import approved, pay, receipt

ENDS = (ActKind.TERMINATION, ActKind.CANCELLATION)


@pytest.fixture
def paid(app: Flask) -> Guarantee:
    """前払金保証 of 20,000,000 yen, its premium of 55,000 yen paid."""
    request = approved()
    pay(request, receipt(request))
    issued = issue_guarantee(
        db.session(), request, actor=actor_of(make_user(Role.STAFF_ISSUER)), issuer=make_issuer()
    )
    db.session.commit()
    return issued


@pytest.fixture
def first(app: Flask) -> Actor:
    return actor_of(make_user(Role.STAFF_UNDERWRITER))


@pytest.fixture
def second(app: Flask) -> Actor:
    return actor_of(make_user(Role.STAFF_ISSUER))


def refund_mails() -> list[OutgoingMail]:
    return list(
        db.session.scalars(
            select(OutgoingMail).where(OutgoingMail.message_kind == "refund_stated").order_by(OutgoingMail.id)
        )
    )


@pytest.mark.parametrize("kind", ENDS)
def test_what_was_shown_is_stated_once_and_told_without_the_amount(
    paid: Guarantee, first: Actor, second: Actor, kind: ActKind
) -> None:
    act = propose(paid, kind, by=first)
    quote = look_at_money(db.session(), act).refund
    assert quote is not None
    carry_out(act, by=second)
    carry_out(act, by=second)
    stated = list_refunds_of(db.session(), paid)
    assert [each.amount for each in stated] == [quote.refund.total]
    assert stated[0].reason is quote.reason
    (letter,) = refund_mails()
    assert f"{stated[0].amount:,}" not in letter.body
    numbers = db.session.scalars(select(AuditEvent.object_id).where(AuditEvent.action == "refund.stated"))
    assert list(numbers) == [stated[0].number]
    assert audit.find_broken_link(db.session()) is None


def test_nothing_is_stated_where_the_tariff_gives_nothing_back(
    paid: Guarantee, first: Actor, second: Actor
) -> None:
    act = propose(paid, ActKind.RELEASE, by=first)
    quote = look_at_money(db.session(), act).refund
    assert quote is not None
    assert quote.refund.total == 0
    carry_out(act, by=second)
    assert list_refunds_of(db.session(), paid) == []
    assert refund_mails() == []


def test_a_cancelled_guarantee_gives_the_whole_premium_back(paid: Guarantee, first: Actor) -> None:
    quote = look_at_money(db.session(), propose(paid, ActKind.CANCELLATION, by=first)).refund
    assert quote is not None
    assert quote.refund.total == quote.paid.total == 55_000


def test_without_a_statement_nothing_comes_back_and_the_end_stands(
    app: Flask, first: Actor, second: Actor
) -> None:
    guarantee = make_issued_guarantee()
    act = propose(guarantee, ActKind.TERMINATION, by=first)
    assert look_at_money(db.session(), act).refund is None
    carry_out(act, by=second)
    assert list_refunds_of(db.session(), guarantee) == []
    assert guarantee.ended_on == clock.today()


def test_the_page_shows_every_step_and_then_the_paper(
    client: SuretyClient, paid: Guarantee, first: Actor
) -> None:
    act = propose(paid, ActKind.CANCELLATION, by=first)
    client.sign_in(make_user(Role.STAFF_ISSUER))
    shown = client.get(f"/desk/acts/{act.id}").text
    for words in ("保証料の返還", "55,000", "取消のため全額"):
        assert words in shown
    data = {"version_id": str(act.version_id), "looked": "y"}
    assert client.post(f"/desk/acts/{act.id}/carry-out", data=data).status_code == 303
    (stated,) = list_refunds_of(db.session(), paid)
    assert stated.number in client.get(f"/desk/acts/{act.id}").text
    assert current_app.config["SETTINGS"].is_demo
