"""受付ボード: what the branch has to do today, and finding a case by number or company."""

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._watch_tasks import act_of, task_url, viewer
from blueprints.desk import blueprint
from forms.underwriting import DeskSearchForm
from surety import clock
from surety.extensions import db
from surety.queries.branch_overview import list_branch_loads
from surety.queries.change_notices import count_open_notices, list_desk_notices
from surety.queries.desk import OWN_WORK, Queue, count_queues, find_next_case, list_queue
from surety.queries.desk_bid_bonds import OWN_WORK as OWN_BOND_WORK
from surety.queries.desk_bid_bonds import count_bond_queues, list_bond_queue, search_bonds
from surety.queries.desk_changes import count_changes, list_own_work, search_changes
from surety.queries.desk_search import search_desk
from surety.queries.exposure import count_credit
from surety.queries.guarantee_acts import count_open_acts, list_desk_acts
from surety.queries.open_charges import count_overdue
from surety.queries.refunds import count_to_give_back
from surety.queries.watch_tasks import count_tasks, list_tasks
from surety.security.permissions import Permission

_FIRST_ROWS = 5
DETAILS = {
    Queue.NEW: "受付と審査の開始を待っています",
    Queue.REVIEW: "承認・修正のお願い・お断りを決めます",
    Queue.RETURNED: "契約者の修正を待っています",
    Queue.PAYMENT: "入金または一括納付への計上を待っています",
    Queue.ISSUE: "承認した人とは別の方が発行します",
}


@blueprint.route("")
@requires(Permission.DESK_READ)
def home() -> ResponseReturnValue:
    session, branch_id = db.session(), g.identity.branch_id
    bond_counts = count_bond_queues(session, branch_id=branch_id)
    bonds = {
        queue: list_bond_queue(session, queue, branch_id=branch_id, limit=_FIRST_ROWS).rows
        for queue in OWN_BOND_WORK
        if bond_counts[queue]
    }
    first = {queue: list_queue(session, queue, branch_id=branch_id, limit=_FIRST_ROWS) for queue in OWN_WORK}
    return render(
        "desk/home.html",
        counts=count_queues(session, branch_id=branch_id),
        details=DETAILS,
        own_work=OWN_WORK,
        first={queue: page for queue, page in first.items() if page.rows},
        bond_count=sum(bond_counts[queue] for queue in OWN_BOND_WORK),
        bonds=bonds,
        search=DeskSearchForm(),
        case_url=case_url,
        tasks=list_tasks(session, viewer(), limit=_FIRST_ROWS).tasks,
        task_count=count_tasks(session, viewer()),
        act_of=act_of,
        task_url=task_url,
        overdue_count=count_overdue(session, today=clock.today(), branch_id=branch_id),
        change_count=sum(count_changes(session, branch_id=branch_id).values()),
        changes=list_own_work(session, branch_id=branch_id, limit=_FIRST_ROWS),
        refund_count=count_to_give_back(session, branch_id=branch_id),
        loads=list_branch_loads(session) if branch_id is None else (),
        credit_count=count_credit(session, branch_id=branch_id),
        act_count=count_open_acts(session, branch_id=branch_id),
        acts=list_desk_acts(session, branch_id=branch_id, is_done=False, limit=_FIRST_ROWS).rows,
        notice_count=count_open_notices(session, branch_id=branch_id),
        notices=list_desk_notices(session, branch_id=branch_id, is_done=False, limit=_FIRST_ROWS).rows,
    )


@blueprint.route("/next")
@requires(Permission.DESK_READ)
def next_case() -> ResponseReturnValue:
    """次の案件を開く: what has waited longest where the branch itself has to act."""
    row = find_next_case(
        db.session(),
        branch_id=g.identity.branch_id,
        user_id=g.identity.user_id,
        may_issue=g.identity.may(Permission.DESK_ISSUE),
    )
    return go_to(case_url(row) if row else url_for(".home"))


@blueprint.route("/search")
@requires(Permission.DESK_READ)
def search() -> ResponseReturnValue:
    form = DeskSearchForm(request.args)
    words = (form.words.data or "").strip()
    session, branch_id = db.session(), g.identity.branch_id
    return render(
        "desk/search.html",
        fragment="findings",
        search=form,
        words=words,
        findings=search_desk(session, words, branch_id=branch_id) if words else None,
        bonds=search_bonds(session, words, branch_id=branch_id) if words else (),
        changes=search_changes(session, words, branch_id=branch_id) if words else (),
    )


def case_url(row) -> str:  # type: ignore[no-untyped-def]  # a row of the queues, which holds models
    """The page on which a case of a queue goes on."""
    if row.request is None:
        return url_for(".application", application_id=row.application.id)
    page = ".issue" if row.request.state.value in ("paid", "on_account") else ".premium"
    return url_for(page, request_id=row.request.id)
