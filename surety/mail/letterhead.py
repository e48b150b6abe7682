"""What a mail is made of: who writes, to whom, and the finished text."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from surety.config import Settings


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the service's and the guarantor's name, and the address its links begin with."""

    service_name: str
    guarantor_name: str
    base_url: str

    @classmethod
    def of(cls, settings: Settings) -> "Letterhead":
        """The letterhead of this deployment."""
        return cls(
            service_name=settings.guarantor.desk_name,
            guarantor_name=settings.guarantor.name,
            base_url=settings.base_url,
        )

    @property
    def host(self) -> str:
        """The host name behind the links; Message-IDs end with it."""
        return urlsplit(self.base_url).hostname or "localhost"


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom: a company or office, and the person if there is one."""

    organisation: str
    person: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A finished mail. `kind` names its template; `host` is the right side of its Message-ID."""

    kind: str
    subject: str
    body: str
    host: str
