"""変更の要否 of a JV whose members were entered one by one."""

from dataclasses import replace
from datetime import date

import pytest

from surety.extensions import db
from surety.models import GuaranteeChange
from surety.queries.change_checks import load_change_ground
from surety.security.permissions import Role
from tests.change_cases import typed
from tests.factories import make_user
from tests.works_cases import make_multi_year_guarantee


@pytest.fixture
def guarantee(app):
    return make_multi_year_guarantee()


@pytest.fixture
def browser(client, guarantee):
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    return client


def boxes(guarantee, **changed: str) -> dict[str, str]:
    own = guarantee.contractor
    rows = {
        "joint_venture": "〇〇・△△特定建設工事共同企業体",
        f"year-{guarantee.number}": "30,000,000",
        "member1_name": own.name, "member1_address": own.address, "member1_share": "60",
        "member2_name": "△△建設株式会社", "member2_address": "弘前市", "member2_share": "40",
        "representative_member": "1",
    }  # fmt: skip
    return typed(guarantee, **rows | changed)


def check(browser, guarantee, **changed: str):
    return browser.post(f"/guarantees/{guarantee.number}/change-check", data=boxes(guarantee, **changed))


def test_the_page_holds_the_members_and_room_for_two_more(browser, guarantee):
    page = browser.get(f"/guarantees/{guarantee.number}/change-check").text
    assert page.count("社目</legend>") == 4
    assert 'value="△△建設株式会社"' in page


def test_members_as_they_are_change_nothing(browser, guarantee):
    answer = check(browser, guarantee)
    assert answer.status_code == 200
    assert "構成員が変わるとき" not in answer.text


def test_other_shares_and_another_company_are_said_before_and_after(browser, guarantee):
    answer = check(browser, guarantee, member1_share="70", member2_name="□□土木株式会社", member2_share="30")
    assert answer.status_code == 200
    for words in ("脱退：△△建設株式会社　40%　弘前市", "加入：□□土木株式会社　30%　弘前市", "60% → 70%"):
        assert words in answer.text
    assert "共同企業体の構成員が変わるときの手続きを、支店にご確認ください。" in answer.text


@pytest.mark.parametrize(
    "changed, words",
    [
        ({"member2_share": "39"}, "あと 1% で100%になります"),
        ({"member2_name": ""}, "構成員は2社以上です"),
        ({"member2_share": ""}, "△△建設株式会社の出資割合を入力してください"),
        ({"representative_member": "4"}, "代表者を1社選んでください"),
        ({"member2_share": "四割"}, "出資割合は数字で入力してください"),
    ],
)
def test_members_that_cannot_be_are_refused(browser, guarantee, changed, words):
    answer = check(browser, guarantee, **changed)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_jv_that_becomes_one_company_has_no_members(browser, guarantee):
    answer = check(browser, guarantee, member1_name="", member2_name="")
    assert answer.status_code == 200
    assert "構成員が変わるとき" in answer.text


def test_the_branch_is_told_of_the_members_in_words(browser, guarantee):
    path = f"/guarantees/{guarantee.number}/change-notices"
    form = boxes(guarantee, member1_share="70", member2_share="30")
    answer = browser.post(path, data=form)
    assert answer.status_code == 303
    assert "70%" in browser.get(answer.location).text


def test_a_later_year_s_guarantee_is_not_asked_to_last_beyond_its_year(guarantee):
    ground = load_change_ground(db.session(), guarantee)
    assert ground is not None
    longer = replace(ground.before, period_to=date(2029, 9, 30))
    (answer,) = ground.check(longer)
    assert "保証期限（令和9年3月31日）は過ぎませんが" in answer.findings[0].reason


def test_the_application_goes_on_with_the_members_of_the_check(browser, guarantee):
    form = boxes(guarantee, member1_share="70", member2_name="□□土木株式会社", member2_share="30")
    begun = browser.post(f"/guarantees/{guarantee.number}/changes", data=form)
    assert begun.status_code == 303
    page = browser.get(begun.location).text
    for words in ('value="□□土木株式会社"', 'value="70"', "4社目</legend>"):
        assert words in page
    assert 'name="members"' not in page, "one place for one thing"
    change = db.session.query(GuaranteeChange).one()
    kept = {name: text for name, text in change.texts.items() if name.startswith("member")}
    assert kept["member2_name"] == "□□土木株式会社"


def test_members_that_cannot_be_stop_the_application_too(browser, guarantee):
    begun = browser.post(f"/guarantees/{guarantee.number}/changes", data=boxes(guarantee))
    change = db.session.query(GuaranteeChange).one()
    typed_in = change.texts | {"member2_share": "39", "version_id": str(change.version_id)}
    answer = browser.post(begun.location, data=typed_in | {"action": "next"})
    assert answer.status_code == 422
    assert "あと 1% で100%になります" in answer.text
