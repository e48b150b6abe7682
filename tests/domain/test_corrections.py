"""訂正: only what differs is corrected, and nothing else moves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from surety.documents.samples import sample_context
from surety.domain.certificate import CertificateContent
from surety.domain.certificate_differences import compare_versions
from surety.domain.corrections import (
    correct,
    find_corrections,
    from_stored,
    list_correctable,
    take_change_away,
    to_stored,
)
from surety.domain.errors import RuleViolation
from surety.domain.products import CertificateKind, Product

TODAY = date(2027, 1, 15)


@pytest.fixture
def content() -> CertificateContent:
    sample = sample_context("certificate")
    assert isinstance(sample, CertificateContent)
    return sample


def other(value: object) -> str | int | date:
    """A value of the same kind that differs."""
    if isinstance(value, int):
        return value + 1
    if isinstance(value, date):
        return value + timedelta(days=1)
    return f"{value}正"


def test_every_field_can_be_corrected_and_moves_nothing_but_itself(content: CertificateContent) -> None:
    for field in list_correctable(content):
        corrections = find_corrections(content, {field.key: other(field.value)})
        corrected = correct(content, corrections, on=TODAY)
        changed = {each.key for each in compare_versions(content, corrected).changed}
        assert len(changed - {"version", "issued_on"}) == 1, field.key
        assert (corrected.kind, corrected.change_number) == (CertificateKind.CORRECTION, 0)
        assert corrected.issued_on == TODAY
        again = {each.key: each.value for each in list_correctable(corrected)}[field.key]
        assert again == other(field.value)


def test_what_the_premium_rests_on_is_not_corrected(content: CertificateContent) -> None:
    keys = {field.key for field in list_correctable(content)}
    assert keys.isdisjoint({"guaranteed_amount", "guaranteed_until", "guarantee_number"})
    with pytest.raises(RuleViolation, match="訂正するところがありません"):
        find_corrections(content, {"guaranteed_amount": 1})


def test_only_a_guarantee_with_a_bank_has_one_to_correct(content: CertificateContent) -> None:
    performance = replace(content, product=Product.PERFORMANCE, depository_bank="", depository_branch="")
    assert not any("depository" in field.key for field in list_correctable(performance))


def test_the_same_values_are_no_correction(content: CertificateContent) -> None:
    same = {field.key: field.value for field in list_correctable(content)}
    with pytest.raises(RuleViolation, match="訂正するところがありません"):
        find_corrections(content, same)


def test_a_period_that_ends_before_it_begins_is_refused_at_its_box(content: CertificateContent) -> None:
    with pytest.raises(RuleViolation) as refused:
        find_corrections(content, {"works_until": content.works_from - timedelta(days=1)})
    assert refused.value.field == "works_until"
    with pytest.raises(RuleViolation) as refused:
        find_corrections(content, {"works_from": content.works_until + timedelta(days=1)})
    assert refused.value.field == "works_from"


def test_what_is_stored_reads_back(content: CertificateContent) -> None:
    wanted = {field.key: other(field.value) for field in list_correctable(content)}
    assert from_stored(content, to_stored(wanted)) == wanted
    assert from_stored(content, to_stored({"contracted_on": None})) == {"contracted_on": None}


def test_taking_a_change_away_says_what_counts_again(content: CertificateContent) -> None:
    taken = take_change_away(content, change_number=2, on=TODAY)
    assert taken.version_label == "変更-2（変更取消）"
    changed = {each.key for each in compare_versions(content, taken).changed}
    assert changed == {"version", "issued_on"}


@pytest.mark.parametrize(
    "field, off, is_refused",
    [
        ("contract_amount", -1, True),
        ("contract_amount", 0, False),
        ("contracted_on", 1, True),
        ("contracted_on", 0, False),
        ("works_from", 1, True),
    ],
)
def test_a_correction_does_not_contradict_what_the_guarantee_promises(
    content: CertificateContent, field: str, off: int, is_refused: bool
) -> None:
    """No 請負金額 below the 保証金額, no first day after the 保証期限: those are changes."""
    late = replace(content, works_until=content.guaranteed_until + timedelta(days=30))
    at = {"contract_amount": late.guaranteed_amount + off}.get(
        field, late.guaranteed_until + timedelta(days=off)
    )
    if not is_refused:
        assert find_corrections(late, {field: at}) == {field: at}
        return
    with pytest.raises(RuleViolation, match="変更の手続き") as refused:
        find_corrections(late, {field: at})
    assert refused.value.field == field


def test_a_contract_date_may_be_left_out(content: CertificateContent) -> None:
    assert find_corrections(content, {"contracted_on": None}) == {"contracted_on": None}
