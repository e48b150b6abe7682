"""What the tests of the acts' pages have in common."""

from sqlalchemy import select

from surety.domain.act_states import ActKind
from surety.extensions import db
from surety.models import Guarantee, GuaranteeAct
from surety.security.permissions import Role
from surety.services.guarantee_acts import ask_for_act, propose_act
from tests.act_cases import wish
from tests.factories import make_user
from tests.guarantee_factories import actor_of


def proposed(guarantee: Guarantee, kind: ActKind = ActKind.TERMINATION) -> GuaranteeAct:
    person = actor_of(make_user(Role.STAFF_UNDERWRITER))
    act = propose_act(db.session(), guarantee, wish(kind), actor=person)
    db.session.commit()
    return act


def asked(guarantee: Guarantee, kind: ActKind = ActKind.TERMINATION) -> GuaranteeAct:
    person = actor_of(make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor))
    act = ask_for_act(db.session(), guarantee, wish(kind), actor=person)
    db.session.commit()
    return act


def answer(act: GuaranteeAct, **said: str) -> dict[str, str]:
    return {"version_id": str(act.version_id), **said}


def acts() -> list[GuaranteeAct]:
    return list(db.session.scalars(select(GuaranteeAct).order_by(GuaranteeAct.id)))
