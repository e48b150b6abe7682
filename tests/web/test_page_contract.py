"""The page contract finds what it promises to find."""

import pytest

from tests.pages import check_page

GOOD = """<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>一覧 | 電子保証デスク</title></head><body>
<main id="main"><h1>一覧</h1><form method="post" action="/x"><input type="hidden" name="csrf_token" value="t">
<label for="f-name">名前</label><input id="f-name" name="name" hx-post="/y" hx-target="#o"><output id="o"></output><button>送信</button></form></main></body></html>"""


def test_a_good_page_passes() -> None:
    check_page(GOOD)


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("<h1>一覧</h1>", "", "0 h1"),
        ("<title>一覧 |", "<title> |", "no title"),
        ('lang="ja"', "", "no lang"),
        ('id="o"', 'id="f-name"', "stands twice"),
        ('for="f-name"', 'for="f-other"', "has no label"),
        ('<label for="f-name">名前</label><input', '<input placeholder="名前"', "placeholder"),
        ('<input type="hidden" name="csrf_token" value="t">', "", "csrf_token"),
        ("<button>", '<button onclick="x()">', "inline attribute onclick"),
        ("<button>", '<button style="color:red">', "inline attribute style"),
        ("<h1>", "<script>x()</script><h1>", "inline <script>"),
        ('hx-target="#o"', 'hx-target="#p"', "not on the page"),
        ("hx-post", "hx-trigger=\"click[1>2]\" hx-post", "filter"),
        ("hx-post", "hx-on:click=\"x()\" hx-post", "inline attribute hx-on"),
        ("</main>", "", "not valid HTML5"),
        ('<main id="main">', '<main id="main"><a href="#nowhere">行く</a>', "#nowhere"),
        ('id="f-name" name', 'id="f-name" aria-describedby="f-hint" name', "f-hint"),
        ("<button>送信</button>", '<button></button>', "without a name"),
        ('<main id="main">', '<main id="main"><div hx-get="/z" hx-target="#o">開く</div>', "nothing without htmx"),
        ('name="name"', 'name="name" type="file"', "multipart"),
    ],
)  # fmt: skip
def test_a_fault_is_told(old: str, new: str, told: str) -> None:
    assert old in GOOD
    with pytest.raises(AssertionError, match=told):
        check_page(GOOD.replace(old, new))
