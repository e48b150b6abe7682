"""変更の要否 on the screen: the live answer, the page without JavaScript, and the walls."""

from datetime import date

import pytest

from surety.domain.products import Product
from surety.domain.workflow import GuaranteeState
from surety.extensions import db
from surety.models import AuditEvent, ChangeNotice, Contractor, Guarantee
from surety.security.permissions import Role
from surety.services.issuing import issue_guarantee
from tests.change_cases import typed
from tests.client import SuretyClient
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee, make_issuer, make_payable_request


def check_url(guarantee: Guarantee) -> str:
    return f"/guarantees/{guarantee.number}/change-check"


def test_the_form_holds_what_the_certificate_shows(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    page = member.get(check_url(guarantee)).text
    for shown in (
        "50,000,000",
        "20,000,000",
        "令和9年3月20日",
        "市道〇〇線道路改良工事",
        "平川市長",
        "代表取締役　見本　太郎",
    ):
        assert f'value="{shown}"' in page, shown
    assert "JV構成員" not in page
    assert "変わる欄を書き直すと" in page
    assert check_url(guarantee) in member.get(f"/guarantees/{guarantee.number}").text


def test_price_alone_is_not_needed_and_offers_nothing_to_send(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    answer = member.fragment(check_url(guarantee), method="POST", data=typed(guarantee, price="５５００万"))
    assert answer.status_code == 200
    assert "50,000,000円" in answer.text
    assert "55,000,000円" in answer.text
    assert "請負金額だけの変更は、この保証契約の効力に影響しません" in answer.text
    assert "保証証書の（注）2" in answer.text
    assert "不要 1件" in answer.text
    assert "支店に知らせる" not in answer.text
    assert "<html" not in answer.text


def test_an_additional_advance_is_needed_and_the_text_to_the_branch_is_ready(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    changed = typed(guarantee, price="55,000,000", **{f"paid-{guarantee.number}": "22,000,000"})
    answer = member.fragment(check_url(guarantee), method="POST", data=changed)
    assert "必要 1件" in answer.text
    assert "追加の前払金を請求する前に" in answer.text
    assert "青森支店　御中" in answer.text
    assert "前払金額" in answer.text
    assert f"/guarantees/{guarantee.number}/change-notices" in answer.text


def test_every_guarantee_of_the_works_contract_is_answered(
    member: SuretyClient, contractor: Contractor
) -> None:
    advance = make_issued_guarantee(contractor)
    performance = make_issued_guarantee(contractor, product=Product.PERFORMANCE)
    other = make_issued_guarantee(contractor, work_name="別の工事")
    answer = member.fragment(
        check_url(performance), method="POST", data=typed(performance, period_to="R9.5.31")
    ).text
    assert "必要 1件、支店に確認 1件" in answer
    assert advance.number in answer
    assert performance.number in answer
    assert other.number not in answer


def test_another_companys_guarantee_for_the_same_works_is_not_answered(
    member: SuretyClient, contractor: Contractor
) -> None:
    mine, theirs = make_issued_guarantee(contractor), make_issued_guarantee(make_contractor("△△建設株式会社"))
    answer = member.fragment(check_url(mine), method="POST", data=typed(mine, price="55,000,000"))
    assert theirs.number not in answer.text


def test_without_javascript_the_button_brings_the_whole_page(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    page = member.post(check_url(guarantee), data=typed(guarantee, work_name="市道△△線道路改良工事"))
    assert page.status_code == 200
    assert "支店に確認 1件" in page.text
    assert 'value="市道△△線道路改良工事"' in page.text


def test_the_box_that_is_typed_in_is_told_how_it_was_understood(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    boxes = typed(guarantee, price="５５００万", period_to="R9.5.31")
    for name, echo in (("price", "5,500万円"), ("period_to", "令和9年5月31日（2027年）月曜日")):
        answer = member.fragment(
            check_url(guarantee), method="POST", data=boxes, headers={"HX-Trigger-Name": name}
        ).text
        slot = f'<output id="f-{name}-result" hx-swap-oob="innerHTML">'
        assert echo in answer.partition(slot)[2]
        assert answer.count("<output") == 1
    quiet = member.fragment(
        check_url(guarantee), method="POST", data=boxes, headers={"HX-Trigger-Name": "work_name"}
    )
    assert "<output" not in quiet.text


def test_nothing_changed_says_so(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    answer = member.fragment(check_url(guarantee), method="POST", data=typed(guarantee))
    assert "変わったところはありません。" in answer.text


@pytest.mark.parametrize(
    "box,text,sentence",
    [
        ("price", "五千万", "漢数字は使えません"),
        ("price", "", "請負金額を入力してください"),
        ("period_to", "令和8年12月1日", "工期の終わり"),
        ("period_to", "あした", "工期の終わり"),
        ("work_name", "あ" * 121, "120文字"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_input_stays(
    member: SuretyClient, contractor: Contractor, box: str, text: str, sentence: str
) -> None:
    guarantee = make_issued_guarantee(contractor)
    fragment = member.fragment(check_url(guarantee), method="POST", data=typed(guarantee, **{box: text}))
    assert fragment.status_code == 422
    assert sentence in fragment.text
    page = member.post(check_url(guarantee), data=typed(guarantee, **{box: text}))
    assert page.status_code == 422
    assert f'value="{text}"' in page.text


def test_the_check_keeps_nothing(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    events = db.session.query(AuditEvent).count()
    member.post(check_url(guarantee), data=typed(guarantee, price="55,000,000"))
    assert db.session.query(ChangeNotice).count() == 0
    assert db.session.query(AuditEvent).count() == events


def test_a_page_older_than_the_certificate_is_stale(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    for path in (check_url(guarantee), f"/guarantees/{guarantee.number}/change-notices"):
        answer = member.post(path, data=typed(guarantee, price="55,000,000", mark="0"))
        assert answer.status_code == 409
        assert "証書が新しくなりました" in answer.text


def test_an_ended_guarantee_is_not_checked(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    boxes = typed(guarantee, price="55,000,000")
    guarantee.state = GuaranteeState.EXPIRED
    db.session.commit()
    page = member.get(check_url(guarantee))
    assert "この保証契約は「満了」です" in page.text
    assert "change-form" not in page.text
    assert member.post(check_url(guarantee), data=boxes).status_code == 200
    assert member.post(f"/guarantees/{guarantee.number}/change-notices", data=boxes).status_code == 409
    assert check_url(guarantee) not in member.get(f"/guarantees/{guarantee.number}").text


def test_a_joint_venture_is_asked_for_its_name_and_members(
    member: SuretyClient, contractor: Contractor
) -> None:
    request = make_payable_request(contractor)
    request.application.works_contract.joint_venture_name = "〇〇・△△特定建設工事共同企業体"
    db.session.commit()
    actor = actor_of(make_user(Role.STAFF_ISSUER))
    guarantee = issue_guarantee(db.session(), request, actor=actor, issuer=make_issuer())
    db.session.commit()
    assert "〇〇・△△特定建設工事共同企業体" in member.get(check_url(guarantee)).text
    boxes = typed(guarantee, joint_venture="〇〇・△△特定建設工事共同企業体", members="△△建設が脱退")
    answer = member.fragment(check_url(guarantee), method="POST", data=boxes).text
    assert "支店に確認 1件" in answer
    assert "共同企業体の構成員が変わるときの手続き" in answer
    without = typed(guarantee, joint_venture="")
    told = member.fragment(check_url(guarantee), method="POST", data=without).text
    assert "JV名を入力してください" in told


def test_a_viewer_checks_but_does_not_tell(client: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=contractor))
    boxes = typed(guarantee, work_name="市道△△線道路改良工事")
    answer = client.fragment(check_url(guarantee), method="POST", data=boxes).text
    assert "支店に確認 1件" in answer
    assert "この内容を支店に知らせる" not in answer
    assert client.post(f"/guarantees/{guarantee.number}/change-notices", data=boxes).status_code == 403


def test_the_branch_checks_its_own_guarantees_only(client: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    url = f"/desk/guarantees/{guarantee.number}/change-check"
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    assert url in client.get(f"/desk/guarantees/{guarantee.number}").text
    page = client.post(url, data=typed(guarantee, work_name="市道△△線道路改良工事"))
    assert "変更の連絡として記録する" in page.text
    client.sign_in(make_user(Role.STAFF_UNDERWRITER, branch=get_branch("011")))
    assert client.get(url).status_code == 404
    assert client.post(url, data=typed(guarantee)).status_code == 404


def test_the_date_of_the_period_is_read_as_people_write_it(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    answer = member.fragment(check_url(guarantee), method="POST", data=typed(guarantee, period_to="R9.3.31"))
    assert "令和9年3月20日" in answer.text
    assert "令和9年3月31日" in answer.text
    assert guarantee.expires_on == date(2027, 3, 20)
