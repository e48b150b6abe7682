"""The demo's companies: one 利用申請 in every state, two of them with people at work."""

import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import clock
from surety.demo import cast
from surety.demo.people import Stage, person_of, settle_in
from surety.domain.dates import format_wareki
from surety.domain.registration_draft import Draft
from surety.ingest.refusal import Refusal
from surety.ingest.registrations import read_registration
from surety.models import Contractor, OutgoingMail, Registration, User
from surety.services.monthly_accounts import agree_monthly_account
from surety.services.registration_files import Upload
from surety.services.registration_papers import terms_in_force, terms_label
from surety.services.registration_review import (
    approve_registration,
    refuse_registration,
    return_for_correction,
    start_review,
)
from surety.services.registration_submission import submit_registration, verify_mail
from surety.services.registrations import Acceptance, save_draft, start_registration
from surety.services.users import add_colleague

# The very workbook that visitors are invited to try the upload with.
WORKBOOK = Path(__file__).resolve().parents[2] / "docs" / "samples" / "01-good.xlsx"
_VERIFY_LINK = re.compile(r"/registrations/verify/([\w-]+)")


def open_companies(stage: Stage) -> None:
    """〇〇建設 by workbook with its three people, and △△建設 by the web form."""
    company = _approved(stage, _sent(stage, _from_workbook(stage)), by_mail=True)
    agree_monthly_account(stage.session, company, is_agreed=True, actor=stage.actor(cast.ISSUER))
    settle_in(stage, _first_user(stage, company), cast.ADMIN)
    for login in (cast.MEMBER, cast.VIEWER):
        user = add_colleague(
            stage.session,
            company,
            person_of(login),
            role=login.role,
            actor=stage.actor(cast.ADMIN),
            letterhead=stage.letterhead,
            added_by=cast.ADMIN.name,
        )
        settle_in(stage, user, login)
    second = _approved(
        stage, _sent(stage, _typed_in(stage, cast.SECOND_COMPANY, "サンカクサンカクケンセツ")), by_mail=False
    )
    settle_in(stage, _first_user(stage, second), cast.SECOND_ADMIN)


def leave_registrations_waiting(stage: Stage) -> None:
    """A 利用申請 in each of the states between the first look and the first login, and a refused one."""
    session, actor, letterhead = stage.session, stage.actor(cast.UNDERWRITER), stage.letterhead
    _typed_in(stage, "〇△建設株式会社", "マルサンカクケンセツ")
    # The same company once more: the review points it out.
    _sent(stage, _typed_in(stage, cast.SECOND_COMPANY, "サンカクサンカクケンセツ", person="見本　一郎"))
    under_review = _sent(stage, _typed_in(stage, "□□土木株式会社", "シカクシカクドボク"))
    start_review(session, under_review, actor=actor)
    returned = _sent(stage, _typed_in(stage, "〇□工務店株式会社", "マルシカクコウムテン"))
    start_review(session, returned, actor=actor)
    return_for_correction(
        session,
        returned,
        comments={
            "corporate_number": "法人番号（13桁）をご記入ください。個人事業の方は、その旨を備考にお書きください。",
            "fax": "FAX番号が電話番号と同じです。ご確認ください。",
        },
        actor=actor,
        letterhead=letterhead,
    )
    refused = _sent(stage, _typed_in(stage, "△□設備株式会社", "サンカクシカクセツビ"))
    start_review(session, refused, actor=actor)
    refuse_registration(
        session,
        refused,
        reason="本店の所在地が当支店の取扱地域の外のため、お引受けできません。最寄りの保証会社へお申し込みください。",
        actor=actor,
        letterhead=letterhead,
    )
    _approved(stage, _sent(stage, _typed_in(stage, "□〇造園株式会社", "シカクマルゾウエン")), by_mail=False)


def _from_workbook(stage: Stage) -> Registration:
    upload = Upload(WORKBOOK.name, WORKBOOK.read_bytes())
    report = read_registration(upload.content, filename=upload.filename)
    if isinstance(report, Refusal):
        raise ValueError(f"{upload.filename}: {report.message}")
    return start_registration(
        stage.session, acceptance=_acceptance(), upload=upload, report=report
    ).registration


def _typed_in(stage: Stage, company: str, kana: str, *, person: str = "見本　花子") -> Registration:
    registration = start_registration(stage.session, acceptance=_acceptance()).registration
    save_draft(stage.session, registration, Draft(registration_texts(company, kana, person=person)))
    return registration


def _sent(stage: Stage, registration: Registration) -> Registration:
    submit_registration(stage.session, registration, notice_by_mail=True, letterhead=stage.letterhead)
    verify_mail(stage.session, next(links_mailed_for(stage.session, registration)))
    return registration


def _approved(stage: Stage, registration: Registration, *, by_mail: bool) -> Contractor:
    actor = stage.actor(cast.UNDERWRITER)
    start_review(stage.session, registration, actor=actor)
    approve_registration(
        stage.session, registration, contractor=None, by_mail=by_mail, actor=actor, issuer=stage.issuer
    )
    return stage.session.get_one(Contractor, registration.contractor_id)


def links_mailed_for(session: Session, registration: Registration) -> Iterator[str]:
    """The confirmation links in the applicant's mails, the newest first, as the applicant would find them."""
    mails = session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.recipient == registration.email)
        .order_by(OutgoingMail.id.desc())
    )
    yield from (found.group(1) for mail in mails if (found := _VERIFY_LINK.search(mail.body)))


def _first_user(stage: Stage, company: Contractor) -> User:
    return stage.session.scalars(select(User).where(User.contractor_id == company.id)).one()


def _acceptance() -> Acceptance:
    return Acceptance(version=terms_label(terms_in_force(clock.today())), at=clock.now())


def registration_texts(company: str, kana: str, *, person: str) -> dict[str, str]:
    """What a small company types into the web form; signs in place of everything that would name a real one."""
    return {
        "applied_on": format_wareki(clock.today()),
        "branch": cast.BRANCH,
        "request_kind": "新規",
        "terms_consent": "同意する",
        "company_kana": kana,
        "company_name": company,
        "postal_code": "036-0100",
        "address": "青森県平川市〇〇町0番地0",
        "representative_title": "代表取締役",
        "representative_name": "見本　太郎",
        "phone": "017-000-0000",
        "fax": "017-000-0000",
        "manager_department": "総務部",
        "manager_title": "係長",
        "manager_kana": "ミホン　ハナコ" if person == "見本　花子" else "ミホン　イチロウ",
        "manager_name": person,
        "mail": "soumu@example.co.jp",
        "mail_again": "soumu@example.co.jp",
        "issue_notice": "希望する",
    }
