"""保証の見守り: the worked tables of docs/rules/coverage-watch.md, and what holds for every guarantee."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.coverage_watch import (
    GuaranteeSeen,
    Learned,
    WatchKind,
    WatchSide,
    newest,
    watch_guarantee,
    watch_premium,
    watch_return,
)
from tests.worked_tables import worked_tables, yen

KINDS, GUARANTEES, OTHERS = worked_tables("coverage-watch.md")
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def seen_of(row: dict[str, str]) -> GuaranteeSeen:
    end, _, known = row["learned"].partition(" ")
    return GuaranteeSeen(
        until=date.fromisoformat(row["until"]),
        works_until=date.fromisoformat(row["works"]),
        year_amount=yen(row["year"]) if row["year"] else None,
        later_end=Learned(date.fromisoformat(end), date.fromisoformat(known), "変更の連絡") if end else None,
        later_year_amount=(
            Learned(yen(row["new year"]), date(2027, 1, 10), "変更の連絡") if row["new year"] else None
        ),
        key_since=day(row["issued"]),
        interim_from=day(row["interim"]),
        interim_until=date.fromisoformat(row["works"]) if row["interim"] else None,
    )


@pytest.mark.parametrize("row", GUARANTEES, ids=lambda row: f"{row['today']}-{row['found'] or 'nothing'}")
def test_the_rows_of_guarantees(row: dict[str, str]) -> None:
    found = watch_guarantee(seen_of(row), today=date.fromisoformat(row["today"]))
    told = [(one.kind.value, one.since, one.until) for one in found]
    assert told == ([(row["found"], day(row["since"]), day(row["act until"]))] if row["found"] else [])


@pytest.mark.parametrize("row", OTHERS, ids=lambda row: f"{row['kind']}-{row['today']}")
def test_the_rows_of_premiums_and_returns(row: dict[str, str]) -> None:
    watch = watch_premium if row["kind"] == "premium" else watch_return
    found = watch(date.fromisoformat(row["day"]), today=date.fromisoformat(row["today"]))
    told = [(one.kind.value, one.since, one.until) for one in found]
    assert told == ([(row["found"], day(row["since"]), day(row["act until"]))] if row["found"] else [])


def test_the_page_names_every_kind_and_who_has_to_act() -> None:
    words = {"contractor": WatchSide.CONTRACTOR, "branch": WatchSide.BRANCH}
    told = {row["kind"]: tuple(words[word] for word in row["who"].split(", ")) for row in KINDS}
    assert told == {kind.value: kind.sides for kind in WatchKind}


def test_every_side_is_told_what_to_do() -> None:
    for kind in WatchKind:
        assert kind.sides
        assert all(kind.to_do(side).endswith("。") for side in kind.sides)


@given(until=DAYS, works=DAYS, today=DAYS, end=DAYS, known=DAYS, issued=st.none() | DAYS)
def test_whatever_is_seen_began_and_each_kind_is_found_once(
    until: date, works: date, today: date, end: date, known: date, issued: date | None
) -> None:
    seen = GuaranteeSeen(
        until=until,
        works_until=works,
        later_end=Learned(end, min(known, today), "変更の連絡"),
        key_since=issued,
        interim_from=works,
        interim_until=until,
    )
    found = watch_guarantee(seen, today=today)
    assert len({one.kind for one in found}) == len(found)
    assert all(one.since <= today for one in found)
    assert all(one.reason.endswith("。") for one in found)


@given(until=DAYS, offset=st.integers(-60, 60))
def test_a_term_is_named_once_it_is_thirty_days_away_and_not_after_its_end(until: date, offset: int) -> None:
    found = watch_guarantee(
        GuaranteeSeen(until=until, works_until=until), today=until - timedelta(days=offset)
    )
    assert bool(found) == (0 <= offset <= 30)


def test_the_newest_of_what_was_learned_counts() -> None:
    early, late = (Learned(date(2027, 4, n), date(2027, 1, n), "") for n in (1, 2))
    assert newest([late, early]) is late
    assert newest([]) is None
