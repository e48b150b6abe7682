"""Where electronic surety is offered: the worked table and the sentences."""

from datetime import date

import pytest

from surety.data.loading import load_agencies
from surety.domain.agency_rules import DecisiveDates
from surety.domain.electronic_acceptance import ElectronicAcceptance, StartPrecision, electronic_verdict
from surety.domain.products import CertificateForm, DecisiveDate, Product, WorkKind
from tests.domain.doc_tables import read_table

AGENCIES = {seed.name: seed for seed in load_agencies()}


def verdict_of(agency, product="advance", work="works", form="", **dates):
    return electronic_verdict(
        AGENCIES[agency].acceptances if agency in AGENCIES else (),
        agency=agency,
        product=Product(product),
        work_kind=WorkKind(work),
        dates=DecisiveDates(**{kind: date.fromisoformat(day) for kind, day in dates.items() if day}),
        original_form=CertificateForm(form) if form else None,
    )


@pytest.mark.parametrize(
    "agency,product,work,contract,announced,noticed,form,answer,caution",
    read_table("electronic-acceptance.md", "Worked table"),
)
def test_the_answer_is_the_one_of_the_worked_table(
    agency, product, work, contract, announced, noticed, form, answer, caution
):
    verdict = verdict_of(
        agency, product, work, form, contract=contract, announcement=announced, notice=noticed
    )
    assert verdict.reason.value == answer
    assert verdict.offered is (answer == "offered")
    assert bool(verdict.caution) is (caution == "yes")
    assert verdict.sentence.endswith("。")


def test_too_early_is_told_with_the_start_and_what_to_choose():
    sentence = verdict_of("平川市", contract="2025-11-30").sentence
    expected = "平川市の電子保証は、令和7年12月1日以降の契約が対象です。「証書（紙）」を選んでください。"
    assert sentence == expected


def test_an_unknown_agency_is_never_said_to_refuse():
    sentence = verdict_of("〇〇町", contract="2026-04-01").sentence
    assert "確認できていません" in sentence


def test_an_acceptance_that_ended_is_refused_the_day_after():
    row = ElectronicAcceptance(
        agency="見本市",
        source_url="https://example.lg.jp/",
        source_read_on=date(2026, 11, 22),
        accepted_from=date(2025, 1, 1),
        accepted_to=date(2026, 3, 31),
    )
    for day, answer in ((date(2026, 3, 31), "offered"), (date(2026, 4, 1), "ended")):
        verdict = electronic_verdict(
            [row],
            agency="見本市",
            product=Product.ADVANCE,
            work_kind=WorkKind.WORKS,
            dates=DecisiveDates(contract=day),
        )
        assert verdict.reason.value == answer


@pytest.mark.parametrize(
    "fields",
    [
        {"products": frozenset({Product.BID_BOND})},
        {"products": frozenset()},
        {"work_kinds": frozenset()},
        {"start_precision": StartPrecision.MONTH, "accepted_from": date(2026, 1, 2)},
        {"accepted_from": date(2026, 1, 2), "accepted_to": date(2026, 1, 1)},
    ],
)
def test_a_row_that_cannot_be_meant_is_refused(fields):
    with pytest.raises(ValueError, match="見本市"):
        ElectronicAcceptance(
            agency="見本市",
            source_url="https://example.lg.jp/",
            source_read_on=date(2026, 11, 22),
            decisive_date=DecisiveDate.CONTRACT,
            **fields,
        )
