"""The words of form errors: what is wrong and what to do, with the field's own label in them."""

from collections.abc import Sequence
from datetime import date

from surety.domain.dates import format_wareki
from surety.domain.money import format_yen


def blank(label: str) -> str:
    """Nothing was typed into a required box."""
    return f"{label}を入力してください"


def not_chosen(label: str) -> str:
    """Nothing was chosen, or something that is not on offer."""
    return f"{label}を選んでください"


def not_ticked(label: str) -> str:
    """A box that has to be ticked is empty."""
    return f"「{label}」にチェックを入れてください"


def no_file(label: str) -> str:
    """No file was chosen."""
    return f"{label}のファイルを選んでください"


def too_long(label: str, *, limit: int, length: int) -> str:
    """More signs than fit."""
    return f"{label}は{limit:,}文字以内で入力してください（いまは{length:,}文字です）"


def unprintable(label: str, *, signs: Sequence[str]) -> str:
    """Signs no certificate can print; only the first three are named."""
    named = "、".join(signs[:3]) + ("など" if len(signs) > 3 else "")
    return f"{label}に印刷できない文字があります（{named}）。別の文字に置き換えてください"


def not_katakana(label: str) -> str:
    """A reading with kanji in it."""
    return f"{label}はカタカナで入力してください（例：サンプルケンセツ）"


def at_most_yen(label: str, *, limit: int, ground: str = "") -> str:
    """Over a limit; `ground` says whose: 請負金額の40%."""
    return f"{label}は {format_yen(limit)}円{_in_brackets(ground)}以下で入力してください"


def at_least_yen(label: str, *, limit: int, ground: str = "") -> str:
    """Under a limit; `ground` says whose: 請負金額の10%."""
    return f"{label}は {format_yen(limit)}円{_in_brackets(ground)}以上で入力してください"


def after(label: str, *, other: str, day: date) -> str:
    """A date that has to come after another field's date."""
    return f"{label}は、{other}（{format_wareki(day)}）より後の日付で入力してください"


def not_before(label: str, *, other: str, day: date) -> str:
    """A date that must not come before another field's date."""
    return f"{label}は、{other}（{format_wareki(day)}）以後の日付で入力してください"


def different(label: str, *, other: str) -> str:
    """Two boxes that should hold the same."""
    return f"{label}が{other}と一致していません。もう一度入力してください"


def _in_brackets(ground: str) -> str:
    return f"（{ground}）" if ground else ""
