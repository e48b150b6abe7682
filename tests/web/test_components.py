"""Components as people meet them, drawn by the gallery."""

import re

import pytest
from flask import Flask

from surety.config import Settings
from tests.gallery import make_gallery
from tests.pages import check_page


@pytest.fixture
def gallery(settings: Settings) -> Flask:
    return make_gallery(settings)


@pytest.mark.parametrize("path", ["/", "/form", "/overview", "/error", "/visitor/error"])
def test_every_page_of_the_gallery_keeps_the_contract(gallery: Flask, path: str) -> None:
    check_page(gallery.test_client().get(path).text)


def test_a_refused_form_says_how_many_errors_in_its_title_and_links_to_each_control(gallery: Flask) -> None:
    answer = gallery.test_client().post("/form", data={"amount": "abc", "bank": "", "applies": "y"})
    assert answer.status_code == 422
    check_page(answer.text)
    anchors = re.findall(
        r'<li><a href="#([^"]+)"', answer.text.split('id="error-summary"')[1].split("</ul>")[0]
    )
    assert f"<title>エラー（{len(anchors)}件）：" in answer.text
    assert "f-amount" in anchors
    assert "f-certificate_form-0" in anchors, "a group of choices is entered at its first choice"


def test_the_error_beside_a_field_has_the_words_of_the_summary(gallery: Flask) -> None:
    html = gallery.test_client().post("/form", data={"bank": ""}).text
    said = re.search(r'href="#f-bank">([^<]+)<', html)
    assert said
    assert said.group(1) in html.split('id="f-bank-error"')[1].split("</p>")[0]
    assert 'aria-describedby="f-bank-error f-bank-hint"' in html


def test_what_was_typed_stays_in_the_box(gallery: Flask) -> None:
    assert 'value="二千"' in gallery.test_client().post("/form", data={"amount": "二千"}).text


def test_a_live_field_posts_its_form_and_fills_only_its_neighbour(gallery: Flask) -> None:
    html = gallery.test_client().get("/form").text
    box = re.search(r'<input[^>]*id="f-amount"[^>]*>', html)
    assert box
    assert 'hx-target="#f-amount-result"' in box.group()
    assert 'hx-sync="this:replace"' in box.group()
    assert '<output class="result" id="f-amount-result" for="f-amount">' in html
    assert 'name="action" value="recalculate"' in html, "without JavaScript a button does the same"


def test_dates_are_echoed_with_era_western_year_and_weekday(gallery: Flask) -> None:
    assert "令和7年12月3日（2025年）水曜日" in gallery.test_client().get("/form").text


def test_text_of_people_is_escaped_everywhere(gallery: Flask) -> None:
    html = gallery.test_client().post("/form", data={"bank": "<b>&", "notes": "</textarea><script>"}).text
    assert "&lt;b&gt;&amp;" in html
    assert "</textarea><script>" not in html


def test_the_menu_shows_only_what_exists_and_marks_the_place(gallery: Flask) -> None:
    menu = gallery.test_client().get("/form").text.split('aria-label="メインメニュー"')[1].split("</nav>")[0]
    assert re.findall(r">([^<>\s]+)</a>", menu) == ["保証を申し込む", "保証契約一覧", "ヘルプ"]
    assert re.search(r'aria-current="true">保証を申し込む<', menu)


def test_visitors_see_neither_a_name_nor_a_way_to_log_out(gallery: Flask) -> None:
    html = gallery.test_client().get("/visitor/error").text
    assert "ログアウト" not in html
    assert "session-warning" not in html
    assert "A1B-2C3" in html


def test_the_practice_strip_stands_on_every_page_of_the_demo(gallery: Flask) -> None:
    assert "操作体験版" in gallery.test_client().get("/overview").text


def test_a_status_is_told_by_word_and_shape_and_not_by_colour_alone(gallery: Flask) -> None:
    chip = re.search(
        r'<span class="chip warn"><svg.*?</svg>修正のお願い</span>',
        gallery.test_client().get("/overview").text,
    )
    assert chip


def test_the_address_of_a_static_file_changes_with_its_content(gallery: Flask) -> None:
    assert re.search(r'/static/js/app\.js\?v=[0-9a-f]{12}"', gallery.test_client().get("/form").text)
