"""保証の見守り at the branch: what waits for it, one by one, and putting it aside."""

from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._transaction import commits
from blueprints._watch_tasks import set_task_aside, show_task, show_tasks
from blueprints.desk import blueprint
from surety.security.permissions import Permission

_PAGE = "desk/watch_task.html"


@blueprint.route("/watch")
@requires(Permission.DESK_READ)
def watch_tasks() -> ResponseReturnValue:
    return show_tasks("desk/watch_tasks.html")


@blueprint.route("/watch/<int:task_id>")
@requires(Permission.DESK_READ)
def watch_task(task_id: int) -> ResponseReturnValue:
    return show_task(_PAGE, task_id)


@blueprint.route("/watch/<int:task_id>/aside", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def set_watch_task_aside(task_id: int) -> ResponseReturnValue:
    return set_task_aside(_PAGE, task_id)
