"""保証の見守り on the pages of both sides."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from surety import clock
from surety.domain.coverage_watch import WatchKind, WatchSide
from surety.extensions import db
from surety.models import Contractor, WatchTask
from surety.queries.watch_tasks import Viewer, _listed
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee
from tests.watch_cases import make_task


@pytest.fixture
def company(app: Flask) -> Contractor:
    return make_contractor()


@pytest.fixture
def member(app: Flask, company: Contractor) -> SuretyClient:
    """A browser of the company's 担当者."""
    browser = app.test_client()
    browser.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=company))
    return browser


@pytest.fixture
def desk(app: Flask) -> SuretyClient:
    """A browser of the branch's 審査担当."""
    browser = app.test_client()
    browser.sign_in(make_user(Role.STAFF_UNDERWRITER))
    return browser


def fresh(task: WatchTask) -> WatchTask:
    db.session.expire_all()
    return db.session.get_one(WatchTask, task.id)


def tomorrow(days: int = 1) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def test_the_home_the_list_and_the_guarantee_tell_of_a_task_with_the_way_to_it(member, company):
    guarantee = make_issued_guarantee(company)
    task = make_task(guarantee)
    for address in ("/home", "/watch", f"/guarantees/{guarantee.number}"):
        page = member.get(address).text
        assert "工期が保証期限を過ぎます" in page
        assert f'href="/guarantees/{guarantee.number}/change-check"' in page
        assert f'href="/watch/{task.id}"' in page
    page = member.get(f"/watch/{task.id}").text
    assert "保証契約の変更が必要かを確認し" in page


def test_the_home_does_not_tell_the_same_thing_twice(member, company):
    guarantee = make_issued_guarantee(company)
    assert member.get("/home").text.count("認証キーを確認") == 1
    make_task(guarantee, kind=WatchKind.KEY_WAITS)
    page = member.get("/home").text
    assert page.count("認証キーを確認") == 1


@pytest.mark.parametrize("side", WatchSide)
@pytest.mark.parametrize("kind", WatchKind)
def test_every_kind_leads_to_a_page(member, desk, company, kind, side):
    if side not in kind.sides:
        return
    guarantee = make_issued_guarantee(company)
    task = make_task(guarantee, kind=kind, side=side)
    if kind in (WatchKind.PREMIUM_OVERDUE, WatchKind.UNANSWERED):
        task.subject_id, task.guarantee_id = guarantee.request_id, None
        db.session.commit()
    browser, address = (member, "/watch") if side is WatchSide.CONTRACTOR else (desk, "/desk/watch")
    page = browser.get(f"{address}/{task.id}").text
    assert kind.to_do(side) in page
    link = page.split('<a class="btn pri" href="')[1].split('"')[0]
    if (kind, side) == (WatchKind.PREMIUM_OVERDUE, WatchSide.BRANCH):
        assert link == f"/desk/requests/{guarantee.request_id}/premium"
    else:
        assert browser.get(link).status_code == 200


@pytest.mark.parametrize("side", WatchSide)
def test_an_additional_premium_leads_to_the_statements(member, desk, company, side):
    guarantee = make_issued_guarantee(company)
    task = make_task(guarantee, kind=WatchKind.PREMIUM_OVERDUE, side=side)
    browser, address = (member, "/watch") if side is WatchSide.CONTRACTOR else (desk, "/desk/watch")
    link = browser.get(f"{address}/{task.id}").text.split('<a class="btn pri" href="')[1].split('"')[0]
    assert link in ("/statements", f"/desk/guarantees/{guarantee.number}")
    assert browser.get(link).status_code == 200


def test_the_branch_sees_its_own_tasks_and_not_the_contractors(member, desk, company):
    guarantee = make_issued_guarantee(company)
    task = make_task(guarantee, side=WatchSide.BRANCH)
    for address in ("/desk", "/desk/watch", f"/desk/guarantees/{guarantee.number}"):
        assert "工期が保証期限を過ぎます" in desk.get(address).text
    assert "工期が保証期限を過ぎます" not in member.get("/watch").text
    assert member.get(f"/watch/{task.id}").status_code == 404


def test_somebody_elses_task_is_not_found(app, company):
    guarantee = make_issued_guarantee(company)
    own, branchs = make_task(guarantee), make_task(guarantee, side=WatchSide.BRANCH)
    stranger = app.test_client()
    stranger.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=make_contractor("△△建設株式会社")))
    elsewhere = app.test_client()
    elsewhere.sign_in(make_user(Role.STAFF_UNDERWRITER, branch=get_branch("011")))
    for browser, address in ((stranger, f"/watch/{own.id}"), (elsewhere, f"/desk/watch/{branchs.id}")):
        assert browser.get(address).status_code == 404
        assert browser.post(f"{address}/aside", data={"until": tomorrow(), "note": "x"}).status_code == 404
    assert "市道" not in stranger.get("/watch").text
    assert "市道" not in elsewhere.get("/desk/watch").text


