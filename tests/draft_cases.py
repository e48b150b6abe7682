"""The leaflet's application as a contractor types it."""

from surety.domain.application_draft import Draft
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.models import Application, User
from surety.security.identity import Actor
from surety.services.application_sending import send_application
from surety.services.applications import create_application
from tests.factories import get_agency

LEAFLET = {
    "work_name": "市道〇〇線道路改良工事",
    "price": "50,000,000",
    "period_from": "令和7年12月4日",
    "period_to": "令和8年3月20日",
    "contracted_on": "令和7年12月4日",
    "advance_applies": "1",
    "advance_form": "electronic",
    "advance_amount": "20,000,000",
    "advance_deposit_bank": "〇〇銀行　××支店",
    "performance_applies": "1",
    "performance_form": "electronic",
    "performance_amount": "5,000,000",
}
LETTERHEAD = Letterhead(
    service_name="電子保証デスク", guarantor_name="サンプル建設業保証株式会社", base_url="http://localhost"
)


def actor_of(user: User) -> Actor:
    """The person as services know them."""
    return Actor(user_id=user.id, label=user.name)


def make_draft(user: User, *, agency: str = "平川市", **texts: str) -> Application:
    """A draft of the user's company with the leaflet's content, changed by `texts` ("" leaves a field out)."""
    application = create_application(db.session(), contractor_id=user.contractor_id, actor=actor_of(user))
    draft = Draft.from_json(application.draft)
    content = {**draft.texts, **LEAFLET, "agency_id": str(get_agency(agency).id), **texts}
    application.draft = Draft(texts={name: text for name, text in content.items() if text}).to_json()
    db.session.commit()
    return application


def send(application: Application, user: User) -> Application:
    """Press この内容で送信する."""
    sent = send_application(
        db.session(),
        application,
        actor=actor_of(user),
        send_token=application.send_token,
        version_id=application.version_id,
        letterhead=LETTERHEAD,
    )
    db.session.commit()
    return sent
