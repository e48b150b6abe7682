"""One 保証契約: its key, what to do next, what it says, and who opened it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app, flash, g, make_response, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._grants import Grant, drop_grant, give_grant, has_grant
from blueprints._history import wants_all
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints._watch_tasks import act_of, task_url, viewer
from blueprints.guarantees import blueprint
from surety import clock
from surety.domain.act_states import ActKind
from surety.domain.certificate import CertificateContent
from surety.domain.guarantee_acts import ASKED_BY_CONTRACTOR, refusal_of
from surety.domain.guarantee_end import GuaranteeEnd, end_of
from surety.domain.handover import (
    DEFAULT_SUBJECT,
    Channel,
    FilledHandOver,
    HandOver,
    HandOverFacts,
    fill_handover,
)
from surety.domain.interim import Halving
from surety.domain.keys import format_key
from surety.domain.products import Product
from surety.domain.workflow import GuaranteeState
from surety.extensions import db
from surety.queries.acknowledgements import list_noted
from surety.queries.certificates import list_history, read_certificate, stored_kinds, version_in_force
from surety.queries.change_notices import list_change_notices
from surety.queries.changes import list_changes_of
from surety.queries.guarantee_acts import ground_of, list_acts
from surety.queries.guarantees import (
    Openings,
    get_guarantee,
    hand_over_stage,
    list_openings,
    statuses_of,
)
from surety.queries.interim import load_interim_facts
from surety.queries.later_advances import find_free_year
from surety.queries.overhead import find_overhead
from surety.queries.paper_deliveries import find_delivery
from surety.queries.rulebook import get_handling
from surety.queries.watch_tasks import list_tasks_of
from surety.security.permissions import Permission
from surety.services.hand_overs import mark_handed_over, note_key_shown, take_back_hand_over
from surety.services.issuing import open_key


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline; `state` is on, now or empty."""

    text: str
    at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to hand the key over; `asks_subject` says that the subject is the agency's own demand."""

    filled: FilledHandOver
    asks_subject: bool


@blueprint.route("/<number>")
@requires(Permission.CONTRACTOR_READ)
def detail(number: str) -> ResponseReturnValue:
    guarantee = get_own(number)
    openings = list_openings(db.session(), guarantee)
    latest = version_in_force(guarantee)
    content = read_certificate(latest)
    delivery = None if guarantee.key_envelope else find_delivery(db.session(), latest)
    may_see_key = g.identity.may(Permission.CONTRACTOR_APPLY)
    shown = bool(guarantee.key_envelope) and may_see_key and has_grant(Grant.KEY, guarantee)
    end = _end(guarantee)
    return render(
        "guarantees/detail.html",
        guarantee=guarantee,
        end=end,
        content=content,
        history=list_history(guarantee, shows_all=wants_all(request.args)),
        shows_all=wants_all(request.args),
        latest=latest,
        papers=stored_kinds(db.session(), latest),
        may_see_key=may_see_key,
        key=format_key(open_key(guarantee, vault=current_app.extensions["vault"])) if shown else None,
        ways=_ways(guarantee, content) if guarantee.key_envelope and not end else [],
        openings=openings,
        word=statuses_of(db.session(), [guarantee], today=clock.today())[guarantee.id],
        stage=hand_over_stage(guarantee, is_opened=openings.is_current),
        delivery=delivery,
        steps=_ended(_timeline(guarantee, openings, delivery), end),
        interim=None if end else _interim(guarantee),
        overhead=None if end else find_overhead(db.session(), guarantee, content),
        next_year=find_free_year(db.session(), guarantee.works_contract),
        notices=list_change_notices(db.session(), guarantee),
        acts=list_acts(db.session(), guarantee),
        asks=[] if end else _asks(guarantee),
        noted=list_noted(db.session(), guarantee),
        tasks=_tasks(guarantee),
        act_of=act_of,
        task_url=task_url,
        changes=list_changes_of(db.session(), guarantee),
    )


