"""契約保証予約 at the branch: the queues, and one bid bond from 受付 to 修正のお願い."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from forms.bid_bonds import BondApprovalForm
from forms.underwriting import RETURN_PHRASES, ReturnForm, StepForm
from surety.domain.application_rows import Row
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.bid_bond_reading import read_bid_bond
from surety.domain.bid_bond_rows import BondRows, list_bond_rows
from surety.domain.bid_bond_states import BidBondState
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.domain.underwriting_checks import Mark
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.bid_bonds import list_bond_history, read_sent_bond
from surety.queries.desk_bid_bonds import (
    COUNTED,
    BondQueue,
    count_bond_queues,
    find_bond_proposal,
    get_desk_bid_bond,
    list_bond_decisions,
    list_bond_queue,
)
from surety.security.permissions import Permission
from surety.services.bid_bond_reviews import (
    BondExamination,
    examine_bond,
    receive_bond,
    return_bond,
    start_bond_review,
    take_bond_over,
)

_WORDS = {
    "bid_bond.submitted": "契約者が送信しました",
    "bid_bond.resubmitted": "契約者が修正して再送信しました",
    "bid_bond.received": "受け付けました",
    "bid_bond.review_started": "審査を始めました",
    "bid_bond.taken_over": "担当を引き継ぎました",
    "bid_bond.returned": "修正をお願いしました",
    "bid_bond.approved": "承認しました",
    "bid_bond.reopened": "審査をやり直すことにしました",
    "bid_bond.decline_proposed": "引受けのお断りを提案しました",
    "bid_bond.decline_withdrawn": "お断りの提案を取り消しました",
    "bid_bond.declined": "引受けをお断りしました",
    "bid_bond.paid": "予約手数料の入金を確認しました",
    "bid_bond.put_on_account": "一括納付に計上しました",
    "bid_bond.issued": "予約証書を発行しました",
    "bid_bond.won": "契約者が落札を記録しました",
    "bid_bond.lost": "契約者が不落札を記録しました",
    "bid_bond.result_taken_back": "契約者が入札結果の記録を取り消しました",
    "bid_bond.converted": "契約者が契約保証の申込みを始めました",
    "bid_bond.expired": "有効期限を過ぎました",
    "bid_bond.withdrawn": "契約者が取り下げました",
}
_DETAILS = {
    BondQueue.NEW: "受付と審査の開始を待っています",
    BondQueue.REVIEW: "承認・修正のお願い・お断りを決めます",
    BondQueue.RETURNED: "契約者の修正を待っています",
    BondQueue.PAYMENT: "予約手数料の入金または一括納付への計上を待っています",
    BondQueue.ISSUE: "承認した人とは別の方が発行します",
    BondQueue.ISSUED: "発行した予約です。新しいものから並んでいます",
}
_IN_REVIEW = frozenset(
    {BidBondState.SUBMITTED, BidBondState.RECEIVED, BidBondState.UNDER_REVIEW, BidBondState.RETURNED}
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the history."""

    text: str
    at: object
    state: str = "on"


@blueprint.route("/bid-bonds")
@requires(Permission.DESK_READ)
def bid_bonds() -> ResponseReturnValue:
    session, branch_id = db.session(), g.identity.branch_id
    asked = request.args.get("queue", BondQueue.NEW.value)
    queue = BondQueue(asked) if asked in set(BondQueue) else BondQueue.NEW
    after = request.args.get("after", "")
    page = list_bond_queue(session, queue, branch_id=branch_id, after=after)
    counts = count_bond_queues(session, branch_id=branch_id)
    return render(
        "desk/bid_bonds.html",
        queue=queue,
        page=page,
        detail=_DETAILS[queue],
        tabs=[
            (tab_label(each, counts[each]), url_for(".bid_bonds", queue=each.value), each is queue)
            for each in BondQueue
        ],
        next_url=url_for(".bid_bonds", queue=queue.value, after=page.after) if page.after else "",
        first_url=url_for(".bid_bonds", queue=queue.value) if after else "",
    )


@blueprint.route("/bid-bonds/<int:bid_bond_id>")
@requires(Permission.DESK_READ)
def bid_bond(bid_bond_id: int) -> ResponseReturnValue:
    return show_bond(find_bond(bid_bond_id))


