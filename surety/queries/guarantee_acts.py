"""手続き on issued guarantees: the branch's list, one guarantee's own, and what an act rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, text
from sqlalchemy.orm import Session, joinedload

from surety import clock
from surety.domain.act_states import ActKind
from surety.domain.certificate import CertificateContent
from surety.domain.corrections import from_stored
from surety.domain.due_times import answer_due
from surety.domain.errors import NotFound
from surety.domain.guarantee_acts import ActGround
from surety.models import ChangedGuarantee, Guarantee, GuaranteeAct
from surety.models.guarantee_act import OPEN
from surety.queries.certificates import read_certificate, version_in_force

PAGE_SIZE = 20
# The guarantee has a state too: here the act's is meant.
OPEN_ACT = f"guarantee_act.{OPEN}"
S = TypeVar("S", bound=Select[Any])


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act and by when (JST) the branch should have dealt with it."""

    act: GuaranteeAct
    due: datetime

    @property
    def is_late(self) -> bool:
        """Whether it should have been dealt with by now."""
        return self.due < clock.now()


@dataclass(frozen=True, slots=True)
class ActPage:
    """A page of acts; `after` is where the next one begins, None at the end."""

    rows: list[ActRow]
    after: int | None


def ground_of(guarantee: Guarantee) -> ActGround:
    """What an act asks of the guarantee as it stands."""
    return ActGround(
        state=guarantee.state,
        change_number=version_in_force(guarantee).change_number,
        has_key=bool(guarantee.key_envelope),
        issued_on=guarantee.issued_on,
        until=guarantee.expires_on,
    )


def get_act(session: Session, act_id: int, *, guarantee: Guarantee) -> GuaranteeAct:
    """An act of this guarantee. Raises NotFound."""
    found = session.get(GuaranteeAct, act_id)
    if found is None or found.guarantee_id != guarantee.id:
        raise NotFound(f"guarantee act {act_id}")
    return found


def get_desk_act(session: Session, act_id: int, *, branch_id: int | None) -> GuaranteeAct:
    """An act of the branch; the head office (None) sees all. Raises NotFound for any other."""
    wanted = _walled(select(GuaranteeAct).where(GuaranteeAct.id == act_id), branch_id).options(*_whole())
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(f"guarantee act {act_id}")
    return found


def list_acts(session: Session, guarantee: Guarantee) -> Sequence[GuaranteeAct]:
    """Everything that was asked for or done with the guarantee, newest first; a guarantee has few."""
    return session.scalars(
        select(GuaranteeAct)
        .where(GuaranteeAct.guarantee_id == guarantee.id)
        .options(*_whole())
        .order_by(GuaranteeAct.id.desc())
    ).all()


def find_open_act(session: Session, guarantee: Guarantee, kind: ActKind) -> GuaranteeAct | None:
    """The act of this kind that still waits for somebody."""
    return session.scalars(
        select(GuaranteeAct).where(
            GuaranteeAct.guarantee_id == guarantee.id, GuaranteeAct.kind == kind, text(OPEN_ACT)
        )
    ).first()


def has_something_open() -> ColumnElement[bool]:
    """Whether somebody still has to decide something that an expired guarantee would forbid (a condition on Guarantee)."""
    act = exists().where(GuaranteeAct.guarantee_id == Guarantee.id, *ends_with_the_term())
    change = exists().where(ChangedGuarantee.guarantee_id == Guarantee.id, ChangedGuarantee.is_open)
    return or_(act, change)


def ends_with_the_term() -> tuple[ColumnElement[bool], ...]:
    """The open acts that cannot be carried out after 満了; a 訂正 can."""
    return text(OPEN_ACT), GuaranteeAct.kind != ActKind.CORRECTION  # type: ignore[return-value]  # both are conditions


def count_open_acts(session: Session, *, branch_id: int | None) -> int:
    """How many wait for the branch."""
    counted: int = session.scalars(
        _walled(select(func.count()).select_from(GuaranteeAct).where(text(OPEN_ACT)), branch_id)
    ).one()
    return counted


def list_desk_acts(
    session: Session,
    *,
    branch_id: int | None,
    is_done: bool,
    after: int | None = None,
    limit: int = PAGE_SIZE,
) -> ActPage:
    """What waits, oldest first; or what is done, newest first."""
    wanted = _walled(select(GuaranteeAct), branch_id).options(*_whole()).limit(limit + 1)
    if is_done:
        wanted = wanted.where(text(f"NOT ({OPEN_ACT})")).order_by(GuaranteeAct.id.desc())
        wanted = wanted.where(GuaranteeAct.id < after) if after else wanted
    else:
        wanted = wanted.where(text(OPEN_ACT)).order_by(GuaranteeAct.id)
        wanted = wanted.where(GuaranteeAct.id > after) if after else wanted
    found = session.scalars(wanted).all()
    rows = [ActRow(each, answer_due(clock.to_jst(each.begun_at))) for each in found[:limit]]
    return ActPage(rows, found[limit - 1].id if len(found) > limit else None)


def effective_on(act: GuaranteeAct) -> date | None:
    """The 解約日 or 解除日 of the act, None where it has none (yet)."""
    stored = act.facts.get("effective_on")
    return date.fromisoformat(str(stored)) if stored else None


def read_corrections(act: GuaranteeAct, content: CertificateContent) -> dict[str, Any]:
    """The corrected values of a 訂正, by field."""
    stored = cast("Mapping[str, str | int | None]", act.facts.get("corrected", {}))
    return dict(from_stored(content, stored))


def content_in_force(guarantee: Guarantee) -> CertificateContent:
    """What the certificate in force says."""
    return read_certificate(version_in_force(guarantee))


def lock_act(session: Session, act: GuaranteeAct) -> GuaranteeAct:
    """The same act, read anew and locked until the transaction ends."""
    return session.execute(
        select(GuaranteeAct)
        .where(GuaranteeAct.id == act.id)
        .with_for_update(of=GuaranteeAct)
        .execution_options(populate_existing=True)
    ).scalar_one()


def _walled(statement: S, branch_id: int | None) -> S:
    return statement if branch_id is None else statement.where(GuaranteeAct.branch_id == branch_id)


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(GuaranteeAct.guarantee),
        joinedload(GuaranteeAct.contractor),
        joinedload(GuaranteeAct.branch),
        joinedload(GuaranteeAct.asked_by),
        joinedload(GuaranteeAct.proposed_by),
        joinedload(GuaranteeAct.decided_by),
    )
