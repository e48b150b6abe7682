"""A 利用申請 while it is being filled in: what was typed, what it means and what is left to mend."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surety.domain.errors import Unreadable
from surety.domain.registration import (
    FIELD_BY_KEY,
    FIELDS,
    MAX_ADDITIONAL_USERS,
    USER_FIELDS,
    FieldProblem,
    RegistrationField,
    Severity,
    check_registration,
    field_of,
    user_key,
)
from surety.domain.registration_values import read_value


@dataclass(frozen=True, slots=True)
class Draft:
    """The texts of the fields and of each additional user, exactly as typed; absent means blank."""

    typed: Mapping[str, str]
    users: tuple[Mapping[str, str], ...] = ()

    def with_rows(self, rows: int) -> "Draft":
        """The same with at least so many rows for additional users, within what the form allows."""
        missing = min(rows, MAX_ADDITIONAL_USERS) - len(self.users)
        return Draft(self.typed, self.users + ({},) * max(0, missing))

    def after(self, action: str) -> "Draft":
        """The same after a button of the form: remove_user-<row> takes a row out, other actions change nothing."""
        verb, _, number = action.partition("-")
        if verb != "remove_user" or not (number.isascii() and number.isdigit() and len(number) < 4):
            return self
        row_gone = int(number)
        return Draft(self.typed, tuple(user for row, user in enumerate(self.users) if row != row_gone))

    def without_blank_users(self) -> "Draft":
        """The same without rows in which nothing but a role stands."""
        kept = [
            user for user in self.users if any(text.strip() for key, text in user.items() if key != "role")
        ]
        return Draft(self.typed, tuple(kept))


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reader's error about one text: it holds as long as the text stays what the reader saw."""

    text: str
    message: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft as understood. `values` and `users` hold what could be read, `changes` what was rewritten on the way."""

    draft: Draft
    values: Mapping[str, str]
    users: tuple[Mapping[str, str], ...]
    changes: Mapping[str, tuple[str, ...]]
    problems: tuple[FieldProblem, ...]

    @property
    def errors(self) -> tuple[FieldProblem, ...]:
        """What must be mended before the registration can be sent."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    def to_json(self) -> dict[str, Any]:
        """What a registration keeps: the texts as typed and the values as understood."""
        return {
            "typed": dict(self.draft.typed),
            "values": dict(self.values),
            "users": [
                {"typed": dict(typed), "values": dict(values)}
                for typed, values in zip(self.draft.users, self.users, strict=True)
            ],
        }


def draft_from_json(data: Mapping[str, Any]) -> Draft:
    """The texts that `CheckedDraft.to_json` kept; an empty mapping is an empty draft."""
    return Draft(data.get("typed", {}), tuple(user["typed"] for user in data.get("users", ())))


def check_draft(
    draft: Draft, *, branches: Collection[str], doubts: Mapping[str, Doubt] | None = None
) -> CheckedDraft:
    """Read every text and check the values against each other.

    `branches` are the names of the branches that take registrations in; `doubts` the reader's errors by field key.
    """
    work = _Reading(doubts or {})
    values = work.read(FIELDS, draft.typed)
    users = tuple(work.read(USER_FIELDS, user, row=row) for row, user in enumerate(draft.users))
    if values.get("fax") == "同上":
        work.repeat_phone(values)
    if values.get("branch") and values["branch"] not in branches:
        work.refuse(
            "branch",
            f"「{values['branch']}」という営業部・支店は見つかりません。",
            "一覧から選んでください。",
        )
    told = {problem.key for problem in work.problems}
    problems = [problem for problem in check_registration(values, users) if problem.key not in told]
    return CheckedDraft(draft, values, users, work.changes, (*work.problems, *problems))


class _Reading:
    """Collects values, changes and problems field by field."""

    def __init__(self, doubts: Mapping[str, Doubt]) -> None:
        self.doubts = doubts
        self.changes: dict[str, tuple[str, ...]] = {}
        self.problems: list[FieldProblem] = []

    def read(
        self, fields: Sequence[RegistrationField], typed: Mapping[str, str], *, row: int | None = None
    ) -> dict[str, str]:
        values: dict[str, str] = {}
        for field in fields:
            key = field.key if row is None else user_key(row, field.key)
            text = typed.get(field.key, "")
            try:
                read = read_value(field, text)
            except Unreadable as unreadable:
                self.refuse(key, f"{unreadable.message}。", "")
                continue
            doubt = self.doubts.get(key)
            if doubt is not None and text.strip() and text.strip() == doubt.text.strip():
                self.refuse(key, doubt.message, doubt.what_to_do)
                continue
            values[field.key] = read.value
            if read.changes:
                self.changes[key] = read.changes
        return values

    def repeat_phone(self, values: dict[str, str]) -> None:
        phone = values.get("phone", "")
        if not phone:
            del values["fax"]
            self.refuse(
                "fax", "「同上」と書かれていますが、電話番号がありません。", "FAX番号を入力してください。"
            )
            return
        values["fax"] = phone
        self.changes["fax"] = ("同上→電話番号",)

    def refuse(self, key: str, message: str, what_to_do: str) -> None:
        self.problems.append(FieldProblem(key, Severity.ERROR, message, what_to_do))


def label_of(key: str) -> str:
    """The label of a field key, also of an additional user's (追加利用者1 氏名)."""
    label = field_of(key).label
    return f"追加利用者{int(key.split('-')[1]) + 1} {label}" if key not in FIELD_BY_KEY else label


def words_of(problem: FieldProblem) -> str:
    """What is wrong and what to do; a gap needs only the second."""
    said = "" if problem.message.endswith("空欄です。") else problem.message
    return (said + problem.what_to_do).removesuffix("。")
