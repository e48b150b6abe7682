"""中間前払金 as the contractor's people meet it: the assistant on a guarantee's page, and the application from there."""

from io import BytesIO

import pytest
import time_machine
from flask import Flask

from surety.domain.products import Product
from surety.domain.workflow import GuaranteeState
from surety.extensions import db
from surety.models import Contractor, Guarantee
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.draft_cases import send
from tests.factories import get_agency, make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee
from tests.interim_cases import REPORT, begin_interim, ready_interim

# The guarantee of the factories: 工期 2026-12-04 to 2027-03-20, half has passed on 2027-01-27.
_BEFORE, _FIRST, _AFTER = (
    "2027-01-26T12:00:00+09:00",
    "2027-01-27T00:30:00+09:00",
    "2027-03-21T00:30:00+09:00",
)
_ALL = "?conditions=work_done&conditions=half_value&conditions=advance_paid&conditions=no_part_payment"


@pytest.fixture
def contractor(app: Flask) -> Contractor:
    return make_contractor()


@pytest.fixture
def guarantee(contractor: Contractor) -> Guarantee:
    return make_issued_guarantee(contractor)


def reader(client: SuretyClient, contractor: Contractor) -> SuretyClient:
    """A browser of the company's 閲覧のみ, who may read all this."""
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=contractor))
    return client


def page_of(guarantee: Guarantee, query: str = "") -> str:
    return f"/guarantees/{guarantee.number}/interim{query}"


def test_another_company_s_guarantee_is_404(client: SuretyClient, guarantee: Guarantee) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=make_contractor("△△建設株式会社")))
    assert client.get(page_of(guarantee)).status_code == 404


def test_a_performance_guarantee_leads_to_no_interim_payment(
    client: SuretyClient, contractor: Contractor
) -> None:
    performance = make_issued_guarantee(contractor, product=Product.PERFORMANCE)
    browser = reader(client, contractor)
    assert browser.get(page_of(performance)).status_code == 404
    assert "/interim" not in browser.get(f"/guarantees/{performance.number}").text


def test_the_guarantee_s_page_names_the_day_and_leads_here(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee
) -> None:
    text = reader(client, contractor).get(f"/guarantees/{guarantee.number}").text
    assert "令和9年1月27日から、条件がそろえば発注者に請求できます。" in text
    assert page_of(guarantee) in text


@pytest.mark.parametrize(
    "now, query, conclusion",
    [
        (_BEFORE, _ALL, "まだ請求できる日になっていません"),
        (_FIRST, "", "まだそろっていない条件があります"),
        (_FIRST, _ALL, "発注者に確かめてから進めてください"),
        (_AFTER, _ALL, "工期が終わっています"),
    ],
)
def test_it_says_where_the_contractor_stands(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee, now: str, query: str, conclusion: str
) -> None:
    with time_machine.travel(now, tick=False):
        text = reader(client, contractor).get(page_of(guarantee, query)).text
    assert conclusion in text
    assert "令和9年1月27日（2027年）水曜日" in text
    assert "107日の半分は54日" in text
    assert "10,000,000円" in text


def test_what_is_missing_shrinks_with_each_tick(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee
) -> None:
    with time_machine.travel(_FIRST, tick=False):
        browser = reader(client, contractor)
        assert "足りないもの（5件）" in browser.get(page_of(guarantee)).text
        assert "足りないもの（4件）" in browser.get(page_of(guarantee, "?conditions=work_done")).text
        fragment = browser.fragment(page_of(guarantee, _ALL)).text
    assert "足りないもの（1件）" in fragment
    assert "認定調書" in fragment
    assert "<form" not in fragment


def test_a_tick_that_is_not_on_offer_is_refused_kindly(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee
) -> None:
    answer = reader(client, contractor).get(page_of(guarantee, "?conditions=x"))
    assert answer.status_code == 422
    assert "まだ請求できる日になっていません" in answer.text


def test_the_general_frame_is_said_to_be_one(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee
) -> None:
    assert "平川市の定めは登録されていません" in reader(client, contractor).get(page_of(guarantee)).text


def test_the_agency_s_own_rule_outweighs_the_general_frame(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee
) -> None:
    guarantee.agency = get_agency("高浜町")
    db.session.commit()
    with time_machine.travel(_FIRST, tick=False):
        text = reader(client, contractor).get(page_of(guarantee, _ALL)).text
    assert "発注者に認定を請求できます" in text
    assert "高浜町：請負金額の20%以内（前払金と合わせて60%以内・10万円未満切捨て）" in text


def test_an_ended_guarantee_leads_no_further(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee
) -> None:
    guarantee.state = GuaranteeState.TERMINATED
    db.session.commit()
    browser = reader(client, contractor)
    text = browser.get(page_of(guarantee)).text
    assert "前払金保証が終了しています" in text
    assert "次にすること" not in text
    assert "/interim" not in browser.get(f"/guarantees/{guarantee.number}").text


