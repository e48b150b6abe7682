"""手続き that wait on a guarantee, with texts that try to break out of a page."""

from surety.domain.act_states import ActKind
from surety.extensions import db
from surety.models import Guarantee, User
from surety.services.guarantee_acts import ask_for_act
from tests.act_cases import propose, wish
from tests.guarantee_factories import actor_of


def hostile_acts(guarantee: Guarantee, contractor: User, underwriter: User, marker: str) -> list[object]:
    """A correction that a second person is to decide, and a new key that the company asked for: their ids."""
    correction = propose(
        guarantee,
        ActKind.CORRECTION,
        by=actor_of(underwriter),
        reason=marker,
        corrected={"depository_branch": marker},
    )
    asked = ask_for_act(
        db.session(), guarantee, wish(ActKind.KEY_REISSUE, reason=marker), actor=actor_of(contractor)
    )
    db.session.commit()
    return [correction.id, asked.id]
