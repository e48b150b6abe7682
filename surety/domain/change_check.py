"""変更の要否: whether a change of the works contract asks for a change of each guarantee (docs/rules/changes.md)."""

from collections.abc import Iterable, Sequence
from datetime import date

from surety.domain.change_case import Answer, ChangeCase, Covered
from surety.domain.change_judges import judge_case
from surety.domain.contract_facts import ContractFacts, Fact, find_differences
from surety.domain.price_change import ChangeNeed
from surety.domain.products import Product


def check_changes(guarantees: Sequence[Covered], *, after: ContractFacts, today: date) -> tuple[Answer, ...]:
    """The answer for each guarantee of the works contract, in their order. `today` is the JST date.

    Each is compared with what its own certificate shows.
    """
    advances = [
        after.paid.get(each.number, each.amount) for each in guarantees if each.product is Product.ADVANCE
    ]
    answers = []
    for covered in guarantees:
        case = ChangeCase(
            covered=covered,
            after=after,
            advance_yen=sum(advances),
            loses_advance=bool(advances) and sum(advances) == 0,
        )
        findings = judge_case(case, changed=_concerning(covered, after), today=today)
        answers.append(
            Answer(
                number=covered.number,
                product=covered.product,
                need=most_urgent(each.need for each in findings),
                findings=findings,
            )
        )
    return tuple(answers)


def most_urgent(needs: Iterable[ChangeNeed]) -> ChangeNeed:
    """必要 before 支店に確認 before 不要; 不要 for none."""
    given = set(needs)
    return next((need for need in ChangeNeed if need in given), ChangeNeed.NOT_NEEDED)


def _concerning(covered: Covered, after: ContractFacts) -> frozenset[Fact]:
    """The changed facts. A payment concerns its own guarantee, and the performance guarantee that rides on it."""
    is_rider = covered.product is Product.PERFORMANCE
    return frozenset(
        each.fact
        for each in find_differences(covered.before, after, work_kind=covered.work_kind)
        if each.number in ("", covered.number) or (is_rider and each.fact is Fact.PAID)
    )
