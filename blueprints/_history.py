"""すべての履歴: the one switch of a certificate's history, the same on every page."""

from collections.abc import Mapping


def wants_all(asked: Mapping[str, str]) -> bool:
    """Whether the address asks for the whole history, with what was corrected and cancelled."""
    return asked.get("history") == "all"