@blueprint.route("/<number>/key", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def show_key(number: str) -> ResponseReturnValue:
    guarantee = get_own(number)
    note_key_shown(db.session(), guarantee, actor=g.identity.actor)
    aims = {"notice": ".key_notice", "pdf": ".key_notice_pdf"}
    aim = aims.get(request.form.get("then", ""), ".detail")
    # After an end the key stands far below.
    anchor = "key-title" if aim == ".detail" and _end(guarantee) else None
    response = make_response(go_to(url_for(aim, number=number, _anchor=anchor)))
    give_grant(response, Grant.KEY, guarantee, path=url_for(".detail", number=number))
    return response


@blueprint.route("/<number>/key/hide", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
def hide_key(number: str) -> ResponseReturnValue:
    guarantee = get_own(number)
    response = make_response(go_to(url_for(".detail", number=guarantee.number)))
    drop_grant(response, Grant.KEY, path=url_for(".detail", number=guarantee.number))
    return response


@blueprint.route("/<number>/handed-over", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def hand_over(number: str) -> ResponseReturnValue:
    guarantee = get_own(number)
    if request.form.get("action") == "take_back":
        take_back_hand_over(db.session(), guarantee, actor=g.identity.actor)
        flash("「提出済み」を取り消しました。", "info")
    else:
        mark_handed_over(db.session(), guarantee, actor=g.identity.actor)
        then = "発注者が閲覧すると、この画面でお知らせします。" if guarantee.key_envelope else ""
        flash(f"{guarantee.agency.name}へ「提出済み」と記録しました。{then}", "ok")
    return go_to(url_for(".detail", number=number))


def get_own(number: str) -> Any:
    """The guarantee of the person's own company (NotFound for any other)."""
    return get_guarantee(db.session(), number, contractor_id=g.identity.contractor_id)


def _end(guarantee: Any) -> GuaranteeEnd | None:
    return end_of(
        guarantee.state, until=guarantee.expires_on, today=clock.today(), ended_on=guarantee.ended_on
    )


def _tasks(guarantee: Any) -> Any:
    """What the watch has about it; of an ended guarantee nothing, though the day's walk has not closed it yet."""
    if guarantee.state is not GuaranteeState.IN_FORCE:
        return ()
    return list_tasks_of(db.session(), guarantee, viewer=viewer())


def _asks(guarantee: Any) -> list[ActKind]:
    """What this person may ask the branch for; nothing is offered that could not be done."""
    if not g.identity.may(Permission.CONTRACTOR_APPLY):
        return []
    return [kind for kind in ASKED_BY_CONTRACTOR if not refusal_of(kind, ground_of(guarantee))]


def _interim(guarantee: Any) -> Halving | None:
    """From when an interim payment may be asked for; None where the guarantee leads to none."""
    if guarantee.product is not Product.ADVANCE or guarantee.state is not GuaranteeState.IN_FORCE:
        return None
    return load_interim_facts(db.session(), guarantee).halving


def _ways(guarantee: Any, content: CertificateContent) -> list[Way]:
    """How the agency takes the key, filled in from this guarantee; the way it prefers first."""
    contact = guarantee.request.application.contact
    facts = HandOverFacts(
        product=guarantee.product,
        agency=guarantee.agency.name,
        contractor=_contractor(content),
        contact=contact.get("contact_name", ""),
        phone=contact.get("phone", "") or guarantee.contractor.phone,
        work_name=content.works_name,
        work_number=guarantee.works_contract.work_number,
        guarantee_number=guarantee.number,
        work_kind=content.work_kind,
    )
    handling = get_handling(db.session(), guarantee.agency_id)
    return [
        Way(fill_handover(_with_subject(way), facts=facts), asks_subject=bool(way.subject_template))
        for way in handling.handovers_for(guarantee.product, on=clock.today())
    ]


def _contractor(content: CertificateContent) -> str:
    """The 受注者; of a JV its 代表者, as on the papers."""
    name = content.principal.name
    return f"{content.joint_venture} 代表者 {name}" if content.joint_venture else name


def _with_subject(way: HandOver) -> HandOver:
    """A mail needs a subject: where the agency asks for none, the usual one is offered."""
    if way.channel is not Channel.MAIL or way.subject_template:
        return way
    return replace(way, subject_template=DEFAULT_SUBJECT)


def _way_of_paper(guarantee: Any, delivery: Any) -> list[Step]:
    """From the branch's desk to the agency."""
    handed = guarantee.handed_over_at
    if delivery is None:
        arrived = Step("支店からのお渡しをお待ちしています", None, "on" if handed else "now")
    else:
        arrived = Step(f"支店が証書を{delivery.means.done_words}", delivery.recorded_at, "on")
    if handed is not None:
        return [arrived, Step("発注者へ提出しました", handed, "on")]
    return [arrived, Step("発注者への提出をお待ちしています", None, "now" if delivery else "")]


def _timeline(guarantee: Any, openings: Openings, delivery: Any) -> list[Step]:
    request_, application = guarantee.request, guarantee.request.application
    steps = [
        ("申込を送信しました", application.submitted_at),
        ("審査が完了しました", request_.approved_at),
        ("証書を発行しました", guarantee.issued_at),
    ]
    done = [Step(text, at, "on") for text, at in steps if at is not None]
    if not guarantee.key_envelope:
        return done + _way_of_paper(guarantee, delivery)
    if openings.first_at is not None and openings.is_current:
        handed = [("発注者へ提出しました", guarantee.handed_over_at)] if guarantee.handed_over_at else []
        rest = [*handed, ("発注者が閲覧しました", openings.first_at)]
        return done + [Step(text, at, "on") for text, at in sorted(rest, key=lambda step: step[1])]
    if guarantee.handed_over_at is not None:
        return [
            *done,
            Step("発注者へ提出しました", guarantee.handed_over_at, "on"),
            Step("発注者の閲覧をお待ちしています", None, "now"),
        ]
    return [
        *done,
        Step("発注者への提出をお待ちしています", None, "now"),
        Step("発注者が閲覧", None, ""),
    ]


def _ended(steps: list[Step], end: GuaranteeEnd | None) -> list[Step]:
    """What happened and then the end: after it nothing is waited for any more."""
    if end is None:
        return steps
    return [*(step for step in steps if step.at is not None), Step(end.step, None, "on")]
