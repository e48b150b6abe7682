from collections.abc import Callable
from typing import Any

import flask_mail
import pytest
from flask import Flask

from surety.config import Smtp
from surety.extensions import db
from surety.mail.delivery import SmtpCourier
from surety.mail.dispatch import deliver_due
from surety.mail.smtp import Patience, mail_config
from surety.models import OutgoingMail
from tests.mail.letters import everyday
from tests.mail.queueing import queued_mail

SHORT = Patience(step=1, verdict=1)


def make_courier(port: int, *, tls: str = "none", host: str = "127.0.0.1", **options: Any) -> SmtpCourier:
    smtp = Smtp(host=host, port=port, user="", password="", tls=tls, sender="no-reply@example.co.jp")
    options.setdefault("patience", SHORT)
    return SmtpCourier(
        flask_mail.Mail().init_mail(mail_config(smtp)), sender_name="サンプル, 保証", **options
    )


@pytest.fixture
def queued(app: Flask) -> Callable[..., OutgoingMail]:
    """Puts a mail into the outbox and commits."""

    def queue(kind: str = "password_changed", *, subject_key: str = "user-1", **facts: Any) -> OutgoingMail:
        facts.setdefault("recipient", "hanako@example.co.jp")
        return queued_mail(everyday()[kind](), subject_key=subject_key, **facts)

    return queue


@pytest.fixture
def deliver(app: Flask) -> Callable[[SmtpCourier], int]:
    """One round of the worker through the outbox."""

    def go(courier: SmtpCourier) -> int:
        db.session.rollback()
        tried = deliver_due(db.engine, courier, is_stopping=lambda: False)
        db.session.expire_all()
        return tried

    return go
