"""電子保証情報（履歴情報）: what was corrected or cancelled is hidden, and one switch shows all of it with its reasons."""

from collections.abc import Callable

import pytest
from flask import Flask

from surety.domain.products import CertificateKind
from surety.models import Guarantee
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import make_user
from tests.guarantee_factories import make_issued_guarantee
from tests.version_factories import append
from tests.web.viewing import key_of, try_pair

Sign = Callable[[SuretyClient, Guarantee], str]


def as_contractor(client: SuretyClient, guarantee: Guarantee) -> str:
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    return f"/guarantees/{guarantee.number}"


def as_branch(client: SuretyClient, guarantee: Guarantee) -> str:
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    return f"/desk/guarantees/{guarantee.number}"


def as_agency(client: SuretyClient, guarantee: Guarantee) -> str:
    client.sign_in(make_user(Role.AGENCY_OFFICER))
    try_pair(client, guarantee.number, key_of(guarantee))
    return f"/verify/{guarantee.number}"


EVERYBODY = pytest.mark.parametrize(
    "sign", [as_contractor, as_branch, as_agency], ids=["contractor", "branch", "agency"]
)


@pytest.fixture
def guarantee(app: Flask) -> Guarantee:
    return make_issued_guarantee()


@EVERYBODY
def test_a_corrected_version_is_hidden_until_the_switch_is_pressed(
    client: SuretyClient, guarantee: Guarantee, sign: Sign
) -> None:
    append(guarantee, CertificateKind.CORRECTION, depository_branch="△△支店", reason="支店名の転記誤り")
    page = sign(client, guarantee)
    short = client.get(page).text
    assert "※訂正、変更取消された履歴は表示されません。" in short
    assert "支店名の転記誤り" not in short
    assert "/certificates/1" not in short
    whole = client.get(page, query_string={"history": "all"}).text
    assert "支店名の転記誤り" in whole
    assert "訂正済み" in whole
    assert "No.2による" in whole
    assert "/certificates/1" in whole
    assert f'href="{page}?history=all#history-title"' in short
    assert f'href="{page}#history-title"' in whole


@EVERYBODY
def test_a_change_that_was_taken_away_is_hidden_and_the_content_before_it_is_shown(
    client: SuretyClient, guarantee: Guarantee, sign: Sign
) -> None:
    append(guarantee, CertificateKind.CHANGE, guaranteed_amount=22_000_000)
    append(guarantee, CertificateKind.CHANGE_CANCELLED, reason="変更契約が取りやめになったため")
    page = sign(client, guarantee)
    short = client.get(page).text
    assert "20,000,000" in short
    assert "22,000,000" not in short
    assert "変更-1" not in short.partition('id="history-title"')[2].partition("※訂正")[0]
    whole = client.get(page, query_string={"history": "all"}).text
    for words in ("変更取消済み", "変更取消の記録", "変更契約が取りやめになったため"):
        assert words in whole


@EVERYBODY
def test_a_guarantee_that_was_never_corrected_has_no_switch(
    client: SuretyClient, guarantee: Guarantee, sign: Sign
) -> None:
    append(guarantee, CertificateKind.CHANGE, guaranteed_amount=22_000_000)
    short = client.get(sign(client, guarantee)).text
    assert "history=all" not in short
    assert "（この保証契約にはありません）" in short


@EVERYBODY
def test_a_version_that_no_longer_counts_says_so_on_its_own_page(
    client: SuretyClient, guarantee: Guarantee, sign: Sign
) -> None:
    append(guarantee, CertificateKind.CORRECTION, depository_branch="△△支店")
    page = sign(client, guarantee)
    assert "No.2で訂正され、効力はありません。" in client.get(f"{page}/certificates/1").text
    assert "で訂正され" not in client.get(f"{page}/certificates/2").text


def test_an_opening_is_noted_for_the_version_in_force(client: SuretyClient, guarantee: Guarantee) -> None:
    append(guarantee, CertificateKind.CHANGE, guaranteed_amount=22_000_000)
    append(guarantee, CertificateKind.CHANGE_CANCELLED)
    as_agency(client, guarantee)
    as_contractor(client, guarantee)
    assert "No.1" in client.get(f"/guarantees/{guarantee.number}").text.partition("発注者の閲覧の記録")[2]
