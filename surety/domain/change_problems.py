"""What still stands in the way of sending a 変更の申込, in kind words by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from surety.domain.agency_rules import Judgement
from surety.domain.certificate import CertificateContent
from surety.domain.change_case import ChangeCase, Covered
from surety.domain.change_wish import PAYMENTS, ChangeWish, Wish, kinds_of
from surety.domain.dates import format_wareki
from surety.domain.money import format_yen
from surety.domain.products import Product


@dataclass(frozen=True, slots=True)
class ChangeProblem:
    """One thing to mend, and the box it belongs to."""

    field: str
    message: str


def want_field(number: str) -> str:
    """The box that says whether this guarantee is to be changed."""
    return f"want-{number}"


def amount_field(covered: Covered) -> str:
    """The box of the guarantee's amount: what the agency pays, or the amount of a performance guarantee."""
    return f"{'paid' if covered.product in PAYMENTS else 'amount'}-{covered.number}"


def until_field(number: str) -> str:
    """The box of the guarantee's last day."""
    return f"until-{number}"


def case_of(covered: Covered, wish: ChangeWish, *, guarantees: Sequence[Covered]) -> ChangeCase:
    """One guarantee under the new contract, with the 前払金 that counts beside it."""
    amounts = {each.number: each.amount for each in wish.wishes}
    advances = [
        amounts.get(each.number, each.amount) for each in guarantees if each.product is Product.ADVANCE
    ]
    return ChangeCase(covered=covered, after=wish.after, advance_yen=sum(advances))


def judge_wish(case: ChangeCase, wish: Wish) -> Judgement:
    """The new amount against the agency's limit or minimum, on exact integers."""
    return case.judge(wish.amount)


def find_change_problems(
    wish: ChangeWish,
    *,
    guarantees: Sequence[Covered],
    contents: Mapping[str, CertificateContent],
) -> tuple[ChangeProblem, ...]:
    """Everything to mend before the change can be sent; `contents` are the certificates in force by number."""
    return tuple(_problems(wish, guarantees, contents))


def _problems(
    wish: ChangeWish, guarantees: Sequence[Covered], contents: Mapping[str, CertificateContent]
) -> Iterator[ChangeProblem]:
    if not wish.wishes:
        yield ChangeProblem(want_field(guarantees[0].number), "変更する保証契約を、1つ以上選んでください")
    covered = {each.number: each for each in guarantees}
    signed = next((c.contracted_on for c in contents.values() if c.contracted_on), None)
    if signed is not None and wish.changed_on < signed:
        yield ChangeProblem(
            "changed_on", f"変更契約日は、請負契約日（{format_wareki(signed)}）以後の日付で入力してください"
        )
    for one in wish.wishes:
        yield from _problems_of(
            one, covered[one.number], wish, guarantees=guarantees, content=contents[one.number]
        )


def _problems_of(
    one: Wish,
    covered: Covered,
    wish: ChangeWish,
    *,
    guarantees: Sequence[Covered],
    content: CertificateContent,
) -> Iterator[ChangeProblem]:
    box, label = amount_field(covered), covered.product.label
    if one.amount <= 0:
        yield ChangeProblem(
            box,
            f"{label}の保証金額を0円にする変更はできません。保証契約を終える手続きは、支店にご相談ください",
        )
        return
    if not kinds_of(content, one, after=wish.after):
        yield ChangeProblem(
            want_field(one.number),
            f"{label}（{one.number}）は、証書に載る内容が変わりません。変わるところを入力するか、選択を外してください",
        )
    judged = judge_wish(case_of(covered, wish, guarantees=guarantees), one)
    if one.amount > wish.after.price:
        price = format_yen(wish.after.price)
        yield ChangeProblem(
            box, f"保証金額が、変更後の{covered.work_kind.price_label}（{price}円）を超えています"
        )
    elif judged.blocks and one.amount != covered.amount:
        yield ChangeProblem(box, f"保証金額が{judged.sentence.removesuffix('。')}")
    yield from _day_problems(one, covered, wish, until=one.until)


def _day_problems(one: Wish, covered: Covered, wish: ChangeWish, *, until: date) -> Iterator[ChangeProblem]:
    label, ends = covered.work_kind.period_label, wish.after.period_to
    if covered.product is Product.PERFORMANCE and until < ends:
        yield ChangeProblem(
            until_field(one.number),
            f"契約保証の期限は、変更後の{label}の終わり（{format_wareki(ends)}）以後にしてください",
        )
    elif until < wish.after.period_from:
        yield ChangeProblem(
            until_field(one.number), f"保証期限は、{label}の始まりより後の日付で入力してください"
        )
