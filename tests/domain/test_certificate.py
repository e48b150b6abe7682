"""The 保証証書 as a snapshot: rows, marks, canonical text and fingerprint."""

import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest

from surety.documents.samples import sample_context
from surety.domain.certificate import (
    CertificateContent,
    canonical_json,
    certificate_identifier,
    fingerprint,
)
from surety.domain.products import CertificateForm, CertificateKind, Product, WorkKind


@pytest.fixture
def content() -> CertificateContent:
    sample = sample_context("certificate")
    assert isinstance(sample, CertificateContent)
    return sample


def values(content: CertificateContent) -> dict[str, tuple[str, ...]]:
    return {row.label: row.lines for row in content.rows()}


def test_the_leaflets_case_has_every_row_in_the_leaflets_order(content: CertificateContent) -> None:
    assert [row.label + row.note for row in content.rows()] == [
        "保証契約番号",
        "保証契約者",
        "被保証者",
        "保証金額（総額）",
        "保証期限",
        "工事名",
        "請負金額（総額）",
        "工期",
        "請負契約日",
        "預託金融機関",
    ]
    assert values(content)["保証金額"] == ("金 20,000,000 円",)
    assert values(content)["請負金額"] == ("50,000,000 円",)
    assert values(content)["工期"] == ("令和7年12月4日から令和8年3月20日まで",)
    assert values(content)["保証契約者"] == (
        "青森県平川市〇〇町0丁目0番0号",
        "〇〇建設株式会社",
        "代表取締役　見本　太郎",
    )


def test_a_performance_guarantee_before_the_contract_has_neither_day_nor_bank(
    content: CertificateContent,
) -> None:
    early = replace(
        content, product=Product.PERFORMANCE, contracted_on=None, depository_bank="", depository_branch=""
    )
    assert "請負契約日" not in values(early)
    assert "預託金融機関" not in values(early)
    assert "契約保証約款" in early.oath
    assert early.title_product == "（契約保証）"


def test_services_are_labelled_as_services(content: CertificateContent) -> None:
    services = replace(content, work_kind=WorkKind.SERVICES)
    assert {"委託業務名", "業務委託料", "履行期間", "委託契約日"} <= set(values(services))
    assert services.notes[1].startswith("業務委託料のみの変更")


def test_a_joint_venture_stands_above_its_representative(content: CertificateContent) -> None:
    lines = values(replace(content, joint_venture="〇〇・△△特定建設工事共同企業体"))["保証契約者"]
    assert lines[0] == "〇〇・△△特定建設工事共同企業体"
    assert lines[1].startswith("代表者　")
    assert lines[2] == "〇〇建設株式会社"


@pytest.mark.parametrize(
    "kind,number,mark,label",
    [
        (CertificateKind.NEW, 0, "", "新規"),
        (CertificateKind.CHANGE, 1, "変更-1", "変更-1"),
        (CertificateKind.CHANGE, 12, "変更-12", "変更-12"),
        (CertificateKind.CORRECTION, 0, "訂正", "訂正"),
        (CertificateKind.CORRECTION, 2, "変更-2（訂正）", "変更-2（訂正）"),
        (CertificateKind.CHANGE_CANCELLED, 2, "変更-2（変更取消）", "変更-2（変更取消）"),
    ],
)
def test_the_mark_under_the_title_names_the_version(
    content: CertificateContent, kind: CertificateKind, number: int, mark: str, label: str
) -> None:
    version = replace(content, kind=kind, change_number=number)
    assert (version.change_mark, version.version_label) == (mark, label)


def test_a_paper_certificate_carries_no_electronic_marks(content: CertificateContent) -> None:
    paper = replace(content, form=CertificateForm.PAPER)
    assert paper.handling_mark == ""
    assert paper.copy_line == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"change_number": 1},
        {"kind": CertificateKind.CHANGE},
        {"kind": CertificateKind.CORRECTION, "change_number": -1},
        {"guaranteed_amount": 0},
        {"contract_amount": 2**53},
        {"product": Product.BID_BOND},
        {"wording": "1999-01"},
    ],
)
def test_a_content_no_certificate_can_have_is_refused(
    content: CertificateContent, changes: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r"."):
        replace(content, **changes)


def test_the_canonical_text_is_sorted_dense_and_exactly_as_typed(content: CertificateContent) -> None:
    typed = replace(content, works_name='髙﨑㈱① 𠮷　"引用" \\ 終', contracted_on=None)
    text = canonical_json(typed)
    assert '"works_name":"髙﨑㈱① 𠮷　\\"引用\\" \\\\ 終"' in text
    assert '"contracted_on":null' in text
    names = list(json.loads(text))
    assert names == sorted(names)
    assert json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text


def test_the_fingerprint_of_the_leaflets_case_stays_what_it_was(content: CertificateContent) -> None:
    """If this fails, certificates already issued can no longer be verified: add a schema version instead."""
    text = canonical_json(content)
    assert fingerprint(text) == "7e81b13704027e0e62f34c3fe781d0fa89306eae4fd8a040ef511b2117c3439e"
    assert fingerprint(text) == hashlib.sha256(text.encode()).hexdigest()
    assert content.identifier == "7E81-B137-0402-7E0E"


def test_an_identifier_is_the_head_of_the_fingerprint() -> None:
    assert certificate_identifier("7f3a91c204be66d8" + "0" * 48) == "7F3A-91C2-04BE-66D8"


def test_a_snapshot_read_back_is_the_same_content(content: CertificateContent) -> None:
    assert CertificateContent.from_json(canonical_json(content)) == content
    early = replace(content, contracted_on=None)
    assert CertificateContent.from_json(canonical_json(early)) == early


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace('"schema":"certificate/1"', '"schema":"certificate/9"'),
        lambda text: text.replace('"is_sample":true,', ""),
        lambda text: text.replace("{", '{"more":1,', 1),
        lambda text: text.replace(":", ": ", 1),
        lambda text: text.replace("20000000", "20000000.0"),
    ],
)
def test_a_text_that_is_not_a_canonical_snapshot_is_refused(
    content: CertificateContent, spoil: object
) -> None:
    assert callable(spoil)
    with pytest.raises(ValueError, match=r"."):
        CertificateContent.from_json(spoil(canonical_json(content)))


def test_every_member_changes_the_fingerprint(content: CertificateContent) -> None:
    plain = fingerprint(canonical_json(content))
    for changes in (
        {"works_name": content.works_name + " "},
        {"is_sample": False},
        {"guaranteed_until": date(2026, 3, 21)},
        {"principal": replace(content.principal, name="〇〇建設(株)")},
    ):
        assert fingerprint(canonical_json(replace(content, **changes))) != plain
