"""A 契約保証予約申込 while it is being written: texts as typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from surety.domain.bid_bond_fields import BY_NAME, FIELDS

_MAX_TYPED = 4000  # a draft keeps what was typed also when it is too long, within reason


@dataclass(frozen=True, slots=True, kw_only=True)
class BidBondDraft:
    """What the form holds. Texts are kept as typed; empty ones are left out.

    `tab` is the browser page that saved last, `sent` the texts as they were last sent and `sent_before` those of the
    sending before it.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    tab: str = ""
    sent: Mapping[str, str] = field(default_factory=dict)
    sent_before: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field's text, empty when nothing was typed."""
        return self.texts.get(name, "")

    def with_typed(self, typed: Mapping[str, str], *, tab: str) -> "BidBondDraft":
        """This draft with the fields that the page showed; what it did not show stays."""
        kept = {**self.texts, **{n: text[:_MAX_TYPED] for n, text in typed.items() if n in BY_NAME}}
        return replace(self, texts={name: text for name, text in kept.items() if text.strip()}, tab=tab)

    def as_sent(self) -> "BidBondDraft":
        """This draft after sending: its texts are what the branch now has."""
        return replace(self, sent=dict(self.texts), sent_before=dict(self.sent))

    @property
    def changed_since_sending(self) -> tuple[str, ...]:
        """The fields that the last sending changed against the one before; nothing after the first."""
        if not self.sent_before:
            return ()
        return tuple(s.name for s in FIELDS if self.sent.get(s.name, "") != self.sent_before.get(s.name, ""))

    def differing(self, other: "BidBondDraft") -> tuple[str, ...]:
        """The fields in which two drafts differ, in the form's order."""
        return tuple(spec.name for spec in FIELDS if self.text(spec.name) != other.text(spec.name))

    def to_json(self) -> dict[str, object]:
        """The JSON value that is stored; parts that hold nothing are left out."""
        parts: dict[str, object] = {
            "texts": dict(self.texts),
            "tab": self.tab,
            "sent": dict(self.sent),
            "sent_before": dict(self.sent_before),
        }
        return {name: value for name, value in parts.items() if value}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "BidBondDraft":
        """The draft of a stored JSON value; names the form no longer has are dropped."""
        return cls(
            texts=_known(stored.get("texts")),
            tab=str(stored.get("tab") or ""),
            sent=_known(stored.get("sent")),
            sent_before=_known(stored.get("sent_before")),
        )


def _known(stored: object) -> dict[str, str]:
    if not isinstance(stored, Mapping):
        return {}
    return {str(name): str(text) for name, text in stored.items() if name in BY_NAME and text}
