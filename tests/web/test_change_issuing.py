"""変更の承認, its premium and the issue of 変更-n: two people, one transaction, and what agency and contractor then see."""

import pytest
from flask import Flask
from sqlalchemy import select

from surety.audit import find_broken_link
from surety.domain.products import PaymentMethod, Product
from surety.domain.states import PremiumState
from surety.domain.workflow import ChangeState
from surety.extensions import db
from surety.models import (
    AuditEvent,
    Contractor,
    Guarantee,
    GuaranteeChange,
    IssuedDocument,
    OutgoingMail,
    PremiumStatement,
    RefundStatement,
    User,
)
from surety.queries.certificates import read_certificate, version_in_force
from surety.security.permissions import Role
from tests.change_cases import approve, make_change, make_priced_guarantee
from tests.client import SuretyClient
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee
from tests.version_factories import make_changed_version
from tests.web.viewing import key_of, try_pair


@pytest.fixture
def contractor(app: Flask) -> Contractor:
    return make_contractor()


@pytest.fixture
def person(contractor: Contractor) -> User:
    return make_user(Role.CONTRACTOR_MEMBER, contractor=contractor)


@pytest.fixture
def underwriter(app: Flask) -> User:
    return make_user(Role.STAFF_UNDERWRITER)


@pytest.fixture
def guarantee(contractor: Contractor) -> Guarantee:
    return make_priced_guarantee(contractor)


def browser_of(app: Flask, user: User) -> SuretyClient:
    browser = app.test_client()
    assert isinstance(browser, SuretyClient)
    browser.sign_in(user)
    return browser


@pytest.fixture
def issuer(app: Flask) -> SuretyClient:
    return browser_of(app, make_user(Role.STAFF_ISSUER))


def now(change: GuaranteeChange) -> GuaranteeChange:
    db.session.expire_all()
    return db.session.get_one(GuaranteeChange, change.id)


def press(browser: SuretyClient, change: GuaranteeChange, step: str, **data: str):
    version = {"version_id": str(now(change).version_id)}
    return browser.post(f"/desk/changes/{change.id}/{step}", data=version | data)


def issue(browser: SuretyClient, change: GuaranteeChange):
    return press(browser, change, "issue", looked="y")


def test_an_approval_needs_words_and_states_what_it_costs(
    app: Flask, guarantee: Guarantee, person: User, underwriter: User
) -> None:
    change = make_change(guarantee, person)
    desk = browser_of(app, underwriter)
    press(desk, change, "review")
    assert "追加の保証料 5,000円のお支払いがあります" in desk.get(f"/desk/changes/{change.id}").text
    words = dict.fromkeys(("papers", "changed_on", f"amount-{guarantee.number}"), "写しで確認")
    assert press(desk, change, "approve").status_code == 422
    assert press(desk, change, "approve", **words).location == f"/desk/changes/{change.id}"
    assert press(desk, change, "approve", **words).status_code == 409
    (item,) = now(change).items
    assert item.statement is not None
    assert (item.statement.amount, item.statement.state) == (5_000, PremiumState.ON_ACCOUNT)
    assert "発行手続中" in browser_of(app, person).get(f"/changes/{change.id}").text
    preview = desk.get(f"/desk/changes/{change.id}/preview/{item.id}").text
    for shown in ("変更-1", guarantee.number, "金 22,000,000 円", "プレビュー"):
        assert shown in preview, shown
    assert desk.get(f"/desk/changes/{change.id}/preview/{item.id}.pdf").data.startswith(b"%PDF")


