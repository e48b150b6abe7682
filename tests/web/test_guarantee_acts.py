"""手続き on issued guarantees, at the desk, on the contractor's page and in the viewer."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from surety import clock
from surety.domain.act_states import ActKind
from surety.domain.dates import format_wareki
from surety.domain.products import CertificateForm
from surety.domain.workflow import GuaranteeState
from surety.extensions import db
from surety.models import Branch, Guarantee
from surety.security.permissions import Role
from surety.services.guarantee_acts import propose_act
from tests.act_cases import wish
from tests.client import SuretyClient
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee
from tests.version_factories import make_changed_version
from tests.web.act_pages import acts, answer, asked, proposed


@pytest.fixture
def guarantee(app: Flask) -> Guarantee:
    return make_issued_guarantee(with_papers=True)


def test_another_branch_sees_neither_the_act_nor_what_could_be_done(
    client: SuretyClient, guarantee: Guarantee
) -> None:
    act = proposed(guarantee, ActKind.CORRECTION)
    other = db.session.scalars(select(Branch).where(Branch.id != guarantee.branch_id)).first()
    assert other is not None
    client.sign_in(make_user(Role.STAFF_ISSUER, branch=other))
    for path in ("", "/preview", "/preview.pdf", "/proposal"):
        assert client.get(f"/desk/acts/{act.id}{path}").status_code == 404, path
    for path in ("/carry-out", "/reject", "/withdraw", "/proposal"):
        assert client.post(f"/desk/acts/{act.id}{path}", data=answer(act)).status_code == 404, path
    new = f"/desk/guarantees/{guarantee.number}/acts/termination"
    assert client.get(new).status_code == 404
    assert client.post(new).status_code == 404
    assert guarantee.number not in client.get("/desk/acts").text
    assert guarantee.number not in client.get("/desk").text


def test_another_company_can_neither_ask_nor_take_back(client: SuretyClient, guarantee: Guarantee) -> None:
    act = asked(guarantee)
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=make_contractor("△△建設株式会社")))
    page = f"/guarantees/{guarantee.number}"
    assert client.get(f"{page}/ask/termination").status_code == 404
    assert client.post(f"{page}/ask/key_reissue").status_code == 404
    assert client.post(f"{page}/acts/{act.id}/withdraw").status_code == 404
    own = make_issued_guarantee(make_contractor("□□建設株式会社"))
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=own.contractor))
    assert client.post(f"/guarantees/{own.number}/acts/{act.id}/withdraw").status_code == 404


def test_without_the_key_an_officer_tells_of_no_release(client: SuretyClient, guarantee: Guarantee) -> None:
    client.sign_in(make_user(Role.AGENCY_OFFICER))
    page = f"/verify/{guarantee.number}/release"
    assert client.get(page).headers["Location"].startswith("/verify?number=")
    assert client.post(page).headers["Location"].startswith("/verify?number=")
    assert acts() == []


def test_a_correction_goes_from_the_form_to_the_certificate_by_two_people(
    client: SuretyClient, guarantee: Guarantee
) -> None:
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    new = f"/desk/guarantees/{guarantee.number}/acts/correction"
    form = client.get(new)
    boxes = dict(re.findall(r'name="(right-[a-z_]+)"[^>]*value="([^"]*)"', form.text))
    assert boxes["right-works_name"] == "市道〇〇線道路改良工事"
    unchanged = client.post(new, data={**boxes, "reason": "転記誤り"})
    assert unchanged.status_code == 422
    assert "訂正するところがありません" in unchanged.text
    sent = {**boxes, "right-works_name": "市道〇〇線舗装工事", "reason": "工事名の転記誤り"}
    assert client.post(new, data={**sent, "reason": ""}).status_code == 422
    made = client.post(new, data=sent)
    assert made.status_code == 303
    assert client.post(new, data=sent).headers["Location"] == made.headers["Location"]
    page = made.headers["Location"]
    shown = client.get(page).text
    assert "あなたが提案したため" in shown
    assert "市道〇〇線舗装工事" in shown
    assert "訂正" in client.get(f"{page}/preview").text
    assert client.get(f"{page}/preview.pdf").data.startswith(b"%PDF")

    client.sign_in(make_user(Role.STAFF_ISSUER))
    (act,) = acts()
    assert client.post(f"{page}/carry-out", data=answer(act)).status_code == 422
    done = client.post(f"{page}/carry-out", data=answer(act, looked="y"))
    assert done.status_code == 303
    again = client.post(f"{page}/carry-out", data=answer(act, looked="y"))
    assert again.status_code == 303
    assert "発行した証書を見る" in client.get(page).text
    assert client.get(f"/desk/guarantees/{guarantee.number}/certificates/2.pdf").status_code == 200
    assert client.get(f"{page}/preview").status_code == 409
    assert "市道〇〇線舗装工事" in client.get(f"/desk/guarantees/{guarantee.number}").text


@pytest.mark.parametrize("kind", ActKind)
def test_every_act_has_its_form_its_page_and_its_end(
    client: SuretyClient, guarantee: Guarantee, kind: ActKind
) -> None:
    if kind is ActKind.CHANGE_CANCEL:
        make_changed_version(guarantee, guaranteed_amount=22_000_000)
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    assert client.get(f"/desk/guarantees/{guarantee.number}/acts/{kind.value}").status_code == 200
    act = proposed(guarantee, kind)
    assert kind.label in client.get("/desk/acts").text
    client.sign_in(make_user(Role.STAFF_ISSUER))
    assert "実行すると" in client.get(f"/desk/acts/{act.id}").text
    assert client.post(f"/desk/acts/{act.id}/carry-out", data=answer(act, looked="y")).status_code == 303
    assert "実行済み" in client.get(f"/desk/acts/{act.id}").text
    assert guarantee.number in client.get("/desk/acts?tab=done").text
    assert guarantee.number not in client.get("/desk/acts").text


def test_the_proposer_gets_403_and_an_underwriter_may_not_carry_out(
    client: SuretyClient, guarantee: Guarantee
) -> None:
    issuer = make_user(Role.STAFF_ISSUER)
    act = propose_act(db.session(), guarantee, wish(ActKind.TERMINATION), actor=actor_of(issuer))
    db.session.commit()
    client.sign_in(issuer)
    refused = client.post(f"/desk/acts/{act.id}/carry-out", data=answer(act, looked="y"))
    assert refused.status_code == 403
    assert "別の方が実行してください" in refused.text
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    assert client.post(f"/desk/acts/{act.id}/carry-out", data=answer(act, looked="y")).status_code == 403
    assert guarantee.state is GuaranteeState.IN_FORCE


def test_a_page_that_showed_something_else_is_stale(client: SuretyClient, guarantee: Guarantee) -> None:
    act = asked(guarantee)
    old = answer(act, looked="y", note="x")
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    form = {"reason": "解約合意書を確認", "effective_on": format_wareki(clock.today())}
    assert client.post(f"/desk/acts/{act.id}/proposal", data=form).status_code == 303
    client.sign_in(make_user(Role.STAFF_ISSUER))
    for path in ("carry-out", "reject"):
        refused = client.post(f"/desk/acts/{act.id}/{path}", data=old)
        assert refused.status_code == 409
        assert "手続きの内容が変わりました" in refused.text


def test_what_cannot_be_done_is_said_instead_of_a_form(client: SuretyClient, app: Flask) -> None:
    paper = make_issued_guarantee(certificate_form=CertificateForm.PAPER)
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    for kind, words in (("key_reissue", "認証キーはありません"), ("change_cancel", "効力のある変更がない")):
        refused = client.get(f"/desk/guarantees/{paper.number}/acts/{kind}")
        assert refused.status_code == 409
        assert words in refused.text
    assert (
        client.post(f"/desk/guarantees/{paper.number}/acts/key_reissue", data={"reason": "x"}).status_code
        == 409
    )


@pytest.mark.parametrize(
    "typed, words",
    [("", "解約日"), ("きのう", "解約日"), ("2020/1/1", "以後の日付"), ("令和30年1月1日", "保証期限")],
)
def test_a_wrong_day_is_told_and_the_reason_kept(
    client: SuretyClient, guarantee: Guarantee, typed: str, words: str
) -> None:
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    sent = client.post(
        f"/desk/guarantees/{guarantee.number}/acts/termination",
        data={"effective_on": typed, "reason": "合意による"},
    )
    assert sent.status_code == 422
    assert words in sent.text
    assert "合意による" in sent.text


def test_rejecting_needs_a_word_and_leaves_everything_as_it_was(
    client: SuretyClient, guarantee: Guarantee
) -> None:
    act = asked(guarantee, ActKind.KEY_REISSUE)
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    assert client.post(f"/desk/acts/{act.id}/reject", data=answer(act)).status_code == 422
    assert (
        client.post(f"/desk/acts/{act.id}/reject", data=answer(act, note="キーは安全です")).status_code == 303
    )
    assert guarantee.key_generation == 1
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    assert "キーは安全です" in client.get(f"/guarantees/{guarantee.number}").text


def test_the_board_shows_what_waits(client: SuretyClient, guarantee: Guarantee) -> None:
    asked(guarantee)
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    board = client.get("/desk").text
    assert "対応を待っている保証契約の手続き" in board
    assert guarantee.number in board
