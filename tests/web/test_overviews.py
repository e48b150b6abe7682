"""手続状況 by stage, and the head office's table of branches."""

from flask import Flask

from surety.domain.coverage_watch import WatchSide
from surety.domain.workflow import ApplicationState
from surety.extensions import db
from surety.queries.branch_overview import list_branch_loads
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee, make_payable_request, make_sent_application
from tests.watch_cases import make_task


def test_each_stage_shows_its_own_applications(app: Flask, client: SuretyClient) -> None:
    company = make_contractor()
    for state, name in (
        (ApplicationState.RETURNED, "戻った工事"),
        (ApplicationState.RECEIVED, "受付の工事"),
        (ApplicationState.DECIDED, "決まった工事"),
        (ApplicationState.WITHDRAWN, "取り下げた工事"),
    ):
        make_sent_application(company, state=state, work_name=name)
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=company))
    everything = client.get("/applications/status").text
    assert all(name in everything for name in ("戻った工事", "受付の工事", "決まった工事", "取り下げた工事"))
    for stand, name in (
        ("returned", "戻った工事"),
        ("in_review", "受付の工事"),
        ("decided", "決まった工事"),
        ("withdrawn", "取り下げた工事"),
    ):
        page = client.get(f"/applications/status?stand={stand}").text
        assert name in page
        assert page.count("工事</td>") == 1
        assert f"stand={stand}&amp;polled=1" in page or f"polled=1&amp;stand={stand}" in page
    assert client.get("/applications/status?stand=nonsense").text.count("工事</td>") == 4


def test_a_stage_without_applications_says_so(app: Flask, client: SuretyClient) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER))
    assert "「修正のお願い」の申込はありません。" in client.get("/applications/status?stand=returned").text


def test_the_head_office_sees_what_waits_at_each_branch(app: Flask, client: SuretyClient) -> None:
    make_sent_application()
    make_sent_application(state=ApplicationState.UNDER_REVIEW)
    make_payable_request()
    make_task(make_issued_guarantee(), side=WatchSide.BRANCH)
    loads = {load.name: load for load in list_branch_loads(db.session())}
    aomori = loads["青森支店"]
    assert (aomori.new, aomori.review, aomori.returned, aomori.issue, aomori.watched) == (1, 1, 0, 1, 1)
    assert sum(load.new for load in loads.values()) == 1
    client.sign_in(make_user(Role.STAFF_ADMIN))
    assert "支店ごとの状況" in client.get("/desk").text
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    assert "支店ごとの状況" not in client.get("/desk").text
