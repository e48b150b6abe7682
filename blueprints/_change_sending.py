"""The confirm page of a 変更の申込 and its sending: the same for the contractor's people and for the branch that enters one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request
from flask.typing import ResponseReturnValue

from blueprints._change_applications import list_paper_rows, open_written
from blueprints._rendering import render
from forms.change_applications import ChangeDeclarationForm
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.services.change_sending import ChangeNotReady, send_change


@dataclass(frozen=True, slots=True)
class Confirming:
    """One side's confirm page: its template, where a paper is opened, where faults are mended, and what its page needs besides."""

    template: str
    paper_endpoint: str
    to_faults: Callable[[Any], ResponseReturnValue]
    context: dict[str, object]

    def show(
        self, change: Any, form: ChangeDeclarationForm | None = None, *, status: int = 200
    ) -> ResponseReturnValue:
        """What will be sent, in full; the form instead where something stands in the way."""
        written = open_written(change)
        if written.is_stale or written.find_faults():
            return self.to_faults(change)
        wish = written.form.wish
        return render(
            self.template,
            status=status,
            change=change,
            form=form or ChangeDeclarationForm(),
            wish=wish,
            wishes=written.describe(),
            differences=written.ground.find_differences(wish.after),
            papers=list_paper_rows(change, endpoint=self.paper_endpoint),
            **self.context,
        )

    def send(self, change: Any) -> ResponseReturnValue | None:
        """Send what the page showed; gives a page where something stands in the way, None once it is sent. Raises Stale."""
        form = ChangeDeclarationForm(request.form)
        if not form.validate():
            return self.show(change, form, status=422)
        written = open_written(change)
        if not written.form.validate():
            return self.to_faults(change)
        try:
            send_change(
                db.session(),
                change,
                wish=written.form.wish,
                version_id=request.form.get("version_id", 0, type=int),
                send_token=request.form.get("send_token", ""),
                actor=g.identity.actor,
                letterhead=Letterhead.of(current_app.config["SETTINGS"]),
            )
        except ChangeNotReady:
            return self.to_faults(change)
        return None
