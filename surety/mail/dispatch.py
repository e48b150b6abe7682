"""The worker's round through the outbox: claim, deliver, note, one mail after the other."""

from collections.abc import Callable

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from surety import clock
from surety.extensions import reading
from surety.mail.delivery import Abandoned, Courier
from surety.mail.messages import ONE_TIME_KINDS
from surety.mail.outbox import ClaimedMail, claim_due, give_back, has_due, note_handing_over, record_outcome

log = structlog.get_logger()


def deliver_due(
    engine: Engine, courier: Courier, *, is_stopping: Callable[[], bool], limit: int = 500
) -> int:
    """Deliver what is due and give how many mails were tried; needs an app context (Flask-Mail).

    Claiming, the moment of handing over and the outcome are each a short transaction of their own; no
    transaction is open while a server is waited for.
    """
    tried = 0
    while tried < limit and not is_stopping() and _anything_due(engine):
        with Session(engine) as session, session.begin():
            claimed = claim_due(session, clock.now())
        if not claimed:
            break
        for mail in claimed:
            _Delivery(engine, mail).run(courier)
            tried += 1
    return tried


class _Delivery:
    """One mail in our hands; its lease is renewed when the text goes over."""

    def __init__(self, engine: Engine, mail: ClaimedMail) -> None:
        self._engine = engine
        self._mail = mail

    def run(self, courier: Courier) -> None:
        try:
            outcome = courier.deliver(self._mail, hand_over=self._hand_over)
        except Abandoned:
            with Session(self._engine) as session, session.begin():
                give_back(session, self._mail, now=clock.now())
            log.info("mail.abandoned", mail=self._mail.id)
            return
        forget_links = not courier.keeps_mail and self._mail.kind in ONE_TIME_KINDS
        with Session(self._engine) as session, session.begin():
            noted = record_outcome(session, self._mail, outcome, now=clock.now(), forget_links=forget_links)
        # Never the recipient or the text: logs are read by more people than the mail.
        log.info(
            "mail.tried", mail=self._mail.id, kind=self._mail.kind, answer=outcome.answer.value, noted=noted
        )

    def _hand_over(self) -> None:
        with Session(self._engine) as session, session.begin():
            renewed = note_handing_over(session, self._mail, now=clock.now())
        if renewed is None:
            raise Abandoned
        self._mail = renewed


def _anything_due(engine: Engine) -> bool:
    # Looking takes no write lock on SQLite; the writers of the web are not disturbed every second.
    before = reading.set(True)
    try:
        with Session(engine) as session:
            return has_due(session, clock.now())
    finally:
        reading.reset(before)
