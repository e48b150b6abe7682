"""Bringing a claimed mail to its recipient, and what each answer means."""

import smtplib
import ssl
from collections.abc import Callable
from typing import Any, Protocol

import flask_mail

from surety.domain.mail_delivery import Answer, Outcome
from surety.mail.outbox import ClaimedMail
from surety.mail.smtp import Letter, Line, Patience, Silent, words

# These say that our own login or encryption is not accepted; the mail itself is fine.
_OUR_OWN_FAULT = frozenset({530, 534, 535, 538})


class Abandoned(Exception):
    """The try was given up before the text went over: another worker has the mail, or we are stopping."""


class Courier(Protocol):
    """Brings one mail; calls `hand_over` just before the text leaves, which may raise Abandoned."""

    keeps_mail: bool

    def deliver(self, mail: ClaimedMail, *, hand_over: Callable[[], None]) -> Outcome: ...

    def stop(self) -> None: ...


class MailboxCourier:
    """The demo's courier: no connection is ever opened, the mail is read on the mailbox page."""

    keeps_mail = True

    def deliver(self, mail: ClaimedMail, *, hand_over: Callable[[], None]) -> Outcome:  # noqa: ARG002 - every courier is called alike
        hand_over()
        return Outcome(Answer.ACCEPTED, "練習用メールボックスに届きました")

    def stop(self) -> None:
        """Nothing is under way."""


class SmtpCourier:
    """Delivers over SMTP, one connection and one recipient per mail."""

    keeps_mail = False

    def __init__(
        self,
        mail: Any,
        *,
        sender_name: str,
        patience: Patience | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """`mail` is Flask-Mail's state (server, port, sender …); the context verifies certificate and name."""
        self._mail = mail
        self._sender_name = sender_name
        self._patience = patience or Patience()
        self._context = context or ssl.create_default_context()
        self._line: Line | None = None
        self._stopping = False

    def deliver(self, mail: ClaimedMail, *, hand_over: Callable[[], None]) -> Outcome:
        """Send it. Needs an app context (Flask-Mail). Raises Abandoned, and nothing else a server could provoke."""

        def unless_stopping() -> None:
            if self._stopping:
                raise Abandoned
            hand_over()

        sender = self._mail.default_sender
        self._line = Line(
            self._mail, context=self._context, patience=self._patience, hand_over=unless_stopping
        )
        try:
            with self._line as line:
                line.send(Letter(mail, sender_name=self._sender_name, sender=sender), envelope_from=sender)
            return Outcome(Answer.ACCEPTED, self._line.talk.verdict if self._line.talk else "")
        except Silent as error:
            return Outcome(Answer.SILENT, f"本文の送信後に応答がありません（{error}）")
        except (flask_mail.BadHeaderError, UnicodeError) as error:
            return Outcome(Answer.REFUSED, f"宛先または件名をメールの形にできません（{error}）")
        except (smtplib.SMTPException, OSError) as error:
            return answer_to(error)

    def stop(self) -> None:
        """Give up what is under way, from another thread: before the text it is as if never tried."""
        self._stopping = True
        if self._line is not None:
            self._line.hang_up()


def answer_to(error: smtplib.SMTPException | OSError) -> Outcome:
    """What a failure before or at the verdict means for the mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        return _by_code(code, reply)
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return _by_code(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPResponseException):
        return Outcome(Answer.LATER, words(error.smtp_code, error.smtp_error))
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome(Answer.LATER, f"メールサーバーが暗号化または認証に対応していません（{error}）")
    if isinstance(error, ssl.SSLError):
        return Outcome(Answer.LATER, f"メールサーバーの証明書を確認できません（{error}）")
    return Outcome(Answer.LATER, f"メールサーバーと通信できません（{error}）")


def _by_code(code: int, reply: bytes | str) -> Outcome:
    final = 500 <= code <= 599 and code not in _OUR_OWN_FAULT
    return Outcome(Answer.REFUSED if final else Answer.LATER, words(code, reply))
