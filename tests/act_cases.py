"""手続き on issued guarantees for tests, by the services themselves."""

from typing import Any

from sqlalchemy import select

from surety import clock
from surety.domain.act_states import ActKind
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.models import Guarantee, GuaranteeAct, OutgoingMail
from surety.security.identity import Actor
from surety.services.act_execution import carry_out_act
from surety.services.guarantee_acts import ActWish, propose_act
from tests.guarantee_factories import make_issuer


def wish(kind: ActKind, **facts: Any) -> ActWish:
    day = clock.today() if kind in (ActKind.TERMINATION, ActKind.RELEASE) else None
    corrected = {"depository_branch": "△△支店"} if kind is ActKind.CORRECTION else {}
    return ActWish(
        **{"kind": kind, "reason": "お申し出のため", "effective_on": day, "corrected": corrected, **facts}
    )


def propose(guarantee: Guarantee, kind: ActKind, *, by: Actor, **facts: Any) -> GuaranteeAct:
    act = propose_act(db.session(), guarantee, wish(kind, **facts), actor=by)
    db.session.commit()
    return act


def carry_out(act: GuaranteeAct, *, by: Actor) -> GuaranteeAct:
    done = carry_out_act(db.session(), act, actor=by, issuer=make_issuer())
    db.session.commit()
    return done


def letters() -> list[OutgoingMail]:
    return list(
        db.session.scalars(
            select(OutgoingMail).where(OutgoingMail.message_kind.like("act_%")).order_by(OutgoingMail.id)
        )
    )


def letterhead() -> Letterhead:
    return Letterhead.of(make_issuer().settings)
