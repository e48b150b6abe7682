"""保証確認サービス: the two boxes, and the verdict on what they open."""

from typing import Any

import structlog
from flask import current_app, g, make_response, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import public, requires
from blueprints._grants import Grant, drop_grant, give_grant
from blueprints._history import wants_all
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._throttling import client_address, count, take_back_afterwards, tries_left
from blueprints._transaction import commits
from blueprints.verification import blueprint
from blueprints.verification.callers import caller, find_granted, officer
from forms.verification import OpenForm
from surety import clock
from surety.domain.act_states import ActKind
from surety.domain.errors import RuleViolation, Throttled
from surety.domain.guarantee_acts import refusal_of
from surety.domain.text import normalise_code
from surety.domain.verdict import Standing, verdict_on
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.acknowledgements import NOTEWORTHY, list_acknowledgements
from surety.queries.certificates import list_history, newest_version, read_certificate, version_in_force
from surety.queries.guarantee_acts import ground_of
from surety.queries.openings import get_opened_before, list_opened
from surety.security.permissions import Permission
from surety.security.throttle import (
    KEY_PER_ADDRESS,
    KEY_PER_AGENCY_AND_GUARANTEE,
    KEY_PER_AGENCY_USER,
    KEY_PER_GUARANTEE,
    Limit,
)
from surety.services.openings import note_act, open_guarantee

log = structlog.get_logger()

Bucket = tuple[str, tuple[Limit, ...]]
# So many failures on one number in a day are no slips any more.
ALARM_LEFT = KEY_PER_GUARANTEE[-1].tries - 20
NO_MATCH = "保証契約番号または認証キーが一致しません。お知らせ（PDF）を見ながら、もう一度入力してください"


@blueprint.route("")
@public
def form() -> ResponseReturnValue:
    return _show(OpenForm(data={"number": normalise_code(request.args.get("number", ""))[:12]}))


@blueprint.route("", methods=["POST"])
@public
@commits
def open() -> ResponseReturnValue:  # noqa: A001 - the endpoint's name is the act
    asked = OpenForm(request.form)
    if not asked.validate():
        return _show(asked, status=422)
    number, key = asked.pair
    buckets = _buckets(number)
    try:
        for bucket, limits in buckets:
            count(bucket, limits)
    except Throttled as wait:
        return _show_wait(asked, wait)
    try:
        guarantee = open_guarantee(
            db.session(),
            number=number,
            key=key,
            caller=caller(),
            vault=current_app.extensions["vault"],
            letterhead=Letterhead.of(current_app.config["SETTINGS"]),
        )
    except RuleViolation:
        return _show_no_match(asked, buckets)
    for bucket, limits in buckets:
        take_back_afterwards(bucket, limits)
    return _let_in(guarantee)


@blueprint.route("/<number>/reopen", methods=["POST"])
@requires(Permission.AGENCY_READ)
@commits
def reopen(number: str) -> ResponseReturnValue:
    guarantee = get_opened_before(db.session(), number, agency_id=g.identity.agency_id)
    read_certificate(version_in_force(guarantee))
    note_act(db.session(), guarantee, act="open", caller=caller())
    return _let_in(guarantee)


@blueprint.route("/<number>")
@public
def certificate(number: str) -> ResponseReturnValue:
    guarantee = find_granted(number)
    if guarantee is None:
        return go_to(url_for(".form", number=number))
    shows_all = wants_all(request.args)
    latest, newest = version_in_force(guarantee), newest_version(guarantee)
    content = read_certificate(latest)
    verdict = verdict_on(
        guarantee.state,
        standing=Standing(content.version_label, kind=content.kind, versions=len(guarantee.certificates)),
        until=content.guaranteed_until,
        today=clock.today(),
        ended_on=guarantee.ended_on,
    )
    return render(
        "verification/certificate.html",
        guarantee=guarantee,
        latest=latest,
        history=list_history(guarantee, shows_all=shows_all),
        shows_all=shows_all,
        content=content,
        verdict=verdict,
        checked_at=clock.now(),
        acknowledgement=list_acknowledgements(db.session(), guarantee).get(newest.sequence),
        is_noteworthy=newest.kind in NOTEWORTHY,
        newest=(newest.sequence, read_certificate(newest)),
        may_acknowledge=caller().is_agency,
        may_release=_may_release(guarantee),
    )


@blueprint.route("/<number>/close", methods=["POST"])
@public
def close(number: str) -> ResponseReturnValue:
    response = make_response(go_to(url_for(".form")))
    drop_grant(response, Grant.CERTIFICATE, path=url_for(".certificate", number=number))
    return response


def _may_release(guarantee: Any) -> bool:
    person = officer()
    is_theirs = person is not None and person.agency_id == guarantee.agency_id
    return is_theirs and not refusal_of(ActKind.RELEASE, ground_of(guarantee))


def _let_in(guarantee: object) -> ResponseReturnValue:
    page = url_for(".certificate", number=guarantee.number)
    response = make_response(go_to(page))
    give_grant(response, Grant.CERTIFICATE, guarantee, path=page)
    return response


def _buckets(number: str) -> list[Bucket]:
    """What a try counts against. Officers who are logged in have buckets of their own: no stranger can fill them."""
    person = officer()
    if person is not None:
        return [
            (f"key-user|{person.user_id}", KEY_PER_AGENCY_USER),
            (f"key-agency|{person.agency_id}|{number}", KEY_PER_AGENCY_AND_GUARANTEE),
        ]
    return [
        (f"key-address|{client_address()}", KEY_PER_ADDRESS),
        (f"key-guarantee|{number}", KEY_PER_GUARANTEE),
    ]


def _show(asked: OpenForm, *, status: int = 200) -> ResponseReturnValue:
    person = officer()
    opened = None
    if person is not None:
        before = request.args.get("before", "")
        opened = list_opened(
            db.session(),
            agency_id=person.agency_id,
            before_id=int(before) if before.isdecimal() and len(before) < 16 else None,
        )
    return render("verification/form.html", status=status, form=asked, opened=opened)


def _show_no_match(asked: OpenForm, buckets: list[Bucket]) -> ResponseReturnValue:
    db.session.rollback()
    left = min(tries_left(bucket, limits[:1]) for bucket, limits in buckets)
    last = buckets[-1]
    if tries_left(last[0], last[1][-1:]) == ALARM_LEFT and officer() is None:
        log.error("verification.many_failures", number=asked.pair[0])
    log.info("verification.refused", address=client_address())
    words = f"{NO_MATCH}（あと{left}回）" if left else f"{NO_MATCH}（しばらく待ってからお試しください）"
    asked.attach(RuleViolation("no_match", words))
    return _show(asked, status=422)


def _show_wait(asked: OpenForm, wait: Throttled) -> ResponseReturnValue:
    minutes = -(-wait.retry_after // 60)
    asked.attach(
        RuleViolation(
            "throttled",
            f"入力の誤りが続いたため、約{minutes}分間閲覧できません。お急ぎの場合は取扱店へお電話ください",
        )
    )
    response = make_response(_show(asked, status=429))
    response.headers["Retry-After"] = str(wait.retry_after)
    return response
