"""変更の要否: the facts of a works contract as they are to be, prefilled with what the certificate shows."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from forms.base import BaseForm
from forms.fields import JapaneseDateField, NameField, NotesField, YenField
from forms.member_boxes import MemberBoxes, boxes_of, complain, member_fields, read_boxes, rows_for, texts_of
from forms.validators import NotBefore, Required
from surety.domain.contract_facts import ContractFacts, Fact
from surety.domain.joint_ventures import Member, MemberChange, member_changes
from surety.domain.products import WorkKind

_MOST_SIGNS = {
    Fact.WORK_NAME: 120,
    Fact.BENEFICIARY: 80,
    Fact.CONTRACTOR: 80,
    Fact.REPRESENTATIVE: 101,
    Fact.ADDRESS: 160,
    Fact.JOINT_VENTURE: 60,
}


class ChangeCheckForm(BaseForm):
    """The new facts, a word to the branch, and the mark of the certificates that the page was drawn from.

    Made by `over`, because labels and boxes follow the contract: `payments` and `years` are the guarantees (by number)
    that have a box for what the agency pays and for 今年度対象額.
    """

    payments: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    member_rows: int = 0
    known_members: tuple[Member, ...] = ()

    @classmethod
    def over(
        cls,
        before: ContractFacts,
        *,
        work_kind: WorkKind,
        payments: Mapping[str, str],
        mark: str,
        members: Sequence[Member] = (),
        data: "MultiDict[str, str] | None" = None,
        more: Mapping[str, object] | None = None,
        more_start: Mapping[str, object] | None = None,
    ) -> Self:
        """The form for a contract; `payments` are labels by guarantee number, `data` is what was sent.

        `members` are those of its JV, where they were entered one by one, `more` further boxes of a form that is built
        upon this one, `more_start` what stands in them at first.
        """
        labels = {fact: fact.label_for(work_kind) for fact in Fact}
        starts, ends = labels[Fact.PERIOD_FROM], labels[Fact.PERIOD_TO]
        boxes: dict[str, object] = {
            "price": YenField(labels[Fact.PRICE], [Required()]),
            **_payment_boxes(before, payments),
            "period_from": JapaneseDateField(starts, [Required()]),
            "period_to": JapaneseDateField(ends, [Required(), NotBefore("period_from")]),
        }
        start: dict[str, object] = {"price": before.price, "mark": mark}
        start |= {"period_from": before.period_from, "period_to": before.period_to}
        start |= {_paid(number): before.paid[number] for number in payments}
        start |= {_year(number): amount for number, amount in before.year_amounts.items()}
        for fact, most in _MOST_SIGNS.items():
            # What the certificate leaves out (a representative, a JV) is not asked for.
            if written := getattr(before, fact.value):
                boxes[fact.value] = NameField(labels[fact], [Required()], max_length=most)
                start[fact.value] = written
        fields, values = member_fields(members)
        if before.joint_venture and not members:
            fields["members"] = NotesField("JV構成員の変更", max_length=300)
        start |= values
        boxes |= {**fields, "member_rows": rows_for(members), "known_members": tuple(members)}
        boxes |= {"message": NotesField("支店への連絡事項", max_length=500), "mark": HiddenField()}
        boxes |= {"payments": tuple(payments), "years": tuple(before.year_amounts)}
        made: type[Self] = type(f"Bound{cls.__name__}", (cls,), boxes | dict(more or {}))
        return made(data, data=start | dict(more_start or {}))

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        return not complain(self, rows=self.member_rows) and is_valid

    def _members(self) -> str:
        if self.member_rows:
            return "、".join(member_changes(self.known_members, read_boxes(self, rows=self.member_rows)))
        return self["members"].data if "members" in self else ""

    def _member_change(self) -> MemberChange | None:
        """The members one by one; None where nothing about them changed."""
        if not self.member_rows or not self._members():
            return None
        return MemberChange(before=self.known_members, after=read_boxes(self, rows=self.member_rows))

    @property
    def member_boxes(self) -> list[MemberBoxes]:
        """The rows of the JV's members, and those for companies that join."""
        return boxes_of(self, rows=self.member_rows)

    @property
    def member_texts(self) -> dict[str, str]:
        """What stands in the boxes of the members."""
        return texts_of(self, rows=self.member_rows)

    @property
    def amount_boxes(self) -> list[Any]:
        """The boxes in yen: the price, the payments, then 今年度対象額."""
        names = ["price", *map(_paid, self.payments), *map(_year, self.years)]
        return [self[name] for name in names]

    @property
    def echoed_boxes(self) -> list[Any]:
        """The boxes under which the page says how it understood them."""
        return [*self.amount_boxes, self["period_from"], self["period_to"]]

    @property
    def name_boxes(self) -> list[Any]:
        """The boxes of names that the certificate shows, without those of a JV."""
        return [
            self[fact.value] for fact in _MOST_SIGNS if fact.value in self and fact is not Fact.JOINT_VENTURE
        ]

    @property
    def facts(self) -> ContractFacts:
        """The contract as it is to be; ask only after the form was validated."""
        texts = {fact.value: self[fact.value].data for fact in _MOST_SIGNS if fact.value in self}
        written = {fact.value: "" for fact in _MOST_SIGNS} | texts
        return ContractFacts(
            price=self["price"].data,
            period_from=self["period_from"].data,
            period_to=self["period_to"].data,
            members=self._members(),
            member_change=self._member_change(),
            paid={number: self[_paid(number)].data for number in self.payments},
            year_amounts={number: self[_year(number)].data for number in self.years},
            **written,
        )


class DoneForm(BaseForm):
    """対応済み: what the branch did."""

    note = NotesField("対応の内容", max_length=500)


def _payment_boxes(before: ContractFacts, payments: Mapping[str, str]) -> dict[str, object]:
    """What the agency pays, and 今年度対象額, of each guarantee that has them."""
    return {
        **{_paid(number): YenField(label, [Required()], minimum=0) for number, label in payments.items()},
        **{
            _year(number): YenField(f"{Fact.YEAR_AMOUNT.label}（{number}）", [Required()])
            for number in before.year_amounts
        },
    }


def _paid(number: str) -> str:
    return f"paid-{number}"


def _year(number: str) -> str:
    return f"year-{number}"
