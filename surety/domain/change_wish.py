"""変更の申込: what is to change in a works contract and in each of its guarantees (docs/rules/change-applications.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from surety.domain.agency_rules import Verdict
from surety.domain.certificate import CertificateContent
from surety.domain.change_case import ChangeCase, Covered
from surety.domain.contract_facts import ContractFacts
from surety.domain.coverage import guaranteed_until
from surety.domain.joint_ventures import MemberChange
from surety.domain.parties import Party
from surety.domain.products import CertificateKind, LabelledEnum, Product
from surety.domain.row_codec import from_row, to_row

PAYMENTS = frozenset({Product.ADVANCE, Product.INTERIM})


class ChangeKind(LabelledEnum):
    """What a change does to a guarantee; one change can be several at once."""

    INCREASE = "increase", "増額"
    DECREASE = "decrease", "減額"
    TERM = "term", "期限変更"
    PRICE = "price", "請負金額の変更"
    PERIOD = "period", "工期の変更"
    WORK_NAME = "work_name", "工事名の表示変更"
    BENEFICIARY = "beneficiary", "発注者名の表示変更"
    PRINCIPAL = "principal", "契約者の表示変更"
    JOINT_VENTURE = "joint_venture", "JV名の表示変更"
    MEMBERS = "members", "JV構成員の変更"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one guarantee is to become: yen and the last day (JST)."""

    number: str
    amount: int
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWish:
    """A whole 変更の申込: the works contract `after` the change, the guarantees to follow it, when and why it was changed."""

    after: ContractFacts
    wishes: tuple[Wish, ...]
    changed_on: date
    reason: str
    message: str = ""


def propose_wish(covered: Covered, after: ContractFacts) -> Wish:
    """What the guarantee would usually become under the new contract; the writer can say otherwise.

    A payment's guarantee follows the payment. A performance guarantee keeps its amount, or rises to the agency's
    minimum of the new price where it falls short of it, and covers the new 工期, never less than it covered.
    """
    until = guaranteed_until(
        covered.product,
        starts_on=covered.starts_on,
        period_to=after.period_to,
        has_fiscal_year_amount=covered.number in covered.before.year_amounts,
        in_fiscal_year=covered.fiscal_year,
    )
    if covered.product in PAYMENTS:
        amount = after.paid.get(covered.number, covered.amount)
        moved = after.period_to != covered.before.period_to
        return Wish(number=covered.number, amount=amount, until=until if moved else covered.until)
    case = ChangeCase(covered=covered, after=after, advance_yen=0)
    judged = case.judge(covered.amount)
    is_short = judged.verdict is Verdict.UNDER and judged.limit is not None
    amount = judged.limit.yen if is_short and judged.limit is not None else covered.amount
    return Wish(number=covered.number, amount=amount, until=max(until, covered.until))


def change_content(
    before: CertificateContent, wish: Wish, *, after: ContractFacts, change_number: int, issued_on: date
) -> CertificateContent:
    """The certificate of 変更-n: the version in force with what changed put in its place.

    What did not change stays sign by sign as it was issued, the words of the guarantor too.
    """
    return replace(
        before,
        kind=CertificateKind.CHANGE,
        change_number=change_number,
        issued_on=issued_on,
        principal=_principal(before.principal, after),
        joint_venture=after.joint_venture,
        beneficiary=after.beneficiary,
        guaranteed_amount=wish.amount,
        guaranteed_until=wish.until,
        works_name=after.work_name,
        contract_amount=after.price,
        works_from=after.period_from,
        works_until=after.period_to,
    )


def _principal(before: Party, after: ContractFacts) -> Party:
    """The new names as typed. The representative was typed in one line: the old title is parted from it, no other is guessed."""
    if after.representative == before.representative:
        title, name = before.representative_title, before.representative_name
    else:
        lead = f"{before.representative_title}　"
        is_titled = bool(before.representative_title) and after.representative.startswith(lead)
        title = before.representative_title if is_titled else ""
        name = after.representative.removeprefix(lead) if is_titled else after.representative
    return Party(
        address=after.address, name=after.contractor, representative_title=title, representative_name=name
    )


def kinds_of(before: CertificateContent, wish: Wish, *, after: ContractFacts) -> tuple[ChangeKind, ...]:
    """What the change does to this guarantee, in the order of ChangeKind; empty when its certificate stays as it is."""
    became = change_content(before, wish, after=after, change_number=1, issued_on=before.issued_on)
    found = {
        ChangeKind.INCREASE: became.guaranteed_amount > before.guaranteed_amount,
        ChangeKind.DECREASE: became.guaranteed_amount < before.guaranteed_amount,
        ChangeKind.TERM: became.guaranteed_until != before.guaranteed_until,
        ChangeKind.PRICE: became.contract_amount != before.contract_amount,
        ChangeKind.PERIOD: (became.works_from, became.works_until) != (before.works_from, before.works_until),
        ChangeKind.WORK_NAME: became.works_name != before.works_name,
        ChangeKind.BENEFICIARY: became.beneficiary != before.beneficiary,
        ChangeKind.PRINCIPAL: became.principal != before.principal,
        ChangeKind.JOINT_VENTURE: became.joint_venture != before.joint_venture,
        ChangeKind.MEMBERS: bool(after.members),
    }
    return tuple(kind for kind in ChangeKind if found[kind])


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedItem:
    """What one guarantee becomes, for people: yen and last days before and after."""

    number: str
    product: Product
    kinds: tuple[ChangeKind, ...]
    amount_before: int
    amount: int
    until_before: date
    until: date


def describe_wish(before: CertificateContent, wish: Wish, *, after: ContractFacts) -> ChangedItem:
    """One guarantee of a change beside its certificate."""
    return ChangedItem(
        number=wish.number,
        product=before.product,
        kinds=kinds_of(before, wish, after=after),
        amount_before=before.guaranteed_amount,
        amount=wish.amount,
        until_before=before.guaranteed_until,
        until=wish.until,
    )


def facts_to_json(facts: ContractFacts) -> dict[str, object]:
    """The facts as JSON values: dates ISO, yen as numbers."""
    plain: dict[str, object] = {}
    for field in fields(facts):
        value = getattr(facts, field.name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, MemberChange):
            value = to_row(value)
        plain[field.name] = dict(value) if isinstance(value, Mapping) else value
    return plain


def facts_from_json(kept: Mapping[str, object]) -> ContractFacts:
    """The facts that `facts_to_json` wrote."""
    days = {name: date.fromisoformat(str(kept[name])) for name in ("period_from", "period_to")}
    rows = kept.get("member_change")
    members = {"member_change": from_row(MemberChange, rows) if rows is not None else None}
    return ContractFacts(**{**kept, **days, **members})  # type: ignore[arg-type]  # what facts_to_json made of the same members
