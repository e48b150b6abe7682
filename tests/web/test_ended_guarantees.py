"""The contractor's page of a guarantee that has ended."""

from datetime import timedelta

import pytest

from surety import clock
from surety.domain.act_states import ActKind
from surety.domain.dates import format_wareki
from surety.domain.keys import format_key
from surety.domain.products import CertificateForm
from surety.domain.workflow import GuaranteeState
from surety.extensions import db
from surety.models import CertificateOpening, Contractor, Guarantee
from surety.security.permissions import Role
from surety.services.expiry import expire_due
from surety.services.issuing import open_key
from tests.act_cases import carry_out, propose
from tests.client import SuretyClient
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee, make_issuer
from tests.web.act_pages import asked

ENDS = {
    ActKind.TERMINATION: "この保証契約は解約により終了しました",
    ActKind.CANCELLATION: "この保証契約は取り消されました",
    ActKind.RELEASE: "この保証契約は発注者による解除により終了しました",
}
NO_MORE = (
    "次にすること",
    "提出済みにする",
    "お待ちしています",
    "発注者だけに知らせてください",
    "番号とキーをコピー",
    "変更の要否を確認する",
    "/ask/",
    " ／ あと",
)


def end(guarantee: Guarantee, kind: ActKind = ActKind.TERMINATION) -> None:
    """Two people of the branch end it today."""
    act = propose(guarantee, kind, by=actor_of(make_user(Role.STAFF_UNDERWRITER)))
    carry_out(act, by=actor_of(make_user(Role.STAFF_ISSUER)))


def test_what_is_not_offered_after_an_end_is_there_before(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor, with_papers=True)
    member.post(f"/guarantees/{guarantee.number}/key")
    page = member.get(f"/guarantees/{guarantee.number}").text
    assert [words for words in NO_MORE if words not in page] == []


@pytest.mark.parametrize("kind", ENDS)
def test_an_ended_guarantee_says_how_and_since_when_and_asks_for_nothing(
    member: SuretyClient, contractor: Contractor, kind: ActKind
) -> None:
    guarantee = make_issued_guarantee(contractor, with_papers=True)
    end(guarantee, kind)
    page = member.get(f"/guarantees/{guarantee.number}").text
    top = page[: page.index('class="cols"')]
    assert ENDS[kind] in top
    assert format_wareki(clock.today()) in top
    assert [words for words in NO_MORE if words in page] == []


def test_an_expired_guarantee_says_so_from_the_day_after_its_term(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    guarantee.expires_on = clock.today() - timedelta(days=1)
    db.session.commit()
    page = member.get(f"/guarantees/{guarantee.number}").text
    assert "保証期限を過ぎています" in page
    assert [words for words in NO_MORE if words in page] == []
    expire_due(db.session(), today=clock.today())
    db.session.commit()
    assert guarantee.state is GuaranteeState.EXPIRED
    page = member.get(f"/guarantees/{guarantee.number}").text
    assert "この保証契約は満了しました" in page
    assert f"{format_wareki(clock.today())}に満了しました" in page
    assert [words for words in NO_MORE if words in page] == []


def test_the_certificate_and_its_pdf_stay_after_an_end(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor, with_papers=True)
    end(guarantee)
    page = f"/guarantees/{guarantee.number}"
    text = member.get(page).text
    for path in ("/certificates/1", "/certificates/1/pdf"):
        assert f'href="{page}{path}"' in text
        assert member.get(page + path).status_code == 200


def test_the_key_stays_folded_with_what_the_agency_sees(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor, with_papers=True)
    end(guarantee)
    page = f"/guarantees/{guarantee.number}"
    key = format_key(open_key(guarantee, vault=make_issuer().vault))
    text = member.get(page).text
    assert "認証キーで証書を開くと、終了していることが表示されます" in text
    assert text.index("証書の履歴" if "証書の履歴" in text else "履歴情報") < text.index('id="key-title"')
    assert '<details class="tip"><summary>認証キーを確認する' in text
    assert key not in text

    answer = member.post(f"{page}/key", data={"then": "show"})
    assert answer.headers["Location"].endswith("#key-title")
    text = member.get(page).text
    assert '<details class="tip" open><summary>認証キーを確認する' in text
    assert key in text
    assert member.get(f"{page}/key-notice").status_code == 200
    assert member.get(f"{page}/key-notice/pdf").data.startswith(b"%PDF")
    member.post(f"{page}/key/hide")
    assert key not in member.get(page).text


def test_who_may_only_look_is_told_whom_to_ask_for_the_key(
    client: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    end(guarantee)
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=contractor))
    page = client.get(f"/guarantees/{guarantee.number}").text
    assert "貴社の管理者または担当者の方が表示できます" in page
    assert "認証キーを表示する" not in page


def test_the_way_it_went_closes_with_the_end(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    db.session.add(
        CertificateOpening(guarantee_id=guarantee.id, sequence=1, act="open", opened_at=guarantee.issued_at)
    )
    db.session.commit()
    end(guarantee)
    page = member.get(f"/guarantees/{guarantee.number}").text
    way = page[page.index('class="tl"') :]
    assert way.index("発注者が閲覧しました") < way.index("解約により終了しました")
    assert "はじめて電子証書を閲覧しました" not in page


def test_an_ended_paper_certificate_is_not_to_be_handed_in(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor, certificate_form=CertificateForm.PAPER)
    end(guarantee)
    page = member.get(f"/guarantees/{guarantee.number}").text
    assert ENDS[ActKind.TERMINATION] in page
    assert "証書の原本を発注者に提出してください" not in page
    assert [words for words in NO_MORE if words in page] == []


def test_a_request_that_still_lies_open_is_taken_back_after_an_end(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    act = asked(guarantee, ActKind.KEY_REISSUE)
    end(guarantee)
    withdraw = f"/guarantees/{guarantee.number}/acts/{act.id}/withdraw"
    assert f'action="{withdraw}"' in member.get(f"/guarantees/{guarantee.number}").text
    assert member.post(withdraw).status_code == 303


def test_a_stale_page_cannot_note_an_ended_guarantee_as_handed_over(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor, with_papers=True)
    end(guarantee)
    answer = member.post(f"/guarantees/{guarantee.number}/handed-over")
    assert answer.status_code == 409
    assert "「提出済み」と記録できません" in answer.text
    db.session.expire_all()
    assert guarantee.handed_over_at is None
