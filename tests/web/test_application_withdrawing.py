"""取下げ: open from every state after sending until the first certificate is out."""

import pytest
from sqlalchemy import func, select

from surety.domain.workflow import ApplicationState, RequestState
from surety.extensions import db
from surety.models import AuditEvent
from surety.security.permissions import Role
from tests.draft_cases import make_draft, send
from tests.factories import make_contractor, make_user

A, R = ApplicationState, RequestState
# The application, its two guarantees before, and what they are after 取下げ.
OPEN = [
    (A.SUBMITTED, (R.REQUESTED, R.REQUESTED), (R.WITHDRAWN, R.WITHDRAWN)),
    (A.RECEIVED, (R.REQUESTED, R.REQUESTED), (R.WITHDRAWN, R.WITHDRAWN)),
    (A.UNDER_REVIEW, (R.APPROVED, R.REQUESTED), (R.WITHDRAWN, R.WITHDRAWN)),
    (A.RETURNED, (R.REQUESTED, R.REQUESTED), (R.WITHDRAWN, R.WITHDRAWN)),
    (A.DECIDED, (R.APPROVED, R.APPROVED), (R.WITHDRAWN, R.WITHDRAWN)),
    (A.DECIDED, (R.PAID, R.ON_ACCOUNT), (R.WITHDRAWN, R.WITHDRAWN)),
    (A.DECIDED, (R.APPROVED, R.DECLINED), (R.WITHDRAWN, R.DECLINED)),
]


@pytest.fixture
def user(app):
    return make_user(Role.CONTRACTOR_MEMBER, contractor=make_contractor())


def at(user, state, requests):
    application = send(make_draft(user), user)
    application.state = state
    for request, wanted in zip(application.requests, requests, strict=True):
        request.state = wanted
    db.session.commit()
    return application


@pytest.mark.parametrize("state, before, after", OPEN, ids=str)
def test_it_is_offered_and_works_from_every_state_after_sending(client, user, state, before, after):
    application = at(user, state, before)
    client.sign_in(user)
    assert "申込を取り下げる" in client.get(f"/applications/{application.id}").text
    path = f"/applications/{application.id}/withdraw"
    assert client.get(path).status_code == 200
    answer = client.post(path, data={"reason": "前払金を請求しないことになったため"})
    assert answer.status_code == 303
    db.session.expire_all()
    assert application.state is A.WITHDRAWN
    assert tuple(request.state for request in application.requests) == after
    page = client.get(answer.location).text
    assert "取り下げました" in page
    assert "申込を取り下げる" not in page


@pytest.mark.parametrize("second", [R.APPROVED, R.ISSUED], ids=str)
def test_it_is_not_done_after_a_certificate_is_out(client, user, second):
    application = at(user, A.DECIDED, (R.ISSUED, second))
    client.sign_in(user)
    answer = client.post(f"/applications/{application.id}/withdraw", data={"reason": "不要のため"})
    assert answer.status_code == 409
    assert "解約または取消をお申し込みください" in answer.text
    db.session.expire_all()
    assert tuple(request.state for request in application.requests) == (R.ISSUED, second)


def test_pressing_twice_withdraws_once(client, user):
    application = at(user, A.SUBMITTED, (R.REQUESTED, R.REQUESTED))
    client.sign_in(user)
    for _ in range(2):
        answer = client.post(f"/applications/{application.id}/withdraw", data={"reason": "不要のため"})
        assert answer.status_code == 303
    told = select(func.count()).select_from(AuditEvent).filter_by(action="application.withdrawn")
    assert db.session.scalar(told) == 1


def test_a_draft_has_nothing_to_withdraw(client, user):
    draft = make_draft(user)
    client.sign_in(user)
    assert "申込を取り下げる" not in client.get(f"/applications/{draft.id}").text
    answer = client.post(f"/applications/{draft.id}/withdraw", data={"reason": "不要のため"})
    assert answer.status_code == 409
