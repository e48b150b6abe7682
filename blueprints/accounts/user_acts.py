"""What administrators of both kinds do to a user they may look after; the callers say whom and where to go back."""

from collections.abc import Callable

from flask import current_app, flash, g, request
from flask.typing import ResponseReturnValue

from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._throttling import count, take_back_afterwards
from forms.accounts import PasswordCheckForm, UserForm
from surety.domain.errors import RuleViolation
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.users import get_user
from surety.security.throttle import PASSWORD_CHECK
from surety.services import user_records, users
from surety.services.passwords import require_password

FIELDS = ("name", "name_kana", "email", "department", "job_title")


def letterhead() -> Letterhead:
    """The letterhead of this deployment."""
    return Letterhead.of(current_app.config["SETTINGS"])


def person_of(form: UserForm) -> users.Person:
    """The person as the form describes them."""
    return users.Person(**{name: form[name].data for name in FIELDS})


def version_of(form: UserForm) -> int:
    """The version the form was drawn from; 0, which is never right, for anything but digits."""
    text = str(form.version_id.data or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def start_values(user: users.User) -> dict[str, object]:
    """What the form of an existing user begins with."""
    return {name: getattr(user, name) for name in (*FIELDS, "role", "version_id")}


def stop(user: users.User, *, back: str) -> ResponseReturnValue:
    """利用停止."""
    return _tell(
        lambda: user_records.stop_user(db.session(), user, actor=g.identity.actor),
        f"{user.name} さんの利用を停止しました。ログイン中の端末も、いま終了しました。",
        back=back,
    )


def resume(user: users.User, *, back: str) -> ResponseReturnValue:
    """利用再開."""
    return _tell(
        lambda: user_records.resume_user(db.session(), user, actor=g.identity.actor),
        f"{user.name} さんの利用を再開しました。",
        back=back,
    )


def send_invitation(user: users.User, *, back: str) -> ResponseReturnValue:
    """案内の再送."""
    return _tell(
        lambda: users.invite(
            db.session(), user, letterhead=letterhead(), actor=g.identity.actor, added_by=g.identity.name
        ),
        f"{user.email} へ、新しいご案内をお送りしました。前のご案内のリンクは使えなくなりました。",
        back=back,
    )


def reset_second_factor(find: Callable[[], users.User], *, back: str) -> ResponseReturnValue:
    """2段階認証の解除 for somebody else, after the administrator gave the own password again."""
    if request.method == "GET":
        return _show_reset(find(), PasswordCheckForm(), back=back)
    form = PasswordCheckForm(request.form)
    if not form.validate():
        return _show_reset(find(), form, back=back, status=422)
    bucket = f"password|{g.identity.user_id}"
    count(bucket, PASSWORD_CHECK)
    user = find()
    try:
        require_password(get_user(db.session(), g.identity.user_id), form.password.data)
        user_records.reset_second_factor(db.session(), user, actor=g.identity.actor, letterhead=letterhead())
    except RuleViolation as violation:
        form.attach(violation)
        return _show_reset(user, form, back=back, status=422)
    take_back_afterwards(bucket, PASSWORD_CHECK)
    flash(f"{user.name} さんの2段階認証を解除しました。次のログインから設定し直せます。", "ok")
    return go_to(back)


def _show_reset(
    user: users.User, form: PasswordCheckForm, *, back: str, status: int = 200
) -> ResponseReturnValue:
    return render("accounts/reset_second_factor.html", status=status, form=form, user=user, back=back)


def _tell(act: Callable[[], None], done: str, *, back: str) -> ResponseReturnValue:
    try:
        act()
    except RuleViolation as violation:
        flash(f"{violation.message}。", "warn")
        return go_to(back)
    flash(done, "ok")
    return go_to(back)
