"""Two versions of a certificate, field by field: every member of the snapshot is looked at."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from surety.documents.samples import sample_context
from surety.domain.certificate import CertificateContent
from surety.domain.certificate_differences import compare_versions
from surety.domain.parties import Office, Party
from surety.domain.products import CertificateForm, CertificateKind, Product, WorkKind
from tests.worked_tables import worked_tables

# What no reader of the certificate sees as a field of it.
UNSEEN = {"service_name", "is_sample", "wording", "kind"}
OTHER: dict[str, object] = {
    "issued_on": date(2026, 1, 20),
    "product": Product.INTERIM,
    "form": CertificateForm.PAPER,
    "work_kind": WorkKind.SERVICES,
    "change_number": 2,
    "guarantee_number": "04126-000009",
    "principal": Party(address="別の所", name="△△", representative_title="社長", representative_name="見本"),
    "joint_venture": "〇〇・△△特定建設工事共同企業体",
    "beneficiary": "〇〇町長",
    "guaranteed_amount": 22_000_000,
    "guaranteed_until": date(2026, 5, 29),
    "works_name": "別の工事",
    "contract_amount": 55_000_000,
    "works_from": date(2025, 12, 5),
    "works_until": date(2026, 5, 29),
    "contracted_on": date(2025, 12, 1),
    "depository_bank": "××銀行",
    "depository_branch": "△△支店",
    "guarantor": Party(
        address="別の町", name="別の会社", representative_title="社長", representative_name="別人"
    ),
    "office": Office(name="仙台支店", phone="022-000-0000"),
}


@pytest.fixture
def content() -> CertificateContent:
    sample = sample_context("certificate")
    assert isinstance(sample, CertificateContent)
    return replace(sample, kind=CertificateKind.CHANGE, change_number=1)


def test_a_version_does_not_differ_from_itself(content: CertificateContent) -> None:
    assert compare_versions(content, content).changed == ()
    assert len(compare_versions(content, content).same) >= 20


@pytest.mark.parametrize("name", [field.name for field in fields(CertificateContent)])
def test_no_member_of_the_snapshot_changes_unseen(content: CertificateContent, name: str) -> None:
    if name in UNSEEN:
        return
    changed = compare_versions(content, replace(content, **{name: OTHER[name]})).changed
    assert changed, name


@pytest.mark.parametrize("row", worked_tables("change-applications.md")[0], ids=lambda row: row["field"])
def test_the_worked_table_of_differences(content: CertificateContent, row: dict[str, str]) -> None:
    base = replace(
        content,
        guaranteed_amount=20_000_000,
        contract_amount=50_000_000,
        works_until=date(2026, 3, 20),
        guaranteed_until=date(2026, 3, 20),
        works_name="市道〇〇線道路改良工事",
        joint_venture="",
    )
    now: object = row["after"]
    if isinstance(getattr(base, row["field"]), int):
        now = int(row["after"].replace(",", ""))
    elif isinstance(getattr(base, row["field"]), date):
        now = date.fromisoformat(row["after"])
    (found,) = compare_versions(base, replace(base, **{row["field"]: now})).changed
    assert (found.label, found.before, found.after, found.shift) == (
        row["label"],
        row["shown before"],
        row["shown after"],
        row["shift"],
    )


def test_changing_back_shows_the_same_fields_the_other_way_round(content: CertificateContent) -> None:
    later = replace(
        content,
        guaranteed_amount=content.guaranteed_amount + 1,
        guaranteed_until=content.guaranteed_until + timedelta(days=400),
        works_name="髙﨑㈱①",
    )
    there, back = compare_versions(content, later).changed, compare_versions(later, content).changed
    assert [(each.label, each.before, each.after) for each in there] == [
        (each.label, each.after, each.before) for each in back
    ]
    assert [each.shift for each in there] == ["＋1円", "400日後", ""]
    assert [each.shift for each in back] == ["－1円", "400日前", ""]


def test_a_field_that_neither_version_has_is_left_out(content: CertificateContent) -> None:
    early = replace(content, contracted_on=None, depository_bank="", depository_branch="", joint_venture="")
    labels = [each.label for each in compare_versions(early, early).fields]
    assert "請負契約日" not in labels
    assert "JV名" not in labels
    assert "請負契約日" in [each.label for each in compare_versions(early, content).changed]
