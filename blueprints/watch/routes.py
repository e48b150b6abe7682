"""保証の見守り: what waits for the company, one by one, and putting it aside."""

from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._transaction import commits
from blueprints._watch_tasks import set_task_aside, show_task, show_tasks
from blueprints.watch import blueprint
from surety.security.permissions import Permission

_PAGE = "watch/task.html"


@blueprint.route("")
@requires(Permission.CONTRACTOR_READ)
def index() -> ResponseReturnValue:
    return show_tasks("watch/index.html")


@blueprint.route("/<int:task_id>")
@requires(Permission.CONTRACTOR_READ)
def task(task_id: int) -> ResponseReturnValue:
    return show_task(_PAGE, task_id)


@blueprint.route("/<int:task_id>/aside", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@keeps_typing
@commits
def set_aside(task_id: int) -> ResponseReturnValue:
    return set_task_aside(_PAGE, task_id)
