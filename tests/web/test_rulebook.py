"""The rule book at the screens of the staff: proposing, looking, approving, and what others see of it."""

from surety.extensions import db
from surety.models import AgencyChange, AgencyRule
from surety.security.permissions import Role
from tests.factories import get_agency
from tests.web.rulebook_pages import (
    ADVANCE,
    SHIPPED,
    approve,
    as_staff,
    known_advance,
    newest,
    page_of,
    propose,
    revision,
)


def test_every_staff_member_finds_an_agency_and_reads_its_rows(client):
    as_staff(client)
    found = client.get("/desk/rulebook?words=めぐろ").text
    assert f'href="{page_of()}"' in found
    page = client.get(page_of()).text
    assert "いまの取扱い" in page
    assert "終わった取扱い" in page
    assert "変更はまだありません" in page


def test_the_list_alone_answers_while_one_types(client):
    as_staff(client)
    text = client.fragment("/desk/rulebook?words=目黒").text
    assert "agency-list" in text
    assert "<h1" not in text


def test_nothing_changes_before_a_second_person_approves(app, client):
    underwriter, before = as_staff(client), revision()
    answer = propose(client)
    assert answer.status_code == 303
    change = newest()
    assert (change.proposed_by_id, change.decided_at, revision()) == (underwriter.id, None, before)
    public = f"/agencies/{get_agency(SHIPPED).code}"
    assert "25%" not in client.get(public).text
    assert approve(app, change).status_code == 303
    assert revision() == before + 1
    page = client.get(public).text
    assert "令和9年4月1日以降の契約：請負金額の25%以内" in page
    assert "令和9年3月31日までの契約：請負金額の40%以内" in page
    history = client.get(page_of()).text
    assert "要綱の改正" in history
    assert "https://example.lg.jp/maebarai" in history
    assert "これからの取扱い" in history


def test_the_preview_shows_both_sides_of_the_day_and_proposes_nothing(client):
    as_staff(client)
    text = propose(client, look="1").text
    assert "目黒区 令和8年4月1日から令和9年3月31日までの契約：請負金額の40%以内" in text
    assert "目黒区 令和9年4月1日以降の契約：請負金額の25%以内" in text
    assert "請負金額200万円を超えるものが対象" in text
    assert newest() is None


def test_the_one_who_proposed_does_not_approve(app, client):
    head = as_staff(client, Role.STAFF_ADMIN)
    propose(client)
    change = newest()
    page = client.get(f"/desk/rulebook/changes/{change.id}").text
    assert "承認する</button>" not in page
    assert approve(app, change, by=head).status_code == 403
    assert approve(app, change).status_code == 303


def test_approving_twice_does_it_once(app, client):
    as_staff(client)
    propose(client)
    change = newest()
    approve(app, change)
    rows, before = db.session.query(AgencyRule).count(), revision()
    answer = approve(app, change)
    assert answer.status_code == 409
    assert "すでに承認されています" in answer.text
    assert (db.session.query(AgencyRule).count(), revision()) == (rows, before)


def test_proposing_twice_proposes_once(client):
    as_staff(client)
    propose(client)
    answer = propose(client)
    assert answer.status_code == 422
    assert "すでに承認を待っています" in answer.text
    assert db.session.query(AgencyChange).count() == 1


def test_adding_the_same_row_twice_proposes_once(client):
    as_staff(client)
    path = f"{page_of('平川市')}/add/amount"
    assert client.post(path, data=ADVANCE).status_code == 303
    assert "同じ内容の申出" in client.post(path, data=ADVANCE).text
    assert db.session.query(AgencyChange).count() == 1


def test_of_two_proposals_that_meet_the_second_is_refused_when_it_is_approved(app, client):
    as_staff(client)
    path = f"{page_of('平川市')}/add/amount"
    client.post(path, data=ADVANCE)
    first = newest()
    client.post(path, data={**ADVANCE, "ratio_percent": "20"})
    second = newest()
    assert first.id != second.id
    approve(app, first)
    answer = approve(app, second)
    assert answer.status_code == 409
    assert "期間が重なります" in answer.text
    db.session.refresh(second)
    assert second.decided_at is None
    page = client.get(f"/desk/rulebook/changes/{second.id}").text
    assert "期間が重なります" in page


def test_a_page_left_open_does_not_change_a_row_that_is_gone(app, client):
    as_staff(client)
    stale = f"{page_of()}/rules/{known_advance()}/change"
    propose(client)
    approve(app, newest())
    answer = client.post(stale, data=ADVANCE)
    assert answer.status_code == 409
    assert "すでに変わっています" in answer.text


def test_a_declined_or_taken_back_proposal_changes_nothing_and_stays_in_the_history(app, client):
    as_staff(client)
    before = revision()
    propose(client)
    first = newest()
    client.post(f"/desk/rulebook/changes/{first.id}/take-back")
    propose(client)
    head = app.test_client()
    as_staff(head, Role.STAFF_ADMIN)
    head.post(f"/desk/rulebook/changes/{newest().id}/decline")
    page = client.get(page_of()).text
    assert "取下げ" in page
    assert "不承認" in page
    assert revision() == before


def test_only_the_proposer_takes_a_proposal_back(app, client):
    as_staff(client)
    propose(client)
    other = app.test_client()
    as_staff(other)
    assert other.post(f"/desk/rulebook/changes/{newest().id}/take-back").status_code == 403
    assert newest().decided_at is None
