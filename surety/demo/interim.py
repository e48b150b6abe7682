"""A works contract of the demo whose first half has passed: the papers for the interim payment can be drawn, its application waits."""

from sqlalchemy import select

from surety.demo import cast
from surety.demo.people import Stage
from surety.domain.application_fields import Section, field_name
from surety.domain.products import Product
from surety.models import Guarantee
from surety.services.applications import save_draft
from surety.services.interim_applications import apply_for_interim

_WORK = "〇〇地区農業用水路改修工事"
_AMOUNT = "6,000,000"


def begin_interim(stage: Stage) -> None:
    """The company has asked the city for the 認定調書 and has begun to write the application."""
    guarantee = stage.session.scalars(
        select(Guarantee).where(Guarantee.work_name == _WORK, Guarantee.product == Product.ADVANCE)
    ).one()
    actor = stage.actor(cast.MEMBER)
    application = apply_for_interim(stage.session, guarantee, actor=actor)
    save_draft(
        stage.session,
        application,
        section=Section.GUARANTEES,
        typed={field_name(Product.INTERIM, "amount"): _AMOUNT},
        version_id=application.version_id,
        tab="demo",
    )
