"""対応発注者一覧 and each agency's handling in words."""

import pytest

from surety.data.loading import load_agencies
from surety.extensions import db
from surety.queries.agencies import DIRECTORY_PAGE
from tests.client import SuretyClient
from tests.factories import get_agency


@pytest.mark.parametrize("words", ["平川", "ひらかわ", "ﾋﾗｶﾜ", "青森 平川", "ヒラカワシ"])
def test_an_agency_is_found_by_name_kana_and_prefecture(client: SuretyClient, words: str) -> None:
    page = client.get("/agencies", query_string={"words": words}).text
    assert 'href="/agencies/hirakawa"' in page
    assert "令和7年12月1日以降の契約" in page
    assert "1件見つかりました。" in page


def test_a_prefecture_narrows_the_directory(client: SuretyClient) -> None:
    page = client.get("/agencies?prefecture=青森県").text
    assert "平川市" in page
    assert "荒尾市" not in page


def test_agencies_without_word_on_electronic_surety_are_left_out_on_request(client: SuretyClient) -> None:
    assert "上尾市" in client.get("/agencies?prefecture=埼玉県").text
    assert "上尾市" not in client.get("/agencies?prefecture=埼玉県&electronic=y").text


def test_nothing_found_says_what_to_do(client: SuretyClient) -> None:
    page = client.get("/agencies?words=zzzz").text
    assert "該当する発注者がありません。" in page
    assert "紙の証書" in page


def test_the_search_while_typing_gives_the_list_alone(client: SuretyClient) -> None:
    part = client.fragment("/agencies?words=平川").text
    assert part.lstrip().startswith('<div id="agency-list"')
    assert "<html" not in part


@pytest.mark.parametrize("asked", ["0", "-3", "x", "99999", str(10**30)])
def test_a_page_that_does_not_exist_is_the_nearest_one(client: SuretyClient, asked: str) -> None:
    answer = client.get(f"/agencies?page={asked}")
    assert answer.status_code == 200
    assert "件）中の" in answer.text


def test_every_agency_stands_on_exactly_one_page(client: SuretyClient) -> None:
    agencies = load_agencies()
    pages = -(-len(agencies) // DIRECTORY_PAGE)
    shown = "".join(client.get(f"/agencies?page={number}").text for number in range(1, pages + 1))
    assert all(shown.count(f'href="/agencies/{agency.code}"') == 1 for agency in agencies)


def test_paging_keeps_what_is_searched_for(client: SuretyClient) -> None:
    assert 'href="/agencies?electronic=y&amp;page=2"' in client.get("/agencies?electronic=y").text


def test_the_leaflets_city_says_where_the_key_goes_and_where_that_was_read(client: SuretyClient) -> None:
    page = client.get("/agencies/hirakawa").text
    assert "kanzai02@city.hirakawa.lg.jp" in page
    assert "案内チラシ" in page
    assert "〔工事名〕" in page
    assert "お申し込みの前に、発注者にもご確認ください。" in page


def test_rules_that_are_over_are_told_apart_from_those_in_force(client: SuretyClient) -> None:
    page = client.get("/agencies/abira").text
    now, before = page.split("以前の取扱いを見る")
    assert "限度額1億円" in now
    assert "限度額5,000万円" in before
    assert "限度額5,000万円" not in now


def test_the_general_frame_is_marked_as_such(client: SuretyClient) -> None:
    page = client.get("/agencies/hirakawa").text
    assert "この発注者の決まりが登録されていない保証" in page
    assert "一般の枠：請負金額の40%以内" in page


@pytest.mark.parametrize("code", [agency.code for agency in load_agencies()])
def test_every_agencys_page_can_be_drawn(client: SuretyClient, code: str) -> None:
    page = client.get(f"/agencies/{code}").text
    assert "認証キーの出し方" in page
    assert "{" not in page.split("<main")[1].split("</main>")[0]


def test_an_unknown_or_closed_agency_is_404(client: SuretyClient) -> None:
    assert client.get("/agencies/nowhere").status_code == 404
    agency = get_agency()
    agency.is_active = False
    db.session.commit()
    found = client.get("/agencies/hirakawa").status_code
    get_agency().is_active = True
    db.session.commit()
    assert found == 404
