"""Drawing a mail from templates/emails/<kind>/: its own environment, no Flask, nothing undefined."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.mail.lines import SUBJECT_SIGNS, item, one_line, row, set_lines, shorten
from surety.models import Branch

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "emails"


def compose(
    kind: str,
    letterhead: Letterhead,
    *,
    to: Addressee,
    branch: Branch | None,
    path: str = "",
    **values: object,
) -> Message:
    """The mail of this kind. `path` (with its leading slash) is where its one link leads on this service."""
    context = {
        "letterhead": letterhead,
        "to": to,
        "branch": branch,
        "link": letterhead.base_url + path,
        **values,
    }
    subject = one_line(_environment().get_template(f"{kind}/subject.txt").render(context))
    body = set_lines(_environment().get_template(f"{kind}/body.txt").render(context))
    if len(subject) > SUBJECT_SIGNS:
        raise ValueError(f"the subject of {kind} has {len(subject)} signs")
    return Message(
        kind=kind, subject=f"【{letterhead.service_name}】{subject}", body=body, host=letterhead.host
    )


@cache
def _environment() -> Environment:
    # Plain text: escaping would show &amp; to the reader.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - plain text mail, never HTML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(row=row, item=item)
    environment.filters.update(
        shorten=lambda text, signs: shorten(one_line(text), signs=signs), line=one_line
    )
    return environment
