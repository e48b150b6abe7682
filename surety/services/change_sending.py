"""送信 of a 変更の申込."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import clock
from surety.domain.change_problems import ChangeProblem, find_change_problems
from surety.domain.change_wish import ChangeWish, facts_to_json
from surety.domain.errors import RuleViolation, Stale
from surety.domain.row_codec import to_row
from surety.domain.workflow import CHANGE, ChangeEvent, ChangeState, Guard, advance
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.models import ChangedGuarantee, Guarantee, GuaranteeChange
from surety.queries.certificates import version_in_force
from surety.queries.change_checks import ChangeGround
from surety.queries.changes import contents_of, find_open_change, is_writable, lock_change
from surety.security.identity import Actor
from surety.security.vault import same
from surety.services.change_notices import require_ground
from surety.services.change_steps import (
    addressee_of_change,
    end_change_step,
    tell_writer,
)
from surety.services.numbers import take_receipt_number

_STALE = "確認画面を開いたあとに、申込の内容か証書が変わりました。もう一度、内容をご確認ください"


class ChangeNotReady(RuleViolation):
    """The change still has problems; nothing was sent."""

    def __init__(self, problems: Sequence[ChangeProblem]) -> None:
        super().__init__("change.not_ready", "まだ送信できません。入力内容を確認してください")
        self.problems = tuple(problems)


def find_problems_now(
    session: Session, wish: ChangeWish, *, ground: ChangeGround
) -> tuple[ChangeProblem, ...]:
    """What stands in the way of sending the wish, under the certificates in force now."""
    return find_change_problems(wish, guarantees=ground.guarantees, contents=contents_of(session, ground))


def send_change(
    session: Session,
    change: GuaranteeChange,
    *,
    wish: ChangeWish,
    version_id: int,
    send_token: str,
    actor: Actor,
    letterhead: Letterhead,
) -> GuaranteeChange:
    """Send what the confirm page of `version_id` showed; pressed again, give what was sent the first time.

    Raises ChangeNotReady with every problem, Stale when the draft or a certificate changed after that page was drawn,
    ForbiddenMove for a guarantee that has ended or has another change under way.
    """
    guarantees = _lock_guarantees(session, change, wish)
    change = lock_change(session, change)
    if not same(change.send_token, send_token):
        raise Stale("change.stale", _STALE)
    if not is_writable(change) and change.state is not ChangeState.DISCARDED:
        return change
    is_again = change.state is ChangeState.RETURNED
    ground = require_ground(session, change.guarantee)
    problems = find_problems_now(session, wish, ground=ground)
    next_state = advance(
        CHANGE,
        change.state,
        ChangeEvent.RESUBMIT if is_again else ChangeEvent.SUBMIT,
        guards={Guard.NO_OTHER_CHANGE: _is_free(session, change, guarantees)},
    )
    if change.version_id != version_id or ground.mark != change.texts.get("mark"):
        raise Stale("change.stale", _STALE)
    if problems:
        raise ChangeNotReady(problems)
    _fill(session, change, wish, guarantees=guarantees, ground=ground)
    change.state = next_state
    action = "change.resubmitted" if is_again else "change.submitted"
    facts: dict[str, object] = {
        "receipt_number": change.receipt_number,
        "guarantees": [each.number for each in wish.wishes],
        "by_branch": change.entered_by.contractor_id is None,
    }
    end_change_step(session, change, action, version_id=version_id, actor=actor, facts=facts)
    _announce(session, change, letterhead=letterhead)
    return change


def _lock_guarantees(session: Session, change: GuaranteeChange, wish: ChangeWish) -> Sequence[Guarantee]:
    """The guarantees of the wish, in one order, so that two changes sent at once wait for each other and never deadlock."""
    numbers = [each.number for each in wish.wishes]
    return session.scalars(
        select(Guarantee)
        .where(Guarantee.number.in_(numbers), Guarantee.contractor_id == change.contractor_id)
        .order_by(Guarantee.id)
        .with_for_update(of=Guarantee)
    ).all()


def _is_free(session: Session, change: GuaranteeChange, guarantees: Sequence[Guarantee]) -> bool:
    return find_open_change(session, [each.id for each in guarantees], but=change.id) is None


def _fill(
    session: Session,
    change: GuaranteeChange,
    wish: ChangeWish,
    *,
    guarantees: Sequence[Guarantee],
    ground: ChangeGround,
) -> None:
    change.facts = facts_to_json(wish.after)
    change.differences = [to_row(each) for each in ground.find_differences(wish.after)]
    change.changed_on, change.reason, change.message = wish.changed_on, wish.reason, wish.message
    change.comments = {}
    change.submitted_at = clock.now()
    if change.receipt_number is None:
        on = clock.to_jst(change.submitted_at).date()
        change.receipt_number = take_receipt_number(session, series="application", on=on)
    _fill_items(session, change, wish, guarantees=guarantees)


def _fill_items(
    session: Session, change: GuaranteeChange, wish: ChangeWish, *, guarantees: Sequence[Guarantee]
) -> None:
    there = {item.guarantee_id: item for item in change.items}
    wanted = {each.number: each for each in wish.wishes}
    for item in [item for item in change.items if item.guarantee.number not in wanted]:
        change.items.remove(item)
        session.delete(item)
    for guarantee in guarantees:
        one = wanted[guarantee.number]
        item = there.get(guarantee.id) or ChangedGuarantee(guarantee_id=guarantee.id)
        item.amount, item.until, item.is_open = one.amount, one.until, True
        item.base_certificate_id = version_in_force(guarantee).id
        if guarantee.id not in there:
            change.items.append(item)
    session.flush()
    session.expire(change, ["items"])


def _announce(session: Session, change: GuaranteeChange, *, letterhead: Letterhead) -> None:
    """変更の申込の受付, each time it is sent."""
    message = messages.change_received(
        letterhead,
        branch=change.branch,
        to=addressee_of_change(change),
        receipt_number=change.receipt_number or "",
        work_kind=change.guarantee.works_contract.kind,
        work_name=change.guarantee.work_name,
        numbers=[item.guarantee.number for item in change.items],
        path=f"/changes/{change.id}",
    )
    tell_writer(session, change, message, subject_key=f"change-{change.id}-v{change.version_id}")
