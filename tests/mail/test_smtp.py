"""Conversations with a real SMTP server, good and bad."""

import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from surety import clock
from surety.domain.mail_delivery import MailState
from surety.extensions import db
from surety.mail.delivery import SmtpCourier
from surety.models import OutgoingMail
from tests.mail.conftest import make_courier
from tests.mail.smtp_server import (
    AT_ONCE_SECONDS,
    Desk,
    free_port,
    make_certificate,
    server_context,
    serving,
    speaking,
)

Queue = Callable[..., OutgoingMail]
Deliver = Callable[[SmtpCourier], int]


def try_once(mail: OutgoingMail, deliver: Deliver, desk: Desk) -> OutgoingMail:
    with serving(desk) as port:
        assert deliver(make_courier(port)) == 1
    return db.session.get_one(OutgoingMail, mail.id)


def test_an_accepted_mail_arrives_as_it_was_written(queued: Queue, deliver: Deliver) -> None:
    desk = Desk()
    mail = try_once(queued("issue_completed"), deliver, desk)
    assert (mail.state, mail.last_reply, mail.tries) == (MailState.SENT, "250 taken", 1)
    assert mail.sent_at is not None
    [taken] = desk.taken
    assert taken["Subject"] == mail.subject
    assert taken["To"] == "hanako@example.co.jp"
    assert taken["From"].addresses[0].display_name == "サンプル, 保証"
    assert taken["From"].addresses[0].addr_spec == "no-reply@example.co.jp"
    assert taken["Message-ID"] == mail.message_id
    assert taken["Date"].datetime == mail.created_at.replace(microsecond=0)
    assert taken["Date"].datetime.utcoffset().total_seconds() == 9 * 3600
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken["Content-Transfer-Encoding"] == "base64"
    assert taken.get_content().replace("\r\n", "\n") == mail.body
    assert desk.envelopes == [("no-reply@example.co.jp", ["hanako@example.co.jp"])]


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("reply", ["421 closing", "451 try later", "450 busy"])
def test_a_temporary_refusal_waits_for_its_next_try(
    queued: Queue, deliver: Deliver, step: str, reply: str
) -> None:
    desk = Desk(step, reply)
    mail = try_once(queued(), deliver, desk)
    assert mail.state is MailState.QUEUED
    assert mail.last_reply == reply
    assert mail.next_try_at is not None
    assert 50 <= (mail.next_try_at - clock.now()).total_seconds() <= 60
    assert desk.taken == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("reply", ["550 no such user", "554 refused", "552 mailbox full"])
def test_a_final_refusal_fails_at_once_with_the_servers_words(
    queued: Queue, deliver: Deliver, step: str, reply: str
) -> None:
    mail = try_once(queued(), deliver, Desk(step, reply))
    assert (mail.state, mail.last_reply, mail.next_try_at) == (MailState.FAILED, reply, None)


@pytest.mark.parametrize("reply", ["530 5.7.0 authentication required", "535 wrong password"])
def test_our_own_wrong_login_fails_no_mail(queued: Queue, deliver: Deliver, reply: str) -> None:
    assert try_once(queued(), deliver, Desk("MAIL", reply)).state is MailState.QUEUED


def test_a_refused_connection_waits_for_the_next_try(queued: Queue, deliver: Deliver) -> None:
    mail = queued()
    assert deliver(make_courier(free_port())) == 1
    row = db.session.get_one(OutgoingMail, mail.id)
    assert row.state is MailState.QUEUED
    assert "通信できません" in row.last_reply


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
def test_a_server_that_falls_silent_before_the_text_is_left_before_it_speaks_again(
    queued: Queue, deliver: Deliver, step: str
) -> None:
    begun = time.monotonic()
    mail = try_once(queued(), deliver, Desk(step, "hang"))
    assert time.monotonic() - begun < AT_ONCE_SECONDS
    assert mail.state is MailState.QUEUED


@pytest.mark.parametrize("manner", ["hang", "drop", "garbage", "199 hm", "999 hm"])
def test_silence_or_nonsense_after_the_text_is_uncertain_and_tried_once_more_with_the_same_id(
    queued: Queue, deliver: Deliver, manner: str
) -> None:
    mail = queued()
    desk = Desk("DATA", manner)
    mail = try_once(mail, deliver, desk)
    assert (mail.state, mail.silences) == (MailState.UNCERTAIN, 1)
    assert mail.next_try_at is not None
    assert 14 * 60 < (mail.next_try_at - clock.now()).total_seconds() <= 15 * 60
    mail.next_try_at = clock.now()
    db.session.commit()
    mail = try_once(mail, deliver, desk)
    assert (mail.state, mail.silences, mail.next_try_at) == (MailState.UNCERTAIN, 2, None)
    with serving(desk) as port:
        assert deliver(make_courier(port)) == 0
    assert desk.message_ids() == [mail.message_id] * 2