def test_the_issue_writes_the_next_version_its_papers_and_its_mail_once(
    guarantee: Guarantee, person: User, underwriter: User, issuer: SuretyClient
) -> None:
    change = make_change(guarantee, person)
    approve(change, underwriter)
    assert press(issuer, change, "issue").status_code == 422
    data = {"version_id": str(now(change).version_id), "looked": "y"}
    for _ in range(2):
        answer = issuer.post(f"/desk/changes/{change.id}/issue", data=data)
        assert answer.location == f"/desk/changes/{change.id}"
    change = now(change)
    assert (change.state, change.items[0].is_open) == (ChangeState.ISSUED, False)
    content = read_certificate(version_in_force(change.guarantee))
    assert (content.version_label, content.guaranteed_amount) == ("変更-1", 22_000_000)
    assert [each.sequence for each in change.guarantee.certificates] == [1, 2]
    assert (change.guarantee.amount, change.guarantee.price) == (22_000_000, 55_000_000)
    assert change.guarantee.works_contract.price == 55_000_000
    papers = db.session.scalars(
        select(IssuedDocument.kind).where(IssuedDocument.certificate_id == change.items[0].certificate_id)
    )
    assert set(papers) == {"certificate", "key_notice"}
    (mail,) = db.session.query(OutgoingMail).filter_by(message_kind="change_issued")
    assert "変更-1" in mail.body
    assert key_of(change.guarantee) not in mail.body
    assert mail.state.value == "queued"
    acts = list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))
    assert acts.count("change.issued") == acts.count("certificate.appended") == 1
    assert find_broken_link(db.session()) is None


def test_the_agency_sees_the_difference_with_the_old_key_and_acknowledges(
    app: Flask,
    guarantee: Guarantee,
    person: User,
    underwriter: User,
    issuer: SuretyClient,
    client: SuretyClient,
) -> None:
    change = make_change(guarantee, person)
    approve(change, underwriter)
    issue(issuer, change)
    try_pair(client, guarantee.number, key_of(guarantee))
    seen = client.get(f"/verify/{guarantee.number}/compare").text
    for said in ("20,000,000円", "22,000,000円", "＋2,000,000円"):
        assert said in seen, said
    client.post(f"/verify/{guarantee.number}/certificates/2/acknowledge")
    assert "変更の確認済み" in browser_of(app, person).get(f"/guarantees/{guarantee.number}").text


def test_the_person_who_approved_never_issues(
    app: Flask, guarantee: Guarantee, person: User, issuer: SuretyClient
) -> None:
    both = make_user(Role.STAFF_ISSUER)
    change = make_change(guarantee, person)
    approve(change, both)
    refused = issue(browser_of(app, both), change)
    assert refused.status_code == 403
    assert "別の方が発行してください" in refused.text
    assert now(change).state is ChangeState.APPROVED
    assert len(now(change).guarantee.certificates) == 1
    assert issue(issuer, change).status_code == 303


def test_an_additional_premium_is_paid_before_the_issue(
    app: Flask, contractor: Contractor, person: User, underwriter: User, issuer: SuretyClient
) -> None:
    guarantee = make_priced_guarantee(contractor, method=PaymentMethod.BANK_TRANSFER)
    change = make_change(guarantee, person)
    approve(change, underwriter)
    (mail,) = db.session.query(OutgoingMail).filter_by(message_kind="change_approved")
    assert "追加の保証料のお支払い" in mail.body
    assert "5,000" not in mail.body
    assert "保証料のお支払い待ち" in browser_of(app, person).get(f"/changes/{change.id}").text
    refused = issue(issuer, change)
    assert refused.status_code == 409
    assert "お支払いがまだ" in refused.text
    assert "まだ発行できません" in issuer.get(f"/desk/changes/{change.id}/issue").text
    desk = browser_of(app, underwriter)
    step = f"payments/{now(change).items[0].id}"
    paid = {"amount": "5,000", "paid_on": "R8.11.26", "method": "bank_transfer", "note": ""}
    assert "5,000円" in desk.get(f"/desk/changes/{change.id}/{step}").text
    wrong = press(desk, change, step, **paid | {"amount": "4,999"})
    assert wrong.status_code == 422
    assert "計算書の金額（5,000円）と違います" in wrong.text
    today = {"paid_on": now(change).approved_at.date().isoformat()}
    version = {"version_id": str(now(change).version_id)}
    for _ in range(2):
        done = desk.post(f"/desk/changes/{change.id}/{step}", data=version | paid | today)
        assert done.location == f"/desk/changes/{change.id}", done.text
    assert issue(issuer, change).status_code == 303
    assert now(change).state is ChangeState.ISSUED


