"""The branch's outgoing mail: what waits, what failed, and sending it again."""

from flask import current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._converters import row_number
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from forms.mails import MailSearchForm
from surety.domain.mail_delivery import MailState
from surety.domain.text import normalise_code
from surety.extensions import db
from surety.queries.mails import MAX_ID, get_mail, list_mails
from surety.security.permissions import Permission
from surety.services.mails import may_resend, resend_mail

VIEWS: dict[str, tuple[str, tuple[MailState, ...]]] = {
    "": ("すべて", ()),
    "attention": ("対応が必要", (MailState.UNCERTAIN, MailState.FAILED)),
    "waiting": ("送信待ち", (MailState.HELD, MailState.QUEUED, MailState.SENDING)),
    "sent": ("送信済み", (MailState.SENT,)),
}


@blueprint.route("/mails")
@requires(Permission.DESK_MAIL)
def mails() -> ResponseReturnValue:
    search = MailSearchForm(request.args)
    asked = request.args.get("view", "")
    view = asked if asked in VIEWS else ""
    page = list_mails(
        db.session(),
        branch_id=g.identity.branch_id,
        recipient=normalise_code(search.recipient.data or ""),
        states=VIEWS[view][1],
        before_id=request.args.get("before", type=row_number),
    )
    tabs = [
        (words, url_for(".mails", view=key or None), key == view) for key, (words, _states) in VIEWS.items()
    ]
    return render(
        "desk/mails.html",
        fragment="mail_list",
        search=search,
        page=page,
        view=view,
        tabs=tabs,
        may_resend=may_resend,
        settings=current_app.config["SETTINGS"],
    )


@blueprint.route(f"/mails/<int(max={MAX_ID}):mail_id>/resend", methods=["POST"])
@requires(Permission.DESK_MAIL)
@commits
def mails_resend(mail_id: int) -> ResponseReturnValue:
    mail = get_mail(db.session(), mail_id, branch_id=g.identity.branch_id)
    resend_mail(db.session(), mail, actor=g.identity.actor)
    flash(f"{mail.recipient} あてのメールを、もう一度送ります。数分後に状態をご確認ください。", "ok")
    return go_to(url_for(".mails", view=request.form.get("view") or None))
