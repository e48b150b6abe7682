"""変更の申込: the changed facts of the works contract, the guarantees that follow, when and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from forms.base import BaseForm
from forms.change_checks import ChangeCheckForm
from forms.choices import ChoiceField, TickField
from forms.fields import JapaneseDateField, NameField, NotesField, YenField
from forms.underwriting import LONGEST_COMMENT, StepForm
from forms.validators import Required
from surety.domain.change_case import Covered
from surety.domain.change_problems import amount_field, until_field, want_field
from surety.domain.change_wish import PAYMENTS, ChangeWish, Wish
from surety.domain.contract_facts import ContractFacts
from surety.domain.joint_ventures import Member


class ChangeApplicationForm(ChangeCheckForm):
    """The form of the check with what an application asks beside it; made by `for_guarantees`."""

    guarantees: tuple[Covered, ...] = ()

    @classmethod
    def for_guarantees(
        cls,
        before: ContractFacts,
        guarantees: Sequence[Covered],
        *,
        payments: Mapping[str, str],
        mark: str,
        members: Sequence[Member] = (),
        data: "MultiDict[str, str] | None",
        proposals: Sequence[Wish] = (),
    ) -> "ChangeApplicationForm":
        """As `over`, for the certificates in force; `proposals` are what stands in the boxes of each guarantee at first."""
        proposed = {each.number: each for each in proposals}
        boxes: dict[str, object] = {
            "changed_on": JapaneseDateField("変更契約日", [Required()]),
            "reason": NotesField("変更の理由", [Required()], max_length=500),
            "guarantees": tuple(guarantees),
        }
        start: dict[str, object] = {}
        for each in guarantees:
            wish = proposed.get(each.number) or Wish(number=each.number, amount=each.amount, until=each.until)
            fields, values = _boxes_of(each, wish)
            boxes |= fields
            start |= values | {want_field(each.number): each.number in proposed}
        return cls.over(
            before,
            work_kind=guarantees[0].work_kind,
            payments=payments,
            mark=mark,
            members=members,
            data=data,
            more=boxes,
            more_start=start,
        )

    @property
    def guarantee_boxes(self) -> list[tuple[Covered, Any, Any, Any]]:
        """For each guarantee its tick, the box of its amount (none for a payment: it is the payment's) and of its last day."""
        return [
            (
                each,
                self[want_field(each.number)],
                self[amount_field(each)] if each.product not in PAYMENTS else None,
                self[until_field(each.number)],
            )
            for each in self.guarantees
        ]

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the boxes, as typed; an unticked box is left out, as a browser does."""
        typed = {
            box.name: str(box._value()) if not isinstance(box, TickField) else "y"
            for box in self
            if not isinstance(box, ChoiceField) and (not isinstance(box, TickField) or box.data)
        }
        return typed | self.member_texts

    @property
    def wish(self) -> ChangeWish:
        """The application as it is meant; ask only after the form was validated."""
        wanted = [each for each in self.guarantees if self[want_field(each.number)].data]
        return ChangeWish(
            after=self.facts,
            wishes=tuple(
                Wish(
                    number=each.number,
                    amount=self[amount_field(each)].data,
                    until=self[until_field(each.number)].data,
                )
                for each in wanted
            ),
            changed_on=self["changed_on"].data,
            reason=self["reason"].data,
            message=self["message"].data,
        )


def _boxes_of(covered: Covered, wish: Wish) -> tuple[dict[str, object], dict[str, object]]:
    """The boxes of one guarantee, and what stands in them at first; the amount of a payment is the payment's."""
    number = covered.number
    boxes: dict[str, object] = {
        want_field(number): TickField(f"{covered.product.label}（{number}）を変更する"),
        until_field(number): JapaneseDateField(f"変更後の保証期限（{number}）", [Required()]),
    }
    start: dict[str, object] = {until_field(number): wish.until}
    if covered.product not in PAYMENTS:
        boxes[amount_field(covered)] = YenField(f"変更後の保証金額（{number}）", [Required()])
        start[amount_field(covered)] = wish.amount
    return boxes, start


class ChangeWithdrawalForm(StepForm):
    """取下げ of a change."""

    reason = NotesField("取下げの理由", [Required()], max_length=400)


class ChangeDeclarationForm(BaseForm):
    """Before sending."""

    declares = TickField("申込の内容は、変更後の請負契約と相違ありません", [Required()])


class ChangeIssueForm(StepForm):
    """発行 of the 変更 certificates: the issuer has looked at every one."""

    looked = TickField("変更の証書の内容を確認しました", [Required()])


class ChangeApprovalForm(StepForm):
    """承認: the underwriter's words for each 要確認; a change is approved as a whole."""

    words: tuple[str, ...] = ()

    @classmethod
    def over(
        cls, notes: Mapping[str, str], *, data: "MultiDict[str, str] | None", version_id: int
    ) -> "ChangeApprovalForm":
        """The form with a box for each 要確認 (`notes`: key → title)."""
        boxes = {
            key: NameField(f"確認した内容（{title}）", max_length=LONGEST_COMMENT)
            for key, title in notes.items()
        }
        made: type[ChangeApprovalForm] = type(
            "BoundChangeApprovalForm", (cls,), {**boxes, "words": tuple(notes)}
        )
        return made(data, data={"version_id": version_id})

    @property
    def accepted(self) -> dict[str, str]:
        """The underwriter's words by check."""
        return {key: self[key].data for key in self.words}
