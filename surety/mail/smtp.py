"""Talking to a mail server: Flask-Mail builds the message and holds the settings, we decide how it is sent."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.charset import BASE64, Charset
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from types import TracebackType
from typing import Any

import flask_mail
from flask import Flask

from surety.clock import to_jst
from surety.config import Settings, Smtp
from surety.mail.outbox import ClaimedMail

_LEADING_DOT = re.compile(rb"(?m)^\.")
_GOODBYE_SECONDS = 2


class Silent(Exception):
    """The whole text went over, and the answer never came or could not be read."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds each step may take, and how many the answer to the whole text may take.

    RFC 5321 section 4.5.3.2.6 asks for long patience at the end: giving up there makes duplicates.
    """

    step: int = 20
    verdict: int = 120


def install_mail(app: Flask, settings: Settings) -> None:
    """Open Flask-Mail with this deployment's settings; where mail is not delivered it is muzzled as well."""
    app.config.update(mail_config(settings.smtp), MAIL_SUPPRESS_SEND=not settings.mail_is_delivered)
    flask_mail.Mail(app)


def mail_config(smtp: Smtp) -> dict[str, object]:
    """The settings under the names Flask-Mail knows."""
    return {
        "MAIL_SERVER": smtp.host,
        "MAIL_PORT": smtp.port,
        "MAIL_USERNAME": smtp.user or None,
        "MAIL_PASSWORD": smtp.password or None,
        "MAIL_USE_TLS": smtp.tls == "starttls",
        "MAIL_USE_SSL": smtp.tls == "tls",
        "MAIL_DEFAULT_SENDER": smtp.sender,
    }


class Letter(flask_mail.Message):
    """A message whose lines survive every server: base64 text, a fixed Date and our own Message-ID."""

    def __init__(self, mail: ClaimedMail, *, sender_name: str, sender: str) -> None:
        super().__init__(
            subject=mail.subject,
            recipients=[mail.recipient],
            body=mail.body,
            # Flask-Mail glues a tuple together; a comma in the name would then break the envelope.
            sender=formataddr((sender_name, sender)),
            extra_headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        )
        self.msgId = mail.message_id
        self.written_at = to_jst(mail.created_at)

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        # As 8 bit text a line of 334 kanji is refused by servers (RFC 5321: 1,000 octets a line).
        charset = Charset("utf-8")
        charset.body_encoding = BASE64
        return MIMEText((text or "").replace("\n", "\r\n"), subtype, charset)  # type: ignore[arg-type]  # takes a Charset too

    def _message(self) -> MIMEBase:
        built = super()._message()
        del built["Date"]
        built["Date"] = format_datetime(self.written_at)
        return built


class Talk(smtplib.SMTP):
    """One conversation. It tells when the text goes over, and a refusal from a silence."""

    hand_over: Callable[[], None]
    patience: Patience
    verdict = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.putcmd("data")
        code, reply = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        self.hand_over()
        # If this raises, the final dot never left: the server has no mail.
        self.send(_LEADING_DOT.sub(b"..", msg).removesuffix(b"\r\n") + b"\r\n.\r\n")
        if self.sock is not None:
            self.sock.settimeout(self.patience.verdict)
        try:
            code, reply = self.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Silent(str(error)) from error
        if not (200 <= code <= 299 or 400 <= code <= 599):
            raise Silent(words(code, reply))
        self.verdict = words(code, reply)
        # Any 2xx is a yes; smtplib only knows 250.
        return (250 if code < 300 else code), reply


class TlsTalk(Talk, smtplib.SMTP_SSL):
    """The same conversation, encrypted from its first byte."""


class Line(flask_mail.Connection):
    """A connection with patience and verified encryption, whose goodbye never spoils a success."""

    host: Talk | None

    def __init__(
        self, mail: Any, *, context: ssl.SSLContext, patience: Patience, hand_over: Callable[[], None]
    ) -> None:
        super().__init__(mail)
        self.context, self.patience, self.hand_over = context, patience, hand_over
        self.talk: Talk | None = None

    def configure_host(self) -> Talk:
        own_name = str(self.mail.default_sender).rpartition("@")[2]
        talk = self.talk = (
            TlsTalk(local_hostname=own_name, timeout=self.patience.step, context=self.context)
            if self.mail.use_ssl
            else Talk(local_hostname=own_name, timeout=self.patience.step)
        )
        talk.hand_over, talk.patience = self.hand_over, self.patience
        try:
            self._open(talk)
        except BaseException:
            talk.close()
            raise
        return talk

    def _open(self, talk: Talk) -> None:
        # smtplib keeps the name only when its constructor connects; the certificate is checked against it.
        talk._host = self.mail.server  # type: ignore[attr-defined]  # see the line above
        code, reply = talk.connect(self.mail.server, self.mail.port or 0)
        if code != 220:
            raise smtplib.SMTPConnectError(code, reply)
        if self.mail.use_tls:
            talk.starttls(context=self.context)
        if self.mail.username and self.mail.password:
            talk.login(self.mail.username, self.mail.password)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.talk is None:
            return
        if kind is None and self.talk.sock is not None:
            self.talk.sock.settimeout(_GOODBYE_SECONDS)
            with suppress(OSError, smtplib.SMTPException):
                self.talk.quit()
        self.talk.close()

    def hang_up(self) -> None:
        """Cut the line from another thread: whoever waits on it wakes with an error."""
        sock = self.talk.sock if self.talk is not None else None
        if sock is not None:
            with suppress(OSError):
                # Past the TLS layer, which another thread may be using.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


def words(code: int, reply: bytes | str) -> str:
    """A server's reply in one readable line."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return "".join(sign if sign.isprintable() else " " for sign in f"{code} {text}").strip()[:400]
