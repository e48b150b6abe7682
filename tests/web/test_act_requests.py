"""What contractors ask for and agencies tell, on their own pages."""

import pytest
from flask import Flask

from surety import clock
from surety.domain.act_states import ActKind
from surety.domain.dates import format_wareki
from surety.domain.workflow import ActState
from surety.models import Guarantee
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import get_agency, make_user
from tests.guarantee_factories import make_issued_guarantee
from tests.web.act_pages import acts, answer, asked, proposed
from tests.web.viewing import key_of, try_pair


@pytest.fixture
def guarantee(app: Flask) -> Guarantee:
    return make_issued_guarantee(with_papers=True)


def test_the_contractor_asks_and_takes_back(client: SuretyClient, guarantee: Guarantee) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    page = f"/guarantees/{guarantee.number}"
    assert f"{page}/ask/termination" in client.get(page).text
    assert client.post(f"{page}/ask/termination", data={"reason": ""}).status_code == 422
    wrong = client.post(f"{page}/ask/termination", data={"reason": "合意解除", "effective_on": "2020/1/1"})
    assert wrong.status_code == 422
    assert "合意解除" in wrong.text
    for _ in range(2):
        assert client.post(f"{page}/ask/termination", data={"reason": "合意解除"}).status_code == 303
    (act,) = acts()
    assert "すでに手続き中です" in client.get(f"{page}/ask/termination").text
    assert "お申し出" in client.get(page).text
    assert client.post(f"{page}/acts/{act.id}/withdraw").status_code == 303
    assert client.post(f"{page}/acts/{act.id}/withdraw").status_code == 303
    assert act.state is ActState.WITHDRAWN


def test_what_the_branch_has_taken_up_is_not_taken_back_without_a_call(
    client: SuretyClient, guarantee: Guarantee
) -> None:
    act = proposed(guarantee)
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    refused = client.post(f"/guarantees/{guarantee.number}/acts/{act.id}/withdraw")
    assert refused.status_code == 409
    assert "お電話ください" in refused.text


def test_a_viewer_of_the_company_may_only_look(client: SuretyClient, guarantee: Guarantee) -> None:
    asked(guarantee)
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=guarantee.contractor))
    page = client.get(f"/guarantees/{guarantee.number}").text
    assert "お申し出" in page
    assert "/ask/" not in page
    assert client.get(f"/guarantees/{guarantee.number}/ask/termination").status_code == 403


def test_an_ended_guarantee_offers_nothing_and_says_how_it_ended(
    client: SuretyClient, guarantee: Guarantee
) -> None:
    act = proposed(guarantee)
    client.sign_in(make_user(Role.STAFF_ISSUER))
    client.post(f"/desk/acts/{act.id}/carry-out", data=answer(act, looked="y"))
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    page = client.get(f"/guarantees/{guarantee.number}").text
    assert f"解約（{format_wareki(clock.today())}）" in page
    assert "/ask/" not in page
    assert client.get(f"/guarantees/{guarantee.number}/ask/termination").status_code == 409


def test_an_officer_tells_of_a_release_and_sees_what_became_of_it(
    client: SuretyClient, guarantee: Guarantee
) -> None:
    officer = make_user(Role.AGENCY_OFFICER)
    client.sign_in(officer)
    try_pair(client, guarantee.number, key_of(guarantee))
    page = f"/verify/{guarantee.number}"
    assert f"{page}/release" in client.get(page).text
    assert client.post(f"{page}/release", data={"reason": "完成のため"}).status_code == 422
    sent = {"effective_on": format_wareki(clock.today()), "reason": "完成のため"}
    for _ in range(2):
        assert client.post(f"{page}/release", data=sent).status_code == 303
    (act,) = acts()
    assert (act.kind, act.asked_by_id) == (ActKind.RELEASE, officer.id)
    assert "すでに手続き中です" in client.get(f"{page}/release").text
    assert "有効です" in client.get(page).text


def test_whoever_only_holds_the_key_cannot_release(client: SuretyClient, guarantee: Guarantee) -> None:
    try_pair(client, guarantee.number, key_of(guarantee))
    assert "/release" not in client.get(f"/verify/{guarantee.number}").text
    assert client.post(f"/verify/{guarantee.number}/release").status_code in (302, 303, 401, 403)
    assert acts() == []


def test_the_open_viewer_closes_when_the_key_is_issued_anew(
    client: SuretyClient, guarantee: Guarantee
) -> None:
    try_pair(client, guarantee.number, key_of(guarantee))
    assert client.get(f"/verify/{guarantee.number}").status_code == 200
    act = proposed(guarantee, ActKind.KEY_REISSUE)
    desk = client.application.test_client()
    desk.sign_in(make_user(Role.STAFF_ISSUER))  # type: ignore[attr-defined]  # the test client's own
    desk.post(f"/desk/acts/{act.id}/carry-out", data=answer(act, looked="y"))
    assert client.get(f"/verify/{guarantee.number}").status_code == 303
    assert get_agency().id == guarantee.agency_id
