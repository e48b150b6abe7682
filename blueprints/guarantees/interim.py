"""中間前払金のご案内: from when an interim payment may be asked for, and what is missing for it."""

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.guarantees import blueprint
from blueprints.guarantees.detail import get_own
from forms.interim import InterimForm
from surety import clock
from surety.domain.agency_words import scope_words
from surety.domain.interim import advise
from surety.domain.interim_papers import report_title, wanted_besides
from surety.domain.products import Product
from surety.domain.rule_words import rule_sentence
from surety.extensions import db
from surety.queries.applications import EDITABLE
from surety.queries.interim import find_interim_application, load_interim_facts
from surety.queries.rulebook import get_handling
from surety.security.permissions import Permission
from surety.services.interim_applications import apply_for_interim


@blueprint.route("/<number>/interim")
@requires(Permission.CONTRACTOR_READ)
def interim(number: str) -> ResponseReturnValue:
    guarantee = get_own(number)
    facts = load_interim_facts(db.session(), guarantee)
    form = InterimForm(request.args)
    is_valid = form.validate()
    ticked = form.conditions.data if is_valid else ()
    advice = advise(facts, ticked=ticked, today=clock.today())
    return render(
        "guarantees/interim.html",
        fragment="advice",
        status=200 if is_valid else 422,
        guarantee=guarantee,
        facts=facts,
        form=form,
        advice=advice,
        application=find_interim_application(db.session(), guarantee),
        may_apply=g.identity.may(Permission.CONTRACTOR_APPLY),
        rule_words=rule_sentence(advice.rule, base_word=facts.base_word) if advice.rule else "",
        rule_scope=scope_words(advice.rule) if advice.rule else (),
        report_title=report_title(facts.work_kind),
        wanted=wanted_besides(
            advice.rule,
            get_handling(db.session(), guarantee.agency_id).handovers_for(Product.INTERIM, on=clock.today()),
        ),
    )


@blueprint.route("/<number>/interim", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def apply_interim(number: str) -> ResponseReturnValue:
    application = apply_for_interim(db.session(), get_own(number), actor=g.identity.actor)
    if application.state not in EDITABLE:
        flash("中間前払金保証は、すでに申し込まれています。", "info")
        return go_to(url_for("applications.detail", application_id=application.id))
    return go_to(url_for("applications.edit", application_id=application.id, section="guarantees"))
