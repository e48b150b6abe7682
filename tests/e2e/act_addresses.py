"""The pages of 手続き on issued guarantees, with an open act and a carried-out one of the demo."""

from flask import current_app
from sqlalchemy import select

from surety.demo import cast
from surety.demo.people import Stage
from surety.domain.act_states import ActKind
from surety.domain.guarantee_acts import ASKED_BY_CONTRACTOR
from surety.extensions import db
from surety.models import GuaranteeAct
from surety.services.guarantee_acts import ActWish, propose_act
from tests.e2e.touring import Tour, lent_guarantee

# What answers a GET but is no page; and the agency's notice, to which the journey of an end walks by itself.
ACT_FILES = frozenset({"desk.act_preview_paper", "verification.release"})


def add_acts(tour: Tour) -> None:
    """The branch's list and forms, an act that waits and one that is done, and what contractors may ask for."""
    session = db.session()
    stage = Stage(session, current_app.config["SETTINGS"], current_app.extensions["vault"])
    guarantee = lent_guarantee()
    wish = ActWish(kind=ActKind.CORRECTION, reason="見本", corrected={"principal_title": "代表取締役会長"})
    waiting = propose_act(session, guarantee, wish, actor=stage.actor(cast.UNDERWRITER))
    session.commit()
    done = session.scalars(select(GuaranteeAct.id).where(GuaranteeAct.state == "carried_out").limit(1)).one()
    who = cast.UNDERWRITER
    tour.add(who, "desk.acts")
    tour.add(who, "desk.acts", tab="done")
    tour.add(cast.ISSUER, "desk.act", act_id=waiting.id)
    tour.add(who, "desk.act", act_id=done)
    tour.add(who, "desk.act_preview", act_id=waiting.id)
    tour.add(who, "desk.asked_act", act_id=waiting.id)
    for kind in ActKind:
        if kind is not ActKind.CHANGE_CANCEL:
            tour.add(who, "desk.new_act", number=guarantee.number, kind=kind.value)
    for kind in ASKED_BY_CONTRACTOR:
        tour.add(cast.MEMBER, "guarantees.ask", number=guarantee.number, kind=kind.value)
    tour.add(cast.MEMBER, "guarantees.detail", number=guarantee.number, history="all")
