"""認定請求書 and 工事履行報告書: what they say by themselves, and what they leave to the pen."""

from dataclasses import replace
from datetime import date

import pytest

from surety.documents.kinds import DocumentKind
from surety.documents.samples import sample_context
from surety.domain.amount_rule import AmountRule
from surety.domain.handover import HandOver
from surety.domain.interim_papers import InterimPapers, wanted_besides
from surety.domain.products import Product, WorkKind
from tests.domain.rule_rows import amount, handover
from tests.worked_tables import pairs, worked_tables

_MONTHS = worked_tables("interim-papers.md")[0]
_DAY = date.fromisoformat


def papers(**changes: object) -> InterimPapers:
    sample = sample_context(DocumentKind.INTERIM_REQUEST)
    assert isinstance(sample, InterimPapers)
    return replace(sample, **changes)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize("begins, ends, first_day, count, first, last", pairs(_MONTHS))
def test_the_report_has_a_line_for_each_month_around_the_day_that_counts(
    begins: str, ends: str, first_day: str, count: str, first: str, last: str
) -> None:
    months = papers(counted_from=_DAY(begins), counted_until=_DAY(ends), first_day=_DAY(first_day)).months()
    assert (len(months), months[0], months[-1]) == (int(count), first, last)


def test_the_request_names_the_contract_and_the_three_conditions_with_its_figures() -> None:
    rows = dict(papers().request_rows())
    assert rows["請負金額"] == "50,000,000 円"
    assert rows["前払金の額"] == "20,000,000 円（保証契約番号 04125-000012）"
    assert rows["工期"] == "令和7年6月16日から令和8年2月28日まで"
    assert "今年度対象額" not in rows
    half, done, value = papers().conditions()
    assert "令和7年10月23日以後" in half
    assert "工程表により" in done
    assert "25,000,000円" in value


def test_a_guarantee_of_one_year_halves_that_year_and_its_amount() -> None:
    yearly = papers(
        is_yearly=True, base_yen=20_000_001, counted_from=date(2026, 4, 1), counted_until=date(2027, 3, 31)
    )
    rows = dict(yearly.request_rows())
    assert rows["今年度対象額"] == "20,000,001 円"
    assert rows["今年度の期間"] == "令和8年4月1日から令和9年3月31日まで"
    assert "今年度対象額の2分の1（10,000,001円）" in yearly.conditions()[2]


def test_services_have_their_own_words() -> None:
    services = papers(work_kind=WorkKind.SERVICES)
    assert services.report_title == "業務履行報告書"
    assert services.opening.startswith("下記の業務について")
    labels = [label for label, _value in services.request_rows()]
    assert labels[:3] == ["業務番号", "委託業務名", "業務場所"]
    assert services.enclosures()[0] == "業務履行報告書"


def test_what_nobody_here_knows_stays_blank() -> None:
    rows = dict(papers(contracted_on=None, work_number="", works_place="").request_rows())
    assert (rows["契約年月日"], rows["工事番号"], rows["工事場所"]) == ("", "", "")


def test_a_joint_venture_stands_above_its_representative() -> None:
    sender = papers(joint_venture="〇〇・△△特定建設工事共同企業体").sender
    assert sender[1:3] == ("〇〇・△△特定建設工事共同企業体", "〇〇建設株式会社")


@pytest.mark.parametrize(
    "rule, ways, wanted",
    [
        (None, (), ()),
        (amount("20", product=Product.INTERIM, is_general=True, note="一般の枠"), (), ()),
        (
            amount(
                "20", product=Product.INTERIM, conditions="部分払を請求していないこと", note="工期60日以上"
            ),
            (handover(extra_papers=("請求書",), refuses=("証書の印刷",)), handover(extra_papers=("請求書",))),
            (
                "部分払を請求していないこと",
                "工期60日以上",
                "請求のときに添えるもの：請求書",
                "請求のときに受け付けないもの：証書の印刷",
            ),
        ),
    ],
)
def test_what_the_agency_wants_besides_is_told_once(
    rule: AmountRule | None, ways: tuple[HandOver, ...], wanted: tuple[str, ...]
) -> None:
    assert wanted_besides(rule, ways) == wanted
