"""The draft of a 保証申込: what is kept, what is read, how far each page is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.application_checks import find_problems
from surety.domain.application_draft import Draft, changed_texts, restorable_since, restorable_until
from surety.domain.application_fields import BY_NAME, NAMES, Block, Section
from surety.domain.application_figures import figure_out
from surety.domain.application_progress import SectionState, progress_of
from surety.domain.application_reading import read_draft
from surety.domain.application_rows import list_row_groups
from surety.domain.dates import parse_date
from tests.domain.application_cases import (
    TEXTS,
    ground,
)
from tests.domain.doc_tables import read_table


def test_a_page_s_texts_replace_the_ones_before_and_an_unticked_box_is_empty():
    draft = Draft(texts=TEXTS).with_section(Section.GUARANTEES, {"advance_amount": "1,000万"}, tab="t")
    assert draft.text("advance_amount") == "1,000万"
    assert draft.text("advance_applies") == ""
    assert draft.text("work_name") == TEXTS["work_name"]
    assert draft.tab == "t"


def test_locked_fields_stay_as_they_are():
    draft = Draft(texts=TEXTS).with_section(
        Section.GUARANTEES, {"advance_amount": "1"}, tab="", locked={"advance_amount", "advance_applies"}
    )
    assert draft.text("advance_amount") == TEXTS["advance_amount"]
    assert draft.text("advance_applies") == "1"


def test_clearing_a_block_can_be_taken_back_under_what_was_typed_since():
    cleared = Draft(texts=TEXTS).without_block(Block.ADVANCE, tab="")
    assert cleared.text("advance_amount") == ""
    assert cleared.text("advance_applies") == "1"
    typed = cleared.with_section(
        Section.GUARANTEES, {"advance_applies": "1", "advance_amount": "900万"}, tab=""
    )
    back = typed.with_block_restored(tab="")
    assert back.text("advance_amount") == "900万"
    assert back.text("advance_deposit_bank") == TEXTS["advance_deposit_bank"]
    assert not back.cleared


def test_a_copy_takes_neither_amounts_nor_dates_nor_the_work_s_name():
    copied = Draft(texts=TEXTS).copied_for_new()
    for name in (
        "work_name",
        "price",
        "period_from",
        "period_to",
        "contracted_on",
        "advance_amount",
        "performance_amount",
    ):
        assert copied.text(name) == "", name
    assert copied.text("agency_id") == "7"
    assert copied.text("advance_deposit_bank") == TEXTS["advance_deposit_bank"]
    assert "advance_deposit_bank" in copied.copied


def test_a_copied_field_loses_its_mark_when_it_is_changed():
    copied = Draft(texts=TEXTS).copied_for_new()
    same = copied.with_section(Section.GUARANTEES, dict(copied.texts), tab="")
    assert "advance_deposit_bank" in same.copied
    changed = copied.with_section(
        Section.GUARANTEES, {**copied.texts, "advance_deposit_bank": "△△銀行"}, tab=""
    )
    assert "advance_deposit_bank" not in changed.copied


def test_sending_again_shows_what_changed():
    first = Draft(texts=TEXTS).as_sent()
    assert first.changed_since_sending == ()
    again = replace(first, texts={**TEXTS, "advance_amount": "1,900万"}).as_sent()
    assert again.changed_since_sending == ("advance_amount",)


@given(st.dictionaries(st.sampled_from(sorted(BY_NAME)), st.text(max_size=60)))
def test_whatever_is_typed_is_kept_read_and_judged_without_breaking(texts):
    draft = Draft()
    for section in Section:
        draft = draft.with_section(section, {n: t for n, t in texts.items() if n in NAMES[section]}, tab="")
    again = Draft.from_json(draft.to_json())
    assert again == draft
    reading = read_draft(again)
    under = ground()
    assert set(reading.unreadable) <= set(BY_NAME)
    for problem in find_problems(reading, ground=under):
        assert problem.message
        assert not problem.message.endswith("。。")
    figure_out(reading, ground=under)
    list_row_groups(reading, agency_name="", branch_name="")


def test_unknown_names_in_a_stored_draft_are_dropped():
    stored = {"texts": {"work_name": "工事", "gone": "x"}, "copied": ["gone", "work_name"], "cleared": []}
    draft = Draft.from_json(stored)
    assert draft.texts == {"work_name": "工事"}
    assert draft.copied == {"work_name"}


def test_two_contents_are_told_apart_field_by_field():
    here, there = Draft(texts=TEXTS), Draft(texts={**TEXTS, "price": "1", "department": "総務部"})
    assert changed_texts(here, there, names=NAMES[Section.WORKS]) == ("price",)


@pytest.mark.parametrize(
    "texts,states",
    [
        ({}, [SectionState.EMPTY, SectionState.EMPTY, SectionState.EMPTY]),
        ({"work_name": "工事"}, [SectionState.STARTED, SectionState.EMPTY, SectionState.EMPTY]),
        ({**TEXTS, "price": "たくさん"}, [SectionState.WRONG, SectionState.DONE, SectionState.DONE]),
        (TEXTS, [SectionState.DONE, SectionState.DONE, SectionState.DONE]),
    ],
)
def test_every_page_says_how_far_it_is(texts, states):
    draft = Draft(texts=texts)
    found = find_problems(read_draft(draft), ground=ground())
    assert [p.state for p in progress_of(draft, found, began_with=Draft())] == states


def test_the_rows_say_everything_that_was_entered():
    groups = list_row_groups(read_draft(Draft(texts=TEXTS)), agency_name="平川市", branch_name="青森支店")
    rows = {row.field: row.value for group in groups for row in group.rows}
    assert rows["price"] == "50,000,000円"
    assert rows["contracted_on"] == "令和7年12月4日（2025年）木曜日"
    assert rows["advance_form"] == "電子保証（認証キーを含む）"
    assert rows["advance_amount"] == "20,000,000円"
    assert [group.title for group in groups] == [
        "請負工事の情報", "前払金保証", "契約保証", "インフォメーション", "連絡先",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "thrown_away, asked, answer", read_table("application.md", "Thrown away and brought back")
)
def test_a_discarded_draft_comes_back_for_thirty_days(thrown_away, asked, answer):
    discarded_on, today = parse_date(thrown_away), parse_date(asked)
    comes_back = answer.startswith("元に戻せる")
    assert (today <= restorable_until(discarded_on)) == comes_back
    assert (discarded_on >= restorable_since(today)) == comes_back
