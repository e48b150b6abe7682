"""変更の連絡: telling the branch of a changed works contract, and dealing with it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.change_case import Answer
from surety.domain.change_check import most_urgent
from surety.domain.contract_facts import ContractFacts
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.domain.row_codec import to_row
from surety.models import ChangeNotice, Guarantee
from surety.queries.change_checks import ChangeGround, load_change_ground
from surety.queries.change_notices import lock_guarantee, lock_notice
from surety.security.identity import Actor


def report_change(
    session: Session, guarantee: Guarantee, *, after: ContractFacts, message: str, mark: str, actor: Actor
) -> ChangeNotice:
    """Tell the branch what changed; the same content again while the first is open gives the first.

    `mark` is the one of the page's ground. Raises Stale when a certificate was issued since, ForbiddenMove for a
    guarantee that has ended, RuleViolation when nothing changed.
    """
    guarantee = lock_guarantee(session, guarantee)
    ground = load_change_ground(session, guarantee)
    if ground is None:
        raise ForbiddenMove(
            "guarantee.ended", f"この保証契約は{guarantee.state.label}のため、変更できません。"
        )
    if ground.mark != mark:
        raise Stale(
            "change.stale", "この画面を開いた後に、証書が新しくなりました。開き直して、もう一度ご確認ください"
        )
    differences = [to_row(each) for each in ground.find_differences(after)]
    if not differences:
        raise RuleViolation("change.nothing", "変わったところがありません。変わった欄を入力してください")
    open_one = _find_same(session, guarantee, differences=differences, message=message)
    if open_one is not None:
        return open_one
    notice = _tell(
        session, guarantee, differences=differences, answers=ground.check(after), message=message, actor=actor
    )
    facts: dict[str, object] = {
        "guarantee": guarantee.number,
        "need": notice.need.value,
        "differences": differences,
    }
    _record(session, "change_notice.reported", notice, actor=actor, facts=facts)
    return notice


def require_ground(session: Session, guarantee: Guarantee) -> ChangeGround:
    """What a change starts from. Raises ForbiddenMove for a guarantee that has ended."""
    ground = load_change_ground(session, guarantee)
    if ground is None:
        raise ForbiddenMove(
            "guarantee.ended", f"この保証契約は「{guarantee.state.label}」のため、変更できません。"
        )
    return ground


def finish_notice(session: Session, notice: ChangeNotice, *, note: str, actor: Actor) -> ChangeNotice:
    """対応済み, with a word on what was done. A second time by the same person changes nothing; raises Stale after another."""
    notice = lock_notice(session, notice)
    if notice.done_at is not None:
        if notice.done_by_id == actor.user_id:
            return notice
        who = notice.done_by.name if notice.done_by else ""
        raise Stale("change_notice.done", f"ほかの方（{who}）が先に対応済みにしました。内容をご確認ください")
    notice.done_at, notice.done_by_id, notice.done_note = clock.now(), actor.user_id, note
    _record(session, "change_notice.finished", notice, actor=actor, facts={"note": note})
    return notice


def reopen_notice(session: Session, notice: ChangeNotice, *, actor: Actor) -> ChangeNotice:
    """Take 対応済み back; a notice that waits stays as it is."""
    notice = lock_notice(session, notice)
    if notice.done_at is None:
        return notice
    notice.done_at, notice.done_by_id, notice.done_note = None, None, ""
    _record(session, "change_notice.reopened", notice, actor=actor)
    return notice


def _tell(
    session: Session,
    guarantee: Guarantee,
    *,
    differences: list[dict[str, object]],
    answers: Sequence[Answer],
    message: str,
    actor: Actor,
) -> ChangeNotice:
    notice = ChangeNotice(
        guarantee_id=guarantee.id,
        contractor_id=guarantee.contractor_id,
        branch_id=guarantee.branch_id,
        need=most_urgent(answer.need for answer in answers),
        differences=differences,
        answers=[to_row(answer) for answer in answers],
        message=message,
        reported_at=clock.now(),
        reported_by_id=actor.user_id,
    )
    session.add(notice)
    session.flush()
    return notice


def _find_same(
    session: Session, guarantee: Guarantee, *, differences: list[dict[str, object]], message: str
) -> ChangeNotice | None:
    waiting = session.scalars(
        select(ChangeNotice).where(ChangeNotice.guarantee_id == guarantee.id, ChangeNotice.done_at.is_(None))
    )
    return next(
        (each for each in waiting if each.differences == differences and each.message == message), None
    )


def _record(
    session: Session,
    action: str,
    notice: ChangeNotice,
    *,
    actor: Actor,
    facts: dict[str, object] | None = None,
) -> None:
    audit.record(session, action, actor=actor, object_kind="change_notice", object_id=notice.id, facts=facts)
