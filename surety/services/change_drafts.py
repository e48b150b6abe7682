"""Writing a 変更の申込: begun from the check, saved as typed, with its papers, and thrown away."""

import secrets
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.domain.workflow import CHANGE, ChangeEvent, ChangeState, Guard, advance
from surety.models import ChangePaper, Guarantee, GuaranteeChange
from surety.queries.change_notices import lock_guarantee
from surety.queries.changes import find_open_change, is_writable, list_change_papers, lock_change
from surety.security.identity import Actor
from surety.services.change_notices import require_ground
from surety.services.change_steps import KIND
from surety.services.uploaded_papers import MAX_FILES, PaperRefused, check_paper, store_paper

_LONGEST = 4000
PAPER_FIELD = "change_contract"


def begin_change(
    session: Session, guarantee: Guarantee, *, texts: Mapping[str, str], mark: str, actor: Actor
) -> GuaranteeChange:
    """The person's draft for this guarantee with these texts; pressed again it is the same draft.

    `mark` is the one of the page's ground. Raises ForbiddenMove for a guarantee that has ended or has another change under
    way, Stale when a certificate was issued since the page was drawn.
    """
    if actor.user_id is None:
        raise ValueError("a change is written by a person")
    guarantee = lock_guarantee(session, guarantee)
    if require_ground(session, guarantee).mark != mark:
        raise Stale("change.stale", "この画面を開いた後に、証書が新しくなりました。開き直してください")
    is_free = find_open_change(session, [guarantee.id]) is None
    advance(CHANGE, ChangeState.DRAFT, ChangeEvent.SUBMIT, guards={Guard.NO_OTHER_CHANGE: is_free})
    change = _find_draft(session, guarantee, user_id=actor.user_id)
    if change is None:
        change = GuaranteeChange(
            guarantee_id=guarantee.id,
            contractor_id=guarantee.contractor_id,
            branch_id=guarantee.branch_id,
            state=ChangeState.DRAFT,
            send_token=secrets.token_hex(16),
            entered_by_id=actor.user_id,
        )
        session.add(change)
    change.texts, change.saved_at = _bounded(texts), clock.now()
    session.flush()
    return change


def save_change(
    session: Session, change: GuaranteeChange, *, texts: Mapping[str, str], version_id: int
) -> GuaranteeChange:
    """Keep what was typed. Raises Stale when another page saved meanwhile, ForbiddenMove once it is sent."""
    change = _lock_writable(session, change)
    if change.version_id != version_id:
        raise Stale(
            "change.stale",
            "ほかの画面で、この申込が先に保存されました。この画面の内容で置き換えるときは、もう一度押してください",
        )
    change.texts, change.saved_at = _bounded(texts), clock.now()
    session.flush()
    return change


def discard_change(session: Session, change: GuaranteeChange, *, actor: Actor) -> None:
    """Throw a draft away that the branch never saw; a second press changes nothing. Raises ForbiddenMove."""
    change = lock_change(session, change)
    if change.state is ChangeState.DISCARDED:
        return
    change.state = advance(CHANGE, change.state, ChangeEvent.DISCARD)
    session.flush()
    audit.record(session, "change.discarded", actor=actor, object_kind=KIND, object_id=change.id)


def attach_change_paper(
    session: Session, change: GuaranteeChange, *, filename: str, content: bytes, actor: Actor
) -> ChangePaper:
    """Attach one paper; the same bytes again give the one that is there.

    Raises RuleViolation naming the file for what cannot be taken, ForbiddenMove once the change is sent.
    """
    change = _lock_writable(session, change)
    attached = list_change_papers(session, change)
    try:
        name, content_type, sha256 = check_paper(filename, content)
        there = next((paper for paper in attached if paper.file.sha256 == sha256), None)
        if there is not None:
            return there
        if len(attached) >= MAX_FILES:
            raise PaperRefused(f"添付できるファイルは{MAX_FILES}件までです。「{name}」は添付していません")
    except PaperRefused as refused:
        raise RuleViolation("attachment.refused", str(refused), field=PAPER_FIELD) from None
    file = store_paper(session, name=name, content_type=content_type, content=content, sha256=sha256)
    paper = ChangePaper(change_id=change.id, file_id=file.id)
    session.add(paper)
    session.flush()
    _record_paper(session, change, "change.file_attached", paper, sha256=sha256, actor=actor)
    return paper


def remove_change_paper(
    session: Session, change: GuaranteeChange, paper: ChangePaper, *, actor: Actor
) -> None:
    """Take a paper off the change; its bytes stay stored. Raises ForbiddenMove once it is sent."""
    change = _lock_writable(session, change)
    if paper.removed_at is None:
        paper.removed_at = clock.now()
        session.flush()
        sha256 = paper.file.sha256
        _record_paper(session, change, "change.file_removed", paper, sha256=sha256, actor=actor)


def _find_draft(session: Session, guarantee: Guarantee, *, user_id: int) -> GuaranteeChange | None:
    return session.scalars(
        select(GuaranteeChange)
        .where(
            GuaranteeChange.guarantee_id == guarantee.id,
            GuaranteeChange.entered_by_id == user_id,
            GuaranteeChange.state == ChangeState.DRAFT,
        )
        .order_by(GuaranteeChange.id.desc())
        .limit(1)
    ).first()


def _lock_writable(session: Session, change: GuaranteeChange) -> GuaranteeChange:
    change = lock_change(session, change)
    if not is_writable(change):
        raise ForbiddenMove("change.sent", f"この変更の申込は「{change.state.label}」のため、書き直せません")
    return change


def _bounded(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text[:_LONGEST] for name, text in texts.items()}


def _record_paper(
    session: Session, change: GuaranteeChange, action: str, paper: ChangePaper, *, sha256: str, actor: Actor
) -> None:
    facts = {"paper": paper.id, "sha256": sha256}
    audit.record(session, action, actor=actor, object_kind=KIND, object_id=change.id, facts=facts)
