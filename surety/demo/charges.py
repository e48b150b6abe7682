"""Money that goes back, and a tariff that waits, in the demo."""

from dataclasses import replace
from datetime import date

from surety import clock
from surety.demo import cast
from surety.demo.cases import carry
from surety.demo.people import Stage
from surety.demo.works import Station, Work
from surety.domain.dates import fiscal_year
from surety.models import Application, WorksContract
from surety.queries.refunds import list_unreturned
from surety.queries.rulebook import get_tariff
from surety.services.applications import withdraw_application
from surety.services.tariffs import propose_tariff
from surety.services.unused_payments import refund_unused

# Paid by transfer, and given up before the certificate came.
PAID_IN_VAIN = Work(
    station=Station.SETTLED,
    name="〇〇児童公園遊具更新工事",
    number="第0018号",
    price=8_000_000,
    advance=3_200_000,
    login=cast.SECOND_ADMIN,
)


def tell_charges(stage: Stage) -> None:
    """A premium paid for works that were then given up goes back; the next year's tariff waits for a second person."""
    carry(stage, PAID_IN_VAIN)
    application = (
        stage.session.query(Application)
        .join(WorksContract, WorksContract.id == Application.works_contract_id)
        .filter(WorksContract.work_name == PAID_IN_VAIN.name)
        .one()
    )
    reason = "発注者の都合で契約を取りやめたため、取り下げます。"
    withdraw_application(stage.session, application, actor=stage.actor(cast.SECOND_ADMIN), reason=reason)
    for statement in list_unreturned(stage.session, branch_id=application.branch_id):
        refund_unused(stage.session, statement, actor=stage.actor(cast.UNDERWRITER), settings=stage.settings)
    _propose_next_year(stage)


def _propose_next_year(stage: Stage) -> None:
    """The shipped figures with a lower minimum, from the coming 1 April on; as made up as they are."""
    today = clock.today()
    sample = get_tariff(stage.session, on=today)
    begins = date(fiscal_year(today) + 1, 4, 1)
    coming = replace(
        sample,
        version=f"mihon-{begins.year}",
        name=f"見本料率（{begins.year}年4月の改定案）",
        effective_from=begins,
        effective_to=None,
        products=tuple(replace(line, minimum=min(line.minimum, 500)) for line in sample.products),
        source="動作確認のための架空の改定案です。実在する保証会社の料率ではありません。",
        is_sample=False,
    )
    note = "最低保証料を500円に下げる案です。"
    propose_tariff(stage.session, coming, note=note, actor=stage.actor(cast.HEAD))
