"""For whoever watches the service: does the process answer, and can it do its work. Nothing secret is said."""

from functools import cache

from alembic.script import ScriptDirectory
from flask import Response, current_app, jsonify
from flask.typing import ResponseReturnValue

from blueprints._access import public
from blueprints.health import blueprint
from surety import clock
from surety.extensions import db
from surety.queries.health import find_readiness


@blueprint.route("/live")
@public
def live() -> ResponseReturnValue:
    """This process answers; it asks nobody."""
    return jsonify(status="alive")


@blueprint.route("/ready")
@public
def ready() -> ResponseReturnValue:
    """200 when database, tables, worker and mail are well, else 503 with what is not."""
    found = find_readiness(
        db.session(),
        now=clock.now(),
        head=newest_migration(current_app.extensions["migrate"].directory),
        mail_is_delivered=current_app.config["SETTINGS"].mail_is_delivered,
    )
    if found is None:
        return _answer(is_ready=False, database=False)
    return _answer(
        is_ready=found.is_ready,
        database=True,
        migrations=found.migrations_current,
        worker=found.worker_alive and not found.failing_jobs,
        failing_jobs=list(found.failing_jobs),
        mail=found.mail_on_time,
        oldest_due_mail_seconds=found.oldest_due_seconds,
    )


@cache
def newest_migration(directory: str) -> str:
    """The head of the migrations that came with this code."""
    return str(ScriptDirectory(directory).get_current_head())


def _answer(*, is_ready: bool, **checks: object) -> Response:
    answer = jsonify(status="ready" if is_ready else "not ready", **checks)
    answer.status_code = 200 if is_ready else 503
    return answer