@pytest.mark.parametrize(
    "lines", [(b"garbage\r\n",), (b"554 go away\r\n",), (b"220 hello\r\n", b"\x00\xff\r\n"), ()]
)
def test_a_server_that_speaks_nonsense_before_the_text_is_tried_again(
    queued: Queue, deliver: Deliver, lines: tuple[bytes, ...]
) -> None:
    mail = queued()
    with speaking(*lines) as port:
        assert deliver(make_courier(port)) == 1
    assert db.session.get_one(OutgoingMail, mail.id).state is MailState.QUEUED


def test_an_endless_reply_line_is_not_taken_for_a_refusal(queued: Queue, deliver: Deliver) -> None:
    mail = queued()
    with speaking(b"220 hello\r\n", b"250 " + b"x" * 20_000 + b"\r\n") as port:
        deliver(make_courier(port))
    assert db.session.get_one(OutgoingMail, mail.id).state is MailState.QUEUED


def test_a_server_without_starttls_gets_no_mail(queued: Queue, deliver: Deliver) -> None:
    mail, desk = queued(), Desk()
    with serving(desk) as port:
        deliver(make_courier(port, tls="starttls"))
    row = db.session.get_one(OutgoingMail, mail.id)
    assert row.state is MailState.QUEUED
    assert "暗号化" in row.last_reply
    assert desk.reached == []


@pytest.mark.parametrize("name", ["localhost", "elsewhere.example.co.jp"])
def test_a_self_signed_certificate_gets_no_mail(
    queued: Queue, deliver: Deliver, tmp_path: Path, name: str
) -> None:
    mail, desk = queued(), Desk()
    certificate = make_certificate(tmp_path, name)
    with serving(desk, tls_context=server_context(certificate)) as port:
        deliver(make_courier(port, tls="starttls", host="localhost"))
    row = db.session.get_one(OutgoingMail, mail.id)
    assert row.state is MailState.QUEUED
    assert "証明書" in row.last_reply
    assert desk.reached == []


def test_a_trusted_certificate_of_another_name_gets_no_mail(
    queued: Queue, deliver: Deliver, tmp_path: Path
) -> None:
    mail, desk = queued(), Desk()
    certificate = make_certificate(tmp_path, "elsewhere.example.co.jp")
    trusting = ssl.create_default_context(cafile=str(certificate))
    with serving(desk, tls_context=server_context(certificate)) as port:
        deliver(make_courier(port, tls="starttls", host="localhost", context=trusting))
    assert db.session.get_one(OutgoingMail, mail.id).state is MailState.QUEUED
    assert desk.reached == []


@pytest.mark.real_clock  # the certificate is made, and judged, by OpenSSL
@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_trusted_certificate_gets_the_mail_encrypted(
    queued: Queue, deliver: Deliver, tmp_path: Path, tls: str
) -> None:
    mail, desk = queued(), Desk()
    certificate = make_certificate(tmp_path, "localhost")
    trusting = ssl.create_default_context(cafile=str(certificate))
    context = server_context(certificate)
    encryption = (
        {"tls_context": context, "require_starttls": True} if tls == "starttls" else {"ssl_context": context}
    )
    with serving(desk, **encryption) as port:
        deliver(make_courier(port, tls=tls, host="localhost", context=trusting))
    assert db.session.get_one(OutgoingMail, mail.id).state is MailState.SENT
    assert len(desk.taken) == 1


def test_an_address_that_no_mail_can_carry_fails_instead_of_going_round(
    queued: Queue, deliver: Deliver
) -> None:
    mail, desk = queued(recipient="花子@example.co.jp"), Desk()
    with serving(desk) as port:
        deliver(make_courier(port))
    assert db.session.get_one(OutgoingMail, mail.id).state is MailState.FAILED


def test_one_refused_mail_does_not_hold_up_the_next(queued: Queue, deliver: Deliver) -> None:
    mails = [queued(subject_key=f"user-{n}") for n in range(3)]
    desk = Desk("RCPT", "550 no", times=1)
    with serving(desk) as port:
        assert deliver(make_courier(port)) == 3
    states = [db.session.get_one(OutgoingMail, mail.id).state for mail in mails]
    assert states == [MailState.FAILED, MailState.SENT, MailState.SENT]


@pytest.mark.parametrize("step, state", [("RCPT", MailState.QUEUED), ("DATA", MailState.UNCERTAIN)])
def test_stopping_cuts_a_conversation_and_notes_what_is_known(
    queued: Queue, deliver: Deliver, step: str, state: MailState
) -> None:
    mail, desk = queued(), Desk(step, "hang")
    with serving(desk) as port:
        courier = make_courier(port)
        threading.Timer(1 / 2, courier.stop).start()
        begun = time.monotonic()
        deliver(courier)
        assert time.monotonic() - begun < AT_ONCE_SECONDS
    assert db.session.get_one(OutgoingMail, mail.id).state is state
