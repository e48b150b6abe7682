"""The application factory: settings, extensions, blueprints, error pages, commands."""

from collections.abc import Callable
from typing import Any

from flask import Flask, g
from htmx_flask import Htmx
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from blueprints import register_blueprints
from blueprints._csrf import csrf_token
from blueprints._errors import install_errors
from blueprints._gate import install_gate
from blueprints._messages import MessageCookie
from blueprints._ui import register_ui
from blueprints.applications.live_lane import LiveLane
from surety import sqlite
from surety.cli import register_commands
from surety.config import Settings, load_settings
from surety.extensions import db, migrate
from surety.logs import configure_logs
from surety.mail.smtp import install_mail
from surety.security.vault import Vault

UPLOAD_BYTES = 12 * 1024 * 1024


class Service(Flask):
    """Flask without coroutines: views and hooks are called as they are, not inspected first at every request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """The web application for these settings (default: from the environment)."""
    settings = settings or load_settings()
    configure_logs()
    app = Service(__name__)
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        # Flask's own cookie only carries the messages of flash from one page to the next.
        SESSION_COOKIE_NAME="__Host-surety_said" if settings.cookie_secure else "surety_said",
        SESSION_COOKIE_SECURE=settings.cookie_secure,
        SESSION_COOKIE_SAMESITE="Lax",
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2_000,
        SEND_FILE_MAX_AGE_DEFAULT=3_600,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["vault"] = Vault(key=settings.vault_key, pepper=settings.pepper)
    app.session_interface = MessageCookie(app)
    db.init_app(app)
    migrate.init_app(app, db)
    install_mail(app, settings)
    Htmx(app)
    register_ui(app)
    register_blueprints(app)
    app.wsgi_app = LiveLane(app)  # type: ignore[method-assign]  # Flask's documented way to wrap the WSGI callable
    install_gate(app)
    install_errors(app)
    register_commands(app)
    app.context_processor(_page_context)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # Flask's documented way to wrap the WSGI callable
    return app


def _engine_options(database_url: str) -> dict[str, Any]:
    if database_url.startswith("sqlite"):
        return sqlite.ENGINE_OPTIONS
    return {"pool_pre_ping": True, "pool_size": 4, "max_overflow": 4}


def _page_context() -> dict[str, object]:
    return {"identity": g.get("identity"), "csrf_token": csrf_token}
