"""The desk's list of outgoing mail."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from blueprints.desk.mails import VIEWS
from surety import clock
from surety.domain.mail_delivery import MailState
from surety.extensions import db
from surety.models import AuditEvent, Branch, OutgoingMail
from surety.queries.mails import PAGE
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import get_branch, make_user
from tests.mail.letters import everyday
from tests.mail.queueing import queued_mail


@pytest.fixture
def make_mail(app: object) -> Callable[..., OutgoingMail]:
    def make(
        number: int = 1,
        *,
        kind: str = "application_received",
        branch: Branch | None = None,
        state: MailState = MailState.FAILED,
        reply: str = "",
    ) -> OutgoingMail:
        mail = queued_mail(
            everyday()[kind](),
            subject_key=f"application-{number}",
            recipient=f"user{number}@example.co.jp",
            branch_id=(branch or get_branch()).id,
        )
        mail.state, mail.last_reply = state, reply
        db.session.commit()
        return mail

    return make


def other_branch() -> Branch:
    return db.session.scalars(select(Branch).where(Branch.id != get_branch().id).order_by(Branch.id)).first()


def test_staff_see_their_branchs_mail_with_its_state_and_the_servers_words(
    client: SuretyClient, make_mail: Callable[..., OutgoingMail]
) -> None:
    make_mail(1, reply="550 no such user")
    make_mail(2, branch=other_branch())
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    page = client.get("/desk/mails").text
    assert "user1@example.co.jp" in page
    assert "送信できませんでした" in page
    assert "550 no such user" in page
    assert "user2@example.co.jp" not in page


def test_the_head_office_sees_every_branchs_mail(
    client: SuretyClient, make_mail: Callable[..., OutgoingMail]
) -> None:
    make_mail(1)
    make_mail(2, branch=other_branch())
    client.sign_in(make_user(Role.STAFF_ADMIN))
    page = client.get("/desk/mails").text
    assert "user1@example.co.jp" in page
    assert "user2@example.co.jp" in page


def test_no_text_of_a_mail_is_shown_to_staff(
    client: SuretyClient, make_mail: Callable[..., OutgoingMail]
) -> None:
    make_mail(1, kind="account_activation")
    client.sign_in(make_user(Role.STAFF_ISSUER))
    assert "t" * 43 not in client.get("/desk/mails").text


@pytest.mark.parametrize("role", [Role.CONTRACTOR_ADMIN, Role.AGENCY_OFFICER])
def test_customers_have_no_business_here(client: SuretyClient, role: Role) -> None:
    client.sign_in(make_user(role))
    assert client.get("/desk/mails").status_code == 403


def test_the_view_of_what_needs_attention_leaves_the_rest_out(
    client: SuretyClient, make_mail: Callable[..., OutgoingMail]
) -> None:
    for number, state in enumerate(MailState):
        make_mail(number, state=state)
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    page = client.get("/desk/mails?view=attention").text
    shown = {state for number, state in enumerate(MailState) if f"user{number}@" in page}
    assert shown == {MailState.UNCERTAIN, MailState.FAILED}


@pytest.mark.parametrize(
    "query",
    ["view=x", "before=x", "before=-1", "before=" + "9" * 40, "recipient=%01%ff", "recipient=" + "あ" * 500],
)
def test_an_odd_address_shows_a_page_all_the_same(client: SuretyClient, query: str) -> None:
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    assert client.get(f"/desk/mails?{query}").status_code == 200


def test_a_recipient_is_found_in_any_width_and_case(
    client: SuretyClient, make_mail: Callable[..., OutgoingMail]
) -> None:
    make_mail(1)
    make_mail(2)
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    page = client.get("/desk/mails", query_string={"recipient": "ＵＳＥＲ２＠"}).text
    assert "user2@example.co.jp" in page
    assert "user1@example.co.jp" not in page
    nothing = client.get("/desk/mails", query_string={"recipient": "%"}).text
    assert "条件に合うメールはありません。" in nothing


def test_a_part_of_an_address_is_looked_for_step_by_step_and_a_whole_one_is_found_at_once(
    client: SuretyClient, make_mail: Callable[..., OutgoingMail], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surety.queries.mails.LOOKS", 2)
    mails = [make_mail(number) for number in range(1, 4)]
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    first = client.get("/desk/mails?recipient=user1@").text
    assert "user1@example.co.jp</td>" not in first
    assert "さらに古いメールを探す" in first
    assert f"before={mails[1].id}" in first
    second = client.get(f"/desk/mails?recipient=user1@&before={mails[1].id}").text
    assert "user1@example.co.jp" in second
    assert "さらに古いメール" not in second
    whole = client.get("/desk/mails?recipient=USER1@example.co.jp").text
    assert "user1@example.co.jp" in whole
    assert "さらに古いメール" not in whole


def test_each_view_holds_its_states_and_no_other(
    client: SuretyClient, make_mail: Callable[..., OutgoingMail]
) -> None:
    for number, state in enumerate(MailState):
        make_mail(number, state=state)
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    for view, (_label, states) in VIEWS.items():
        page = client.get(f"/desk/mails?view={view}").text
        shown = {state for number, state in enumerate(MailState) if f"user{number}@" in page}
        assert shown == set(states or MailState)


def test_older_mail_is_a_page_further(client: SuretyClient, make_mail: Callable[..., OutgoingMail]) -> None:
    mails = [make_mail(number) for number in range(PAGE + 1)]
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    first = client.get("/desk/mails").text
    assert "user0@example.co.jp" not in first
    assert f"before={mails[1].id}" in first
    second = client.get(f"/desk/mails?before={mails[1].id}").text
    assert "user0@example.co.jp" in second
    assert "以前のメール" not in second


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.UNCERTAIN, MailState.SENT, MailState.QUEUED])
def test_a_mail_is_sent_again_with_the_same_id_and_the_act_is_noted(
    client: SuretyClient, make_mail: Callable[..., OutgoingMail], state: MailState
) -> None:
    mail = make_mail(1, state=state)
    mail.tries, mail.silences, mail.next_try_at = 11, 2, None
    db.session.commit()
    message_id = mail.message_id
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    answer = client.post(f"/desk/mails/{mail.id}/resend", data={"view": "attention"})
    assert (answer.status_code, answer.location) == (303, "/desk/mails?view=attention")
    db.session.expire_all()
    assert (mail.state, mail.tries, mail.silences, mail.message_id) == (MailState.QUEUED, 0, 0, message_id)
    assert mail.next_try_at is not None
    assert mail.next_try_at <= clock.now()
    assert db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all() == [
        "mail.resent"
    ]


@pytest.mark.parametrize("state", [MailState.HELD, MailState.SENDING])
def test_a_mail_on_its_way_is_not_sent_again(
    client: SuretyClient, make_mail: Callable[..., OutgoingMail], state: MailState
) -> None:
    mail = make_mail(1, state=state)
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    answer = client.post(f"/desk/mails/{mail.id}/resend")
    assert answer.status_code == 409
    assert "いま再送できません" in answer.text


def test_a_spent_one_time_link_is_not_sent_again(
    client: SuretyClient, make_mail: Callable[..., OutgoingMail]
) -> None:
    mail = make_mail(1, kind="account_activation", state=MailState.SENT)
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    assert f"/desk/mails/{mail.id}/resend" not in client.get("/desk/mails").text
    assert client.post(f"/desk/mails/{mail.id}/resend").status_code == 409


def test_another_branchs_mail_gets_404(client: SuretyClient, make_mail: Callable[..., OutgoingMail]) -> None:
    mail = make_mail(1, branch=other_branch())
    client.sign_in(make_user(Role.STAFF_ISSUER))
    assert client.post(f"/desk/mails/{mail.id}/resend").status_code == 404
    assert client.post("/desk/mails/999999999/resend").status_code == 404
    assert client.post(f"/desk/mails/{10**30}/resend").status_code == 404
