"""A real SMTP server on this machine that takes mail or misbehaves in a chosen way."""

import asyncio
import datetime
import email
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

OK = "250 taken"


# How long a desk that hangs says nothing. Whoever is gone in half that time did not wait for it, on a busy machine too.
SILENCE_SECONDS = 30
AT_ONCE_SECONDS = SILENCE_SECONDS / 2


class Desk:
    """Notes what it took. `at` names the step that misbehaves (MAIL RCPT DATA), `manner` how.

    A manner beginning with a digit is the reply itself; `hang`, `drop` (the text is taken, then the line goes dead)
    and `slow` do as they say. `times` bounds how often.
    """

    def __init__(self, at: str = "", manner: str = "", times: int = 1_000_000) -> None:
        self.at, self.manner, self.times = at, manner, times
        self.taken: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.reached: list[str] = []

    async def _act(self, step: str, server: Any) -> str | None:
        self.reached.append(step)
        if step != self.at or self.times <= 0:
            return None
        self.times -= 1
        if self.manner == "hang":
            await asyncio.sleep(SILENCE_SECONDS)
        elif self.manner == "slow":
            await asyncio.sleep(1 / 50)
        elif self.manner == "drop":
            server.transport.abort()
        else:
            return self.manner
        return None

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802, ARG002 - aiosmtpd's signature
        reply = await self._act("MAIL", server)
        if reply:
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 ok"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802, ARG002 - aiosmtpd's signature
        reply = await self._act("RCPT", server)
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802, ARG002 - aiosmtpd's signature
        refuses = self.at == "DATA" and self.manner[:1] in {"4", "5"} and self.times > 0
        if not refuses:
            self._take(envelope)
        return await self._act("DATA", server) or OK

    def _take(self, envelope: Any) -> None:
        taken = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(taken, EmailMessage)
        self.taken.append(taken)
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))

    def message_ids(self) -> list[str]:
        return [str(taken["Message-ID"]) for taken in self.taken]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(desk: Desk, **options: Any) -> Iterator[int]:
    """The port on which the desk is open."""
    controller = Controller(desk, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def speaking(*lines: bytes) -> Iterator[int]:
    """A port that says these lines to its first caller, whatever is said to it, and then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def talk() -> None:
            caller, _address = server.accept()
            with caller, suppress(OSError):
                caller.settimeout(10)
                for line in lines:
                    caller.sendall(line)
                    caller.recv(1_000)

        thread = threading.Thread(target=talk)
        thread.start()
        yield server.getsockname()[1]
        thread.join(timeout=15)


def make_certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate for `name`, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def server_context(certificate: Path) -> ssl.SSLContext:
    """What the server needs to speak TLS with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
