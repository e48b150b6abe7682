"""Which cells hold which field of the form: by the words printed beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from surety.ingest.labels import is_field
from surety.ingest.report import Problem
from surety.ingest.tokens import LabelledSheet, Token
from surety.ingest.workpaper import Cell, address

_KANA_TARGETS = {
    "company_name": "company_kana",
    "manager_name": "manager_kana",
    "representative_name": "representative_kana",
}
_IN_GROUP = {
    "representative": {
        "title": "representative_title",
        "name": "representative_name",
        "both": "representative_both",
        "kana": "representative_kana",
    },
    "manager": {
        "title": "manager_title",
        "name": "manager_name",
        "both": "manager_both",
        "kana": "manager_kana",
        "department": "manager_department",
    },
}
_LOOSE = {"department": "manager_department"}
_USER_COLUMNS = frozenset({"office", "name", "mail", "role", "kana", "department"})
MAX_USER_ROWS = 40


@dataclass(frozen=True, slots=True)
class Found:
    """Where a field stands: the address of the place to fill in, and the filled cells of its value in order."""

    place: str
    cells: tuple[Cell, ...] = ()
    inline: str = ""
    notes: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Layout:
    """All fields found by their labels; `others` are further places of the same field, `users` the rows of the table."""

    fields: dict[str, Found] = field(default_factory=dict)
    others: dict[str, list[Found]] = field(default_factory=dict)
    users: list[dict[str, Found]] = field(default_factory=list)


def lay_out(labelled: LabelledSheet) -> Layout:
    """Find the fields of a registration form on a sheet by their labels."""
    layout = Layout()
    table = _users_header(labelled)
    header: set[int] = {id(token) for token in table}
    if table:
        end = _read_users(labelled, table, layout)
        labelled.tokens = [t for t in labelled.tokens if id(t) in header or not (table[0].top < t.top <= end)]
    tokens = [token for token in labelled.tokens if id(token) not in header]
    resolved = [(_concept(token, tokens), token) for token in tokens]
    resolved = _pair_kana(resolved)
    for concept, token in _name_mails(resolved):
        if concept is None:
            continue
        found = _value_of(labelled, token)
        known = layout.fields.get(concept)
        if known is not None and (known.cells or not found.cells):
            layout.others.setdefault(concept, []).append(found)
        else:
            layout.fields[concept] = found
    return layout


def _value_of(labelled: LabelledSheet, token: Token) -> Found:
    if token.inline:
        return Found(token.cell.address, (token.cell,), token.inline)
    cells = labelled.right_of(token) or labelled.below(token)
    return Found(cells[0].address if cells else address(token.top, token.right + 1), tuple(cells))


def _concept(token: Token, tokens: list[Token]) -> str | None:
    """Turn a word that depends on its place into a field; None for words that belong to none."""
    group = _group_of(token, tokens)
    if token.concept in ("representative", "manager"):
        members = _IN_GROUP[token.concept]
        has_members = any(t.concept in members and _group_of(t, tokens) == token.concept for t in tokens)
        return None if has_members else f"{token.concept}_both"
    if group in _IN_GROUP and token.concept in _IN_GROUP[group]:
        return _IN_GROUP[group][token.concept]
    if group == "manager" and token.concept in ("phone", "fax", "address", "postal_code"):
        return f"manager_{token.concept}"
    if token.concept == "kana" or is_field(token.concept):
        return token.concept
    return _LOOSE.get(token.concept)


def _group_of(token: Token, tokens: list[Token]) -> str | None:
    """The heading that a label stands under: a block on its left spanning its row, or a heading line above it."""
    if token.concept in ("representative", "manager", "users"):
        return None
    heads = [t for t in tokens if t.concept in ("representative", "manager", "users")]
    beside = [h for h in heads if h.top <= token.top <= h.bottom and h.right < token.left]
    if beside:
        return max(beside, key=lambda h: h.right).concept
    above = [
        h for h in heads if h.bottom < token.top and h.left <= token.left and _is_heading(h, token, tokens)
    ]
    return max(above, key=lambda h: h.bottom).concept if above else None


def _is_heading(head: Token, token: Token, tokens: list[Token]) -> bool:
    """A heading line governs the contextual labels under it until the next heading or section."""
    between = [t for t in tokens if head.bottom < t.top < token.top]
    broken = any(t.concept in ("company_name", "address", "remarks", "staff") for t in between)
    alone = not any(t.top == head.top and t is not head for t in tokens)
    return alone and not broken


def _pair_kana(resolved: list[tuple[str | None, Token]]) -> list[tuple[str | None, Token]]:
    """Give each フリガナ to the name it stands with: beside it, under it or over it, as the form does throughout."""
    names = [(concept, token) for concept, token in resolved if concept in _KANA_TARGETS]
    kanas = [token for concept, token in resolved if concept == "kana"]
    first = min((t.top for _, t in names), default=0)
    above = bool(kanas) and kanas[0].top < first
    paired: list[tuple[str | None, Token]] = []
    for concept, token in resolved:
        if concept == "kana":
            target = _nearest_name(token, names, above=above)
            paired.append((_KANA_TARGETS[target] if target else None, token))
        else:
            paired.append((concept, token))
    return paired


def _nearest_name(token: Token, names: Iterable[tuple[str | None, Token]], *, above: bool) -> str | None:
    beside = [(abs(t.left - token.left), c) for c, t in names if t.top <= token.top <= t.bottom]
    if beside:
        return min(beside, key=lambda item: item[0])[1]
    gaps = [(t.top - token.bottom if above else token.top - t.bottom, c) for c, t in names]
    near = [(gap, c) for gap, c in gaps if 0 < gap <= 3]
    if near:
        return min(near, key=lambda item: item[0])[1]
    other = [(-gap, c) for gap, c in gaps if -3 <= gap < 0]
    return min(other, key=lambda item: item[0])[1] if other else None


def _name_mails(resolved: list[tuple[str | None, Token]]) -> list[tuple[str | None, Token]]:
    """Where the mail address is asked twice under the same word, the second one is the repetition."""
    if any(concept == "mail_again" for concept, _ in resolved):
        return resolved
    seen, named = 0, []
    for concept, token in resolved:
        if concept == "mail":
            seen += 1
        named.append(("mail_again" if concept == "mail" and seen == 2 else concept, token))
    return named


def _users_header(labelled: LabelledSheet) -> list[Token]:
    """The heading row of the table of further users: at least a name, a mail address and one column more."""
    rows: dict[int, list[Token]] = {}
    for token in labelled.tokens:
        if token.concept in _USER_COLUMNS and not token.inline:
            rows.setdefault(token.top, []).append(token)
    for row in sorted(rows):
        concepts = {token.concept for token in rows[row]}
        if len(concepts) >= 3 and {"name", "mail"} <= concepts and {"office", "role"} & concepts:
            return sorted(rows[row], key=lambda token: token.left)
    return []


def _read_users(labelled: LabelledSheet, header: list[Token], layout: Layout) -> int:
    """Read the rows under the heading into the layout and return the last row of the table."""
    start = max(token.bottom for token in header) + 1
    left = header[0].left
    end = start - 1
    for row in range(start, min(start + MAX_USER_ROWS, labelled.last_row + 1)):
        stops = [
            t
            for t in labelled.tokens
            if (t.top == row and t.left <= left and is_field(t.concept))
            or (t.top == row and t.concept == "staff")
        ]
        if stops:
            break
        end = row
        found = _user_row(labelled, header, row)
        if found:
            layout.users.append(found)
    return end


def _user_row(labelled: LabelledSheet, header: list[Token], row: int) -> dict[str, Found]:
    found: dict[str, Found] = {}
    labels_here = {
        (t.top, t.left): t.cell for t in labelled.tokens if t.top == row and not is_field(t.concept)
    }
    for index, token in enumerate(header):
        end = header[index + 1].left if index + 1 < len(header) else labelled.last_column + 1
        places = [(row, column) for column in range(token.left, end)]
        cells = [cell for place in places if (cell := labelled.texts.get(place) or labels_here.get(place))]
        if cells:
            found[token.concept] = Found(cells[0].address, tuple(cells))
        else:
            found[token.concept] = Found(address(row, token.left))
    return (
        found if any(place.cells for key, place in found.items() if key in ("name", "mail", "office")) else {}
    )
