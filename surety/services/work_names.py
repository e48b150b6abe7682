"""Keeping the search index of 工事名 in step with the guarantees, in the transaction that issues them."""

import json
from functools import cache

from sqlalchemy import JSON, Insert, Text, bindparam, cast, delete, func, insert, select
from sqlalchemy.orm import Session

from surety.domain.text import bigrams
from surety.models import Guarantee, WorkNameGram
from surety.queries.guarantee_kinds import kind_sign


def index_work_name(session: Session, guarantee: Guarantee) -> None:
    """Make a newly issued guarantee findable by the 工事名 it was issued with."""
    session.flush()
    grams = bigrams(guarantee.work_name_search)
    if grams:
        connection = session.connection()
        connection.execute(
            _insert_grams(connection.dialect.name),
            {
                "grams": json.dumps(grams),
                "of_contractor": guarantee.contractor_id,
                "of_kind": kind_sign(guarantee.product, guarantee.certificate_form),
                "of_day": guarantee.issued_on,
                "of_guarantee": guarantee.id,
            },
        )


def reindex_work_name(session: Session, guarantee: Guarantee, *, before: str) -> None:
    """Make a guarantee findable by its new 工事名 and no longer by the one `before`, given as it was searched for."""
    session.flush()
    session.execute(
        delete(WorkNameGram).where(
            WorkNameGram.contractor_id == guarantee.contractor_id,
            WorkNameGram.gram.in_(bigrams(before)),
            WorkNameGram.kind == kind_sign(guarantee.product, guarantee.certificate_form),
            WorkNameGram.issued_on == guarantee.issued_on,
            WorkNameGram.guarantee_id == guarantee.id,
        )
    )
    index_work_name(session, guarantee)


@cache
def _insert_grams(dialect: str) -> Insert:
    """All pairs in one statement: the database takes the list apart by itself."""
    listed = bindparam("grams", type_=Text)
    spread = (
        func.json_array_elements_text(cast(listed, JSON))
        if dialect == "postgresql"
        else func.json_each(listed)
    ).table_valued("value")
    columns = WorkNameGram.__table__.c
    return insert(WorkNameGram).from_select(
        ["contractor_id", "gram", "kind", "issued_on", "guarantee_id"],
        select(
            bindparam("of_contractor", type_=columns.contractor_id.type),
            spread.c.value,
            bindparam("of_kind", type_=columns.kind.type),
            bindparam("of_day", type_=columns.issued_on.type),
            bindparam("of_guarantee", type_=columns.guarantee_id.type),
        ),
    )
