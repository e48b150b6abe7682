"""A 保証申込 while it is being written: texts as typed, and what could be read from them."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from surety.domain.application_fields import BLOCK_NAMES, BY_NAME, FIELDS, NAMES, Block, Kind, Section

_MAX_TYPED = 4000  # a draft keeps what was typed also when it is too long, within reason
YES, NO = "1", "0"
RESTORABLE_DAYS = 30


def restorable_until(discarded_on: date) -> date:
    """The last JST date on which a draft thrown away on `discarded_on` comes back."""
    return discarded_on + timedelta(days=RESTORABLE_DAYS)


def restorable_since(today: date) -> date:
    """The first JST date of which a thrown-away draft still comes back on `today`."""
    return today - timedelta(days=RESTORABLE_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the form holds. Texts are kept as typed; empty ones are left out.

    `copied` names fields that still hold the previous application's content, `cleared` what
    the last クリア of `cleared_block` took away, `tab` the browser page that saved last, `sent` the
    texts as they were last sent and `sent_before` those of the sending before it. `advance_number` is the
    前払金保証 that an application for an interim payment hangs on, empty for every other. `contract_id` is the works
    contract of an application for a later advance payment on it (次年度の前払金), 0 for every other.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    copied: frozenset[str] = frozenset()
    cleared_block: str = ""
    cleared: Mapping[str, str] = field(default_factory=dict)
    tab: str = ""
    sent: Mapping[str, str] = field(default_factory=dict)
    sent_before: Mapping[str, str] = field(default_factory=dict)
    advance_number: str = ""
    contract_id: int = 0

    def text(self, name: str) -> str:
        """A field's text, empty when nothing was typed."""
        return self.texts.get(name, "")

    def with_section(
        self, section: Section, typed: Mapping[str, str], *, tab: str, locked: Collection[str] = ()
    ) -> "Draft":
        """This draft with one page's fields replaced by what that page holds now.

        A field the page did not show (`typed` lacks it) stays, and so do `locked` ones; an unticked box
        counts as shown.
        """
        kept = dict(self.texts)
        for name in NAMES[section]:
            if name in locked or BY_NAME[name].kind is Kind.FILE:
                continue
            if name in typed:
                kept[name] = YES if BY_NAME[name].kind is Kind.TICK else typed[name][:_MAX_TYPED]
            elif BY_NAME[name].kind is Kind.TICK:
                kept.pop(name, None)
        texts = {name: text for name, text in kept.items() if text.strip()}
        copied = frozenset(n for n in self.copied if texts.get(n, "") == self.text(n))
        return replace(self, texts=texts, copied=copied, tab=tab)

    def without_block(self, block: Block, *, tab: str) -> "Draft":
        """この欄をクリア: the block emptied, its texts kept for 元に戻す."""
        gone = {name: self.texts[name] for name in BLOCK_NAMES[block] if name in self.texts}
        texts = {name: text for name, text in self.texts.items() if name not in gone}
        # The block's own tick stays: clearing is not the same as not applying.
        tick = f"{block.value}_applies"
        if tick in gone:
            texts[tick] = gone[tick]
        return replace(
            self,
            texts=texts,
            copied=self.copied - gone.keys(),
            cleared_block=block.value,
            cleared=gone,
            tab=tab,
        )

    def with_block_restored(self, *, tab: str) -> "Draft":
        """元に戻す: what the last clearing took away, under what was typed since."""
        return replace(self, texts={**self.cleared, **self.texts}, cleared_block="", cleared={}, tab=tab)

    def as_sent(self) -> "Draft":
        """This draft after sending: its texts are what the branch now has."""
        return replace(
            self,
            copied=frozenset(),
            cleared_block="",
            cleared={},
            sent=dict(self.texts),
            sent_before=dict(self.sent),
        )

    @property
    def changed_since_sending(self) -> tuple[str, ...]:
        """The fields that the last sending changed against the one before; nothing after the first."""
        if not self.sent_before:
            return ()
        return tuple(s.name for s in FIELDS if self.sent.get(s.name, "") != self.sent_before.get(s.name, ""))

    def copied_for_new(self) -> "Draft":
        """複写: without amounts, dates, 工事名 and an interim payment, the rest marked 前回の内容."""
        texts = {
            name: text
            for name, text in self.texts.items()
            if BY_NAME[name].is_copied and BY_NAME[name].block is not Block.INTERIM
        }
        marked = frozenset(n for n in texts if BY_NAME[n].kind not in {Kind.TICK, Kind.YES_NO})
        return Draft(texts=texts, copied=marked)

    def to_json(self) -> dict[str, object]:
        """The JSON value that is stored; parts that hold nothing are left out."""
        parts: dict[str, object] = {
            "texts": dict(self.texts),
            "copied": sorted(self.copied),
            "cleared_block": self.cleared_block,
            "cleared": dict(self.cleared),
            "tab": self.tab,
            "sent": dict(self.sent),
            "sent_before": dict(self.sent_before),
            "advance_number": self.advance_number,
            "contract_id": self.contract_id,
        }
        return {name: value for name, value in parts.items() if value}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Draft":
        """The draft of a stored JSON value; names the form no longer has are dropped."""
        copied = stored.get("copied") or []
        return cls(
            texts=_known(stored.get("texts")),
            copied=frozenset(str(n) for n in copied if n in BY_NAME) if isinstance(copied, list) else frozenset(),
            cleared_block=str(stored.get("cleared_block") or ""),
            cleared=_known(stored.get("cleared")),
            tab=str(stored.get("tab") or ""),
            sent=_known(stored.get("sent")),
            sent_before=_known(stored.get("sent_before")),
            advance_number=str(stored.get("advance_number") or ""),
            contract_id=stored_id if isinstance(stored_id := stored.get("contract_id"), int) else 0,
        )  # fmt: skip

    @classmethod
    def from_text(cls, stored: str) -> "Draft":
        """As from_json, from the database's own text."""
        value = json.loads(stored)
        return cls.from_json(value if isinstance(value, dict) else {})


def _known(stored: object) -> dict[str, str]:
    if not isinstance(stored, Mapping):
        return {}
    return {str(name): str(text) for name, text in stored.items() if name in BY_NAME and text}


def changed_texts(one: Draft, other: Draft, *, names: Collection[str]) -> tuple[str, ...]:
    """The fields among `names` whose texts differ, in the form's order."""
    return tuple(
        spec.name for spec in FIELDS if spec.name in names and one.text(spec.name) != other.text(spec.name)
    )
