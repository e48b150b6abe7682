"""料率: brought in by one person of the head office, confirmed by another."""

import io
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from surety import clock
from surety.data.loading import load_tariffs
from surety.domain.tariff import Tariff
from surety.extensions import db
from surety.models import AuditEvent, TariffProposal, TariffVersion
from surety.queries.cases import find_statement
from surety.queries.rulebook import get_tariff
from surety.security.permissions import Role
from surety.services.charges import statement_content
from surety.services.tariffs import draw_version
from tests.client import SuretyClient
from tests.factories import make_user
from tests.services.test_premiums import approved

(SHIPPED,) = load_tariffs()


def new_version(code: str = "ryoritsu-2026", **more: object) -> Tariff:
    values: dict[str, object] = {
        "version": code,
        "name": "検査用の料率",
        "effective_from": date(2026, 11, 1),
        "is_sample": False,
        "source": "検査用の約款",
    }
    return replace(SHIPPED, **(values | more))  # type: ignore[arg-type]  # fields of a tariff


def send(client: SuretyClient, tariff: Tariff, file_format: str = "csv"):
    content = io.BytesIO(draw_version(tariff, file_format=file_format))
    return client.post(
        "/desk/tariffs/import",
        data={"table": (content, f"料率.{file_format}"), "note": "第3条を見てください"},
    )


@pytest.fixture
def head_office(client: SuretyClient, app: Flask) -> SuretyClient:
    client.sign_in(make_user(Role.STAFF_ADMIN))
    return client


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_version_holds_only_after_a_second_person(head_office: SuretyClient, file_format: str) -> None:
    before = approved(work_name="〇〇川護岸工事")
    answer = send(head_office, new_version(), file_format)
    assert answer.status_code == 303
    page = head_office.get(answer.location).text
    assert "第3条を見てください" in page
    assert "約款と照らして確認した" not in page
    assert get_tariff(db.session(), on=clock.today()).version == "sample-1"
    proposal = db.session.scalars(select(TariffProposal)).one()
    own = head_office.post(f"/desk/tariffs/proposals/{proposal.id}/verify")
    assert own.status_code == 403
    assert "別の本店管理者" in own.text
    head_office.sign_in(make_user(Role.STAFF_ADMIN))
    assert "約款と照らして確認した" in head_office.get(answer.location).text
    assert head_office.post(f"/desk/tariffs/proposals/{proposal.id}/verify").status_code == 303
    held = get_tariff(db.session(), on=clock.today())
    assert (held.version, held.is_verified) == ("ryoritsu-2026", True)
    statement = find_statement(db.session(), approved())
    assert statement is not None
    assert statement_content(statement).is_verified
    old = find_statement(db.session(), before)
    assert old is not None
    assert (statement_content(old).tariff_version, statement_content(old).is_verified) == ("sample-1", False)
    acts = db.session.scalars(
        select(AuditEvent.action).order_by(AuditEvent.sequence).where(AuditEvent.action.like("tariff.%"))
    ).all()
    assert acts == ["tariff.proposed", "tariff.verified"]
    assert head_office.post(f"/desk/tariffs/proposals/{proposal.id}/verify").status_code == 409


def test_the_open_version_ends_when_the_next_one_is_confirmed(head_office: SuretyClient) -> None:
    for number, begins in enumerate((date(2026, 11, 1), date(2027, 4, 1))):
        head_office.sign_in(make_user(Role.STAFF_ADMIN))
        assert send(head_office, new_version(f"v{number}", effective_from=begins)).status_code == 303
        waiting = db.session.scalars(select(TariffProposal).where(TariffProposal.decided_at.is_(None))).one()
        head_office.sign_in(make_user(Role.STAFF_ADMIN))
        if number:
            assert (
                "（v0）は、この版の適用開始日の前の日で終わります"
                in head_office.get(f"/desk/tariffs/proposals/{waiting.id}").text
            )
        head_office.post(f"/desk/tariffs/proposals/{waiting.id}/verify")
    first = db.session.scalars(select(TariffVersion).where(TariffVersion.code == "v0")).one()
    assert first.effective_to == date(2027, 3, 31)
    refused = send(head_office, new_version("v2", effective_from=date(2027, 1, 1)))
    assert refused.status_code == 422
    assert "重なっています" in refused.text
    assert "C4" in refused.text


def test_a_bad_cell_keeps_nothing_and_is_named(head_office: SuretyClient) -> None:
    text = draw_version(new_version(), file_format="csv").decode("utf-8-sig").replace("0.065", "六厘")
    answer = head_office.post(
        "/desk/tariffs/import", data={"table": (io.BytesIO(text.encode()), "a.csv"), "note": "見てください"}
    )
    assert answer.status_code == 422
    assert "金額の区分" in answer.text
    assert "見てください" in answer.text
    assert db.session.query(TariffProposal).count() == 0
    nothing = head_office.post("/desk/tariffs/import", data={"table": (io.BytesIO(b"MZ\x00"), "a.xlsx")})
    assert nothing.status_code == 422


def test_pressed_twice_it_waits_once_and_can_be_dropped(head_office: SuretyClient) -> None:
    first, second = send(head_office, new_version()), send(head_office, new_version())
    assert first.location == second.location
    other = send(head_office, new_version("another"))
    assert other.status_code == 422
    assert "確認を待っています" in other.text
    assert "検査用の料率" in head_office.get("/desk/tariffs").text
    number = first.location.rsplit("/", 1)[1]
    assert head_office.post(f"/desk/tariffs/proposals/{number}/decline").status_code == 303
    assert head_office.post(f"/desk/tariffs/proposals/{number}/decline").status_code == 409
    assert send(head_office, new_version("another")).status_code == 303


def test_the_pages_show_versions_figures_and_a_comparison(head_office: SuretyClient) -> None:
    page = head_office.get("/desk/tariffs").text
    assert "見本料率" in page
    assert "適用中" in page
    one = head_office.get("/desk/tariffs/sample-1?amount=2000万&days=107").text
    assert "55,000" in one
    assert head_office.get("/desk/tariffs/sample-1?amount=x").status_code == 422
    for address in ("sample-1/export.xlsx", "sample-1/export.csv", "form.xlsx", "form.csv"):
        assert head_office.get(f"/desk/tariffs/{address}").status_code == 200
    for address in ("nothing", "nothing/export.csv", "proposals/99"):
        assert head_office.get(f"/desk/tariffs/{address}").status_code == 404


def test_a_branch_has_no_such_pages(client: SuretyClient, app: Flask) -> None:
    client.sign_in(make_user(Role.STAFF_ISSUER))
    assert client.get("/desk/tariffs").status_code in (403, 404)
    assert "/desk/tariffs" not in client.get("/desk").text
