"""請負契約のページ: a contract with all its guarantees, for the contractor and for the branch."""

import pytest

from surety.domain.products import Product
from surety.extensions import db
from surety.models import Application
from surety.security.permissions import Role
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee
from tests.works_cases import make_multi_year_guarantee


@pytest.fixture
def guarantee(app):
    return make_multi_year_guarantee()


@pytest.fixture
def member(client, guarantee):
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor)
    client.sign_in(user)
    return user


def path_of(guarantee, act: str = "") -> str:
    return f"/works-contracts/{guarantee.works_contract_id}{act}"


def test_the_page_shows_years_members_and_guarantees(client, guarantee, member):
    page = client.get(path_of(guarantee)).text
    for words in (
        "令和8年度",
        "令和10年度",
        "36,000,000円",
        "△△建設株式会社",
        "40%",
        guarantee.number,
        "代表者",
    ):
        assert words in page
    assert page.count("まだ申し込まれていません。") == 2


def test_the_next_year_is_applied_for_with_one_press_and_not_twice(client, guarantee, member):
    first = client.post(path_of(guarantee, "/advance"))
    second = client.post(path_of(guarantee, "/advance"))
    assert first.status_code == 303
    assert first.location == second.location
    assert db.session.query(Application).count() == 2
    page = client.get(first.location).text
    assert "前払金保証申込の作成" in page
    assert "令和9年度の出来高予定額　40,000,000円" in page
    assert "令和8年度の出来高予定額" not in page
    works = client.get(first.location.replace("/guarantees", "/works")).text
    assert "この項目は変更できません" in works
    assert "出来高予定額 40,000,000円" in works


def test_the_guarantee_s_page_leads_to_the_contract_and_to_the_next_year(client, guarantee, member):
    page = client.get(f"/guarantees/{guarantee.number}").text
    assert path_of(guarantee) in page
    assert "令和9年度の前払金保証が、まだ申し込まれていません。" in page


def test_nothing_more_is_offered_on_a_contract_of_one_year_with_its_advance(client):
    guarantee = make_issued_guarantee()
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    assert "この契約の前払金保証は、お申し込み済みです。" in client.get(path_of(guarantee)).text
    assert client.post(path_of(guarantee, "/advance")).status_code == 409


def test_somebody_who_only_reads_sees_no_button(client, guarantee):
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=guarantee.contractor))
    page = client.get(path_of(guarantee)).text
    assert "申し込めるのは、貴社の管理者または担当者の方です。" in page
    assert path_of(guarantee, "/advance") not in page


def test_the_day_of_signing_is_recorded_on_the_page(client, guarantee, member):
    assert "契約した日の記録" not in client.get(path_of(guarantee)).text
    # The factory's contract is signed on a day to come: its 契約保証 left the row out.
    path = path_of(
        make_issued_guarantee(guarantee.contractor, product=Product.PERFORMANCE, work_name="別の工事")
    )
    assert "契約した日の記録" in client.get(path).text
    assert client.post(f"{path}/signing", data={"signed_on": ""}).status_code == 422
    answer = client.post(f"{path}/signing", data={"signed_on": "令和99年"})
    assert answer.status_code == 422
    assert 'value="令和99年"' in answer.text
    for _ in range(2):
        assert client.post(f"{path}/signing", data={"signed_on": "R8.11.1"}).status_code == 303
    assert client.post(f"{path}/signing", data={"signed_on": "R8.11.2"}).status_code == 409
    assert "契約した日の記録" not in client.get(path).text


def test_another_company_even_a_member_of_the_jv_finds_nothing(client, guarantee):
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=make_contractor("△△建設株式会社")))
    assert client.get(path_of(guarantee)).status_code == 404
    assert client.post(path_of(guarantee, "/advance")).status_code == 404
    assert client.post(path_of(guarantee, "/signing"), data={"signed_on": "R8.12.3"}).status_code == 404


def test_the_branch_sees_the_same_contract(client, guarantee):
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    page = client.get(f"/desk{path_of(guarantee)}").text
    assert f"/desk/guarantees/{guarantee.number}" in page
    assert "△△建設株式会社" in page
    assert f"/desk{path_of(guarantee)}" in client.get(f"/desk/guarantees/{guarantee.number}").text


def test_another_branch_finds_nothing(client, guarantee):
    other = get_branch("042")
    client.sign_in(make_user(Role.STAFF_UNDERWRITER, branch=other))
    assert client.get(f"/desk{path_of(guarantee)}").status_code == 404
