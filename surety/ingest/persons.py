"""Office and name of a person who stands in one cell, cut apart kindly."""

from dataclasses import replace

from surety.ingest.layout import Found, Layout
from surety.ingest.pieces import confirm
from surety.ingest.report import Problem
from surety.ingest.titles import split_person, split_title


def split_persons(layout: Layout) -> None:
    """Put the parts of 代表者職氏名 and the like into the fields they belong to."""
    for group in ("representative", "manager"):
        both = layout.fields.pop(f"{group}_both", None)
        if both is not None and f"{group}_name" not in layout.fields:
            layout.fields[f"{group}_name"] = both
        name, title = layout.fields.get(f"{group}_name"), layout.fields.get(f"{group}_title")
        if name is None or (title is not None and title.cells):
            continue
        if any(cell.kind != "text" for cell in name.cells) or not name.cells:
            if both is not None and title is None:
                layout.fields[f"{group}_title"] = replace(name)
            continue
        _split(layout, group, name)


def _split(layout: Layout, group: str, name: Found) -> None:
    text = name.inline or "　".join(cell.shown.strip() for cell in name.cells)
    if "\n" in text:
        text = "　".join(text.split("\n"))
    department, title, person, certain = (
        split_person(text) if group == "manager" else ("", *split_title(text))
    )
    if not title and not department:
        return
    notes = () if certain else _doubt(title, person)
    layout.fields[f"{group}_name"] = replace(name, inline=person, notes=notes)
    if title:
        layout.fields[f"{group}_title"] = replace(name, inline=title)
    if department and not _filled(layout, "manager_department"):
        layout.fields["manager_department"] = replace(name, inline=department)


def _filled(layout: Layout, key: str) -> bool:
    found = layout.fields.get(key)
    return found is not None and bool(found.cells)


def _doubt(title: str, person: str) -> tuple[Problem, ...]:
    return (
        confirm(
            f"役職「{title}」と氏名「{person}」に分けて読みました。", "分け方が正しいかをご確認ください。"
        ),
    )
