"""The demo's mailbox."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from surety.models import OutgoingMail
from surety.queries.mails import PAGE
from tests.client import SuretyClient
from tests.mail.letters import everyday
from tests.mail.queueing import queued_mail


def arrive(number: int = 1, kind: str = "issue_completed") -> OutgoingMail:
    return queued_mail(
        everyday()[kind](),
        subject_key=f"certificate-{number}",
        recipient=f"user{number}@example.co.jp",
        recipient_name="見本　花子",
    )


def test_anybody_reads_the_demos_mail(client: SuretyClient) -> None:
    mail = arrive()
    page = client.get("/mailbox").text
    assert "【電子保証デスク】電子保証（認証キー）の発行が完了しました" in page
    assert f'href="/mailbox/{mail.id}"' in page
    assert "user1@example.co.jp" in page


def test_a_mail_is_shown_as_plain_text_whose_link_leads_on(client: SuretyClient) -> None:
    page = client.get(f"/mailbox/{arrive().id}").text
    link = "https://desk.example.co.jp/guarantees/04126-000001"
    assert f'<a href="{link}">{link}</a>' in page
    assert "　保証契約番号　04126-000001" in page


def test_a_name_in_a_mail_is_never_html(client: SuretyClient) -> None:
    mail = queued_mail(
        everyday(work='<b>橋</b> https://a.example.co.jp/"onclick=x')["issue_completed"](),
        subject_key="x",
        recipient="a@example.co.jp",
    )
    page = client.get(f"/mailbox/{mail.id}").text
    assert "<b>橋" not in page
    assert not re.search(r'href="[^"]*"onclick', page)


def test_a_recipient_is_searched_for(client: SuretyClient) -> None:
    arrive(1)
    arrive(2)
    page = client.get("/mailbox?recipient=USER2").text
    assert "user2@example.co.jp" in page
    assert "user1@example.co.jp" not in page
    assert "この宛先のメールはありません。" in client.get("/mailbox?recipient=nobody").text


def test_older_mail_is_a_page_further(client: SuretyClient) -> None:
    mails = [arrive(number) for number in range(PAGE + 1)]
    assert f"before={mails[1].id}" in client.get("/mailbox").text
    assert "user0@example.co.jp" in client.get(f"/mailbox?before={mails[1].id}").text


def test_an_empty_mailbox_says_how_mail_gets_there(client: SuretyClient) -> None:
    assert "メールはまだありません。" in client.get("/mailbox").text


def test_a_mail_that_does_not_exist_is_404(client: SuretyClient) -> None:
    assert client.get("/mailbox/999999999").status_code == 404
    assert client.get(f"/mailbox/{10**30}").status_code == 404


@pytest.mark.parametrize("path", ["/mailbox", "/mailbox/1"])
def test_outside_the_demo_there_is_no_mailbox(
    app: Flask, client: SuretyClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    arrive()
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], is_demo=False))
    answer = client.get(path)
    assert answer.status_code == 404
    assert "練習用" not in answer.text
