"""変更の確認: an officer, or whoever was let in with number and key, says that the change was seen."""

from flask import current_app, flash, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import public
from blueprints._htmx import go_to
from blueprints._transaction import commits
from blueprints.verification import blueprint
from blueprints.verification.callers import caller, find_granted
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.certificates import get_certificate
from surety.services.acknowledgements import acknowledge_change


@blueprint.route("/<number>/certificates/<int(max=9999):sequence>/acknowledge", methods=["POST"])
@public
@commits
def acknowledge(number: str, sequence: int) -> ResponseReturnValue:
    guarantee = find_granted(number)
    if guarantee is None:
        return go_to(url_for(".form", number=number))
    get_certificate(db.session(), guarantee, sequence=sequence)
    acknowledge_change(
        db.session(),
        guarantee,
        sequence=sequence,
        caller=caller(),
        letterhead=Letterhead.of(current_app.config["SETTINGS"]),
    )
    flash("変更を確認したことを記録し、受注者に伝えました。", "ok")
    return go_to(url_for(".certificate", number=number))
