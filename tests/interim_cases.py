"""An application for an interim payment at the station a test needs."""

from surety.domain.application_draft import Draft
from surety.domain.application_fields import RECOGNITION_FIELD
from surety.extensions import db
from surety.models import Application, Guarantee, User
from surety.services.application_attachments import attach_file
from surety.services.interim_applications import apply_for_interim
from tests.draft_cases import actor_of

REPORT = b"%PDF-1.4 recognition report"


def begin_interim(guarantee: Guarantee, user: User) -> Application:
    """The draft that 「中間前払金保証を申し込む」 begins."""
    application = apply_for_interim(db.session(), guarantee, actor=actor_of(user))
    db.session.commit()
    return application


def ready_interim(guarantee: Guarantee, user: User, *, amount: str = "10,000,000") -> Application:
    """The draft with its amount and the 認定調書: it can be sent."""
    application = begin_interim(guarantee, user)
    draft = Draft.from_json(application.draft)
    texts = {**draft.texts, "interim_amount": amount}
    application.draft = Draft(texts=texts, advance_number=draft.advance_number).to_json()
    attach_report(application, user)
    db.session.commit()
    return application


def attach_report(application: Application, user: User) -> None:
    """Attach the 認定調書."""
    attach_file(
        db.session(), application, filename="認定調書.pdf", content=REPORT, actor=actor_of(user),
        kind=RECOGNITION_FIELD,
    )  # fmt: skip
