"""What the viewer says about a certificate, plainly: in force, changed, or ended."""

from dataclasses import dataclass, replace
from datetime import date

from surety.domain.dates import format_wareki
from surety.domain.products import CertificateKind
from surety.domain.states import GuaranteeState


@dataclass(frozen=True, slots=True)
class Verdict:
    """A heading, a sentence of what it means, and the tone (ok, info, warn, err) it is shown in."""

    title: str
    sentence: str
    tone: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The version in force: how it is called (新規, 変更-1 …), its kind, and how many versions there are in all (from 1)."""

    label: str
    kind: CertificateKind = CertificateKind.NEW
    versions: int = 1


_ENDED = {
    GuaranteeState.EXPIRED: Verdict("満了しています", "保証期限を過ぎ、この保証契約は終了しました。", "warn"),
    GuaranteeState.TERMINATED: Verdict(
        "解約されています", "この保証契約は解約され、いまは効力がありません。", "err"
    ),
    GuaranteeState.CANCELLED: Verdict(
        "取り消されています", "この保証契約は取り消されました。効力はありません。", "err"
    ),
    GuaranteeState.RELEASED: Verdict("解除されています", "発注者による解除の手続きが済んでいます。", "warn"),
}


def verdict_on(
    state: GuaranteeState,
    *,
    standing: Standing,
    until: date,
    today: date,
    ended_on: date | None = None,
) -> Verdict:
    """The verdict on a guarantee as it stands on the JST date `today`.

    `until` is the 保証期限 of the version in force, `ended_on` the day of an earlier end. A term that has run out is said even
    before the state was moved to 満了.
    """
    if state in _ENDED:
        return _ended(_ENDED[state], state, until=until, ended_on=ended_on)
    if today > until:
        return Verdict(
            "保証期限を過ぎています",
            f"保証期限は{format_wareki(until)}でした。内容は取扱店へご確認ください。",
            "warn",
        )
    sentence = f"いま効力があるのは、最新の「{standing.label}」の証書です。"
    if standing.versions > 1 and standing.kind is CertificateKind.NEW:
        return Verdict(
            "有効です（変更は取り消されています）", f"発行の後の変更は取り消されました。{sentence}", "info"
        )
    if standing.kind is CertificateKind.CORRECTION:
        return Verdict(
            "有効です（訂正されています）", f"発行の後に記載の誤りを訂正しました。{sentence}", "info"
        )
    if standing.versions > 1:
        return Verdict("有効です（変更されています）", f"発行の後に内容が変わりました。{sentence}", "info")
    return Verdict("有効です", f"この保証契約は有効です。保証期限は{format_wareki(until)}です。", "ok")


def _ended(plain: Verdict, state: GuaranteeState, *, until: date, ended_on: date | None) -> Verdict:
    """The end with its day; a 取消 has none, because the guarantee never was."""
    if state is GuaranteeState.EXPIRED:
        return replace(
            plain, sentence=f"保証期限（{format_wareki(until)}）を過ぎ、この保証契約は終了しました。"
        )
    if state is GuaranteeState.CANCELLED or ended_on is None:
        return plain
    return replace(plain, sentence=f"{format_wareki(ended_on)}で終了しました。{plain.sentence}")
