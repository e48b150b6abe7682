"""Who stands on a paper: companies with their representative, and the branch that handles the matter."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A company with its address and representative, each exactly as typed."""

    address: str
    name: str
    representative_title: str
    representative_name: str

    @property
    def representative(self) -> str:
        """代表取締役　見本 太郎 in one line; either part may be empty."""
        return "　".join(part for part in (self.representative_title, self.representative_name) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """取扱箇所: the branch that handles the guarantee."""

    name: str
    phone: str
    fax: str = ""

    def lines(self) -> tuple[str, ...]:
        """The lines of the branch box; a branch without FAX has no FAX line."""
        return (self.name, f"TEL: {self.phone}", *((f"FAX: {self.fax}",) if self.fax else ()))
