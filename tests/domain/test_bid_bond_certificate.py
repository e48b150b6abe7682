"""The 予約証書 as a snapshot."""

import json
from dataclasses import replace
from typing import Any

import pytest

from surety.documents.samples import sample_context
from surety.domain.bid_bond_certificate import BidBondContent, canonical_bond, ratio_words


def sample(**changes: Any) -> BidBondContent:
    content = sample_context("bid_bond_certificate")
    assert isinstance(content, BidBondContent)
    return replace(content, **changes)


def test_the_canonical_text_reads_back_byte_for_byte() -> None:
    content = sample(work_name="橋　髙﨑㈱①𠮷", joint_venture="〇〇・△△共同企業体")
    text = canonical_bond(content)
    assert BidBondContent.from_json(text) == content
    assert canonical_bond(BidBondContent.from_json(text)) == text


@pytest.mark.parametrize(
    "change", [{"amount": 1.5}, {"schema": "certificate/1"}, {"more": 1}, {"ratio_percent": 0}]
)
def test_anything_else_is_refused(change: dict[str, object]) -> None:
    data = json.loads(canonical_bond(sample())) | change
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with pytest.raises(ValueError, match=r".+"):
        BidBondContent.from_json(text)


def test_a_text_that_is_not_canonical_is_refused() -> None:
    with pytest.raises(ValueError, match="canonical"):
        BidBondContent.from_json(canonical_bond(sample()) + " ")


def test_the_bid_has_no_place_on_the_paper() -> None:
    assert "bid_price" not in canonical_bond(sample())
    labels = [row.label for row in sample().rows()]
    assert labels == [
        "予約番号", "予約者", "発注者", "案件番号", "案件名", "入札日", "予約金額", "契約保証割合", "有効期限",
    ]  # fmt: skip
    assert "案件番号" not in [row.label for row in sample(work_number="").rows()]


def test_a_joint_venture_stands_before_its_representative() -> None:
    own = sample(joint_venture="〇〇・△△共同企業体", joint_venture_representative="〇〇建設株式会社")
    assert own.rows()[1].lines[:2] == ("〇〇・△△共同企業体", own.principal.address)
    other = sample(joint_venture="〇〇・△△共同企業体", joint_venture_representative="△△建設株式会社")
    assert other.rows()[1].lines[1] == "代表者　△△建設株式会社"


def test_another_amount_is_another_identifier() -> None:
    assert sample().identifier != sample(amount=5_000_001).identifier
    assert sample(is_sample=False).sample_line == ""


@pytest.mark.parametrize("percent, words", [(10, "10分の1"), (30, "10分の3"), (15, "100分の15")])
def test_a_ratio_is_said_as_contracts_say_it(percent: int, words: str) -> None:
    assert ratio_words(percent) == words
