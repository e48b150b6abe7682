"""The pages of 変更の申込 in the tour of all pages: a draft, one in review and an issued one, from both sides."""

from dataclasses import replace

from flask import current_app
from sqlalchemy import select

from surety import clock
from surety.demo import cast
from surety.demo.cases import CONTRACT_COPY
from surety.demo.guarantee_changes import form_texts
from surety.demo.people import Stage
from surety.domain.change_wish import ChangeWish, propose_wish
from surety.domain.workflow import ChangeState
from surety.extensions import db
from surety.models import ChangedGuarantee, Guarantee, GuaranteeChange
from surety.queries.change_checks import load_change_ground
from surety.services.change_drafts import attach_change_paper, begin_change
from tests.e2e.touring import Tour, lent_guarantee

# Downloads; and the viewer's comparison, to which the journey of a change walks by itself.
CHANGE_FILES = frozenset(
    {"changes.paper", "desk.change_paper", "desk.change_preview_paper", "verification.compare"}
)


def add_changes(tour: Tour) -> None:
    """The company's pages, the branch's, and the two versions of a changed certificate side by side."""
    who, desk = cast.MEMBER, cast.UNDERWRITER
    reviewed, issued = _one(ChangeState.UNDER_REVIEW), _one(ChangeState.ISSUED)
    tour.add(who, "changes.index")
    for name in ("edit", "confirm"):
        tour.add(who, f"changes.{name}", guarantee_change_id=_draft(lent_guarantee(), cast.MEMBER))
        desk_draft = _draft(lent_guarantee(), cast.UNDERWRITER)
        tour.add(desk, f"desk.{name}_change", guarantee_change_id=desk_draft)
    tour.add(who, "changes.withdraw", guarantee_change_id=reviewed.id)
    tour.add(desk, "desk.changes")
    for name in ("return_change", "decline_change", "issue_change"):
        tour.add(desk, f"desk.{name}", guarantee_change_id=reviewed.id)
    for change in (reviewed, issued):
        tour.add(who, "changes.detail", guarantee_change_id=change.id)
        tour.add(desk, "desk.change", guarantee_change_id=change.id)
        item = change.items[0].id
        tour.add(desk, "desk.change_preview", guarantee_change_id=change.id, item_id=item)
    tour.add(desk, "desk.reopen_change", guarantee_change_id=issued.id)
    tour.add(cast.HEAD, "desk.change_over_line", guarantee_change_id=issued.id)
    paying = db.session.scalars(
        select(ChangedGuarantee).where(ChangedGuarantee.statement_id.is_not(None))
    ).first()
    assert paying is not None, "the demo's raised guarantee costs more"
    tour.add(desk, "desk.change_payment", guarantee_change_id=paying.change_id, item_id=paying.id)
    tour.add(who, "guarantees.compare", number=issued.guarantee.number)
    tour.add(desk, "desk.compare", number=issued.guarantee.number)


def _one(state: ChangeState) -> GuaranteeChange:
    return db.session.scalars(select(GuaranteeChange).where(GuaranteeChange.state == state).limit(1)).one()


def _draft(guarantee: Guarantee, login: cast.Login) -> int:
    """A change that could be sent as it is; asked again, the same one."""
    session = db.session()
    actor = Stage(session, current_app.config["SETTINGS"], current_app.extensions["vault"]).actor(login)
    ground = load_change_ground(session, guarantee)
    assert ground is not None
    after = replace(ground.before, work_name=f"{ground.before.work_name}（その2）")
    wish = ChangeWish(
        after=after,
        wishes=tuple(propose_wish(each, after) for each in ground.guarantees),
        changed_on=clock.today(),
        reason="見本",
    )
    texts = form_texts(ground, wish)
    draft = begin_change(session, guarantee, texts=texts, mark=ground.mark, actor=actor)
    if not draft.papers:
        copy = CONTRACT_COPY.read_bytes()
        attach_change_paper(session, draft, filename="変更契約書.pdf", content=copy, actor=actor)
    session.commit()
    return draft.id
