"""What has to be mended in the rows of 請負工事の情報: the years of a contract, the members of a JV."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from surety.domain.application_reading import WorksReading
from surety.domain.fiscal_years import fiscal_years_of, format_fiscal_year
from surety.domain.joint_ventures import LEAST_MEMBERS, is_same_company
from surety.domain.money import format_yen
from surety.domain.works_years import WorkYear


class RowProblem(NamedTuple):
    """A field of a row, what is to be done in it, and whether it is merely blank."""

    field: str
    message: str
    is_blank: bool = False


def check_years(works: WorksReading) -> Iterator[RowProblem]:
    """Years that are not complete, stand twice, lie outside the 工期 or do not add up to the price."""
    if not works.years:
        return
    seen: Counter[int] = Counter()
    for year in works.years:
        yield from _year(works, year)
        if year.year is not None:
            seen[year.year] += 1
            if seen[year.year] == 2:
                yield RowProblem(f"year{year.row}", f"{format_fiscal_year(year.year)}が2回入力されています")
    first = works.years[0]
    if len(works.years) == 1:
        yield RowProblem(
            f"year{first.row}", "年度は2つ以上入力してください。1つの年度で終わる契約では、年度の行を削除してください"
        )  # fmt: skip
    is_known = works.price is not None and all(year.planned is not None for year in works.years)
    if is_known and works.years_total != works.price:
        yield RowProblem(f"year{works.years[-1].row}_planned", works.years_words.removesuffix("。"))


def _year(works: WorksReading, year: WorkYear) -> Iterator[RowProblem]:
    name = f"year{year.row}"
    if year.year is None:
        yield RowProblem(name, f"年度（{year.row}行目）を入力してください", is_blank=True)
    elif works.period_from and works.period_to:
        inside = fiscal_years_of(works.period_from, ends=works.period_to)
        if inside and year.year not in inside:
            span = f"{format_fiscal_year(inside[0])}から{format_fiscal_year(inside[-1])}まで"
            label = works.work_kind.period_label
            yield RowProblem(name, f"{format_fiscal_year(year.year)}は{label}（{span}）に入っていません")
    if year.planned is None:
        yield RowProblem(
            f"{name}_planned", f"出来高予定額（{year.row}行目）を入力してください", is_blank=True
        )
    elif year.limit is not None and year.limit > year.planned:
        words = f"支払限度額（{year.row}行目）は {format_yen(year.planned)}円（出来高予定額）以下で入力してください"
        yield RowProblem(f"{name}_limit", words)


def check_members(works: WorksReading, *, company: str) -> Iterator[RowProblem]:
    """A JV without a name, with fewer than two members, shares that are not 100 %, or another representative.

    `company` is the applying contractor; empty where it is not known.
    """
    members = works.members
    if not works.joint_venture_name and not members:
        return
    if not works.joint_venture_name:
        yield RowProblem("joint_venture_name", "JV名を入力してください", is_blank=True)
    for member in members:
        for part, label, value in (
            ("name", "会社名", member.name),
            ("address", "住所", member.address),
            ("share", "出資割合", member.share),
        ):
            if not value:
                words = f"構成員の{label}（{member.row}行目）を入力してください"
                yield RowProblem(f"member{member.row}_{part}", words, is_blank=True)
    if len(members) < LEAST_MEMBERS:
        row = len(members) + 1
        words = f"JVの構成員を{LEAST_MEMBERS}社以上入力してください"
        yield RowProblem(f"member{row}_name", words, is_blank=True)
    elif all(member.share is not None for member in members) and not works.shares_are_whole:
        yield RowProblem(f"member{members[-1].row}_share", works.members_words.removesuffix("。"))
    yield from _same_members(works)
    yield from _representative(works, company=company)


def _same_members(works: WorksReading) -> Iterator[RowProblem]:
    for place, member in enumerate(works.members):
        if any(is_same_company(member.name, other.name) for other in works.members[:place]):
            yield RowProblem(f"member{member.row}_name", f"{member.name}が2回入力されています")


def _representative(works: WorksReading, *, company: str) -> Iterator[RowProblem]:
    representative = next((member for member in works.members if member.is_representative), None)
    if representative is None:
        yield RowProblem("representative", "JVの代表者を1社選んでください", is_blank=True)
    elif company and representative.name and not is_same_company(representative.name, company):
        yield RowProblem(
            "representative",
            f"JVの保証は、代表者の会社からお申し込みいただきます。代表者が {representative.name} のときは、"
            f"{company}ではお申し込みいただけません。申込送信先の支店へご相談ください",
        )
