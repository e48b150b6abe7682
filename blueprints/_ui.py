"""What templates may call: `ui.<component>`, `asset`, `frame`, filters, and how WTForms fields become controls."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, url_for
from jinja2 import Environment
from wtforms import BooleanField, Field, HiddenField
from wtforms.widgets import ListWidget

from blueprints._csrf import csrf_token
from blueprints._formats import FILTERS
from blueprints._kept_form import person_mark
from blueprints._navigation import frame
from blueprints._practice import practice_code, practice_password, practice_people
from forms.base import BaseForm, leaves
from surety.domain.states import ToneEnum

# allowEval off: the CSP forbids it, and htmx then ignores hx-on and js: (the template lint refuses them anyway).
# 422 stands before [45].., the first match wins: a refused form is swapped in. History keeps no page in the browser.
HTMX_CONFIG = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "disableInheritance": True,
    "historyCacheSize": 0,
    "historyRestoreAsHxRequest": False,
    "timeout": 10_000,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}
# Words about what has become of a certificate; they are no states of their own. The states bring their tones along.
STATUS_TONES = {
    "発注者へ未提出": "warn",
    "提出済み": "wait",
    "未閲覧": "wait",
    "閲覧済み": "ok",
    "受領済み": "ok",
    "変更手続中": "wait",
    "期限間近": "warn",
} | {state.label: state.tone for states in ToneEnum.__subclasses__() for state in states}
# A box is as long as its answer.
_WIDTHS = {
    "yen": "yen",
    "date": "m",
    "count": "xs",
    "percent": "xs",
    "code": "m",
    "key": "key",
    "select": "m",
}
_FIGURES = frozenset({"yen", "count", "percent"})


class Components:
    """`ui.chip` is the macro `chip` of templates/components/chip.html; Jinja keeps the compiled file."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        macro = getattr(self._environment.get_template(f"components/{name}.html").module, name)
        if not self._environment.auto_reload:
            setattr(self, name, macro)
        return macro


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the error summary; without an anchor the sentence belongs to no field."""

    anchor: str
    message: str


def register_ui(app: Flask) -> None:
    """Give the app's templates everything this module and its neighbours offer."""
    static = Path(app.static_folder or "")

    @cache
    def version(path: str) -> str:
        return hashlib.sha256((static / path).read_bytes()).hexdigest()[:12]

    def asset(path: str) -> str:
        """The address of a static file; its content is part of it, so browsers may keep it."""
        return url_for("static", filename=path, v=version(path))

    environment = app.jinja_env
    environment.globals.update(
        ui=Components(environment),
        asset=asset,
        frame=frame,
        csrf_token=csrf_token,
        person_mark=person_mark,
        practice_code=practice_code,
        practice_people=practice_people,
        practice_password=practice_password,
        htmx_config=json.dumps(HTMX_CONFIG),
    )
    environment.filters.update(FILTERS)
    environment.filters.update(
        control=control_of,
        control_attributes=control_attributes,
        option_attributes=option_attributes,
        described_by=described_by,
        error_links=error_links,
        status_tone=lambda word: STATUS_TONES.get(word, "gray"),
    )


def control_of(field: Field) -> str:
    """How components/field.html draws a field: hidden, checkbox, choices, or the name our own fields give themselves."""
    if isinstance(field, HiddenField):
        return "hidden"
    if isinstance(field, BooleanField):
        return "checkbox"
    if isinstance(field.widget, ListWidget):
        return "choices"
    return getattr(field, "control", "text")


def described_by(field: Field, *, hint: str | None = None, result: object = None) -> str | None:
    """The ids that explain a control: its error, its hint, its live result."""
    parts = [("error", field.errors), ("hint", hint), ("result", result)]
    return " ".join(f"{field.id}-{name}" for name, there in parts if there) or None


def control_attributes(
    field: Field,
    *,
    described: str | None = None,
    width: str | None = None,
    live: str | None = None,
    attrs: dict[str, str] | None = None,
) -> dict[str, object]:
    """The HTML attributes of one control. `required` stays off: ※必須 is in the label, and the server answers in words."""
    attributes: dict[str, object] = {
        "required": False,
        **_live_attributes(field, live=live, trigger="input changed delay:400ms"),
    }
    if described:
        attributes["aria-describedby"] = described
    if field.errors:
        attributes["aria-invalid"] = "true"
    kind = control_of(field)
    if kind != "checkbox":
        attributes["class_"] = f"inp w-{width or _WIDTHS.get(kind, 'l')}" + (
            " right" if kind in _FIGURES else ""
        )
    if kind == "yen":
        attributes["data-yen"] = True
    return attributes | (attrs or {})


def option_attributes(
    field: Field, *, live: str | None = None, attrs: dict[str, str] | None = None
) -> dict[str, object]:
    """The HTML attributes of one radio button or checkbox among several."""
    return {"required": False, **_live_attributes(field, live=live, trigger="change"), **(attrs or {})}


def error_links(forms: BaseForm | list[BaseForm]) -> list[ErrorLink]:
    """Every error of a form (or several) in the order of its fields, with the id of the control to jump to."""
    listed = forms if isinstance(forms, list | tuple) else [forms]
    return [link for form in listed for link in _links(form)]


def _links(form: BaseForm) -> list[ErrorLink]:
    whole = [ErrorLink("", str(message)) for message in form.form_errors]
    return whole + [
        ErrorLink(f"{field.id}-0" if control_of(field) == "choices" else field.id, str(message))
        for field in leaves(form)
        for message in field.errors
    ]


def _live_attributes(field: Field, *, live: str | None, trigger: str) -> dict[str, str]:
    """A live control sends its form and fills its neighbour #<id>-result; it never replaces itself."""
    if not live:
        return {}
    return {
        "hx-post": live,
        "hx-trigger": trigger,
        "hx-target": f"#{field.id}-result",
        "hx-swap": "innerHTML",
        "hx-sync": "this:replace",
    }
