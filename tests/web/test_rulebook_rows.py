"""What may be proposed for the rule book, and what is refused with the reason."""

from datetime import date

import pytest

from surety.extensions import db
from surety.models import AgencyRule
from surety.queries.agency_changes import list_known_rules
from surety.security.permissions import Role
from tests.factories import get_agency, make_user
from tests.web.rulebook_pages import (
    ADVANCE,
    SHIPPED,
    approve,
    as_staff,
    known_advance,
    newest,
    page_of,
    propose,
)


def test_a_row_dated_in_the_past_is_allowed_and_the_approver_is_told(client):
    as_staff(client)
    assert propose(client, valid_from="令和8年10月1日").status_code == 303
    assert "今日より前の日付にも効きます" in client.get(f"/desk/rulebook/changes/{newest().id}").text


def test_a_row_that_overlaps_another_one_is_refused_with_its_days(client):
    as_staff(client)
    answer = client.post(f"{page_of()}/add/amount", data=ADVANCE)
    assert answer.status_code == 422
    assert "令和8年4月1日から" in answer.text


@pytest.mark.parametrize(
    "changes, told",
    [
        ({"reason": ""}, "申し出る理由を入力してください"),
        ({"source_url": ""}, "出典を入力してください"),
        ({"valid_from": ""}, "いつからの取扱いか"),
        ({"valid_from": "令和8年4月1日"}, "それより後の日付"),
        ({"valid_to": "令和9年3月31日"}, "「いつまで」は"),
        ({"ratio_percent": "150"}, "100以下"),
        ({"product": "performance", "is_uncapped": "0"}, "種類が、変える前の取扱いと違います"),
        ({"product": "bid_bond"}, "保証の種類を選んでください"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(client, changes, told):
    as_staff(client)
    answer = propose(client, **changes)
    assert answer.status_code == 422
    assert told in answer.text
    assert newest() is None


def test_a_correction_replaces_the_row_and_the_old_one_stays_in_the_history(app, client):
    as_staff(client)
    number = known_advance()
    client.post(f"{page_of()}/rules/{number}/correct", data={**ADVANCE, "valid_from": "令和8年4月1日"})
    approve(app, newest())
    rules = [row.rule for row in list_known_rules(db.session, get_agency(SHIPPED).id)]
    assert any(getattr(rule, "threshold_yen", None) == 2_000_000 for rule in rules)
    assert db.session.get(AgencyRule, number).retired_by_id == newest().id
    assert "40%" in client.get(f"/desk/rulebook/changes/{newest().id}").text


def test_a_row_is_ended_and_another_one_withdrawn(app, client):
    as_staff(client)
    number = known_advance()
    client.post(f"{page_of()}/rules/{number}/end", data={"last_day": "2027/3/31", "reason": "廃止"})
    approve(app, newest())
    db.session.expire_all()
    last = list_known_rules(db.session, get_agency(SHIPPED).id)[-1]
    assert last.rule.valid_to == date(2027, 3, 31)
    client.post(f"{page_of()}/rules/{last.id}/withdraw", data={"reason": "誤登録"})
    approve(app, newest())
    assert last.id not in {row.id for row in list_known_rules(db.session, get_agency(SHIPPED).id)}
    assert "取り消す取扱い" in client.get(page_of()).text


def test_a_rows_number_belongs_to_its_agency(client):
    as_staff(client)
    foreign = known_advance()
    base = page_of("平川市")
    assert client.get(f"{base}/rules/{foreign}/change").status_code == 404
    assert client.post(f"{base}/rules/{foreign}/withdraw", data={"reason": "x"}).status_code == 404
    assert client.get(f"{page_of()}/rules/999999999/end").status_code == 404
    assert client.get("/desk/rulebook/agencies/no-such-town").status_code == 404
    assert client.get(f"{page_of()}/add/nothing").status_code == 404
    assert client.get("/desk/rulebook/changes/999999999").status_code == 404


NEW = {
    "name": "〇〇市",
    "name_kana": "マルマルシ",
    "beneficiary_name": "〇〇市長",
    "prefecture": "青森県",
    "kind": "municipality",
    "code": "marumaru-shi",
    "reason": "新しく取引が始まるため",
}


def test_a_new_agency_is_in_the_directory_once_it_is_approved(app, client):
    as_staff(client)
    assert client.post("/desk/rulebook/new", data=NEW).status_code == 303
    assert client.get("/agencies/marumaru-shi").status_code == 404
    assert "すでに承認を待っています" in client.post("/desk/rulebook/new", data=NEW).text
    assert approve(app, newest()).status_code == 303
    assert client.get("/agencies/marumaru-shi").status_code == 200
    assert "発注者を加える" in client.get("/desk/rulebook/agencies/marumaru-shi").text
    assert "すでに登録されています" in client.post("/desk/rulebook/new", data=NEW).text


@pytest.mark.parametrize("code", ["Maru", "../x", "-a", "日本"])
def test_a_code_that_is_no_address_is_refused(client, code):
    as_staff(client)
    answer = client.post("/desk/rulebook/new", data={**NEW, "code": code})
    assert answer.status_code == 422
    assert "発注者コードは" in answer.text


def test_other_sides_do_not_get_in(client):
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN))
    assert client.get("/desk/rulebook").status_code in {403, 404}
