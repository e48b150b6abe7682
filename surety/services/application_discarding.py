"""破棄: throwing a draft away that was never sent, and 元に戻す while it rests."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.application_draft import restorable_since, restorable_until
from surety.domain.errors import ForbiddenMove, Stale
from surety.domain.workflow import APPLICATION, ApplicationEvent, ApplicationState, Guard, advance
from surety.models import Application
from surety.queries.applications import EDITABLE, list_discarded, lock_application
from surety.security.identity import Actor


class Discarded(ForbiddenMove):
    """The draft was thrown away on another page; nothing that was typed since is kept yet."""

    def __init__(self) -> None:
        super().__init__(
            "application.discarded",
            "この下書きは、別の画面で破棄されています。「一時保存」を押すと、入力した内容を残す方法を選べます。",
        )


def discard_draft(session: Session, application: Application, *, version_id: int, actor: Actor) -> None:
    """破棄 of the draft that the confirm page of `version_id` named; pressed again, nothing more happens.

    Raises Stale when it was written in since, ForbiddenMove for what was sent.
    """
    application = lock_application(session, application)
    if application.state is ApplicationState.DISCARDED:
        return
    next_state = advance(APPLICATION, application.state, ApplicationEvent.DISCARD)
    if application.version_id != version_id:
        raise Stale(
            "application.stale",
            "この画面を開いたあとに、下書きが保存されました。いまの内容を確かめてから、もう一度お選びください。",
        )
    _move(session, application, next_state, actor=actor)


def restore_draft(session: Session, application: Application, *, actor: Actor) -> None:
    """元に戻す: the draft as it was thrown away, papers and all; a draft that is back already stays as it is.

    Raises ForbiddenMove for what was sent and once the 30 days are over.
    """
    application = lock_application(session, application)
    if application.state is ApplicationState.DRAFT:
        return
    next_state = advance(
        APPLICATION,
        application.state,
        ApplicationEvent.RESTORE,
        guards={Guard.RESTORABLE: clock.today() <= last_day_to_restore(application)},
    )
    _move(session, application, next_state, actor=actor)


def list_restorable(session: Session, *, contractor_id: int | None) -> Sequence[Application]:
    """The company's thrown-away drafts that can still be brought back, the latest first."""
    return list_discarded(session, contractor_id=contractor_id, from_day=restorable_since(clock.today()))


def last_day_to_restore(application: Application) -> date:
    """The last JST day on which a thrown-away draft can be brought back."""
    return restorable_until(clock.to_jst(application.draft_saved_at).date())


def refuse_unless_editable(application: Application, *, sent: str) -> None:
    """Raises Discarded for a thrown-away draft, ForbiddenMove with the sentence `sent` once it is sent."""
    if application.state is ApplicationState.DISCARDED:
        raise Discarded
    if application.state not in EDITABLE:
        raise ForbiddenMove("application.sent", sent)


def _move(session: Session, application: Application, state: ApplicationState, *, actor: Actor) -> None:
    application.state = state
    application.draft_saved_at = clock.now()
    session.flush()
    audit.record(
        session,
        "application.discarded" if state is ApplicationState.DISCARDED else "application.restored",
        actor=actor,
        object_kind="application",
        object_id=application.id,
    )
