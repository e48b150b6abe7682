"""The viewer: number and key open the certificate, which is the contractor's, and every opening is recorded."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from surety.domain.workflow import GuaranteeState
from surety.extensions import db
from surety.models import AuditEvent, Guarantee, OutgoingMail
from surety.security.permissions import Role
from surety.services.issuing import seal_key
from tests.client import SuretyClient
from tests.factories import get_agency, make_user
from tests.guarantee_factories import make_issued_guarantee, make_issuer
from tests.web.viewing import WRONG_KEY, key_of, openings, try_pair


@pytest.fixture
def guarantee(app: Flask) -> Guarantee:
    return make_issued_guarantee(with_papers=True)


@pytest.fixture
def officer(client: SuretyClient) -> SuretyClient:
    """A browser of 平川市."""
    client.sign_in(make_user(Role.AGENCY_OFFICER))
    return client


def test_number_and_key_open_the_certificate(client: SuretyClient, guarantee: Guarantee) -> None:
    answer = try_pair(client, guarantee.number, key_of(guarantee))
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/verify/{guarantee.number}"
    page = client.get(answer.headers["Location"]).text
    for words in ("有効です", "平川市長", "金 20,000,000 円", "市道〇〇線道路改良工事", "照合し"):
        assert words in page
    assert key_of(guarantee) not in page


@pytest.mark.parametrize(
    "write",
    [
        lambda number, key: (number, key.lower()),
        lambda number, key: (number.replace("-", ""), key.replace("-", "")),
        lambda number, key: (" " + number, " ".join(key)),
        lambda number, key: (
            number.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}),
            key.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}),
        ),
    ],
    ids=["small letters", "no hyphens", "blanks", "full width"],
)
def test_any_width_case_and_grouping_will_do(
    client: SuretyClient, guarantee: Guarantee, write: Callable[[str, str], tuple[str, str]]
) -> None:
    assert try_pair(client, *write(guarantee.number, key_of(guarantee))).status_code == 303


def test_both_can_be_pasted_together(client: SuretyClient, guarantee: Guarantee) -> None:
    letter = f"平川市 御中\n保証契約番号：{guarantee.number}\n認証キー：{key_of(guarantee)}\n以上 \U0001f600"
    assert client.post("/verify", data={"number": "", "key": "", "pasted": letter}).status_code == 303


def test_empty_boxes_are_asked_for(client: SuretyClient) -> None:
    page = client.post("/verify", data={}).text
    assert "保証契約番号を入力してください" in page
    assert "認証キーを入力してください" in page


def test_an_opening_is_recorded_and_the_contractor_told_once_a_day(
    officer: SuretyClient, guarantee: Guarantee
) -> None:
    for _ in range(2):
        assert try_pair(officer, guarantee.number, key_of(guarantee)).status_code == 303
    assert [(act.act, act.agency_id, act.sequence) for act in openings()] == [
        ("open", get_agency().id, 1)
    ] * 2
    mails = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.message_kind == "agency_opened").order_by(OutgoingMail.id)
    ).all()
    assert len(mails) == 1
    assert mails[0].subject == "【電子保証デスク】平川市が電子証書を閲覧しました"
    assert key_of(guarantee) not in mails[0].body
    assert (
        "certificate.opened"
        in db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()
    )


def test_no_mail_goes_to_a_contractor_who_wants_none(client: SuretyClient, guarantee: Guarantee) -> None:
    guarantee.request.application.wants_issue_mail = False
    db.session.commit()
    try_pair(client, guarantee.number, key_of(guarantee))
    kinds = db.session.scalars(select(OutgoingMail.message_kind).order_by(OutgoingMail.id)).all()
    assert "agency_opened" not in kinds


def test_the_contractor_s_own_look_is_no_opening_by_the_agency(
    client: SuretyClient, guarantee: Guarantee
) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    assert try_pair(client, guarantee.number, key_of(guarantee)).status_code == 303
    assert openings() == []
    assert "閲覧済み" not in client.get(f"/guarantees/{guarantee.number}").text


def test_the_contractor_sees_who_opened_it_and_when(client: SuretyClient, guarantee: Guarantee) -> None:
    client.sign_in(make_user(Role.AGENCY_OFFICER))
    try_pair(client, guarantee.number, key_of(guarantee))
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    page = client.get(f"/guarantees/{guarantee.number}").text
    assert "発注者が閲覧しました" in page
    assert "平川市" in page
    assert "見本　花子" not in page.partition("発注者の閲覧の記録")[2]
    assert "閲覧済み" in client.get("/guarantees").text


def test_without_leave_every_page_leads_back_to_the_boxes(client: SuretyClient, guarantee: Guarantee) -> None:
    for number in (guarantee.number, "04126-900001", "x"):
        for path in ("", "/certificates/1"):
            answer = client.get(f"/verify/{number}{path}")
            assert answer.status_code == 303
            assert answer.headers["Location"].startswith("/verify?number=")
        for path in ("/certificates/1/print", "/certificates/1/pdf"):
            assert client.post(f"/verify/{number}{path}").status_code == 303
    assert openings() == []


def test_leave_ends_when_the_key_dies_or_the_reader_closes(
    client: SuretyClient, guarantee: Guarantee
) -> None:
    page = f"/verify/{guarantee.number}"
    try_pair(client, guarantee.number, key_of(guarantee))
    assert client.get(page).status_code == 200
    client.post(f"{page}/close")
    assert client.get(page).status_code == 303
    try_pair(client, guarantee.number, key_of(guarantee))
    guarantee.key_digest = "2" * 64
    db.session.commit()
    assert client.get(page).status_code == 303


def test_the_agency_sees_exactly_the_contractor_s_certificate(
    client: SuretyClient, guarantee: Guarantee
) -> None:
    try_pair(client, guarantee.number, key_of(guarantee))
    seen = client.get(f"/verify/{guarantee.number}/certificates/1").text
    pdf = client.post(f"/verify/{guarantee.number}/certificates/1/pdf").data
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    own = client.get(f"/guarantees/{guarantee.number}/certificates/1").text
    own_pdf = client.get(f"/guarantees/{guarantee.number}/certificates/1/pdf").data
    sheet = re.compile(r"<main.*</main>", re.DOTALL)
    assert sheet.search(seen)[0] == sheet.search(own)[0]
    assert pdf == own_pdf


def test_printing_and_saving_are_recorded(officer: SuretyClient, guarantee: Guarantee) -> None:
    page = f"/verify/{guarantee.number}/certificates/1"
    try_pair(officer, guarantee.number, key_of(guarantee))
    printed = officer.post(f"{page}/print")
    assert printed.headers["Location"] == f"{page}?print=1"
    assert "data-print-now" in officer.get(printed.headers["Location"]).text
    assert officer.post(f"{page}/pdf").data.startswith(b"%PDF")
    assert [act.act for act in openings()] == ["open", "print", "save"]


@pytest.mark.parametrize(
    "state, words",
    [
        (GuaranteeState.IN_FORCE, "有効です"),
        (GuaranteeState.EXPIRED, "満了しています"),
        (GuaranteeState.TERMINATED, "解約されています"),
        (GuaranteeState.CANCELLED, "取り消されています"),
        (GuaranteeState.RELEASED, "解除されています"),
    ],
)
def test_the_verdict_is_plain(
    client: SuretyClient, guarantee: Guarantee, state: GuaranteeState, words: str
) -> None:
    guarantee.state = state
    db.session.commit()
    try_pair(client, guarantee.number, key_of(guarantee))
    assert words in client.get(f"/verify/{guarantee.number}").text


def test_an_altered_certificate_is_not_opened(client: SuretyClient, guarantee: Guarantee) -> None:
    key, number = key_of(guarantee), guarantee.number
    guarantee.number = "04126-777777"
    seal_key(guarantee, key.replace("-", ""), vault=make_issuer().vault)
    db.session.commit()
    answer = try_pair(client, "04126-777777", key)
    assert answer.status_code == 503
    assert "この書類は、いま表示できません" in answer.text
    assert number not in answer.text
    assert openings() == []


def test_an_office_opens_again_what_it_has_opened(officer: SuretyClient, guarantee: Guarantee) -> None:
    assert "確認した証書は、まだありません" in officer.get("/verify").text
    assert officer.post(f"/verify/{guarantee.number}/reopen").status_code == 404
    try_pair(officer, guarantee.number, key_of(guarantee))
    officer.post(f"/verify/{guarantee.number}/close")
    home = officer.get("/verify").text
    assert guarantee.number in home
    again = officer.post(f"/verify/{guarantee.number}/reopen")
    assert officer.get(again.headers["Location"]).status_code == 200
    assert [act.act for act in openings()] == ["open", "open"]


def test_another_office_does_not_see_what_this_one_opened(client: SuretyClient, guarantee: Guarantee) -> None:
    client.sign_in(make_user(Role.AGENCY_OFFICER))
    try_pair(client, guarantee.number, key_of(guarantee))
    client.sign_in(make_user(Role.AGENCY_OFFICER, agency=get_agency("加賀市")))
    assert "確認した証書は、まだありません" in client.get("/verify").text
    assert client.post(f"/verify/{guarantee.number}/reopen").status_code == 404


def test_the_key_stands_in_no_address_and_no_log(
    client: SuretyClient, guarantee: Guarantee, capsys: pytest.CaptureFixture[str]
) -> None:
    key = key_of(guarantee)
    try_pair(client, guarantee.number, WRONG_KEY)
    answer = try_pair(client, guarantee.number, key)
    bare = key.replace("-", "")
    told = capsys.readouterr()
    for text in (answer.headers["Location"], told.out, told.err, str(answer.headers)):
        assert bare not in text
        assert key not in text
        assert WRONG_KEY not in text