def test_a_smaller_guarantee_gives_back_with_the_issue(
    app: Flask, guarantee: Guarantee, person: User, underwriter: User, issuer: SuretyClient
) -> None:
    less = {"price": "40,000,000", f"paid-{guarantee.number}": "16,000,000"}
    change = make_change(guarantee, person, **less)
    approve(change, underwriter)
    assert "10,000円をお返しします" in browser_of(app, person).get(f"/changes/{change.id}").text
    assert db.session.query(RefundStatement).count() == 0
    issue(issuer, change)
    (refund,) = db.session.query(RefundStatement)
    assert (refund.amount, refund.guarantee_id) == (10_000, guarantee.id)
    assert refund.number in issuer.get(f"/desk/changes/{change.id}").text
    assert refund.number in browser_of(app, person).get(f"/changes/{change.id}").text


def test_a_name_alone_costs_nothing(
    guarantee: Guarantee, person: User, underwriter: User, issuer: SuretyClient
) -> None:
    same = {"price": "50,000,000", f"paid-{guarantee.number}": "20,000,000"}
    change = make_change(guarantee, person, work_name="市道△△線道路改良工事", **same)
    approve(change, underwriter)
    assert "保証料は変わりません" in issuer.get(f"/desk/changes/{change.id}/issue").text
    issue(issuer, change)
    assert now(change).guarantee.work_name == "市道△△線道路改良工事"
    assert db.session.query(PremiumStatement).count() == 1


def test_taking_an_approval_back_leaves_nothing_owed(
    app: Flask, guarantee: Guarantee, person: User, underwriter: User
) -> None:
    change = make_change(guarantee, person)
    approve(change, underwriter)
    desk = browser_of(app, underwriter)
    assert press(desk, change, "reopen", reason="").status_code == 422
    press(desk, change, "reopen", reason="保証期限を確認し直すため")
    change = now(change)
    assert (change.state, change.items[0].statement) == (ChangeState.UNDER_REVIEW, None)
    states = list(db.session.scalars(select(PremiumStatement.state).order_by(PremiumStatement.id)))
    assert states == [PremiumState.ON_ACCOUNT, PremiumState.VOID]
    press(desk, change, "return", general="もう一度ご確認ください。")
    member = browser_of(app, person)
    member.post(
        f"/changes/{change.id}/withdraw",
        data={"reason": "取りやめ", "version_id": str(now(change).version_id)},
    )
    assert now(change).state is ChangeState.WITHDRAWN


def test_both_guarantees_of_a_works_contract_are_issued_together_or_not_at_all(
    app: Flask,
    guarantee: Guarantee,
    contractor: Contractor,
    person: User,
    underwriter: User,
    issuer: SuretyClient,
) -> None:
    rider = make_priced_guarantee(contractor, product=Product.PERFORMANCE)
    longer = {f"until-{each.number}": "2027-05-31" for each in (guarantee, rider)}
    change = make_change(
        guarantee,
        person,
        also=(rider,),
        period_to="2027-05-31",
        **longer,
        **{f"amount-{rider.number}": "5,500,000"},
    )
    approve(change, underwriter)
    make_changed_version(rider, works_name="訂正された工事名")
    refused = issue(issuer, change)
    assert refused.status_code == 409
    assert "証書が新しくなりました" in refused.text
    assert len(db.session.get_one(Guarantee, guarantee.id).certificates) == 1
    assert now(change).state is ChangeState.APPROVED


def test_changes_are_numbered_without_a_gap(
    guarantee: Guarantee, person: User, underwriter: User, issuer: SuretyClient
) -> None:
    for amount, label in (("22,000,000", "変更-1"), ("21,000,000", "変更-2"), ("21,500,000", "変更-3")):
        change = make_change(guarantee, person, **{f"paid-{guarantee.number}": amount})
        approve(change, underwriter)
        issue(issuer, change)
        db.session.expire_all()
        found = db.session.get_one(Guarantee, guarantee.id)
        assert read_certificate(version_in_force(found)).version_label == label


def test_without_a_stated_premium_the_branch_is_told_whom_to_ask(
    app: Flask, contractor: Contractor, person: User, underwriter: User
) -> None:
    change = make_change(make_issued_guarantee(contractor), person)
    desk = browser_of(app, underwriter)
    press(desk, change, "review")
    words = dict.fromkeys(("papers", "changed_on", f"amount-{change.guarantee.number}"), "確認")
    answer = press(desk, change, "approve", **words)
    assert answer.status_code == 422
    assert "保証料計算書がない" in answer.text
    assert now(change).state is ChangeState.UNDER_REVIEW
