"""保証の見守り: what in a guarantee's life waits for somebody, since when, until when (docs/rules/coverage-watch.md)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from surety.domain.dates import format_wareki
from surety.domain.money import format_yen
from surety.domain.products import LabelledEnum

NEAR_EXPIRY = timedelta(days=30)
KEY_WAITS = timedelta(days=7)
ANSWER_WAITS = timedelta(days=7)
# What was learned today is to be acted upon within a week; a reminder is over after a month.
ACT_WITHIN = timedelta(days=7)
REMINDER_LASTS = timedelta(days=30)


class WatchSide(LabelledEnum):
    """Who has to act; a condition that concerns both is a task for each."""

    CONTRACTOR = "contractor", "契約者"
    BRANCH = "branch", "支店"


class WatchKind(LabelledEnum):
    """What was seen, in the words of the lists."""

    EXPIRY_NEAR = "expiry_near", "保証期限が近づいています"
    PERIOD_BEYOND = "period_beyond", "工期が保証期限を過ぎます"
    YEAR_AMOUNT = "year_amount", "今年度対象額が変わりました"
    PREMIUM_OVERDUE = "premium_overdue", "保証料の支払期日を過ぎています"
    KEY_WAITS = "key_waits", "認証キーが発注者へ未提出です"
    UNANSWERED = "unanswered", "修正のお願いに回答がありません"
    INTERIM_POSSIBLE = "interim_possible", "中間前払金を請求できる時期です"

    @property
    def sides(self) -> tuple[WatchSide, ...]:
        """Whose task it is."""
        return tuple(side for side in WatchSide if (self, side) in _TO_DO)

    def to_do(self, side: WatchSide) -> str:
        """What this side is asked to do."""
        return _TO_DO[self, side]


_C, _B = WatchSide.CONTRACTOR, WatchSide.BRANCH
_TO_DO = {
    (WatchKind.EXPIRY_NEAR, _C): "工期が延びる見込みがあれば、保証期限までに変更の手続きをしてください。予定どおり終わるときは、手続きはいりません。",
    (WatchKind.PERIOD_BEYOND, _C): "保証契約の変更が必要かを確認し、支店に知らせてください。",
    (WatchKind.PERIOD_BEYOND, _B): "契約者に連絡し、保証期限を延ばす変更を案内してください。",
    (WatchKind.YEAR_AMOUNT, _C): "保証契約の変更が必要かを確認し、支店に知らせてください。",
    (WatchKind.YEAR_AMOUNT, _B): "保証割合を確かめ、必要な変更を契約者に案内してください。",
    (WatchKind.PREMIUM_OVERDUE, _C): "保証料をお支払いください。お支払い済みのときは、支店の入金確認をお待ちください。",
    (WatchKind.PREMIUM_OVERDUE, _B): "入金を確かめ、まだのときは契約者に連絡してください。",
    (WatchKind.KEY_WAITS, _C): "認証キーのお知らせを発注者に提出し、「提出済みにする」を押してください。",
    (WatchKind.UNANSWERED, _C): "支店からの連絡を見て申込を修正し、もう一度送信してください。",
    (WatchKind.UNANSWERED, _B): "契約者に電話などで、修正の見込みを確かめてください。",
    (WatchKind.INTERIM_POSSIBLE, _C): "条件がそろえば、中間前払金を発注者に請求できます。条件と足りないものを確かめてください。",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that waits: JST days, and the sentence that says what was seen."""

    kind: WatchKind
    since: date
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Learned:
    """A new value and the JST day it became known, by whom in words."""

    value: date | int
    on: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuaranteeSeen:
    """A guarantee in force as the watch sees it. Yen and JST days.

    `works_until` is the end of the 工期 on its own certificate; `later_end` and `later_year_amount` are the newest of
    what was learned after that certificate was issued. `key_since` is the day of issue while the key waits,
    `interim_from` the first day of an interim payment that can still be asked for.
    """

    until: date
    works_until: date
    year_amount: int | None = None
    later_end: Learned | None = None
    later_year_amount: Learned | None = None
    key_since: date | None = None
    interim_from: date | None = None
    interim_until: date | None = None

    @property
    def works_end(self) -> date:
        """When the works end, by what is known last."""
        learned = self.later_end.value if self.later_end else None
        return learned if isinstance(learned, date) else self.works_until

    @property
    def covers_one_year(self) -> bool:
        """Whether it was meant to end before the works do, as one on a 今年度対象額 is."""
        return self.until < self.works_until


