import re
from pathlib import Path

import pytest

from surety.mail import messages
from surety.mail.letterhead import Addressee, Letterhead
from surety.mail.lines import LINE_COLUMNS, SUBJECT_SIGNS, columns
from tests.mail.letters import BRANCH, LETTERHEAD, NOON, TO, everyday
from tests.worked_tables import worked_tables

KINDS = sorted(everyday())
ROOT = Path(__file__).resolve().parents[2]


def test_every_mail_has_a_template_and_every_template_is_a_mail() -> None:
    folders = {path.name for path in (ROOT / "templates" / "emails").iterdir() if path.is_dir()}
    assert folders == set(KINDS) == {name for name in messages.__all__ if name.islower()}


def test_every_mail_stands_once_on_the_page_of_rules() -> None:
    listed = [row["mail"] for row in worked_tables("mail.md")[-1]]
    assert sorted(listed) == KINDS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("length", [1, 20, 120])
def test_lines_and_subject_keep_their_measure_with_names_of_any_length(kind: str, length: int) -> None:
    message = everyday(work="橋、（" * (length // 3) or "橋", name="市" * min(length, 80))[kind]()
    assert message.kind == kind
    assert message.subject.startswith("【電子保証デスク】")
    assert 1 <= len(message.subject.removeprefix("【電子保証デスク】")) <= SUBJECT_SIGNS
    too_wide = [
        line
        for line in message.body.splitlines()
        if columns(line) > LINE_COLUMNS and not line.strip().startswith("https://")
    ]
    assert too_wide == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_says_who_writes_to_whom_and_that_nobody_reads_answers(kind: str) -> None:
    body = everyday()[kind]().body
    assert "サンプル建設業保証株式会社" in body
    assert "このメールは送信専用です。" in body
    assert body.splitlines()[0] in {"〇〇建設株式会社", "青森支店 御中"}
    assert ("017-000-0000" in body) == (kind != "password_changed")
    assert body.count("https://") <= 1
    assert "させていただ" not in body
    assert not re.search(r"\n\n\n", body)


@pytest.mark.parametrize("kind", KINDS)
def test_no_mail_holds_an_amount(kind: str) -> None:
    assert not re.search(r"[0-9０-９,]+\s*(?:円|万円|億円)", everyday()[kind]().body)


def test_the_issue_mail_reads_like_a_letter() -> None:
    message = everyday()["issue_completed"]()
    assert message.subject == "【電子保証デスク】電子保証（認証キー）の発行が完了しました"
    assert message.body == (
        "〇〇建設株式会社\n"
        "総務部　見本　花子 様\n"
        "\n"
        "いつもお世話になっております。\n"
        "サンプル建設業保証株式会社 青森支店です。\n"
        "\n"
        "下記の電子保証の発行が完了しましたので、お知らせします。\n"
        "\n"
        "　工事名　　　　市道〇〇線道路改良工事\n"
        "　発注者　　　　平川市長\n"
        "　保証の種類　　前払金保証\n"
        "　保証契約番号　04126-000001\n"
        "\n"
        "お手数ですが、次の画面から「認証キーのお知らせ（PDF）」を\n"
        "ダウンロードし、発注者へご提出ください。\n"
        "　https://desk.example.co.jp/guarantees/04126-000001\n"
        "\n"
        "提出の方法も、同じ画面でご案内しています。\n"
        "\n"
        "ご不明な点は、青森支店（017-000-0000、平日9時〜17時）まで\n"
        "お問い合わせください。\n"
        "――――――――――――――――\n"
        "電子保証デスク（サンプル建設業保証株式会社）\n"
        "このメールは送信専用です。お心当たりのない場合は、\n"
        "お手数ですが上記の電話番号までご連絡ください。\n"
    )


def test_the_service_is_called_what_the_deployment_calls_it() -> None:
    own = Letterhead(service_name="Net Desk", guarantor_name="△△保証", base_url="https://a.example.co.jp")
    message = messages.password_changed(own, branch=BRANCH, to=TO, at=NOON)
    assert message.subject == "【Net Desk】パスワードが変更されました"
    assert "電子保証デスク" not in message.body


def test_a_company_without_a_person_is_greeted_as_a_whole() -> None:
    message = messages.password_changed(LETTERHEAD, branch=BRANCH, to=Addressee("〇〇建設株式会社"), at=NOON)
    assert message.body.startswith("〇〇建設株式会社 御中\n")


def test_a_name_with_a_line_break_cannot_add_a_header_or_a_line() -> None:
    message = everyday(name="平川市長\r\nBcc: someone@example.co.jp")["agency_opened"]()
    assert "\n" not in message.subject
    assert "\r" not in message.subject
    assert not any(line.startswith("Bcc") for line in message.body.splitlines())


def test_names_are_written_as_they_are_without_html_escapes() -> None:
    assert "髙橋＆﨑①<A&B>" in everyday(work="髙橋＆﨑①<A&B>")["issue_completed"]().body
