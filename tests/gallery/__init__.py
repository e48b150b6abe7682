"""A small application whose pages show every component; tests draw and drive it, no database is asked."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask, Response, flash, g, make_response, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from wtforms import FileField

from blueprints._ui import register_ui
from forms.base import BaseForm
from forms.choices import ChoiceField, ChoicesField, SelectBoxField, TickField
from forms.fields import JapaneseDateField, KeyField, NameField, NotesField, YenField
from forms.validators import Required
from surety.config import Settings
from surety.domain.products import CertificateForm, PaymentMethod
from surety.domain.states import ApplicationState
from surety.security.headers import HEADERS
from surety.security.identity import Identity
from surety.security.permissions import Role

ROOT = Path(__file__).parents[2]


class GalleryForm(BaseForm):
    applies = TickField("前払金保証を申し込む")
    certificate_form = ChoiceField("保証証書の形式", [Required()], options=CertificateForm)
    yearly_amount = YenField("今年度対象額")
    amount = YenField("前払金保証金額", [Required()])
    bank = NameField("預託金融機関", [Required()])
    redeposit = ChoiceField(
        "再預託利用区分", [Required()], options=[("no", "再預託を利用しない"), ("yes", "再預託を利用する")]
    )
    payment = SelectBoxField("前払金保証料の支払方法", [Required()], options=PaymentMethod)
    contract_date = JapaneseDateField("請負契約日", [Required()])
    notes = NotesField("連絡事項")
    paper = FileField("契約書の写し")
    notices = ChoicesField("お知らせ", options=[("issued", "発行"), ("opened", "閲覧")])
    key = KeyField("認証キー")
    agrees = TickField("内容に相違ないことを確認しました", [Required()])


def make_gallery(settings: Settings) -> Flask:
    """The gallery: /form, /form/live, /overview, /trouble and /error; /visitor/… shows them to nobody."""
    app = Flask("gallery", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.from_mapping(SETTINGS=settings, SECRET_KEY=settings.secret_key)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent / "templates")]
    )
    register_ui(app)
    app.before_request(_somebody)
    app.after_request(_guarded)
    pages: dict[str, tuple[str, Callable[[], object]]] = {
        "/": ("home.index", _overview),
        "/form": ("applications.edit", _form),
        "/form/live": ("applications.estimate", _live),
        "/overview": ("guarantees.show", _overview),
        "/trouble": ("trouble", _trouble),
        "/error": ("error", _error),
        "/visitor/error": ("visitor_error", _error),
    }
    for path, (endpoint, view) in pages.items():
        app.add_url_rule(path, endpoint, view, methods=["GET", "POST"])
    for endpoint in (
        "accounts.back_in",
        "accounts.login",
        "accounts.logout",
        "applications.index",
        "guarantees.index",
        "help.index",
    ):
        app.add_url_rule(f"/{endpoint}", endpoint, _overview, methods=["GET", "POST"])
    return app


def _somebody() -> None:
    g.session_token = "gallery"
    g.identity = None
    if not request.path.startswith("/visitor"):
        g.identity = Identity(
            session_id=1, user_id=1, role=Role.CONTRACTOR_ADMIN, contractor_id=1, branch_id=None, agency_id=None,
            name="見本 花子", organisation="〇〇建設株式会社", must_change_password=False, has_second_factor=False,
            second_factor_passed=False, last_seen_s=0, expires_s=0, reauthenticated_s=0,
        )  # fmt: skip


def _guarded(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def _form() -> Response:
    filled = {
        "applies": True,
        "certificate_form": CertificateForm.ELECTRONIC,
        "amount": 20_000_000,
        "redeposit": "no",
        "contract_date": date(2025, 12, 3),
        "notices": ["issued"],
    }
    form = GalleryForm(request.form) if request.method == "POST" else GalleryForm(data=filled)
    refused = request.method == "POST" and not form.validate()
    return make_response(render_template("gallery_form.html", form=form), 422 if refused else 200)


def _live() -> str:
    return f'<span class="calc">{request.form["amount"]}</span>'


def _overview() -> str:
    flash("下書きを保存しました", "ok")
    return render_template(
        "gallery_overview.html",
        state=ApplicationState.RETURNED,
        instant=datetime(2025, 12, 3, 7, 2, tzinfo=UTC),
        day=date(2026, 3, 20),
    )


def _trouble() -> Response:
    response = make_response("ほかの方が先に更新しました。最新の内容を確認してください。", 409)
    response.mimetype = "text/plain"
    return response


def _error() -> Response:
    return make_response(
        render_template(
            "errors/error.html", status=500, sentence="処理を完了できませんでした。", reference="A1B-2C3"
        ),
        500,
    )
