"""Registrations in every stage, for the tests of services and pages."""

from surety import clock
from surety.domain.registration_draft import Draft
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.models import Branch, Registration
from surety.security.identity import Actor
from surety.services.issuing import Issuer
from surety.services.registration_review import approve_registration, start_review
from surety.services.registration_submission import submit_registration
from surety.services.registrations import Acceptance, save_draft, start_registration
from tests.factories import get_branch

STAFF = Actor(user_id=None, label="青森支店 見本　花子")
TYPED = {
    "applied_on": "R8.4.1",
    "branch": "青森支店",
    "request_kind": "新規",
    "terms_consent": "同意する",
    "company_name": "△△建設㈱",
    "company_kana": "ｻﾝｶｸｹﾝｾﾂ",
    "corporate_number": "５８３５６７８２５６２４６",
    "permit_number": "青森県知事許可（般-5）第12345号",
    "postal_code": "0360104",
    "address": "青森県平川市〇〇町1番地1",
    "representative_title": "代表取締役",
    "representative_name": "見本　一郎",
    "phone": "０１７（０００）００００",
    "fax": "なし",
    "manager_department": "総務部",
    "manager_kana": "みほん　はなこ",
    "manager_name": "見本　花子",
    "mail": "hanako@example.co.jp",
    "mail_again": "hanako@example.co.jp",
    "issue_notice": "希望する",
}


def draft_of(*, users: tuple[dict[str, str], ...] = (), **changes: str) -> Draft:
    """A complete draft with some texts changed."""
    return Draft({**TYPED, **changes}, users)


def make_begun(draft: Draft | None = None) -> tuple[Registration, str]:
    """A web registration that is filled in but not sent; with the secret of its link."""
    started = start_registration(db.session(), acceptance=Acceptance("2025-12-01版", clock.now()))
    save_draft(db.session(), started.registration, draft or draft_of())
    db.session.commit()
    return started.registration, started.token


def make_sent(draft: Draft | None = None) -> tuple[Registration, str]:
    """One that lies at the branch, new."""
    registration, token = make_begun(draft)
    submit_registration(db.session(), registration, notice_by_mail=False, letterhead=letterhead())
    db.session.commit()
    return registration, token


def make_in_review(draft: Draft | None = None) -> tuple[Registration, str]:
    """One that somebody of the branch has taken in hand."""
    registration, token = make_sent(draft)
    start_review(db.session(), registration, actor=STAFF)
    db.session.commit()
    return registration, token


def make_approved(issuer: Issuer, *, by_mail: bool = False, draft: Draft | None = None) -> Registration:
    """One whose notice is out; `by_mail` confirms the address first."""
    registration, _token = make_in_review(draft)
    if by_mail:
        registration.email_verified_at = clock.now()
    approve_registration(
        db.session(), registration, contractor=None, by_mail=by_mail, actor=STAFF, issuer=issuer
    )
    db.session.commit()
    return registration


def letterhead() -> Letterhead:
    """A letterhead for mails nobody sends."""
    return Letterhead(
        service_name="電子保証デスク",
        guarantor_name="サンプル建設業保証株式会社",
        base_url="http://localhost",
    )


def other_branch() -> Branch:
    """A branch that has nothing to do with 青森支店."""
    return get_branch("011")


def issuer_of(app) -> Issuer:
    """The issuer the application itself would use."""
    return Issuer(settings=app.config["SETTINGS"], vault=app.extensions["vault"])
