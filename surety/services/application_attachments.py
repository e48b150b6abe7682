"""Papers attached to a 保証申込 (請負契約書の写し …): kept with their hash, removable until it is sent."""

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.application_draft import Draft
from surety.domain.application_fields import ATTACHMENTS_FIELD, RECOGNITION_FIELD
from surety.domain.errors import RuleViolation
from surety.models import Application, Attachment
from surety.queries.applications import list_attachments, lock_application
from surety.security.identity import Actor
from surety.services.application_discarding import refuse_unless_editable
from surety.services.uploaded_papers import MAX_FILES, PaperRefused, check_paper, store_paper

_SENT_ALREADY = "この申込は送信済みのため、添付ファイルを変更できません"
KINDS = (ATTACHMENTS_FIELD, RECOGNITION_FIELD)


def attach_file(
    session: Session,
    application: Application,
    *,
    filename: str,
    content: bytes,
    actor: Actor,
    kind: str = ATTACHMENTS_FIELD,
) -> Attachment:
    """Attach one paper as one of KINDS; the same bytes again give the attachment that is there.

    Raises RuleViolation on the field of that name, naming the file, for an empty, too large or foreign
    file and beyond ten files; ForbiddenMove once the application is sent.
    """
    try:
        return _attach(session, application, filename=filename, content=content, actor=actor, kind=kind)
    except PaperRefused as refused:
        raise RuleViolation("attachment.refused", str(refused), field=kind) from None


def _attach(
    session: Session, application: Application, *, filename: str, content: bytes, actor: Actor, kind: str
) -> Attachment:
    if kind not in KINDS:
        raise ValueError(f"no paper of an application is a {kind}")
    application = lock_application(session, application)
    refuse_unless_editable(application, sent=_SENT_ALREADY)
    name, content_type, sha256 = check_paper(filename, content)
    if kind == RECOGNITION_FIELD and not Draft.from_json(application.draft).advance_number:
        raise PaperRefused("認定調書は、中間前払金保証の申込に添付するものです。この申込には添付していません")
    attached = list_attachments(session, application)
    for there in attached:
        if there.file.sha256 == sha256 and there.kind == kind:
            return there
    if len(attached) >= MAX_FILES:
        raise PaperRefused(f"添付できるファイルは{MAX_FILES}件までです。「{name}」は添付していません")
    file = store_paper(session, name=name, content_type=content_type, content=content, sha256=sha256)
    attachment = Attachment(application_id=application.id, file_id=file.id, kind=kind)
    session.add(attachment)
    session.flush()
    _record(session, application, "application.file_attached", attachment, sha256=sha256, actor=actor)
    return attachment


def remove_attachment(
    session: Session, application: Application, attachment: Attachment, *, actor: Actor
) -> None:
    """Take a paper off the application; its bytes stay stored. Raises ForbiddenMove once it is sent."""
    application = lock_application(session, application)
    refuse_unless_editable(application, sent=_SENT_ALREADY)
    if attachment.removed_at is None:
        attachment.removed_at = clock.now()
        sha256 = attachment.file.sha256
        _record(session, application, "application.file_removed", attachment, sha256=sha256, actor=actor)


def _record(
    session: Session,
    application: Application,
    action: str,
    attachment: Attachment,
    *,
    sha256: str,
    actor: Actor,
) -> None:
    audit.record(
        session,
        action,
        actor=actor,
        object_kind="application",
        object_id=application.id,
        facts={"attachment": attachment.id, "sha256": sha256},
    )