def newest(learned: Sequence[Learned]) -> Learned | None:
    """The one that became known last; of one day the last in the list."""
    return max(learned, key=lambda one: one.on, default=None)


def watch_guarantee(seen: GuaranteeSeen, *, today: date) -> tuple[Condition, ...]:
    """Everything about the guarantee that waits for somebody on a JST date."""
    return tuple(_about_guarantee(seen, today=today))


def watch_premium(due_on: date, *, today: date) -> tuple[Condition, ...]:
    """An unpaid premium: overdue from the day after its お支払期日."""
    if today <= due_on:
        return ()
    reason = f"お支払期日は{format_wareki(due_on)}でした。"
    return (Condition(WatchKind.PREMIUM_OVERDUE, due_on + timedelta(days=1), due_on, reason),)


def watch_return(returned_on: date, *, today: date) -> tuple[Condition, ...]:
    """A 修正のお願い: unanswered from the ANSWER_WAITS-th day on."""
    since = returned_on + ANSWER_WAITS
    if today < since:
        return ()
    reason = f"{format_wareki(returned_on)}に、修正をお願いしました。"
    return (Condition(WatchKind.UNANSWERED, since, since + ACT_WITHIN, reason),)


def _about_guarantee(seen: GuaranteeSeen, *, today: date) -> Iterator[Condition]:
    beyond = _period_beyond(seen)
    if beyond is not None:
        yield beyond
    # The longer 工期 says it already, and says more.
    elif seen.until - NEAR_EXPIRY <= today <= min(seen.until, seen.works_end):
        reason = f"保証期限は{format_wareki(seen.until)}です。"
        yield Condition(WatchKind.EXPIRY_NEAR, seen.until - NEAR_EXPIRY, seen.until, reason)
    changed = seen.later_year_amount
    if changed is not None and seen.year_amount is not None and changed.value != seen.year_amount:
        reason = (
            f"今年度対象額が{format_yen(seen.year_amount)}円から{format_yen(int(str(changed.value)))}円に"
            f"変わりました（{changed.source}、{format_wareki(changed.on)}）。"
        )
        yield Condition(WatchKind.YEAR_AMOUNT, changed.on, changed.on + ACT_WITHIN, reason)
    if seen.key_since is not None and today >= seen.key_since + KEY_WAITS:
        since = seen.key_since + KEY_WAITS
        reason = f"{format_wareki(seen.key_since)}に発行しましたが、提出の記録も発注者の閲覧もありません。"
        yield Condition(WatchKind.KEY_WAITS, since, since + ACT_WITHIN, reason)
    yield from _interim(seen, today=today)


def _period_beyond(seen: GuaranteeSeen) -> Condition | None:
    learned = seen.later_end
    if learned is None or seen.covers_one_year or seen.works_end <= seen.until:
        return None
    reason = (
        f"工期の終わりが{format_wareki(seen.works_end)}になりましたが（{learned.source}、{format_wareki(learned.on)}）、"
        f"保証期限は{format_wareki(seen.until)}のままです。"
    )
    return Condition(WatchKind.PERIOD_BEYOND, learned.on, seen.until, reason)


def _interim(seen: GuaranteeSeen, *, today: date) -> Iterator[Condition]:
    if seen.interim_from is None or seen.interim_until is None:
        return
    last = min(seen.interim_until, seen.interim_from + REMINDER_LASTS)
    if seen.interim_from <= today <= last:
        reason = f"工期の半分が過ぎ、{format_wareki(seen.interim_from)}から請求できます。"
        yield Condition(WatchKind.INTERIM_POSSIBLE, seen.interim_from, last, reason)
