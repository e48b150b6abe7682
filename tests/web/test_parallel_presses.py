"""Twenty presses of one button at the same moment: it is done once, and everybody is led to what was done."""

import re
import threading
from collections.abc import Mapping, Sequence

from flask import Flask
from sqlalchemy import func, select

from surety import audit
from surety.domain.products import PaymentMethod
from surety.domain.workflow import ApplicationState, RequestState
from surety.extensions import db
from surety.models import (
    Application,
    AuditEvent,
    Certificate,
    Counter,
    Decision,
    Guarantee,
    GuaranteeRequest,
    IssuedDocument,
    OutgoingMail,
    PremiumStatement,
    User,
    WorksContract,
)
from surety.queries import fast_read
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.draft_cases import make_draft
from tests.factories import make_user
from tests.guarantee_factories import make_payable_request
from tests.web.application_pages import fields
from tests.web.desk_cases import boxes_of, fresh, make_approver, take_up

TIMES = 20
Press = tuple[str, str, Mapping[str, object]]


def token_of(client: SuretyClient) -> str:
    cookie = client.get_cookie("surety")
    assert cookie is not None
    return cookie.value


def press_together(app: Flask, presses: Sequence[Press]) -> list[tuple[int, str, str]]:
    """Press each (session token, path, fields) at once; gives status, where it leads and the page that is seen then."""
    together = threading.Barrier(len(presses))
    seen: list[tuple[int, str, str]] = []
    failures: list[BaseException] = []

    def press(token: str, path: str, data: Mapping[str, object]) -> None:
        try:
            with app.app_context():
                client = app.test_client()
                assert isinstance(client, SuretyClient)
                client.set_cookie("surety", token)
                together.wait()
                answer = client.post(path, data=data)
                page = client.get(answer.location) if answer.location else answer
                seen.append((answer.status_code, answer.location or "", page.text))
                db.session.remove()
        except BaseException as failure:  # noqa: BLE001 - a thread's failure must reach the test
            failures.append(failure)
        finally:
            fast_read.forget()  # each thread keeps a connection for the session's read

    db.session.remove()
    threads = [threading.Thread(target=press, args=each) for each in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(seen) == len(presses)
    return seen


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def acts(action: str) -> int:
    wanted = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == action)
    assert audit.find_broken_link(db.session()) is None
    return db.session.scalar(wanted) or 0


def confirmed(client: SuretyClient, user: User) -> tuple[int, dict[str, str]]:
    """A draft on whose confirm page everything is ticked."""
    draft = make_draft(user)
    client.sign_in(user)
    shown = fields(client.get(f"/applications/{draft.id}/confirm").text)
    return draft.id, {**shown, "declares": "y"}


def test_twenty_sends_make_one_application_and_show_one_receipt(app: Flask, client: SuretyClient) -> None:
    number, shown = confirmed(client, make_user(Role.CONTRACTOR_MEMBER))
    seen = press_together(app, [(token_of(client), f"/applications/{number}/send", shown)] * TIMES)
    assert {status for status, _, _ in seen} == {303}
    assert {place for _, place, _ in seen} == {f"/applications/{number}/sent"}
    application = db.session.scalars(select(Application)).one()
    assert application.state is ApplicationState.SUBMITTED
    receipts = {re.search(r'class="receipt num">([^<]+)<', page).group(1) for _, _, page in seen}
    assert receipts == {application.receipt_number}
    assert count(WorksContract) == count(OutgoingMail) == acts("application.submitted") == 1
    assert count(GuaranteeRequest) == 2
    assert db.session.scalars(select(Counter.value)).one() == 1


def test_sending_and_throwing_away_at_once_is_one_of_the_two(app: Flask, client: SuretyClient) -> None:
    number, shown = confirmed(client, make_user(Role.CONTRACTOR_MEMBER))
    token = token_of(client)
    sends: list[Press] = [(token, f"/applications/{number}/send", shown)] * 5
    discards: list[Press] = [(token, f"/applications/{number}/discard", shown)] * 5
    seen = press_together(app, [press for pair in zip(sends, discards, strict=True) for press in pair])
    assert {status for status, _, _ in seen} <= {303, 409}
    application = db.session.scalars(select(Application)).one()
    was_sent = application.state is ApplicationState.SUBMITTED
    assert application.state in {ApplicationState.SUBMITTED, ApplicationState.DISCARDED}
    assert bool(application.receipt_number) == was_sent == bool(count(WorksContract))
    assert (acts("application.submitted"), acts("application.discarded")) == ((1, 0) if was_sent else (0, 1))
    places = [place for _, place, _ in seen]
    assert (f"/applications/{number}/sent" in places) == was_sent
    assert (f"/applications?discarded={number}" in places) != was_sent


def approval_of(client: SuretyClient, application: Application) -> dict[str, object]:
    page = client.get(f"/desk/applications/{application.id}").text
    words = dict.fromkeys(boxes_of(page), "契約書の写しで確認しました")
    chosen = [request.id for request in application.requests]
    return {"version_id": fresh(application).version_id, "requests": chosen, **words}


def test_twenty_approvals_state_each_premium_once(app: Flask, client: SuretyClient) -> None:
    application = take_up(client, make_approver())
    for request in application.requests:
        request.payment_method = PaymentMethod.BANK_TRANSFER
    db.session.commit()
    path, shown = f"/desk/applications/{application.id}/approve", approval_of(client, application)
    seen = press_together(app, [(token_of(client), path, shown)] * TIMES)
    assert {(status, place) for status, place, _ in seen} == {(303, f"/desk/applications/{application.id}")}
    assert {request.state for request in db.session.scalars(select(GuaranteeRequest))} == {
        RequestState.APPROVED
    }
    assert count(PremiumStatement) == count(Decision) == 2
    assert acts("application.approved") == 1
    assert db.session.scalars(select(OutgoingMail.message_kind)).all() == ["premium_due"] * 2


def test_of_two_people_who_approve_at_once_the_second_learns_who_was_first(
    app: Flask, client: SuretyClient
) -> None:
    first, second = make_approver(), make_approver()
    application = take_up(client, first)
    path, shown = f"/desk/applications/{application.id}/approve", approval_of(client, application)
    tokens = [token_of(client)]
    client.sign_in(second)
    tokens.append(token_of(client))
    seen = press_together(app, [(token, path, shown) for token in tokens])
    assert sorted(status for status, _, _ in seen) == [303, 409]
    refused = next(page for status, _, page in seen if status == 409)
    assert "ほかの方が先に更新しました" in refused
    assert count(Decision) == count(PremiumStatement) == 2


def test_twenty_issues_make_one_guarantee_with_its_papers_once(app: Flask, client: SuretyClient) -> None:
    request_id = make_payable_request().id
    client.sign_in(make_approver())
    path = f"/desk/requests/{request_id}/issue"
    seen = press_together(app, [(token_of(client), path, {"looked": "y"})] * TIMES)
    guarantee = db.session.scalars(select(Guarantee)).one()
    assert {(status, place) for status, place, _ in seen} == {(303, f"/desk/guarantees/{guarantee.number}")}
    assert all(guarantee.number in page for _, _, page in seen)
    assert count(Certificate) == acts("guarantee.issued") == 1
    kinds = db.session.scalars(select(IssuedDocument.kind)).all()
    assert kinds
    assert len(kinds) == len(set(kinds))
    assert db.session.scalars(select(OutgoingMail.message_kind)).all() == ["issue_completed"]
