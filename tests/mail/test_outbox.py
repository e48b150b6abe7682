from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from surety import clock
from surety.domain.mail_delivery import Answer, MailState, Outcome
from surety.extensions import db
from surety.mail.delivery import MailboxCourier, SmtpCourier
from surety.mail.letterhead import Message
from surety.mail.outbox import (
    LEASE,
    claim_due,
    give_back,
    has_due,
    note_handing_over,
    queue_mail,
    record_outcome,
    release_held,
)
from surety.models import OutgoingMail
from tests.guarantee_factories import make_issued_guarantee
from tests.mail.conftest import make_courier
from tests.mail.letters import everyday
from tests.mail.smtp_server import Desk, serving

Queue = Callable[..., OutgoingMail]
Deliver = Callable[[SmtpCourier], int]


def reread(mail: OutgoingMail) -> OutgoingMail:
    db.session.expire_all()
    return db.session.get_one(OutgoingMail, mail.id)


def test_the_same_fact_makes_one_mail(queued: Queue) -> None:
    first = queued(subject_key="certificate-1")
    assert queued(subject_key="certificate-1") is first
    assert queued(subject_key="certificate-2") is not first
    assert queued(subject_key="certificate-1", recipient="taro@example.co.jp").message_id != first.message_id


def test_the_message_id_ends_with_our_own_host(queued: Queue) -> None:
    assert queued().message_id.endswith("@desk.example.co.jp>")


def test_a_mail_lives_and_dies_with_the_transaction_of_its_fact(queued: Queue) -> None:
    queue_mail(db.session(), everyday()["password_changed"](), subject_key="x", recipient="a@example.co.jp")
    db.session.rollback()
    assert not has_due(db.session(), clock.now())


@pytest.mark.parametrize("where", ["recipient", "recipient_name", "subject"])
@pytest.mark.parametrize("sign", ["\r\nBcc: x@example.co.jp", "\n", "\x00", "\u2028"])
def test_a_line_break_never_gets_near_a_header(app: object, where: str, sign: str) -> None:
    written = everyday()["password_changed"]()
    facts = {"recipient": "a@example.co.jp", "recipient_name": "見本"}
    message = Message(written.kind, written.subject + (sign if where == "subject" else ""), "", "localhost")
    if where != "subject":
        facts[where] += sign
    with pytest.raises(ValueError, match="control signs"):
        queue_mail(db.session(), message, subject_key="x", **facts)


def test_a_held_mail_waits_for_its_documents(app: object) -> None:
    certificate_id = make_issued_guarantee().certificates[0].id
    mail = db.session.scalars(select(OutgoingMail)).one()
    assert mail.state is MailState.HELD
    assert claim_due(db.session(), clock.now() + timedelta(days=30)) == []
    assert release_held(db.session(), certificate_id) == 1
    assert release_held(db.session(), certificate_id) == 0
    assert reread(mail).state is MailState.QUEUED
    assert len(claim_due(db.session(), clock.now())) == 1


def test_a_claimed_mail_is_nobody_elses_until_its_lease_runs_out(queued: Queue) -> None:
    queued()
    now = clock.now()
    [mine] = claim_due(db.session(), now)
    assert claim_due(db.session(), now + LEASE - timedelta(seconds=1)) == []
    [theirs] = claim_due(db.session(), now + LEASE)
    assert theirs.id == mine.id
    assert note_handing_over(db.session(), mine, now=now + LEASE) is None
    assert not record_outcome(db.session(), mine, Outcome(Answer.REFUSED, "550"), now=now + LEASE)
    assert record_outcome(db.session(), theirs, Outcome(Answer.ACCEPTED, "250"), now=now + LEASE)


def test_a_worker_that_died_before_the_text_leaves_a_plain_retry(queued: Queue) -> None:
    mail, now = queued(), clock.now()
    claim_due(db.session(), now)
    [again] = claim_due(db.session(), now + LEASE)
    assert (again.message_id, reread(mail).silences) == (mail.message_id, 0)


def test_a_worker_that_died_after_the_text_went_over_counts_as_a_silence(queued: Queue) -> None:
    mail, now = queued(), clock.now()
    for silences in (1, 2):
        [mine] = claim_due(db.session(), now)
        assert note_handing_over(db.session(), mine, now=now) is not None
        now += LEASE
        assert claim_due(db.session(), now) == []
        row = reread(mail)
        assert (row.state, row.silences) == (MailState.UNCERTAIN, silences)
        now += timedelta(minutes=15)
    assert not has_due(db.session(), now + timedelta(days=30))


def test_a_server_that_is_away_all_day_is_asked_for_four_hours_and_then_given_up(queued: Queue) -> None:
    mail, now = queued(), clock.now()
    begun, tries = now, 0
    while (row := reread(mail)).next_try_at is not None:
        now = row.next_try_at
        [mine] = claim_due(db.session(), now)
        record_outcome(db.session(), mine, Outcome(Answer.LATER, "no connection"), now=now)
        tries += 1
    assert (row.state, row.last_reply) == (MailState.FAILED, "no connection")
    assert now - begun >= timedelta(hours=4)
    assert tries == 11


def test_a_mail_given_back_is_as_if_never_tried(queued: Queue) -> None:
    mail = queued()
    [mine] = claim_due(db.session(), clock.now())
    give_back(db.session(), mine, now=clock.now())
    assert (reread(mail).state, reread(mail).tries) == (MailState.QUEUED, 0)


def test_mails_leave_in_the_order_in_which_they_came(queued: Queue) -> None:
    mails = [queued(subject_key=f"user-{n}") for n in range(5)]
    claimed = claim_due(db.session(), clock.now(), limit=5)
    assert [mail.id for mail in claimed] == [mail.id for mail in mails]


def test_a_delivered_one_time_link_is_not_kept(queued: Queue, deliver: Deliver) -> None:
    secret, plain = queued("account_activation"), queued("issue_completed")
    assert "t" * 43 in secret.body
    desk = Desk()
    with serving(desk) as port:
        deliver(make_courier(port))
    assert "t" * 43 in desk.taken[0].get_content()
    assert "t" * 43 not in reread(secret).body
    assert "（送信後に消去しました）" in reread(secret).body
    assert "/guarantees/04126-000001" in reread(plain).body


def test_the_demos_courier_opens_no_connection_and_keeps_the_links(
    queued: Queue, deliver: Callable[[MailboxCourier], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a connection was opened"))
    mail = queued("account_activation")
    assert deliver(MailboxCourier()) == 1
    row = reread(mail)
    assert (row.state, row.last_reply) == (MailState.SENT, "練習用メールボックスに届きました")
    assert "t" * 43 in row.body
