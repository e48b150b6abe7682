"""Guarantees of the demo that were corrected or have come to an end, one of each kind."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from surety import clock
from surety.demo import cast
from surety.demo.cases import carry
from surety.demo.people import Stage
from surety.demo.works import Station, Work
from surety.domain.act_states import ActKind
from surety.domain.corrections import Value
from surety.models import Guarantee
from surety.services.act_execution import carry_out_act
from surety.services.expiry import expire_due
from surety.services.guarantee_acts import ActWish, propose_act


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A works contract whose guarantee is issued and handed over, and what is done with it afterwards."""

    work: Work
    kind: ActKind | None
    reason: str = ""
    corrected: dict[str, Value] = field(default_factory=dict)


def _work(name: str, number: str, *, days: int = 100) -> Work:
    return Work(
        station=Station.OPENED,
        name=name,
        number=number,
        price=1_000_000,
        advance=400_000,
        signed_days_ago=6,
        days=days,
    )


ENDINGS = (
    Ending(
        work=_work("〇〇川護岸補修工事", "第0021号"),
        kind=ActKind.CORRECTION,
        reason="代表者の役職の転記誤り",
        corrected={"principal_title": "代表取締役社長"},
    ),
    Ending(
        work=_work("市道△△線側溝改修工事", "第0022号"),
        kind=ActKind.TERMINATION,
        reason="請負契約が合意で解除されたため",
    ),
    Ending(
        work=_work("〇〇団地外構工事", "第0023号"),
        kind=ActKind.CANCELLATION,
        reason="前払金が支払われないことになったため",
    ),
    Ending(
        work=_work("〇〇中学校体育館床改修工事", "第0024号"),
        kind=ActKind.RELEASE,
        reason="発注者の文書による解除の通知",
    ),
    Ending(work=_work("〇〇地区街路灯設置工事", "第0025号", days=6), kind=None),
)


def tell_endings(stage: Stage) -> None:
    """Issue each guarantee, then let two people of the branch do what is to be done with it; one runs out by itself."""
    for ending in ENDINGS:
        # What runs out by itself was issued on the last day of its term, yesterday.
        with clock.set_back(timedelta(days=0 if ending.kind else 1)):
            carry(stage, ending.work)
        stage.session.flush()
        if ending.kind is not None:
            _do(stage, ending, ending.kind)
    expire_due(stage.session, today=clock.today())


def _do(stage: Stage, ending: Ending, kind: ActKind) -> None:
    session = stage.session
    guarantee = session.scalars(select(Guarantee).where(Guarantee.work_name == ending.work.name)).one()
    is_dated = kind in (ActKind.TERMINATION, ActKind.RELEASE)
    wish = ActWish(
        kind=kind,
        reason=ending.reason,
        effective_on=clock.today() if is_dated else None,
        corrected=ending.corrected,
    )
    act = propose_act(session, guarantee, wish, actor=stage.actor(cast.UNDERWRITER))
    carry_out_act(session, act, actor=stage.actor(cast.ISSUER), issuer=stage.issuer)
