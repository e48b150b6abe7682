"""提出: showing the key to its owner, and noting that it went to the agency."""

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import ForbiddenMove
from surety.domain.states import GuaranteeState
from surety.models import Guarantee
from surety.queries.guarantees import is_opened
from surety.security.identity import Actor


def note_key_shown(session: Session, guarantee: Guarantee, *, actor: Actor) -> None:
    """Record that the contractor looks at the key now. Raises ForbiddenMove for a paper certificate, which has none."""
    _require_key(guarantee)
    audit.record(
        session, "guarantee.key_shown", actor=actor, object_kind="guarantee", object_id=guarantee.number
    )


def mark_handed_over(session: Session, guarantee: Guarantee, *, actor: Actor) -> None:
    """Note that the contractor has sent the key, or taken the paper, to the agency; a second time changes nothing.

    Raises ForbiddenMove for a guarantee that has ended.
    """
    if guarantee.handed_over_at is not None:
        return
    if guarantee.state is not GuaranteeState.IN_FORCE:
        raise ForbiddenMove(
            "guarantee.ended",
            f"この保証契約は「{guarantee.state.label}」のため、「提出済み」と記録できません。",
        )
    guarantee.handed_over_at = clock.now()
    audit.record(
        session, "guarantee.handed_over", actor=actor, object_kind="guarantee", object_id=guarantee.number
    )


def take_back_hand_over(session: Session, guarantee: Guarantee, *, actor: Actor) -> None:
    """Undo mark_handed_over. Raises ForbiddenMove once the agency has opened the certificate."""
    if guarantee.handed_over_at is None:
        return
    if is_opened(session, guarantee):
        raise ForbiddenMove("already_opened", "発注者が閲覧済みのため、「提出済み」は取り消せません。")
    guarantee.handed_over_at = None
    audit.record(
        session,
        "guarantee.hand_over_taken_back",
        actor=actor,
        object_kind="guarantee",
        object_id=guarantee.number,
    )


def _require_key(guarantee: Guarantee) -> None:
    if not guarantee.key_envelope:
        raise ForbiddenMove("no_key", "紙の証書のため、認証キーはありません。")
