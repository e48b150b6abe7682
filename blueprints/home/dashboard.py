"""The contractor's home."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from flask import g, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._rendering import render
from blueprints._watch_tasks import act_of, task_url, viewer
from blueprints.home import blueprint
from surety import clock
from surety.domain.balance import chart_top
from surety.domain.coverage_watch import WatchKind
from surety.extensions import db
from surety.queries.agencies import list_electronic_starts
from surety.queries.home import count_tiles, list_balances, list_to_dos
from surety.queries.open_charges import list_open_charges
from surety.queries.to_dos import Matter, ToDo, Wait
from surety.queries.watch_tasks import count_tasks, list_tasks
from surety.security.permissions import Permission

_TEN_THOUSAND = 10_000
_FIRST_TASKS = 5


# What the watch says of a matter says more than the list of what waits.
_SAME = {
    WatchKind.EXPIRY_NEAR: Wait.EXTEND,
    WatchKind.PERIOD_BEYOND: Wait.EXTEND,
    WatchKind.KEY_WAITS: Wait.HAND_OVER,
    WatchKind.UNANSWERED: Wait.CORRECT,
    WatchKind.PREMIUM_OVERDUE: Wait.PAY,
}
_PAGES = {
    Matter.APPLICATION: ("applications.detail", "application_id"),
    Matter.GUARANTEE: ("guarantees.detail", "number"),
    Matter.CHANGE: ("changes.detail", "guarantee_change_id"),
    Matter.BID_BOND: ("bid_bonds.detail", "bid_bond_id"),
}
_ACTS = {
    Wait.HAND_OVER: ("発行", "認証キーを確認"),
    Wait.CORRECT: ("ご連絡", "連絡を見て修正"),
    Wait.PAY: ("お知らせ", "保証料を確認"),
    Wait.EXTEND: ("保証期限", "契約を確認"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of what waits: what its date is, where it leads, and the words for that."""

    to_do: ToDo
    date_label: str
    act: str
    url: str

    @classmethod
    def of(cls, to_do: ToDo) -> Self:
        """As the page shows it."""
        endpoint, argument = _PAGES[to_do.matter]
        date_label, act = _ACTS[to_do.wait]
        if to_do.matter is Matter.BID_BOND and to_do.wait is Wait.PAY:
            act = "予約手数料を確認"
        return cls(to_do, date_label, act, url_for(endpoint, **{argument: to_do.key}))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the chart, in 万円."""

    label: str
    value: int
    is_expected: bool


@blueprint.route("/home")
@requires(Permission.CONTRACTOR_READ)
def dashboard() -> ResponseReturnValue:
    """What waits for the company, what ends soon, and how much is guaranteed."""
    contractor_id, today = g.identity.contractor_id, clock.today()
    balances = list_balances(db.session(), contractor_id=contractor_id, today=today)
    tasks = list_tasks(db.session(), viewer(), limit=_FIRST_TASKS).tasks
    to_dos = list_to_dos(db.session(), contractor_id=contractor_id, today=today)
    columns = [Column(end.label, total // _TEN_THOUSAND, end.is_expected) for end, total in balances or ()]
    return render(
        "home/dashboard.html",
        tiles=count_tiles(db.session(), contractor_id=contractor_id, today=today),
        to_dos=[Row.of(each) for each in _not_told_twice(to_dos, tasks)],
        tasks=tasks,
        task_count=count_tasks(db.session(), viewer()),
        act_of=act_of,
        task_url=task_url,
        charges=list_open_charges(db.session(), contractor_id=contractor_id),
        today=today,
        columns=columns,
        is_too_much=balances is None,
        top=chart_top([column.value for column in columns]),
        news=list_electronic_starts(db.session(), limit=3),
        may_apply=g.identity.may(Permission.CONTRACTOR_APPLY),
    )


def _not_told_twice(rows: Sequence[ToDo], tasks) -> list[ToDo]:  # type: ignore[no-untyped-def]  # blueprints may not name the model
    """The rows without those of which a task on the same page speaks."""
    told = {
        (_SAME.get(task.kind), key) for task in tasks for key in (task.about, str(task.application_id))
    }  # fmt: skip
    spoken_of = (Matter.APPLICATION, Matter.GUARANTEE)
    return [row for row in rows if row.matter not in spoken_of or (row.wait, row.key) not in told]
