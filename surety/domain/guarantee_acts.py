"""What may be done with an issued guarantee, on which day, and what follows from it (docs/rules/endings.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from surety.domain.act_states import ActKind
from surety.domain.dates import format_wareki
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.states import GuaranteeEvent, GuaranteeState

ENDS: Mapping[ActKind, GuaranteeEvent] = {
    ActKind.TERMINATION: GuaranteeEvent.TERMINATE,
    ActKind.CANCELLATION: GuaranteeEvent.CANCEL,
    ActKind.RELEASE: GuaranteeEvent.RELEASE,
}
# The day of 取消 is nobody's choice: the guarantee never was.
DATED = frozenset({ActKind.TERMINATION, ActKind.RELEASE})
# What contractors may ask for on their own page, and what an agency tells in the viewer.
ASKED_BY_CONTRACTOR = (ActKind.TERMINATION, ActKind.KEY_REISSUE)
TOLD_BY_AGENCY = ActKind.RELEASE
# Acts whose money is reckoned from what was paid: nothing may be 未納 before.
RECKONED = frozenset({ActKind.TERMINATION, ActKind.CHANGE_CANCEL})
# Acts that write a version of the certificate and so rest on the one that was in force when they were proposed.
VERSIONED = frozenset({ActKind.CORRECTION, ActKind.CHANGE_CANCEL})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActGround:
    """A guarantee as far as an act asks: its state, its standing 変更 (0: none), its key, its first and last day (JST)."""

    state: GuaranteeState
    change_number: int
    has_key: bool
    issued_on: date
    until: date


def refusal_of(kind: ActKind, ground: ActGround) -> str:
    """Why this cannot be done with the guarantee as it stands, as a sentence; empty where it can."""
    after_expiry = kind is ActKind.CORRECTION and ground.state is GuaranteeState.EXPIRED
    if ground.state is not GuaranteeState.IN_FORCE and not after_expiry:
        return f"この保証契約は「{ground.state.label}」のため、{kind.label}はできません。"
    if kind is ActKind.CHANGE_CANCEL and ground.change_number == 0:
        return "効力のある変更がないため、変更の取消はできません。"
    if kind is ActKind.KEY_REISSUE and not ground.has_key:
        return "紙の証書のため、認証キーはありません。"
    return ""


def require_possible(kind: ActKind, ground: ActGround) -> None:
    """Raises ForbiddenMove with the sentence of `refusal_of`."""
    if sentence := refusal_of(kind, ground):
        raise ForbiddenMove(f"act.{kind.value}", sentence)


def check_day(kind: ActKind, ground: ActGround, effective_on: date | None) -> None:
    """Whether an end may be dated so. Raises RuleViolation (field `effective_on`)."""
    if kind not in DATED:
        return
    if effective_on is None:
        raise RuleViolation("act.day", f"{day_label(kind)}を入力してください", field="effective_on")
    if effective_on < ground.issued_on:
        words = f"{day_label(kind)}は、発行日（{format_wareki(ground.issued_on)}）以後の日付にしてください"
        raise RuleViolation("act.day", words, field="effective_on")
    if effective_on > ground.until:
        words = f"{day_label(kind)}は、保証期限（{format_wareki(ground.until)}）までの日付にしてください"
        raise RuleViolation("act.day", words, field="effective_on")


def hindrance_of(
    kind: ActKind,
    effective_on: date | None,
    *,
    today: date,
    charged_change: str = "",
    unpaid: Sequence[str] = (),
) -> str:
    """Why a possible act has to wait today (JST), as a sentence; empty where it can be carried out.

    An end is carried out when its day has come: until then the guarantee holds. `charged_change` is the receipt number of
    a change on its way whose premium is settled already, `unpaid` the numbers of statements that are still 未納.
    """
    if kind in DATED and effective_on is not None and effective_on > today:
        return f"{day_label(kind)}は{format_wareki(effective_on)}です。その日になってから実行してください。"
    if charged_change and kind is not ActKind.KEY_REISSUE:
        return (
            f"保証料の決まった変更の申込（受付番号 {charged_change}）が手続き中です。"
            "先に、その変更を発行するか、審査のやり直しからお断り・取下げで終わらせてください。"
        )
    if unpaid and kind in RECKONED:
        return f"未納の計算書（{'、'.join(unpaid)}）があります。先に入金を確認してください。"
    return ""


def day_label(kind: ActKind) -> str:
    """解約日 or 解除日."""
    return "解約日" if kind is ActKind.TERMINATION else "解除日"


def consequences_of(kind: ActKind, *, change_number: int, is_electronic: bool) -> tuple[str, ...]:
    """What happens when the act is carried out, a sentence each, for whoever decides."""
    told = "契約者に、電子メールと画面でお知らせします（金額と認証キーは書きません）。"
    viewer = ("発注者が証書を開くと、この結果が表示されます。",) if is_electronic else ()
    match kind:
        case ActKind.CORRECTION:
            said: tuple[str, ...] = (
                "訂正した証書を新しく発行し、いまの証書は「訂正済み」になります。",
                "保証契約番号と認証キーは変わりません。",
                "訂正前の証書は、「すべての履歴」だけに表示されます。",
            )
        case ActKind.CHANGE_CANCEL:
            said = (
                f"変更-{change_number}の効力がなくなり、その前の内容が再び効力を持ちます。",
                f"「変更-{change_number}」の番号は、次の変更に使いません。",
                "保証契約番号と認証キーは変わりません。",
            )
        case ActKind.TERMINATION:
            said = ("保証契約は解約日で終わります。", "その後の変更と請求はできません。")
        case ActKind.CANCELLATION:
            said = ("はじめから保証契約がなかったものとして扱います。", "証書の効力はありません。")
        case ActKind.RELEASE:
            said = ("発注者による解除として、保証契約は解除日で終わります。",)
        case ActKind.KEY_REISSUE:
            return (
                "新しい認証キーを作り、以前の認証キーはすぐに使えなくなります。",
                "「認証キーのお知らせ」を作り直し、状況は「発注者へ未提出」に戻ります。",
                "発注者のこれまでの閲覧の記録は残ります。証書の内容は変わりません。",
                told,
            )
    return (*said, *viewer, told)
