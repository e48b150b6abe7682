"""Who may call a view: every view carries exactly one of these marks, and the gate enforces it."""

from collections.abc import Callable
from typing import TypeVar

from surety.security.identity import SetupStep
from surety.security.permissions import Permission

View = TypeVar("View", bound=Callable[..., object])

PUBLIC = "public"


def public(view: View) -> View:
    """Anybody may call this view, logged in or not."""
    view.access = PUBLIC  # type: ignore[attr-defined]  # marks travel as attributes of the view
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Only people whose role holds the permission may call this view."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]  # marks travel as attributes of the view
        return view

    return mark


def before_setup(*steps: SetupStep) -> Callable[[View], View]:
    """This view also serves people for whom one of these steps is still due; every other view sends them there."""

    def mark(view: View) -> View:
        view.setup_steps = steps  # type: ignore[attr-defined]  # marks travel as attributes of the view
        return view

    return mark


def keeps_typing(view: View) -> View:
    """What people type here is given back when their login has ended meanwhile (_kept_form); never for secrets."""
    view.keeps_typing = True  # type: ignore[attr-defined]  # marks travel as attributes of the view
    return view


def with_draft(view: View) -> View:
    """The session's read brings the draft of the route's `application_id` along (g.draft)."""
    view.with_draft = True  # type: ignore[attr-defined]  # marks travel as attributes of the view
    return view
