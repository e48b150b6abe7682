"""審査の確認項目 of a works contract that has fiscal years or a JV, besides those of every application."""

from collections.abc import Iterator

from surety.domain.application_reading import WorksReading
from surety.domain.fiscal_years import format_fiscal_year
from surety.domain.products import Product
from surety.domain.underwriting_checks import CaseFacts, Check, Mark

_APPLICATION = "申込内容"


def check_contract(case: CaseFacts) -> tuple[Check, ...]:
    """The years and the members of the works contract; nothing where it has none."""
    return (*_years(case), *_members(case.reading.works))


def _years(case: CaseFacts) -> Iterator[Check]:
    works, title = case.reading.works, "年度ごとの金額"
    if not works.years:
        return
    if works.years_total != works.price:
        yield _check("years", title, Mark.BAD, works.years_words)
    else:
        words = f"{works.years_words}契約書の年度ごとの金額と見比べてください。"
        yield _check("years", title, Mark.OK if case.reading.is_later else Mark.CHECK, words)
    advance = case.reading.request(Product.ADVANCE)
    first = min((year.year for year in works.years if year.year is not None), default=None)
    if advance.applies and advance.fiscal_year is not None and advance.fiscal_year != first:
        words = (
            f"{format_fiscal_year(advance.fiscal_year)}の前払金です。前の年度から繰り越した工事があるときは、"
            "その前払金を使い終えているか確認してください。"
        )
        yield _check("carried", "繰越しの有無", Mark.CHECK, words)


def _members(works: WorksReading) -> Iterator[Check]:
    if not works.members:
        return
    words = f"{works.members_words}{'、'.join(member.words for member in works.members)}。協定書で確認してください。"
    yield _check("members", "JVの構成員", Mark.CHECK if works.shares_are_whole else Mark.BAD, words)


def _check(code: str, title: str, mark: Mark, reason: str) -> Check:
    return Check(code=code, title=title, mark=mark, reason=reason, source=_APPLICATION)
