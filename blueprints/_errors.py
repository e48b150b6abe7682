"""Every failure becomes a page (or, for htmx, a sentence) that says what to do."""

import secrets

import structlog
from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from blueprints._htmx import wants_fragment
from surety.domain.errors import Denied, ForbiddenMove, NotFound, RuleViolation, Stale, Tampered, Throttled
from surety.extensions import db

log = structlog.get_logger()

SENTENCES = {
    400: "画面の有効期限が切れたか、送信内容が途切れました。前の画面に戻り、もう一度お試しください。",
    401: "ログインが切れました。別の画面でログインすると、この画面の入力はそのまま続けられます。",
    403: "この画面を見る権限がありません。管理者の方にご確認ください。",
    404: "ページが見つかりません。アドレスをご確認ください。",
    405: "この操作は受け付けられません。前の画面に戻り、もう一度お試しください。",
    409: "ほかの方が先に更新しました。最新の内容を確認してください。",
    413: "ファイルが大きすぎます。10MB以下のファイルを選んでください。",
    422: "入力内容を確認してください。",
    429: "操作が集中しています。しばらく待ってから、もう一度お試しください。",
    500: "処理を完了できませんでした。入力済みの下書きは保存されています。",
    503: "ただいま混み合っています。30秒ほど待ってから、もう一度お試しください。",
}
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (Stale, 409),
    (ForbiddenMove, 409),
    (StaleDataError, 409),
    (Denied, 403),
    (NotFound, 404),
    (RuleViolation, 422),
    (OperationalError, 503),
)


def install_errors(app: Flask) -> None:
    """Answer every exception of the app."""
    app.register_error_handler(Throttled, _throttled)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Tampered, _tampered)
    for kind, status in _STATUS:
        app.register_error_handler(kind, lambda error, status=status: _known(error, status))
    app.register_error_handler(Exception, _unexpected)


def show_error(status: int, *, sentence: str = "", reference: str = "", heading: str = "") -> Response:
    """The error page of a status, with a sentence and a heading of its own if there are such."""
    told = sentence or SENTENCES.get(status, SENTENCES[500])
    if wants_fragment():
        response = make_response(told, status)
        response.mimetype = "text/plain"
        return response
    return make_response(
        render_template(
            "errors/error.html", status=status, sentence=told, reference=reference, own_heading=heading
        ),
        status,
    )


def _throttled(error: Throttled) -> Response:
    minutes = -(-error.retry_after // 60)
    response = show_error(
        429,
        sentence=f"操作が続いたため、しばらくお待ちいただいています。約{minutes}分後に、もう一度お試しください。",
    )
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _tampered(error: Tampered) -> Response:
    db.session.rollback()
    reference = secrets.token_hex(3).upper()
    log.critical("stored.tampered", reference=reference, path=request.path, what=str(error))
    return show_error(
        503,
        sentence="保管している記録の照合で違いが見つかったため、表示を止めました。お手数ですが、取扱店へお電話ください。",
        reference=f"{reference[:3]}-{reference[3:]}",
        heading="この書類は、いま表示できません",
    )


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return error.get_response()  # type: ignore[return-value]  # werkzeug's base response type
    response = show_error(error.code or 500)
    if error.code == 405 and (allow := dict(error.get_headers()).get("Allow")):
        response.headers["Allow"] = allow
    return response


def _known(error: Exception, status: int) -> Response:
    db.session.rollback()
    sentence = error.message if isinstance(error, RuleViolation) else ""
    response = show_error(status, sentence=sentence)
    if status == 503:
        log.warning("database.unavailable", path=request.path, error=str(error.__cause__ or error))
        response.headers["Retry-After"] = "30"
    return response


def _unexpected(error: Exception) -> Response:
    db.session.rollback()
    reference = secrets.token_hex(3).upper()
    log.error("request.failed", reference=reference, path=request.path, exc_info=error)
    return show_error(500, reference=f"{reference[:3]}-{reference[3:]}")