def test_the_head_office_sees_every_branchs_tasks(app, company):
    make_task(make_issued_guarantee(company), side=WatchSide.BRANCH)
    head = app.test_client()
    head.sign_in(make_user(Role.STAFF_ADMIN))
    assert "工期が保証期限を過ぎます" in head.get("/desk/watch").text
    assert "あとで対応にする" not in head.get("/desk/watch").text


def test_put_aside_it_leaves_the_list_and_can_be_brought_back(member, company):
    task = make_task(make_issued_guarantee(company))
    data = {"until": tomorrow(10), "note": "変更契約の締結を待っています。"}
    for _ in range(2):
        answer = member.post(f"/watch/{task.id}/aside", data=data)
        assert (answer.status_code, answer.location) == (303, "/watch")
    assert "いま対応が必要なものはありません。" in member.get("/watch").text
    assert "変更契約の締結を待っています。" in member.get("/watch?tab=aside").text
    assert "に戻す" in member.get(f"/watch/{task.id}").text
    assert member.post(f"/watch/{task.id}/aside", data={"action": "take_up"}).status_code == 303
    assert fresh(task).aside_until is None


@pytest.mark.parametrize(
    "data, told, kept",
    [
        ({"until": "", "note": "理由"}, "いつまで", "理由"),
        ({"until": "あした", "note": "理由"}, "いつまで", "あした"),
        ({"until": "2020-01-01", "note": "理由"}, "明日から90日以内の日を入力してください", "令和2年1月1日"),
        ({"until": "2099-01-01", "note": ""}, "理由", "2099年"),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_is_kept(member, company, data, told, kept):
    task = make_task(make_issued_guarantee(company))
    answer = member.post(f"/watch/{task.id}/aside", data=data)
    assert answer.status_code == 422
    assert told in answer.text
    assert kept in answer.text
    assert fresh(task).aside_until is None


def test_what_has_ended_meanwhile_is_409_in_kind_words(member, company):
    task = make_task(make_issued_guarantee(company))
    task.closed_at = clock.now()
    db.session.commit()
    answer = member.post(f"/watch/{task.id}/aside", data={"until": tomorrow(), "note": "待つ"})
    assert answer.status_code == 409
    assert "すでに終わっています" in answer.text
    assert "対応の必要がなくなりました" in member.get(f"/watch/{task.id}").text


def test_who_may_only_look_may_not_put_aside(app, company):
    task = make_task(make_issued_guarantee(company))
    viewer = app.test_client()
    viewer.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=company))
    assert "この画面は閲覧のみです。" in viewer.get(f"/watch/{task.id}").text
    answer = viewer.post(f"/watch/{task.id}/aside", data={"until": tomorrow(), "note": "x"})
    assert answer.status_code == 403


def test_the_list_goes_on_page_by_page_the_most_urgent_first(member, company):
    guarantee = make_issued_guarantee(company)
    for number in range(21):
        task = make_task(guarantee, until=clock.today() + timedelta(days=21 - number))
        task.subject, task.work_name = f"guarantee-{10_000 + number}", f"工事その{number:02}"
        db.session.commit()
    page = member.get("/watch").text
    assert page.index("工事その20") < page.index("工事その19")
    assert "工事その00" not in page
    following = page.split('href="/watch?after=')[1].split('"')[0]
    assert "工事その00" in member.get(f"/watch?after={following}").text
    assert "工事その20" in member.get("/watch?after=nonsense").text


@pytest.mark.parametrize(
    "viewer, is_aside, index",
    [
        (Viewer(WatchSide.CONTRACTOR, contractor_id=1), False, "ix_watch_task_contractor"),
        (Viewer(WatchSide.BRANCH, branch_id=1), False, "ix_watch_task_branch"),
        (Viewer(WatchSide.BRANCH), False, "ix_watch_task_head_office"),
        (Viewer(WatchSide.CONTRACTOR, contractor_id=1), True, "ix_watch_task_aside_contractor"),
        (Viewer(WatchSide.BRANCH, branch_id=1), True, "ix_watch_task_aside_branch"),
    ],
)
def test_each_list_is_read_from_the_head_of_an_index(session, viewer, is_aside, index):
    own = session()
    day = WatchTask.aside_until if is_aside else WatchTask.until_on
    statement = _listed(viewer, is_aside=is_aside).order_by(day, WatchTask.id).limit(20)
    dialect = own.get_bind().dialect
    compiled = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    if dialect.name == "postgresql":
        own.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(row[0] for row in own.execute(text(f"EXPLAIN {compiled}")))
    else:
        plan = "\n".join(row[3] for row in own.execute(text(f"EXPLAIN QUERY PLAN {compiled}")))
    # On an empty table PostgreSQL may as well walk all branches' list and look at each row.
    assert index in plan or (dialect.name == "postgresql" and "ix_watch_task_head_office" in plan)
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
