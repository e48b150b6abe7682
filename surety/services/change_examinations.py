"""Examining a sent change as it stands now: every check, and the certificate each guarantee would get."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from surety import clock
from surety.config import Guarantor
from surety.domain.certificate import CertificateContent
from surety.domain.certificate_history import next_change_number
from surety.domain.change_case import Answer
from surety.domain.change_review import ItemFacts, ReviewFacts, check_change, check_item
from surety.domain.change_wish import ChangeWish, change_content, describe_wish
from surety.domain.exposure import Exposure
from surety.domain.parties import Office, Party
from surety.domain.underwriting_checks import Check
from surety.models import ChangedGuarantee, GuaranteeChange
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.change_checks import ChangeGround, load_change_ground
from surety.queries.changes import (
    covered_of,
    find_open_change,
    list_change_papers,
    read_change_facts,
    wish_of,
)
from surety.queries.exposure import load_exposure
from surety.services.certificate_preview import problem_of


@dataclass(frozen=True, slots=True)
class ExaminedItem:
    """One guarantee under review."""

    item: ChangedGuarantee
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class ChangeExamination:
    """The checks of the change and of each of its guarantees, and the exposure they looked at."""

    works: tuple[Check, ...]
    items: tuple[ExaminedItem, ...]
    exposure: Exposure

    @property
    def checks(self) -> tuple[Check, ...]:
        """All checks, the common ones first."""
        return (*self.works, *(check for one in self.items for check in one.checks))


def examine_change(session: Session, change: GuaranteeChange, *, guarantor: Guarantor) -> ChangeExamination:
    """Every check of a sent change under the certificates and rules in force now."""
    ground = _ground_of(session, change)
    wish = change_wish_of(change)
    answers = {each.number: each for each in ground.check(wish.after)} if ground else {}
    facts = ReviewFacts(
        today=clock.today(),
        wish=wish,
        contracted_on=read_certificate(change.items[0].base_certificate).contracted_on,
        guarantees=ground.guarantees if ground else (),
        items=[
            _item_facts(session, item, wish, ground=ground, answers=answers, guarantor=guarantor)
            for item in change.items
        ],
        papers=len(list_change_papers(session, change)),
        exposure=load_exposure(session, change.contractor_id, today=clock.today()),
        asked_more=change.asked_more,
    )
    return ChangeExamination(
        works=check_change(facts),
        items=tuple(
            ExaminedItem(item, check_item(facts, one))
            for item, one in zip(change.items, facts.items, strict=True)
        ),
        exposure=facts.exposure,
    )


def change_wish_of(change: GuaranteeChange) -> ChangeWish:
    """The change as it was sent. Raises ValueError for a draft."""
    if change.changed_on is None:
        raise ValueError("a draft was not sent yet")
    return ChangeWish(
        after=read_change_facts(change),
        wishes=tuple(wish_of(item) for item in change.items),
        changed_on=change.changed_on,
        reason=change.reason,
        message=change.message,
    )


def next_content(
    item: ChangedGuarantee, *, guarantor: Guarantor, issued_on: date, is_sample: bool
) -> CertificateContent:
    """The certificate of the next 変更 of this guarantee: what changed, and the guarantor and its branch as they are today."""
    guarantee = item.guarantee
    content = change_content(
        read_certificate(item.base_certificate),
        wish_of(item),
        after=read_change_facts(item.change),
        change_number=next_change_number(guarantee.certificates),
        issued_on=issued_on,
    )
    branch = guarantee.branch
    return replace(
        content,
        guarantor=Party(
            address=guarantor.address,
            name=guarantor.name,
            representative_title=guarantor.president_title,
            representative_name=guarantor.president_name,
        ),
        office=Office(name=branch.name, phone=branch.phone, fax=branch.fax),
        service_name=guarantor.desk_name,
        is_sample=is_sample,
    )


def _item_facts(
    session: Session,
    item: ChangedGuarantee,
    wish: ChangeWish,
    *,
    ground: ChangeGround | None,
    answers: dict[str, Answer],
    guarantor: Guarantor,
) -> ItemFacts:
    guarantee, base = item.guarantee, read_certificate(item.base_certificate)
    other = find_open_change(session, [guarantee.id], but=item.change_id)
    today = clock.today()
    return ItemFacts(
        item=describe_wish(base, wish_of(item), after=wish.after),
        state_label=guarantee.state.label,
        covered=covered_of(ground, guarantee.number) if ground else None,
        is_base=version_in_force(guarantee).id == item.base_certificate_id,
        answer=answers.get(guarantee.number),
        other_receipt=other.change.receipt_number or "" if other else "",
        printing_problem=problem_of(next_content(item, guarantor=guarantor, issued_on=today, is_sample=True)),
    )


def _ground_of(session: Session, change: GuaranteeChange) -> ChangeGround | None:
    """The ground of the first guarantee that is still in force; None when all have ended."""
    for item in change.items:
        ground = load_change_ground(session, item.guarantee)
        if ground is not None:
            return ground
    return None
