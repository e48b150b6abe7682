"""変更の申込: what each guarantee becomes, what the certificate then says, and what stands in the way."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.documents.samples import sample_context
from surety.domain.certificate import CertificateContent
from surety.domain.certificate_differences import compare_versions
from surety.domain.change_case import Covered
from surety.domain.change_problems import find_change_problems
from surety.domain.change_wish import (
    ChangeKind,
    ChangeWish,
    Wish,
    change_content,
    facts_from_json,
    facts_to_json,
    kinds_of,
    propose_wish,
)
from surety.domain.contract_facts import ContractFacts
from surety.domain.products import CertificateKind, Product
from tests.domain.test_change_check import NUMBER, covered, facts
from tests.worked_tables import worked_tables, yen

_DIFFERENCES, _PREMIUM, PROPOSALS, PROBLEMS = worked_tables("change-applications.md")
UNTIL = date(2026, 3, 20)


def content_of(guarantee: Covered) -> CertificateContent:
    sample = sample_context("certificate")
    assert isinstance(sample, CertificateContent)
    before = guarantee.before
    return replace(
        sample,
        guarantee_number=guarantee.number,
        product=guarantee.product,
        guaranteed_amount=guarantee.amount,
        guaranteed_until=guarantee.until,
        contract_amount=before.price,
        works_from=before.period_from,
        works_until=before.period_to,
        works_name=before.work_name,
        beneficiary=before.beneficiary,
        contracted_on=date(2025, 12, 3),
        principal=replace(sample.principal, name=before.contractor, address=before.address),
    )


def after_of(guarantee: Covered, row: dict[str, str], *, paid: str) -> ContractFacts:
    changed: dict[str, object] = {}
    if row["new price"]:
        changed["price"] = yen(row["new price"])
    if row["new end"]:
        changed["period_to"] = date.fromisoformat(row["new end"])
    if paid and guarantee.product is not Product.PERFORMANCE:
        changed["paid"] = {NUMBER: yen(paid)}
    return replace(guarantee.before, **changed)


def start(product: Product, amount: int, until: date = UNTIL, *, agency: str = "平川市") -> Covered:
    paid = {NUMBER: amount} if product is not Product.PERFORMANCE else {}
    return covered(product, amount, agency=agency, until=until, before=facts(paid=paid))


@pytest.mark.parametrize("row", PROPOSALS, ids=lambda row: "-".join(row.values()))
def test_the_proposal_is_the_one_of_the_worked_table(row: dict[str, str]) -> None:
    guarantee = start(Product(row["product"]), yen(row["amount"]), date.fromisoformat(row["until"]))
    proposed = propose_wish(guarantee, after_of(guarantee, row, paid=row["new 前払金"]))
    assert proposed == Wish(
        number=NUMBER,
        amount=yen(row["proposed amount"]),
        until=date.fromisoformat(row["proposed until"]),
    )


@pytest.mark.parametrize("row", PROBLEMS, ids=lambda row: "-".join(row.values()))
def test_what_cannot_be_sent_is_what_the_worked_table_says(row: dict[str, str]) -> None:
    product = Product(row["product"])
    guarantee = start(
        product, 5_000_000 if product is Product.PERFORMANCE else 20_000_000, agency=row["agency"]
    )
    one = Wish(number=NUMBER, amount=yen(row["new amount"]), until=date.fromisoformat(row["new until"]))
    wish = ChangeWish(
        after=after_of(guarantee, row, paid=row["new amount"]),
        wishes=(one,),
        changed_on=date(2026, 1, 15),
        reason="設計変更のため",
    )
    found = find_change_problems(wish, guarantees=[guarantee], contents={NUMBER: content_of(guarantee)})
    if not row["box"]:
        assert found == ()
    else:
        (problem,) = found
        assert problem.field == f"{row['box']}-{NUMBER}"
        assert row["told"] in problem.message


def test_nothing_chosen_and_a_change_before_the_contract_are_told() -> None:
    guarantee = start(Product.ADVANCE, 20_000_000)
    wish = ChangeWish(
        after=replace(guarantee.before, price=55_000_000), wishes=(), changed_on=date(2025, 12, 2), reason="x"
    )
    found = find_change_problems(wish, guarantees=[guarantee], contents={NUMBER: content_of(guarantee)})
    assert [each.field for each in found] == [f"want-{NUMBER}", "changed_on"]
    assert "令和7年12月3日" in found[1].message


def test_an_advance_and_an_interim_payment_stay_within_the_common_total() -> None:
    """40 % and 20 % of 50,000,000; the interim payment counts what the advance will be after the change."""
    advance = start(Product.ADVANCE, 20_000_000)
    interim = replace(covered(Product.INTERIM, 10_000_000, agency="塩尻市"), number="04125-000003")
    before = facts(paid={NUMBER: 20_000_000, interim.number: 9_000_000})
    both = [replace(advance, before=before), replace(interim, before=before, amount=9_000_000)]
    contents = {each.number: content_of(each) for each in both}
    for paid, is_within in ((10_000_000, True), (10_000_001, False)):
        wish = ChangeWish(
            after=replace(before, paid={NUMBER: 20_000_000, interim.number: paid}),
            wishes=(Wish(number=interim.number, amount=paid, until=UNTIL),),
            changed_on=date(2026, 1, 15),
            reason="x",
        )
        found = find_change_problems(wish, guarantees=both, contents=contents)
        assert (found == ()) is is_within, found


@pytest.mark.parametrize(
    "changed, kinds",
    [
        ({}, ()),
        ({"price": 55_000_000}, (ChangeKind.PRICE,)),
        ({"period_to": date(2026, 5, 29)}, (ChangeKind.PERIOD,)),
        ({"work_name": "別の工事"}, (ChangeKind.WORK_NAME,)),
        ({"beneficiary": "〇〇町長"}, (ChangeKind.BENEFICIARY,)),
        ({"contractor": "新〇〇建設株式会社"}, (ChangeKind.PRINCIPAL,)),
        ({"representative": "代表取締役　見本　花子"}, (ChangeKind.PRINCIPAL,)),
        ({"address": "青森県〇〇市1番地"}, (ChangeKind.PRINCIPAL,)),
        ({"joint_venture": "〇〇・△△JV"}, (ChangeKind.JOINT_VENTURE,)),
        ({"members": "△△建設が抜けます"}, (ChangeKind.MEMBERS,)),
        (
            {"price": 1, "work_name": "別", "members": "x"},
            (ChangeKind.PRICE, ChangeKind.WORK_NAME, ChangeKind.MEMBERS),
        ),
    ],
)
def test_the_kinds_of_a_change_are_read_from_what_the_certificate_will_say(
    changed: dict[str, object], kinds: tuple[ChangeKind, ...]
) -> None:
    guarantee = start(Product.ADVANCE, 20_000_000)
    wish = Wish(number=NUMBER, amount=20_000_000, until=UNTIL)
    found = kinds_of(content_of(guarantee), wish, after=replace(guarantee.before, **changed))
    assert found == kinds


def test_more_less_longer() -> None:
    guarantee = start(Product.ADVANCE, 20_000_000)
    base, after = content_of(guarantee), guarantee.before
    for amount, until, kinds in (
        (20_000_001, UNTIL, (ChangeKind.INCREASE,)),
        (19_999_999, UNTIL, (ChangeKind.DECREASE,)),
        (20_000_000, UNTIL + timedelta(days=1), (ChangeKind.TERM,)),
        (1, UNTIL - timedelta(days=1), (ChangeKind.DECREASE, ChangeKind.TERM)),
    ):
        assert kinds_of(base, Wish(number=NUMBER, amount=amount, until=until), after=after) == kinds


def test_the_changed_certificate_differs_in_what_was_changed_and_in_nothing_else() -> None:
    guarantee = start(Product.ADVANCE, 20_000_000)
    base = content_of(guarantee)
    after = replace(guarantee.before, price=55_000_000, representative="代表取締役　見本　花子")
    wish = Wish(number=NUMBER, amount=22_000_000, until=UNTIL)
    became = change_content(base, wish, after=after, change_number=1, issued_on=date(2026, 1, 20))
    assert (became.kind, became.change_mark) == (CertificateKind.CHANGE, "変更-1")
    assert became.principal.representative_title == "代表取締役"
    assert became.principal.representative_name == "見本　花子"
    assert [each.key for each in compare_versions(base, became).changed] == [
        "version",
        "issued_on",
        "principal_representative",
        "guaranteed_amount",
        "contract_amount",
    ]


@pytest.mark.parametrize(
    "typed", ["社長 見本　花子", "見本花子", "代表取締役見本花子", "代表取締役社長　髙﨑㈱①"]
)
def test_a_representative_is_printed_exactly_as_typed(typed: str) -> None:
    guarantee = start(Product.ADVANCE, 20_000_000)
    after = replace(guarantee.before, representative=typed)
    wish = Wish(number=NUMBER, amount=20_000_000, until=UNTIL)
    became = change_content(
        content_of(guarantee), wish, after=after, change_number=1, issued_on=date(2026, 1, 20)
    )
    assert became.principal.representative == typed


@given(
    price=st.integers(1, 10**12),
    days=st.integers(0, 4000),
    name=st.text(max_size=30),
    paid=st.dictionaries(st.from_regex(r"[0-9]{5}-[0-9]{6}", fullmatch=True), st.integers(0, 10**12)),
)
def test_facts_come_back_as_they_were_kept(price: int, days: int, name: str, paid: dict[str, int]) -> None:
    whole = facts(price, work_name=name, paid=paid, period_to=date(2026, 3, 20) + timedelta(days=days))
    assert facts_from_json(facts_to_json(whole)) == whole