def test_a_year_s_amount_is_the_base_and_its_days_are_halved(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee
) -> None:
    guarantee.request.fiscal_year_amount = 40_000_000
    db.session.commit()
    text = reader(client, contractor).get(page_of(guarantee)).text
    assert "今年度対象額の2分の1は 20,000,000円" in text
    assert "4,000,000円" in text  # 60 % of 40,000,000 less 20,000,000


def test_applying_begins_from_here_once(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee
) -> None:
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=contractor)
    client.sign_in(user)
    assert "中間前払金保証を申し込む</button>" in client.get(page_of(guarantee)).text
    first = client.post(page_of(guarantee)).headers["Location"]
    assert first.endswith("/guarantees")
    assert client.post(page_of(guarantee)).headers["Location"] == first
    shown = client.get(first).text
    assert guarantee.number in shown
    assert "認定調書" in shown
    works = client.get(first.replace("/guarantees", "/works")).text
    assert "同じ請負契約で申し込みます" in works
    assert 'name="price"' not in works
    assert "中間前払金保証を申し込む</button>" not in client.get(page_of(guarantee)).text
    application = ready_interim(guarantee, user)
    send(application, user)
    assert client.post(page_of(guarantee)).headers["Location"] == f"/applications/{application.id}"


def test_others_may_not_apply(client: SuretyClient, contractor: Contractor, guarantee: Guarantee) -> None:
    assert reader(client, contractor).post(page_of(guarantee)).status_code == 403
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=make_contractor("△△建設株式会社")))
    assert client.post(page_of(guarantee)).status_code == 404


def test_an_ended_guarantee_refuses_an_application(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee
) -> None:
    guarantee.state = GuaranteeState.TERMINATED
    db.session.commit()
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=contractor))
    assert client.post(page_of(guarantee)).status_code == 409


def test_the_report_is_attached_on_the_page_of_the_guarantee(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee
) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=contractor))
    page = client.post(page_of(guarantee)).headers["Location"]
    assert "認定調書を添付してください" in client.get(f"{page}?check=1").text
    upload = {"action": "attach", "interim_recognition": (BytesIO(b"no paper"), "memo.txt")}
    refused = client.post(page, data=upload, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "「memo.txt」は添付できる種類ではありません" in refused.text
    upload = {"action": "attach", "interim_recognition": (BytesIO(REPORT), "認定調書.pdf")}
    assert client.post(page, data=upload, content_type="multipart/form-data").status_code == 303
    shown = client.get(f"{page}?check=1").text
    assert "認定調書.pdf" in shown
    assert "認定調書を添付してください" not in shown


def test_the_percentage_of_both_appears_while_typing(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee
) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=contractor))
    page = client.post(page_of(guarantee)).headers["Location"]
    for _again in range(2):  # the second answer comes from memory
        answer = client.fragment(
            page.replace("/guarantees", "/recalculate"), method="POST",
            data={"interim_applies": "1", "interim_amount": "10,000,000"},
            headers={"HX-Trigger-Name": "interim_amount"},
        ).text  # fmt: skip
        assert "20.0%" in answer
        assert "前払金と合わせて 30,000,000円（60.0%）です。" in answer
        assert "6,500円" in answer
    crafted = client.fragment(
        page.replace("/guarantees", "/recalculate"), method="POST",
        data={"advance_applies": "1", "advance_amount": "1"}, headers={"HX-Trigger-Name": "advance_amount"},
    )  # fmt: skip
    assert crafted.status_code == 200


def test_the_branch_can_ask_for_another_report(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee
) -> None:
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=contractor)
    application = send(ready_interim(guarantee, user), user)
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    case = f"/desk/applications/{application.id}"
    assert "認定調書.pdf" in client.get(case).text
    version = str(application.version_id)
    client.post(f"{case}/review", data={"version_id": version})
    db.session.refresh(application)
    comment = {"comment-interim_recognition": "認定日の分かる面も添付してください。"}
    sent = client.post(f"{case}/return", data={"version_id": str(application.version_id), **comment})
    assert sent.status_code == 303, sent.text
    client.sign_in(user)
    for path in ("", "/guarantees"):
        assert (
            "認定日の分かる面も添付してください。" in client.get(f"/applications/{application.id}{path}").text
        )


def test_a_draft_is_no_step_that_is_done(
    client: SuretyClient, contractor: Contractor, guarantee: Guarantee
) -> None:
    begin_interim(guarantee, make_user(Role.CONTRACTOR_MEMBER, contractor=contractor))
    with time_machine.travel(_FIRST):
        text = reader(client, contractor).get(page_of(guarantee)).text
    assert "認定調書の写しを添付して、下の申込を送信します。" in text
    assert "済み" not in text.split("次にすること")[1].split("お申込みとご相談")[0]
