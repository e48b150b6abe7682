"""Two versions of a certificate side by side: the same page part for contractor, branch and agency."""

from collections.abc import Sequence
from typing import Any

from flask import Response, request

from blueprints._rendering import render
from forms.certificates import VersionPairForm
from surety import clock
from surety.domain.certificate_differences import compare_versions
from surety.queries.certificates import read_certificate


def show_comparison(template: str, guarantee: Any, versions: Sequence[Any], **context: object) -> Response:
    """The two versions that the address names, else the last two; with a single version there is nothing to compare."""
    contents = {str(each.sequence): read_certificate(each) for each in versions}
    sequences = list(contents)
    form = VersionPairForm(
        request.args,
        data={"before": sequences[-2] if len(sequences) > 1 else sequences[-1], "after": sequences[-1]},
    )
    options = [(str(each.sequence), _called(each, contents[str(each.sequence)])) for each in versions]
    form.before.offer(options)
    form.after.offer(options)
    is_readable = form.validate()
    pair = (form.before.data or sequences[-1], form.after.data or sequences[-1])
    return render(
        template,
        fragment="comparison",
        status=200 if is_readable else 422,
        guarantee=guarantee,
        content=contents[sequences[-1]],
        form=form,
        has_several=len(sequences) > 1,
        comparison=compare_versions(contents[pair[0]], contents[pair[1]]) if is_readable else None,
        labels=(contents[pair[0]].version_label, contents[pair[1]].version_label),
        is_same=pair[0] == pair[1],
        **context,
    )


def _called(version: Any, content: Any) -> str:
    return f"No.{version.sequence} {content.version_label}（{clock.to_jst(version.issued_at):%Y/%m/%d}発行）"
