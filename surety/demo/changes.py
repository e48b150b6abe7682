"""A works contract of the demo that is about to change, told to the branch."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from surety.demo import cast
from surety.demo.people import Stage
from surety.models import Guarantee
from surety.queries.change_checks import load_change_ground
from surety.services.change_notices import report_change

_WORK = "〇〇地区排水路整備工事"


def tell_change(stage: Stage) -> None:
    """More work and more time: the 工期 ends later, the price rises, and more is paid in advance."""
    guarantee = stage.session.scalars(
        select(Guarantee).where(Guarantee.work_name == _WORK).order_by(Guarantee.id).limit(1)
    ).one()
    ground = load_change_ground(stage.session, guarantee)
    if ground is None:
        raise ValueError("the demo's guarantee has ended")
    before = ground.before
    after = replace(
        before,
        price=36_000_000,
        period_to=before.period_to + timedelta(days=30),
        paid={**before.paid, guarantee.number: 14_400_000},
    )
    report_change(
        stage.session,
        guarantee,
        after=after,
        message="変更契約は来週の予定です。必要な書類を教えてください。",
        mark=ground.mark,
        actor=stage.actor(cast.MEMBER),
    )
