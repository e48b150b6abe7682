"""Hand-over texts: filled in one pass, one-line subjects, nothing left open unseen."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.data.loading import load_agencies
from surety.domain.handover import (
    GENERAL_HANDOVER,
    PLACEHOLDERS,
    Channel,
    HandOver,
    HandOverFacts,
    fill_handover,
    list_handovers,
)
from surety.domain.products import Product

TODAY = date(2026, 11, 22)
AGENCIES = {seed.name: seed for seed in load_agencies()}
FACTS = HandOverFacts(
    product=Product.ADVANCE,
    agency="福島県",
    contractor="〇〇建設株式会社",
    contact="見本 太郎",
    phone="017-000-0000",
    work_name="市道〇〇線道路改良工事",
    work_number="２３-４１３１０-００１２",
    guarantee_number="04126-000001",
)


def handover(**fields):
    return HandOver(
        agency="見本市",
        channel=Channel.MAIL,
        source_url="https://example.lg.jp/",
        source_read_on=date(2026, 11, 22),
        **fields,
    )


@pytest.mark.parametrize(
    "agency,product,subject",
    [
        ("福島県", Product.ADVANCE, "【電子保証書】_23413100012"),
        ("三重県", Product.ADVANCE, "【電子保証】２３-４１３１０-００１２"),
        ("滋賀県", Product.PERFORMANCE, "【電子保証】２３-４１３１０-００１２市道〇〇線道路改良工事"),
        ("滋賀県", Product.ADVANCE, "【請求関係書類】２３-４１３１０-００１２市道〇〇線道路改良工事"),
        ("延岡市", Product.ADVANCE, "電子保証認証キー:市道〇〇線道路改良工事"),
        ("本巣市", Product.INTERIM, "【電子保証(中間前払金)】２３-４１３１０-００１２"),
    ],
)
def test_the_subject_is_the_one_the_agency_asks_for(agency, product, subject):
    rows = list_handovers(AGENCIES[agency].handovers, product=product, on=TODAY)
    filled = fill_handover(rows[0], facts=FACTS)
    assert filled.subject == subject
    assert filled.is_complete


def test_the_leaflets_city_gets_the_mail_at_its_address_with_the_other_papers():
    (row,) = list_handovers(AGENCIES["平川市"].handovers, product=Product.PERFORMANCE, on=TODAY)
    filled = fill_handover(row, facts=FACTS)
    assert (filled.channel, filled.address) == (Channel.MAIL, "kanzai02@city.hirakawa.lg.jp")
    assert filled.extra_papers


def test_an_agency_without_a_word_gets_the_general_way():
    assert list_handovers((), product=Product.ADVANCE, on=TODAY) == (GENERAL_HANDOVER,)


def test_rows_for_the_product_come_instead_of_rows_for_all():
    common, own = handover(), handover(product=Product.ADVANCE)
    assert list_handovers((common, own), product=Product.ADVANCE, on=TODAY) == (own,)
    assert list_handovers((common, own), product=Product.INTERIM, on=TODAY) == (common,)


def test_a_missing_fact_is_shown_and_named_but_never_as_a_placeholder():
    filled = fill_handover(
        handover(subject_template="【電子保証】{work_number} {work_name}"),
        facts=HandOverFacts(product=Product.ADVANCE, work_name="A工事"),
    )
    assert filled.subject == "【電子保証】〔工事番号〕 A工事"
    assert "工事番号" in filled.missing
    assert "{" not in filled.subject + filled.body
    assert not filled.is_complete


def test_a_work_without_a_number_falls_back_to_its_name_where_the_agency_allows_it():
    (row,) = list_handovers(AGENCIES["糸魚川市"].handovers, product=Product.ADVANCE, on=TODAY)
    facts = HandOverFacts(product=Product.ADVANCE, work_name="A工事")
    assert fill_handover(row, facts=facts).subject == "【前払金書類】A工事"


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_the_names_hold_a_subject_is_one_line_and_names_stay_as_typed(work_name, contractor):
    row = handover(subject_template="{work_name}", body_template="{contractor}")
    facts = HandOverFacts(product=Product.ADVANCE, work_name=work_name, contractor=contractor)
    filled = fill_handover(row, facts=facts)
    assert len(filled.subject.splitlines()) <= 1
    if contractor.strip():
        assert filled.body == contractor.strip()


def test_a_brace_in_a_work_name_is_not_read_as_a_placeholder():
    row = handover(subject_template="{work_name}/{agency}")
    facts = HandOverFacts(product=Product.ADVANCE, work_name="{agency}工事", agency="見本市")
    assert fill_handover(row, facts=facts).subject == "{agency}工事/見本市"


@pytest.mark.parametrize("template", ["{key}", "{}", "{work_name", "work_name}", "{authentication_key}"])
def test_a_template_with_anything_unknown_is_refused(template):
    with pytest.raises(ValueError, match="見本市"):
        handover(subject_template=template)


def test_no_template_can_carry_the_authentication_key():
    assert not any("key" in name for name in PLACEHOLDERS)
