"""保証取扱高 as the worker counts it: true after every act, however often it counts."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from surety import audit
from surety.domain.agency_kinds import AgencyKind
from surety.domain.products import Product
from surety.domain.turnover import Figures
from surety.domain.workflow import GuaranteeState
from surety.extensions import db
from surety.models import Guarantee, Turnover
from surety.queries.turnover import TurnoverWish, load_turnover
from surety.security.identity import SYSTEM
from surety.services import turnover
from surety.services.turnover import count_month, count_on, find_differences, list_months
from tests.factories import get_branch
from tests.guarantee_factories import make_issued_guarantee


def count() -> int:
    read = 0
    while more := count_on(db.session()):
        read += more
    db.session.commit()
    return read


def figures(**wish: object) -> Figures:
    found = load_turnover(
        db.session(), TurnoverWish(**wish), since=date(2020, 1, 1), until=date(2100, 1, 1)  # type: ignore[arg-type]  # a test's own words
    )  # fmt: skip
    return found.get((guarantee_month(), AgencyKind.MUNICIPALITY), Figures())


def guarantee_month() -> date:
    day: date = db.session.scalars(select(Guarantee.issued_on).order_by(Guarantee.id)).first()
    return day.replace(day=1)


def touch(guarantee: Guarantee, action: str) -> None:
    audit.record(db.session(), action, actor=SYSTEM, object_kind="guarantee", object_id=guarantee.number)
    db.session.commit()


def test_issues_are_counted_once_however_often_the_worker_counts(app: Flask) -> None:
    make_issued_guarantee()
    make_issued_guarantee(product=Product.PERFORMANCE)
    assert count() > 0
    assert count() == 0
    assert figures() == Figures(2, 100_000_000, 25_000_000)
    assert figures(product=Product.PERFORMANCE) == Figures(1, 50_000_000, 5_000_000)
    assert figures(prefecture="青森県") == Figures(2, 100_000_000, 25_000_000)
    assert figures(prefecture="東京都") == Figures()
    assert figures(branch_id=get_branch().id) == figures()
    assert figures(branch_id=get_branch("011").id) == Figures()
    assert find_differences(db.session()) == []


def test_a_change_moves_the_month_of_issue_and_a_cancellation_takes_it_out(app: Flask) -> None:
    guarantee = make_issued_guarantee()
    count()
    guarantee.amount, guarantee.price = 22_000_000, 55_000_000
    touch(guarantee, "certificate.appended")
    assert len(find_differences(db.session())) == 1
    count()
    assert figures() == Figures(1, 55_000_000, 22_000_000)
    guarantee.state = GuaranteeState.TERMINATED
    touch(guarantee, "guarantee.terminated")
    count()
    assert figures() == Figures(1, 55_000_000, 22_000_000), "it was given"
    guarantee.state = GuaranteeState.CANCELLED
    touch(guarantee, "guarantee.cancelled")
    count()
    assert figures() == Figures()
    assert db.session.query(Turnover).count() == 0
    assert find_differences(db.session()) == []


def test_the_counting_goes_on_where_it_stopped(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turnover, "ACTS_AT_ONCE", 1)
    for _ in range(3):
        make_issued_guarantee()
    assert count_on(db.session()) == 1
    db.session.rollback()
    assert count_on(db.session()) == 1
    db.session.commit()
    count()
    assert figures().count == 3
    assert find_differences(db.session()) == []


def test_looking_at_a_key_counts_nothing_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    guarantee = make_issued_guarantee()
    count()
    counted: list[date] = []
    monkeypatch.setattr(turnover, "count_month", lambda _session, month: counted.append(month))
    touch(guarantee, "guarantee.key_shown")
    count()
    assert counted == []


def test_the_commands_tell_what_differs_and_count_anew(app: Flask) -> None:
    runner = FlaskCliRunner(app)
    make_issued_guarantee()
    told = runner.invoke(args=["statistics", "check"])
    assert told.exit_code == 1
    assert "1 rows differ." in told.output
    assert runner.invoke(args=["statistics", "rebuild"]).output == "1 months counted.\n"
    assert runner.invoke(args=["statistics", "check"]).exit_code == 0


def test_a_month_whose_guarantees_are_gone_is_emptied(app: Flask) -> None:
    guarantee = make_issued_guarantee()
    count()
    (month,) = list_months(db.session())
    guarantee.issued_on = date(2026, 5, 1)
    db.session.commit()
    assert len(list_months(db.session())) == 2
    for one in (month, date(2026, 5, 1)):
        count_month(db.session(), one)
    db.session.commit()
    assert find_differences(db.session()) == []
