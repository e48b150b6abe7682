"""保証取扱高 on the page and as a file."""

import csv
import io

import pytest
from flask import Flask

from surety.domain.agency_kinds import AgencyKind
from surety.domain.products import Product
from surety.extensions import db
from surety.security.permissions import Role
from surety.services.turnover import count_on
from tests.client import SuretyClient
from tests.factories import get_branch, make_user
from tests.guarantee_factories import make_issued_guarantee


@pytest.fixture
def counted(app: Flask) -> None:
    make_issued_guarantee()
    make_issued_guarantee(product=Product.PERFORMANCE)
    while count_on(db.session()):
        pass
    db.session.commit()


def browser_of(app: Flask, role: Role, branch: str = "041") -> SuretyClient:
    made = app.test_client()
    made.sign_in(make_user(role, branch=None if role is Role.STAFF_ADMIN else get_branch(branch)))
    return made


@pytest.mark.parametrize("role", [Role.STAFF_UNDERWRITER, Role.STAFF_ADMIN])
def test_the_month_stands_by_kind_of_agency_with_the_total(app, counted, role):
    page = browser_of(app, role).get("/desk/statistics").text
    assert all(kind.label in page for kind in AgencyKind)
    assert "100,000,000円" in page
    assert "2件" in page
    assert "数値の表で見る" in page
    assert ('name="branch"' in page) == (role is Role.STAFF_ADMIN)


def test_an_empty_month_and_a_filter_show_zero(app, counted):
    desk = browser_of(app, Role.STAFF_UNDERWRITER)
    assert "100,000,000円" not in desk.get("/desk/statistics?prefecture=東京都").text
    assert "5,000,000円" in desk.get("/desk/statistics?product=performance").text


def test_a_branch_sees_itself_whatever_the_address_says(app, counted):
    elsewhere = browser_of(app, Role.STAFF_UNDERWRITER, "011")
    own = get_branch().id
    assert "100,000,000円" not in elsewhere.get("/desk/statistics").text
    assert "100,000,000円" not in elsewhere.get(f"/desk/statistics?branch={own}").text
    head = browser_of(app, Role.STAFF_ADMIN)
    assert "100,000,000円" in head.get(f"/desk/statistics?branch={own}").text


@pytest.mark.parametrize(
    "query", ["month=2026-13", "month=x", "product=house", "prefecture=火星", "branch=0"]
)
def test_what_nobody_offered_is_422_in_words(app, counted, query):
    assert browser_of(app, Role.STAFF_ADMIN).get(f"/desk/statistics?{query}").status_code == 422


def test_the_file_holds_the_rows_behind_the_page(app, counted):
    answer = browser_of(app, Role.STAFF_UNDERWRITER).post("/desk/statistics/download/csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    told = [(row["保証種類"], row["件数"], row["請負金額"], row["保証金額"]) for row in rows]
    assert sorted(told) == sorted(
        [("前払金保証", "1", "50000000", "20000000"), ("契約保証", "1", "50000000", "5000000")]
    )
    assert {row["発注者の区分"] for row in rows} == {"市区町村"}
    assert browser_of(app, Role.STAFF_ADMIN).post("/desk/statistics/download/xlsx").status_code == 200


def test_a_contractor_is_not_let_in(app, counted):
    browser = app.test_client()
    browser.sign_in(make_user(Role.CONTRACTOR_ADMIN))
    assert browser.get("/desk/statistics").status_code == 403