@blueprint.route("/bid-bonds/<int:bid_bond_id>/receive", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def receive_bid_bond(bid_bond_id: int) -> ResponseReturnValue:
    receive_bond(
        db.session(),
        find_bond(bid_bond_id),
        version_id=StepForm(request.form).version,
        actor=g.identity.actor,
    )
    flash("受け付けました。", "ok")
    return to_bond(bid_bond_id)


@blueprint.route("/bid-bonds/<int:bid_bond_id>/review", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def review_bid_bond(bid_bond_id: int) -> ResponseReturnValue:
    start_bond_review(
        db.session(),
        find_bond(bid_bond_id),
        version_id=StepForm(request.form).version,
        actor=g.identity.actor,
    )
    flash("審査を始めました。確認項目をご覧ください。", "ok")
    return to_bond(bid_bond_id)


@blueprint.route("/bid-bonds/<int:bid_bond_id>/take-over", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def take_bid_bond_over(bid_bond_id: int) -> ResponseReturnValue:
    take_bond_over(
        db.session(),
        find_bond(bid_bond_id),
        version_id=StepForm(request.form).version,
        actor=g.identity.actor,
    )
    flash("担当を引き継ぎました。", "ok")
    return to_bond(bid_bond_id)


@blueprint.route("/bid-bonds/<int:bid_bond_id>/return", methods=["GET", "POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def return_bid_bond(bid_bond_id: int) -> ResponseReturnValue:
    """修正のお願い: a box beside every field."""
    found = find_bond(bid_bond_id)
    groups = bond_groups(found)
    labels = {row.field: row.label for group in groups for row in group.rows}
    given = request.form if request.method == "POST" else None
    form = ReturnForm.over(labels, data=given, version_id=found.version_id)
    if given is not None and form.validate():
        try:
            return_bond(
                db.session(),
                found,
                comments=form.comments,
                version_id=form.version,
                actor=g.identity.actor,
                letterhead=Letterhead.of(current_app.config["SETTINGS"]),
            )
        except (ForbiddenMove, Stale):
            raise
        except RuleViolation as violation:
            form.attach(violation)
        else:
            flash("修正のお願いを契約者の画面に表示し、メールでお知らせしました。", "ok")
            return to_bond(bid_bond_id)
    return render(
        "desk/bid_bond_return.html",
        status=200 if given is None else 422,
        form=form,
        bid_bond=found,
        groups=groups,
        phrases=RETURN_PHRASES,
    )


def tab_label(queue: BondQueue, count: int) -> str:
    """The words of a tab: what waits is counted, of the issued ones no more than COUNTED."""
    is_capped = queue is BondQueue.ISSUED and count >= COUNTED
    return f"{queue.label}（{count:,}{'以上' if is_capped else ''}）"


def find_bond(bid_bond_id: int) -> Any:
    """The bid bond behind the wall of this person's branch."""
    return get_desk_bid_bond(db.session(), bid_bond_id, branch_id=g.identity.branch_id)


def to_bond(bid_bond_id: int) -> ResponseReturnValue:
    """Back to the page of the bid bond."""
    return go_to(url_for(".bid_bond", bid_bond_id=bid_bond_id))


def show_bond(
    found: Any, *, form: BondApprovalForm | None = None, status: int = 200
) -> Response:  # fmt: skip
    """The page of one bid bond; `form` is the approval as it was sent, with its errors."""
    session, examination = db.session(), None
    if found.state in _IN_REVIEW:
        examination = examine_bond(session, found, guarantor=current_app.config["SETTINGS"].guarantor)
        form = form or bond_approval(found, examination)
    return render(
        "desk/bid_bond.html",
        status=status,
        bid_bond=found,
        groups=bond_groups(found),
        before=_before(found),
        examination=examination,
        proposal=find_bond_proposal(session, found),
        decisions=list_bond_decisions(session, found),
        form=form,
        moments=_moments(found),
        may_work=g.identity.may(Permission.DESK_UNDERWRITE),
        is_mine=found.taken_by_id == g.identity.user_id,
        under_review=found.state is BidBondState.UNDER_REVIEW,
    )


def bond_approval(
    found: Any, examination: BondExamination, *, data: Any = None
) -> BondApprovalForm:  # fmt: skip
    """The form over what has to be accepted in words."""
    notes = {check.key: check.label for check in examination.checks if check.mark is Mark.CHECK}
    return BondApprovalForm.over(notes, data=data, version_id=found.version_id)


def bond_groups(found: Any) -> tuple[BondRows, ...]:
    """The bid bond as the contractor sent it."""
    return list_bond_rows(
        read_sent_bond(found), agency_name=found.agency.name, branch_name=found.branch.name
    )  # fmt: skip


def _before(found: Any) -> dict[str, str]:
    """By field what it said in the sending before, where the last one changed it."""
    draft = BidBondDraft.from_json(found.draft)
    changed = draft.changed_since_sending
    if not changed:
        return {}
    former = list_bond_rows(
        read_bid_bond(BidBondDraft(texts=draft.sent_before)),
        agency_name="別の発注者" if "agency_id" in changed else found.agency.name,
        branch_name="別の支店" if "branch_id" in changed else found.branch.name,
    )
    rows: Sequence[Row] = [row for group in former for row in group.rows]
    said = {row.field: row.value for row in rows}
    return {name: said.get(name, "") for name in changed}


def _moments(found: Any) -> list[Moment]:
    """What happened, newest first, and who did it."""
    events = [event for event in list_bond_history(db.session(), found) if event.action in _WORDS]
    return [Moment(f"{_WORDS[event.action]}（{event.actor_label}）", event.at) for event in reversed(events)]
