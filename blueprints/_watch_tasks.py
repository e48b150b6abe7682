"""The pages of the 保証の見守り, the same for contractors and branches."""

from flask import Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._htmx import go_to
from blueprints._rendering import render
from forms.watch_tasks import AsideForm
from surety.domain.coverage_watch import WatchKind, WatchSide
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.extensions import db
from surety.queries.watch_tasks import COUNTED, Viewer, count_tasks, get_task, list_tasks
from surety.security.permissions import Permission, Side
from surety.services.coverage_watch import put_aside, take_up

_K, _C, _B = WatchKind, WatchSide.CONTRACTOR, WatchSide.BRANCH
_CHECK = ("変更の要否を確認", "guarantees.change_check", "number", "about")
_GUARANTEE = ("保証契約を開く", "desk.guarantee", "number", "about")
# The words of the link, the endpoint, its argument, and which value of the task that is.
_ACTS = {
    (_C, _K.EXPIRY_NEAR): _CHECK,
    (_C, _K.PERIOD_BEYOND): _CHECK,
    (_C, _K.YEAR_AMOUNT): _CHECK,
    (_C, _K.PREMIUM_OVERDUE): ("保証料を確認", "applications.detail", "application_id", "application_id"),
    (_C, _K.KEY_WAITS): ("認証キーを確認", "guarantees.detail", "number", "about"),
    (_C, _K.UNANSWERED): ("連絡を見て修正", "applications.detail", "application_id", "application_id"),
    (_C, _K.INTERIM_POSSIBLE): ("条件を確かめる", "guarantees.interim", "number", "about"),
    (_B, _K.PERIOD_BEYOND): _GUARANTEE,
    (_B, _K.YEAR_AMOUNT): _GUARANTEE,
    (_B, _K.PREMIUM_OVERDUE): ("保証料・入金を開く", "desk.premium", "request_id", "subject_id"),
    (_B, _K.UNANSWERED): ("申込を開く", "desk.application", "application_id", "application_id"),
}
# A 追加保証料 is no step of the application: its own pages.
_ADDITIONAL_PREMIUM = {
    _C: ("保証料を確認", "statements.index", "", ""),
    _B: _GUARANTEE,
}


def viewer() -> Viewer:
    """The person who asks, as the watch knows them."""
    if g.identity.side is Side.STAFF:
        return Viewer(WatchSide.BRANCH, branch_id=g.identity.branch_id)
    return Viewer(WatchSide.CONTRACTOR, contractor_id=g.identity.contractor_id)


def may_put_aside() -> bool:
    """Whether the person may put tasks aside."""
    return any(map(g.identity.may, (Permission.CONTRACTOR_APPLY, Permission.DESK_UNDERWRITE)))


def act_of(task) -> tuple[str, str]:  # type: ignore[no-untyped-def]  # blueprints may not name the model
    """Where the task is dealt with: the words of the link and its address."""
    found = _ADDITIONAL_PREMIUM[task.side] if task.is_additional_premium else _ACTS[task.side, task.kind]
    words, endpoint, argument, value = found
    return words, url_for(endpoint, **({argument: getattr(task, value)} if argument else {}))


def task_url(task) -> str:  # type: ignore[no-untyped-def]  # as above
    """The page of a task."""
    endpoint = "desk.watch_task" if task.side is WatchSide.BRANCH else "watch.task"
    return url_for(endpoint, task_id=task.id)


def lists_url() -> str:
    """The list of this person's tasks."""
    return url_for("desk.watch_tasks" if g.identity.side is Side.STAFF else "watch.index")


def show_tasks(template: str) -> Response:
    """The list: what waits, or what was put aside."""
    is_aside = request.args.get("tab") == "aside"
    after = request.args.get("after", "")
    who = viewer()
    page = list_tasks(db.session(), who, is_aside=is_aside, after=after)
    endpoint = request.endpoint or ""
    tab = "aside" if is_aside else None
    return render(
        template,
        page=page,
        is_aside=is_aside,
        tabs=[
            (f"対応が必要（{_number(who, is_aside=False)}）", url_for(endpoint), not is_aside),
            (f"あとで対応（{_number(who, is_aside=True)}）", url_for(endpoint, tab="aside"), is_aside),
        ],
        next_url=url_for(endpoint, tab=tab, after=page.after) if page.after else "",
        first_url=url_for(endpoint, tab=tab) if after else "",
        act_of=act_of,
        task_url=task_url,
    )


def show_task(template: str, task_id: int, *, form: AsideForm | None = None, status: int = 200) -> Response:
    """One task, and putting it aside."""
    return render(
        template,
        status=status,
        task=get_task(db.session(), task_id, viewer=viewer()),
        form=form or AsideForm(),
        act_of=act_of,
        may_put_aside=may_put_aside(),
    )


def set_task_aside(template: str, task_id: int) -> ResponseReturnValue:
    """あとで対応する, and taking it back."""
    found = get_task(db.session(), task_id, viewer=viewer())
    if request.form.get("action") == "take_up":
        take_up(db.session(), found, actor=g.identity.actor)
        flash("「対応が必要」に戻しました。", "info")
        return go_to(task_url(found))
    form = AsideForm(request.form)
    if not form.validate():
        return show_task(template, task_id, form=form, status=422)
    try:
        put_aside(
            db.session(), found, until=form.until.data, note=form.note.data, actor=g.identity.actor
        )  # fmt: skip
    except ForbiddenMove:
        raise
    except RuleViolation as violation:
        form.attach(violation)
        return show_task(template, task_id, form=form, status=422)
    flash("「あとで対応」に移しました。その日になると、もう一度お知らせします。", "ok")
    return go_to(lists_url())


def _number(who: Viewer, *, is_aside: bool) -> str:
    number = count_tasks(db.session(), who, is_aside=is_aside)
    return f"{number}件以上" if number >= COUNTED else f"{number}"
