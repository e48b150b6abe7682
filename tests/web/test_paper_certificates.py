"""証書（紙） from the branch's printer to the agency's hands."""

import pytest

from surety import clock
from surety.domain.dates import format_wareki
from surety.domain.products import CertificateForm, Product
from surety.domain.states import GuaranteeState
from surety.extensions import db
from surety.models import AuditEvent, Guarantee, OutgoingMail, PaperDelivery
from surety.security.permissions import Role
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee


@pytest.fixture
def guarantee(app) -> Guarantee:
    return make_issued_guarantee(certificate_form=CertificateForm.PAPER, with_papers=True)


@pytest.fixture
def desk(client, guarantee):
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    return client


@pytest.fixture
def member(app, guarantee):
    browser = app.test_client()
    browser.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    return browser


def typed(**more: str) -> dict[str, str]:
    return {
        "means": "counter",
        "delivered_on": format_wareki(clock.today()),
        "receiver": "見本　太郎",
        **more,
    }


def record(desk, guarantee, **more: str):
    return desk.post(f"/desk/guarantees/{guarantee.number}/delivery", data=typed(**more))


def test_the_whole_way(desk, member, guarantee):
    page = member.get(f"/guarantees/{guarantee.number}")
    assert "発行済み" in page.text
    assert "郵送または窓口でお渡しします" in page.text
    assert "認証キーはありません" in page.text
    for electronic in ("電子保証概要", "認証キーを表示する", "電子保証発行日時", "未閲覧"):
        assert electronic not in page.text

    assert "原本のPDFを開く" in desk.get(f"/desk/guarantees/{guarantee.number}").text
    assert record(desk, guarantee).status_code == 303
    assert "窓口でお渡ししました" in desk.get(f"/desk/guarantees/{guarantee.number}").text
    assert "発注者へ未提出" in member.get(f"/guarantees/{guarantee.number}").text

    assert member.post(f"/guarantees/{guarantee.number}/handed-over").status_code == 303
    page = member.get(f"/guarantees/{guarantee.number}").text
    assert "提出済み" in page
    assert "閲覧をお待ち" not in page
    refused = desk.post(f"/desk/guarantees/{guarantee.number}/delivery/take-back")
    assert refused.status_code == 409


def test_pressed_twice_the_first_note_stays(desk, guarantee):
    assert [record(desk, guarantee).status_code, record(desk, guarantee, means="post").status_code] == [
        303,
        303,
    ]
    assert [each.means.value for each in db.session.query(PaperDelivery)] == ["counter"]
    assert db.session.query(AuditEvent).filter_by(action="guarantee.paper_delivered").count() == 1


def test_a_note_made_by_mistake_is_taken_back(desk, guarantee):
    record(desk, guarantee)
    for _ in range(2):
        assert desk.post(f"/desk/guarantees/{guarantee.number}/delivery/take-back").status_code == 303
    assert db.session.query(PaperDelivery).count() == 0
    assert db.session.query(AuditEvent).filter_by(action="guarantee.paper_delivery_taken_back").count() == 1
    assert db.session.query(OutgoingMail).count() == 0, "at the counter it is in hands"
    assert record(desk, guarantee, means="post").status_code == 303
    mail = db.session.query(OutgoingMail).one()
    assert mail.message_kind == "paper_posted"
    assert guarantee.number in mail.body


@pytest.mark.parametrize("wrong", [{"means": ""}, {"means": "x"}, {"delivered_on": "9999"}, {"delivered_on": "R20.1.1"}, {"delivered_on": "R7.1.1"}])  # fmt: skip
def test_what_cannot_be_is_refused_and_stays_in_the_boxes(desk, guarantee, wrong):
    answer = record(desk, guarantee, **wrong)
    assert answer.status_code == 422
    assert "見本　太郎" in answer.text
    assert db.session.query(PaperDelivery).count() == 0


def test_an_ended_guarantee_takes_no_note(desk, guarantee):
    guarantee.state = GuaranteeState.CANCELLED
    db.session.commit()
    assert record(desk, guarantee).status_code == 409


def test_an_electronic_one_has_no_such_page(desk, guarantee):
    other = make_issued_guarantee(guarantee.contractor)
    assert desk.get(f"/desk/guarantees/{other.number}/delivery").status_code == 404
    assert desk.post(f"/desk/guarantees/{other.number}/delivery/take-back").status_code == 404


def test_another_branch_and_another_company_find_nothing(client, guarantee):
    client.sign_in(make_user(Role.STAFF_ISSUER, branch=get_branch("042")))
    assert client.get(f"/desk/guarantees/{guarantee.number}/delivery").status_code == 404
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=make_contractor("△△建設株式会社")))
    assert client.post(f"/guarantees/{guarantee.number}/handed-over").status_code == 404


def test_the_contractor_sees_a_copy_and_the_branch_prints_the_original(desk, member, guarantee):
    path = f"/guarantees/{guarantee.number}/certificates/1"
    page = member.get(path).text
    assert "この印刷物は控えです。" in page
    assert "PDFを保存" not in page
    assert member.get(f"{path}/pdf").location == path
    original = desk.get(f"/desk{path}.pdf")
    assert original.data.startswith(b"%PDF")
    assert "控え" not in desk.get(f"/desk{path}").text


def test_the_list_and_the_file_say_where_the_paper_is(desk, member, guarantee):
    record(desk, guarantee)
    page = member.get("/guarantees?tab=applied").text
    assert guarantee.number in page
    assert "発注者へ未提出" in page
    assert "紙の証書" in page


def test_a_performance_guarantee_on_paper_goes_the_same_way(desk, member, guarantee):
    other = make_issued_guarantee(
        guarantee.contractor, product=Product.PERFORMANCE, certificate_form=CertificateForm.PAPER
    )
    assert record(desk, other).status_code == 303
    assert "発注者へ未提出" in member.get(f"/guarantees/{other.number}").text
