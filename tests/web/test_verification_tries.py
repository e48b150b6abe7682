"""Wrong pairs at the viewer's door: one and the same answer, counted, and nobody shut out by strangers."""

import re

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from surety.domain.keys import format_key, make_key
from surety.domain.products import CertificateForm
from surety.domain.workflow import GuaranteeState
from surety.extensions import db
from surety.models import Guarantee
from surety.security.permissions import Role
from surety.services.issuing import seal_key
from tests.client import SuretyClient
from tests.factories import get_agency, make_user
from tests.guarantee_factories import make_issued_guarantee, make_issuer
from tests.web.viewing import WRONG_KEY, key_of, openings, try_pair

pytestmark = pytest.mark.usefixtures("standing_clock")


@pytest.fixture
def guarantee(app: Flask) -> Guarantee:
    return make_issued_guarantee()


def test_a_typing_slip_is_told_and_not_counted(client: SuretyClient, guarantee: Guarantee) -> None:
    key = key_of(guarantee)
    slip = key[:-1] + ("2" if key[-1] != "2" else "3")
    for _ in range(12):
        answer = try_pair(client, guarantee.number, slip)
        assert answer.status_code == 422
        assert "打ち間違い" in answer.text
    assert try_pair(client, guarantee.number, key).status_code == 303


def failures(guarantee: Guarantee) -> dict[str, tuple[str, str]]:
    """The six kinds of pairs that open nothing."""
    vault = make_issuer().vault
    reissued = make_issued_guarantee()
    dead_key = key_of(reissued)
    seal_key(reissued, make_key(lambda signs: signs[3]), vault=vault)
    cancelled = make_issued_guarantee(certificate_form=CertificateForm.PAPER)
    cancelled.state = GuaranteeState.CANCELLED
    db.session.commit()
    return {
        "unknown number": ("04126-900001", WRONG_KEY),
        "wrong key": (guarantee.number, WRONG_KEY),
        "dead key": (reissued.number, dead_key),
        "paper, so never a key": (
            make_issued_guarantee(certificate_form=CertificateForm.PAPER).number,
            WRONG_KEY,
        ),
        "cancelled before a key was issued": (cancelled.number, WRONG_KEY),
        "another guarantee's key": (make_issued_guarantee().number, key_of(guarantee)),
    }


def stripped(answer: TestResponse, number: str, key: str) -> tuple[int, str, list[tuple[str, str]]]:
    """Status, body and headers without what the caller typed and without the browser's own tokens."""
    body = answer.text.replace(f'value="{number}"', "NUMBER")
    body = body.replace(f'value="{key.replace("-", "")}"', "KEY")
    body = re.sub(r'(csrf_token" value=|csrf-token" content=)"[^"]*"', r"\1", body)
    headers = [pair for pair in answer.headers if pair[0] not in {"Content-Length", "Date"}]
    return answer.status_code, body, headers


def test_all_failures_get_the_same_answer(client: SuretyClient, guarantee: Guarantee) -> None:
    answers = {}
    for serial, (name, (number, key)) in enumerate(failures(guarantee).items()):
        answer = try_pair(client, number, key, address=f"192.0.2.{serial + 10}")
        answers[name] = stripped(answer, number, format_key(key.replace("-", "")))
    assert {status for status, _, _ in answers.values()} == {422}
    assert len({repr(answer) for answer in answers.values()}) == 1, answers
    assert (
        "一致しません。お知らせ（PDF）を見ながら、もう一度入力してください（あと4回）"
        in next(iter(answers.values()))[1]
    )
    assert openings() == []


def test_all_failures_take_the_same_steps(client: SuretyClient, guarantee: Guarantee) -> None:
    pairs = failures(guarantee)
    asked: list[list[str]] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked[-1].append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    for serial, (number, key) in enumerate(pairs.values()):
        asked.append([])
        try_pair(client, number, key, address=f"192.0.2.{serial + 10}")
    event.remove(db.engine, "before_cursor_execute", note)
    assert len({tuple(statements) for statements in asked}) == 1


def test_another_agency_s_officer_gets_the_same_answer(client: SuretyClient, guarantee: Guarantee) -> None:
    client.sign_in(make_user(Role.AGENCY_OFFICER, agency=get_agency("加賀市")))
    theirs = try_pair(client, guarantee.number, key_of(guarantee))
    wrong = try_pair(client, "04126-900001", WRONG_KEY)
    key = key_of(guarantee)
    assert theirs.status_code == wrong.status_code == 422
    left = stripped(theirs, guarantee.number, key)[1]
    assert left.replace("あと9回", "") == stripped(wrong, "04126-900001", format_key(WRONG_KEY))[1].replace(
        "あと8回", ""
    )


def test_five_wrong_tries_close_the_door_for_right_and_wrong_alike(
    client: SuretyClient, guarantee: Guarantee
) -> None:
    for left in (4, 3, 2, 1):
        assert f"あと{left}回" in try_pair(client, guarantee.number, WRONG_KEY).text
    assert "しばらく待って" in try_pair(client, guarantee.number, WRONG_KEY).text
    right = try_pair(client, guarantee.number, key_of(guarantee), address="192.0.2.99")
    wrong = try_pair(client, guarantee.number, WRONG_KEY, address="192.0.2.98")
    assert right.status_code == wrong.status_code == 429
    assert 0 < int(right.headers["Retry-After"]) <= 300
    assert "分間閲覧できません。お急ぎの場合は取扱店へお電話ください" in right.text
    key = key_of(guarantee)
    assert (
        stripped(right, guarantee.number, key)[1]
        == stripped(wrong, guarantee.number, format_key(WRONG_KEY))[1]
    )


def test_an_unknown_number_is_throttled_just_the_same(client: SuretyClient, app: Flask) -> None:
    for serial in range(5):
        try_pair(client, "04126-900001", WRONG_KEY, address=f"192.0.2.{serial}")
    assert try_pair(client, "04126-900001", WRONG_KEY, address="192.0.2.50").status_code == 429


def test_one_address_cannot_try_many_numbers(client: SuretyClient, app: Flask) -> None:
    for serial in range(10):
        assert try_pair(client, f"04126-9000{serial:02d}", WRONG_KEY).status_code == 422
    assert try_pair(client, "04126-900099", WRONG_KEY).status_code == 429


def test_strangers_cannot_lock_an_officer_out(client: SuretyClient, guarantee: Guarantee) -> None:
    for serial in range(6):
        try_pair(client, guarantee.number, WRONG_KEY, address=f"192.0.2.{serial}")
    assert try_pair(client, guarantee.number, key_of(guarantee), address="192.0.2.77").status_code == 429
    client.sign_in(make_user(Role.AGENCY_OFFICER))
    assert try_pair(client, guarantee.number, key_of(guarantee), address="192.0.2.1").status_code == 303


def test_right_tries_do_not_use_up_the_allowance(client: SuretyClient, guarantee: Guarantee) -> None:
    for _ in range(8):
        assert try_pair(client, guarantee.number, key_of(guarantee)).status_code == 303
    assert "あと4回" in try_pair(client, guarantee.number, WRONG_KEY).text
