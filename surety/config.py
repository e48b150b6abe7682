"""Settings, read once from the environment; every default is safe to publish and to run."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Guarantor:
    """Who runs this deployment, as printed on papers."""

    name: str
    postal_code: str
    address: str
    president_title: str
    president_name: str
    desk_name: str
    viewer_name: str


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where mail goes. Without a host no connection is ever made: mail waits in the outbox."""

    host: str
    port: int
    user: str
    password: str
    tls: str
    sender: str


@dataclass(frozen=True, slots=True)
class Billing:
    """What a monthly invoice says: the day of the following month it is due (31: the last), and where to pay."""

    due_day: int
    bank_account: str
    registration_number: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a deployment can choose."""

    instance: Path
    database_url: str
    base_url: str
    is_demo: bool
    secret_key: bytes
    vault_key: bytes
    pepper: bytes
    cookie_secure: bool
    trusted_proxies: int
    guarantor: Guarantor
    smtp: Smtp
    billing: Billing

    @property
    def mail_is_delivered(self) -> bool:
        """False in the demo, whose mail is read on the mailbox page, and without an SMTP host, where it waits."""
        return bool(self.smtp.host) and not self.is_demo


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from SURETY_* variables (and DATABASE_URL).

    Secrets that are not given are made once and kept in `instance/secrets.json`, readable by its owner only.
    Raises ValueError when a given secret is not 32 bytes of base64, or a day of the month is none.
    """
    instance = Path(environ.get("SURETY_INSTANCE", "instance")).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    database = environ.get("DATABASE_URL") or f"sqlite:///{instance / 'surety.sqlite3'}"
    if database.startswith(("postgres://", "postgresql://")):
        database = "postgresql+psycopg://" + database.split("://", 1)[1]
    kept = _kept_secrets(instance, environ)
    base_url = environ.get("SURETY_BASE_URL", "http://127.0.0.1:5000").rstrip("/")
    return Settings(
        instance=instance,
        database_url=database,
        base_url=base_url,
        is_demo=environ.get("SURETY_DEMO", "0") == "1",
        secret_key=kept["SURETY_SECRET_KEY"],
        vault_key=kept["SURETY_VAULT_KEY"],
        pepper=kept["SURETY_PEPPER"],
        cookie_secure=base_url.startswith("https://"),
        trusted_proxies=int(environ.get("SURETY_TRUSTED_PROXIES", "0")),
        guarantor=_guarantor(environ),
        smtp=_smtp(environ),
        billing=_billing(environ),
    )


def _guarantor(environ: Mapping[str, str]) -> Guarantor:
    return Guarantor(
        name=environ.get("SURETY_GUARANTOR_NAME", "サンプル建設業保証株式会社"),
        postal_code=environ.get("SURETY_GUARANTOR_POSTAL_CODE", "000-0000"),
        address=environ.get("SURETY_GUARANTOR_ADDRESS", "東京都〇〇区〇〇0丁目0番0号"),
        president_title=environ.get("SURETY_PRESIDENT_TITLE", "取締役社長"),
        president_name=environ.get("SURETY_PRESIDENT_NAME", "見本　一郎"),
        desk_name=environ.get("SURETY_DESK_NAME", "電子保証デスク"),
        viewer_name=environ.get("SURETY_VIEWER_NAME", "保証確認サービス"),
    )


def _smtp(environ: Mapping[str, str]) -> Smtp:
    return Smtp(
        host=environ.get("SURETY_SMTP_HOST", ""),
        port=int(environ.get("SURETY_SMTP_PORT", "587")),
        user=environ.get("SURETY_SMTP_USER", ""),
        password=environ.get("SURETY_SMTP_PASSWORD", ""),
        tls=environ.get("SURETY_SMTP_TLS", "starttls"),
        sender=environ.get("SURETY_MAIL_SENDER", "no-reply@example.co.jp"),
    )


def _billing(environ: Mapping[str, str]) -> Billing:
    due_day = int(environ.get("SURETY_INVOICE_DUE_DAY", "20"))
    if not 1 <= due_day <= 31:
        raise ValueError("SURETY_INVOICE_DUE_DAY must be a day of the month")
    return Billing(
        due_day=due_day,
        bank_account=environ.get(
            "SURETY_BANK_ACCOUNT", "〇〇銀行　本店営業部　普通　0000000　サンプルケンセツギヨウホシヨウ（カ"
        ),
        registration_number=environ.get("SURETY_INVOICE_REGISTRATION", ""),
    )


def _kept_secrets(instance: Path, environ: Mapping[str, str]) -> dict[str, bytes]:
    names = ("SURETY_SECRET_KEY", "SURETY_VAULT_KEY", "SURETY_PEPPER")
    given = {name: environ[name] for name in names if environ.get(name)}
    if len(given) < len(names):
        given = _secrets_file(instance / "secrets.json", names) | given
    decoded = {name: base64.b64decode(given[name]) for name in names}
    for name, value in decoded.items():
        if len(value) != 32:
            raise ValueError(f"{name} must be 32 bytes of base64")
    return decoded


def _secrets_file(path: Path, names: tuple[str, ...]) -> dict[str, str]:
    try:
        # Exclusive creation: of two processes starting together one writes, the other reads.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept: dict[str, str] = json.loads(path.read_text())
        return kept
    made = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in names}
    with os.fdopen(handle, "w") as file:
        json.dump(made, file)
    return made
