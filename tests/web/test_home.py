"""The pages that everybody may read."""

import pytest

from surety.data.faq_text import load_faq, search_faq
from surety.data.loading import load_terms
from surety.extensions import db
from surety.models import Branch
from tests.client import SuretyClient


def test_the_top_page_leads_to_registration_login_directory_and_verification(client: SuretyClient) -> None:
    page = client.get("/").text
    for address in ("/registrations", "/account/login", "/agencies", "/verify"):
        assert f'href="{address}"' in page


def test_the_top_page_names_the_agencies_that_began_last(client: SuretyClient) -> None:
    page = client.get("/").text
    assert "いちき串木野市" in page
    assert page.index("いちき串木野市") < page.index("平川市")


def test_the_flow_is_told_in_words_to_those_who_do_not_see_it(client: SuretyClient) -> None:
    page = client.get("/about").text
    assert 'aria-label="電子保証の流れ。1 受注者が保証会社に申し込む。' in page


def test_the_terms_in_force_are_shown_and_an_unknown_version_is_404(client: SuretyClient) -> None:
    version = load_terms()[0].version
    assert "第1条" in client.get("/terms").text
    assert "第1条" in client.get(f"/terms?version={version}").text
    assert client.get("/terms?version=1999-01-01").status_code == 404


def test_there_are_at_least_twenty_questions_and_each_is_answered() -> None:
    questions = [question for group in load_faq() for question in group.questions]
    assert len(questions) >= 20
    assert all(question.answer and question.text for question in questions)
    assert len({question.anchor for question in questions}) == len(questions)


def test_every_page_that_an_answer_names_can_be_reached(client: SuretyClient) -> None:
    page = client.get("/faq").text
    for words in {question.see for group in load_faq() for question in group.questions if question.see}:
        assert f">{words}</a>" in page, words


def test_questions_are_found_by_words_in_any_width_and_kana(client: SuretyClient) -> None:
    assert [question.text for group in search_faq("ﾊﾟｽﾜｰﾄﾞ　忘れ") for question in group.questions] == [
        "パスワードを忘れました。"
    ]
    page = client.get("/faq?words=ぱすわーど").text
    assert "パスワードを忘れました。" in page
    assert "今年度対象額" not in page


def test_a_search_without_result_says_where_to_ask(client: SuretyClient) -> None:
    page = client.get("/faq?words=zzzz").text
    assert "見つかりませんでした。" in page
    assert 'href="/contact"' in page


def test_the_search_while_typing_gives_the_list_alone(client: SuretyClient) -> None:
    part = client.fragment("/faq?words=認証キー").text
    assert part.lstrip().startswith('<div id="questions"')
    assert "<html" not in part


def test_what_is_searched_for_is_never_html(client: SuretyClient) -> None:
    assert "<b>x" not in client.get("/faq?words=<b>x").text


def test_contact_lists_every_open_branch_with_its_prefectures(client: SuretyClient) -> None:
    closed = db.session.query(Branch).filter_by(code="011").one()
    closed.is_active = False
    db.session.commit()
    page = client.get("/contact").text
    closed = db.session.query(Branch).filter_by(code="011").one()
    closed.is_active = True
    db.session.commit()
    assert "岩手県・秋田県" in page
    assert 'href="tel:0170000000"' in page
    assert "札幌支店" not in page


@pytest.mark.parametrize("path", ["/", "/about", "/accessibility", "/contact", "/faq", "/privacy", "/terms"])
def test_public_pages_need_no_login(client: SuretyClient, path: str) -> None:
    assert client.get(path).status_code == 200
