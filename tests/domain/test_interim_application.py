"""An application for an interim payment: the rows of docs/rules/interim.md, and what keeps it from being sent."""

from dataclasses import replace
from datetime import date

import pytest

from surety.domain.application_checks import find_problems
from surety.domain.application_draft import Draft
from surety.domain.application_fields import Section, products_on_form
from surety.domain.application_figures import figure_out
from surety.domain.application_ground import Ground
from surety.domain.application_reading import Reading, read_draft
from surety.domain.interim import AdvanceBehind
from surety.domain.interim_checks import check_interim
from surety.domain.products import Product
from surety.domain.underwriting_checks import CaseFacts, Mark
from tests.domain.application_cases import TEXTS, Agency, ground
from tests.worked_tables import pairs, worked_tables, yen

_ROWS = worked_tables("interim.md")[-1]
_NUMBER = "04126-000001"
_FIRST_DAY = date(2026, 1, 27)
_ADVANCE = AdvanceBehind(number=_NUMBER, amount_yen=20_000_000, is_in_force=True, first_day=_FIRST_DAY)
_ANSWERS = {
    "interim_applies": "1",
    "interim_form": "paper",
    "interim_amount": "10,000,000",
    "interim_deposit_bank": "〇〇銀行　××支店",
    "interim_redeposit": "not_used",
    "interim_payment_method": "bank_transfer",
    "interim_bill_to": "〇〇建設株式会社",
    "interim_paper_statement": "0",
}


def reading(**texts: str) -> Reading:
    kept = {name: text for name, text in TEXTS.items() if not name.startswith(("advance_", "performance_"))}
    content = {name: text for name, text in {**kept, **_ANSWERS, **texts}.items() if text}
    return read_draft(Draft(texts=content, advance_number=_NUMBER))


def under(agency: str = "平川市", **more: object) -> Ground:
    return ground(Agency(agency), **{"advance": _ADVANCE, "recognition_reports": 1, **more})


def problems(on: Ground, **texts: str) -> dict[str, str]:
    return {problem.field: problem.message for problem in find_problems(reading(**texts), ground=on)}


@pytest.mark.parametrize("agency, price, yearly, advance, amount, shown, together, judged", pairs(_ROWS))
def test_rows(
    agency: str, price: str, yearly: str, advance: str, amount: str, shown: str, together: str, judged: str
) -> None:
    on = under(agency, advance=replace(_ADVANCE, amount_yen=yen(advance)))
    read = reading(price=price, interim_fiscal_year_amount=yearly, interim_amount=amount)
    figure = figure_out(read, ground=on).amount(Product.INTERIM)
    assert figure.percent == shown
    assert f"前払金と合わせて {together}です。" in figure.sentence
    assert ("×" if figure.is_bad else "要確認" if figure.needs_check else "○") == judged
    found = problems(on, price=price, interim_fiscal_year_amount=yearly, interim_amount=amount)
    assert set(found) == ({"interim_amount"} if judged == "×" else set())


def test_it_asks_for_the_interim_payment_alone() -> None:
    assert products_on_form(is_interim=True) == (Product.INTERIM,)
    assert products_on_form(is_interim=False) == (Product.ADVANCE, Product.PERFORMANCE)
    read = reading(advance_applies="1", advance_amount="1")
    assert [request.product for request in read.wanted] == [Product.INTERIM]
    ordinary = read_draft(Draft(texts={**TEXTS, **_ANSWERS}))
    assert [request.product for request in ordinary.wanted] == [Product.ADVANCE, Product.PERFORMANCE]


def test_the_common_share_is_named_where_it_decides() -> None:
    most = under("高浜町", advance=replace(_ADVANCE, amount_yen=25_000_000))
    assert problems(most)["interim_amount"] == (
        "中間前払金保証金額は 5,000,000円（前払金と合わせて請負金額の60%）以下で入力してください"
    )
    nothing = under("郡山市", advance=replace(_ADVANCE, amount_yen=30_000_000))
    assert "限度額に達しています" in problems(nothing)["interim_amount"]


@pytest.mark.parametrize(
    "more, field, words",
    [
        ({"advance": None}, "interim_applies", "有効な前払金保証がない"),
        ({"advance": replace(_ADVANCE, is_in_force=False)}, "interim_applies", "有効な前払金保証がない"),
        ({"twin": "R20261122-0001"}, "interim_applies", "受付番号 R20261122-0001"),
        ({"recognition_reports": 0}, "interim_recognition", "認定調書を添付してください"),
    ],
)
def test_what_keeps_it_from_being_sent(more: dict[str, object], field: str, words: str) -> None:
    assert problems(under()) == {}
    found = problems(under(**more))
    assert list(found) == [field]
    assert words in found[field]


def test_a_paper_is_never_a_text() -> None:
    draft = Draft(advance_number=_NUMBER)
    assert draft.with_section(Section.GUARANTEES, {"interim_recognition": "x.pdf"}, tab="").texts == {}
    assert Draft.from_json(draft.to_json()).advance_number == _NUMBER


@pytest.mark.parametrize(
    "more, marks",
    [
        ({}, {"advance": Mark.OK, "half": Mark.OK, "recognition": Mark.OK}),
        ({"today": date(2026, 1, 26)}, {"advance": Mark.OK, "half": Mark.CHECK, "recognition": Mark.OK}),
        ({"recognition_reports": 0}, {"advance": Mark.OK, "half": Mark.OK, "recognition": Mark.BAD}),
        ({"advance": None}, {"advance": Mark.BAD, "recognition": Mark.OK}),
        ({"advance": replace(_ADVANCE, is_in_force=False)}, {"advance": Mark.BAD, "recognition": Mark.OK}),
    ],
)
def test_the_branch_s_own_checks(more: dict[str, object], marks: dict[str, Mark]) -> None:
    case = CaseFacts(
        today=_FIRST_DAY, reading=reading(), handling=Agency(), has_active_user=True, has_monthly_account=False,
        attachments=0, twins=(), advance_words="", advance=_ADVANCE, recognition_reports=1,
    )  # fmt: skip
    checks = check_interim(replace(case, **more))
    assert {check.code: check.mark for check in checks} == marks
    assert all(check.key.startswith("interim-") and check.reason.endswith("。") for check in checks)
