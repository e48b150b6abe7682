"""保証取扱高: counting the months of which the audit log says that something happened, and checking the count."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from surety import clock
from surety.domain.turnover import first_of
from surety.models import AuditEvent, Branch, Guarantee, Turnover, TurnoverCount
from surety.models.upsert import insert_into
from surety.queries.turnover import count_from_guarantees

# So many acts at a time: what is read at once stays small, and a stop loses little.
ACTS_AT_ONCE = 500
_ONE = 1
# Looking at a guarantee, or handing its key over, changes no figure.
_SAYS_NOTHING = ("guarantee.key_shown", "guarantee.handed_over", "guarantee.hand_over_taken_back")


def count_on(session: Session) -> int:
    """Count the months of the next acts anew; gives how many acts were read, 0 at the end. The caller commits."""
    place = _take_place(session)
    if place is None:
        return 0
    acts = session.execute(
        select(AuditEvent.sequence, AuditEvent.object_kind, AuditEvent.object_id, AuditEvent.action)
        .where(AuditEvent.sequence > place.audit_sequence)
        .order_by(AuditEvent.sequence)
        .limit(ACTS_AT_ONCE)
    ).all()
    if not acts:
        return 0
    numbers = {
        act.object_id for act in acts if act.object_kind == "guarantee" and act.action not in _SAYS_NOTHING
    }
    days = session.scalars(select(Guarantee.issued_on).where(Guarantee.number.in_(numbers)).distinct())
    for month in sorted({first_of(day) for day in days}):
        count_month(session, month)
    place.audit_sequence, place.counted_at = acts[-1].sequence, clock.now()
    session.flush()
    return len(acts)


def count_month(session: Session, month: date) -> None:
    """Put the month's rows in place of those that stand there."""
    session.execute(delete(Turnover).where(Turnover.month == month))
    rows = [
        {
            "month": counted,
            "branch_id": branch,
            "agency_kind": kind,
            "prefecture": prefecture,
            "product": product,
            "count": figures.count,
            "price": figures.price,
            "amount": figures.amount,
        }
        for counted, branch, kind, prefecture, product, figures in count_from_guarantees(session, month)
    ]
    if rows:
        session.execute(insert(Turnover), rows)


def list_months(session: Session) -> Sequence[date]:
    """Every month in which a guarantee was issued or figures stand."""
    days: set[date] = set(session.scalars(select(Turnover.month).distinct()))
    for branch_id in session.scalars(select(Branch.id)):
        days.update(
            session.scalars(select(Guarantee.issued_on).where(Guarantee.branch_id == branch_id).distinct())
        )
    return sorted({first_of(day) for day in days})


def find_differences(session: Session) -> list[str]:
    """Where the counted rows differ from the guarantees, in a line each; empty when all is true."""
    kept = {
        (row.month, row.branch_id, row.agency_kind.value, row.prefecture, row.product): (
            row.count,
            row.price,
            row.amount,
        )
        for row in session.scalars(select(Turnover))
    }
    true = {
        (month, branch, kind, prefecture, product): (figures.count, figures.price, figures.amount)
        for month, branch, kind, prefecture, product, figures in count_from_guarantees(session)
    }
    return [
        f"{key[0]:%Y-%m} branch {key[1]} {key[2]} {key[3]} {key[4]}: counted {kept.get(key)}, true {true.get(key)}"
        for key in sorted({*kept, *true})
        if kept.get(key) != true.get(key)
    ]


def _take_place(session: Session) -> TurnoverCount | None:
    """The place the counting has come to, locked until the transaction ends; None while another worker has it."""
    connection = session.connection()
    made = insert_into(TurnoverCount, dialect=connection.dialect.name).on_conflict_do_nothing()
    connection.execute(made, {"id": _ONE, "audit_sequence": 0, "counted_at": clock.now()})
    return session.scalars(
        select(TurnoverCount).where(TurnoverCount.id == _ONE).with_for_update(skip_locked=True)
    ).one_or_none()
