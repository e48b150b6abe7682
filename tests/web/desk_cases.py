"""Pressing the desk's buttons in tests."""

import re

from werkzeug.test import TestResponse

from surety.domain.workflow import RequestState
from surety.extensions import db
from surety.models import Application, User
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import make_user
from tests.guarantee_factories import make_sent_application

_BOX = re.compile(
    r'<input[^>]*name="((?:advance|performance)-[a-z_]+|[a-z_]+)"[^>]*type="text"|<input[^>]*type="text"[^>]*name="((?:advance|performance)-[a-z_]+|[a-z_]+)"'
)


def fresh(application: Application) -> Application:
    """The application as it stands now."""
    db.session.expire_all()
    return db.session.get_one(Application, application.id)


def press(client: SuretyClient, path: str, application: Application, **fields: object) -> TestResponse:
    """Press a step on the newest page of the application."""
    return client.post(path, data={"version_id": fresh(application).version_id, **fields})


def boxes_of(page: str) -> list[str]:
    """The names of the text boxes on a page: on the review page, those of the 要確認."""
    return ["".join(found) for found in _BOX.findall(page)]


def approve(client: SuretyClient, application: Application, **more: object) -> TestResponse:
    """Approve everything that is in review, with words in every box."""
    page = client.get(f"/desk/applications/{application.id}").text
    words = dict.fromkeys(boxes_of(page), "契約書の写しで確認しました")
    chosen = [r.id for r in application.requests if r.state is RequestState.REQUESTED]
    fields = {"requests": chosen, **words, **more}
    return press(client, f"/desk/applications/{application.id}/approve", application, **fields)


def take_up(client: SuretyClient, who: User, **kwargs: object) -> Application:
    """An application that `who` has begun to review."""
    application = make_sent_application(**kwargs)
    client.sign_in(who)
    answer = press(client, f"/desk/applications/{application.id}/review", application)
    assert answer.status_code == 303
    return fresh(application)


def make_approver() -> User:
    """Somebody who may underwrite and, another day, issue."""
    return make_user(Role.STAFF_ISSUER)
