"""Whoever reads a mail, its server or its log must not be able to open a certificate."""

from collections.abc import Callable

from sqlalchemy import select

from surety.domain.keys import format_key
from surety.extensions import db
from surety.mail.delivery import SmtpCourier
from surety.mail.outbox import release_held
from surety.models import OutgoingMail
from surety.services.issuing import open_key
from tests.guarantee_factories import make_issued_guarantee, make_issuer
from tests.mail.conftest import make_courier
from tests.mail.smtp_server import Desk, serving


def test_no_issued_key_is_in_any_mail_nor_in_what_goes_over_the_line(
    deliver: Callable[[SmtpCourier], int],
) -> None:
    guarantee = make_issued_guarantee()
    release_held(db.session(), guarantee.certificates[0].id)
    db.session.commit()
    key = open_key(guarantee, vault=make_issuer().vault)
    desk = Desk()
    with serving(desk) as port:
        assert deliver(make_courier(port)) >= 1
    written = [
        f"{mail.subject} {mail.body} {mail.message_id}" for mail in db.session.scalars(select(OutgoingMail))
    ]
    carried = [taken.as_string() + taken.get_content() for taken in desk.taken]
    assert len(written) == len(carried) >= 1
    for text in written + carried:
        assert key not in text
        assert format_key(key) not in text
        assert "20,000,000" not in text
