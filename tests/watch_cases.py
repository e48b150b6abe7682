"""Tasks of the 保証の見守り for tests."""

from datetime import date, timedelta

from surety import clock
from surety.domain.coverage_watch import WatchKind, WatchSide
from surety.extensions import db
from surety.models import Guarantee, WatchTask


def make_task(
    guarantee: Guarantee,
    *,
    side: WatchSide = WatchSide.CONTRACTOR,
    kind: WatchKind = WatchKind.PERIOD_BEYOND,
    until: date | None = None,
) -> WatchTask:
    """An open task about the guarantee."""
    today = clock.today()
    task = WatchTask(
        kind=kind,
        side=side,
        subject=f"guarantee-{guarantee.id}",
        subject_id=guarantee.id,
        about=guarantee.number,
        guarantee_id=guarantee.id,
        application_id=guarantee.request.application_id,
        contractor_id=guarantee.contractor_id,
        branch_id=guarantee.branch_id,
        work_name=guarantee.work_name,
        beneficiary_name=guarantee.beneficiary_name,
        reason="工期の終わりが令和9年4月20日になりましたが、保証期限は令和9年3月20日のままです。",
        since_on=today,
        until_on=until or today + timedelta(days=7),
        opened_at=clock.now(),
        aside_note="",
    )
    db.session.add(task)
    db.session.commit()
    return task
