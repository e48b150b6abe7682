"""Beginning a 利用申請 and filling it in: from a workbook, in the web form, or by the branch from a paper."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.dates import format_wareki
from surety.domain.errors import ForbiddenMove, Stale
from surety.domain.registration import (
    FIELD_BY_KEY,
    USER_FIELDS,
    RegistrationField,
    RequestKind,
    TermsConsent,
)
from surety.domain.registration_draft import (
    CheckedDraft,
    Doubt,
    Draft,
    check_draft,
    draft_from_json,
)
from surety.domain.registration_values import show_value
from surety.domain.text import search_key
from surety.domain.workflow import REGISTRATION, RegistrationEvent, RegistrationState, advance
from surety.ingest.report import FieldReading, RegistrationReport
from surety.models import Branch, Registration
from surety.queries.registrations import list_active_branches
from surety.queries.sessions import hash_token
from surety.security.identity import Actor
from surety.services.registration_files import APPLICANT, Upload, keep_file

EDITABLE = (RegistrationState.CHECKED, RegistrationState.RETURNED)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Which version of the 利用規約 was accepted, and when (UTC)."""

    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Started:
    """A new registration and the secret of its link, of which only the hash is kept."""

    registration: Registration
    token: str


def start_registration(
    session: Session,
    *,
    acceptance: Acceptance,
    upload: Upload | None = None,
    report: RegistrationReport | None = None,
) -> Started:
    """Begin a registration: from a workbook with the report of its reader, or empty for the web form."""
    registration, token = _new(channel="excel" if report else "web")
    registration.terms_version, registration.terms_accepted_at = acceptance.version, acceptance.at
    session.add(registration)
    session.flush()
    facts: dict[str, object] = {"channel": registration.channel, "terms_version": acceptance.version}
    if upload is not None and report is not None:
        facts |= _take_workbook(session, registration, upload=upload, report=report)
    else:
        _take_draft(session, registration, check_now(session, registration, Draft(_prefilled())))
    registration.state = advance(REGISTRATION, registration.state, RegistrationEvent.CHECK)
    session.flush()
    audit.record(
        session,
        "registration.started",
        actor=APPLICANT,
        object_kind="registration",
        object_id=registration.id,
        facts=facts,
    )
    return Started(registration, token)


def start_paper_registration(
    session: Session, *, actor: Actor, channel: str, branch: Branch, scan: Upload | None
) -> Registration:
    """Begin typing in a registration that came by `fax` or `post`; the scan stays beside it."""
    registration, _token = _new(channel=channel)
    registration.branch_id = branch.id
    if scan is not None:
        registration.file_id = keep_file(session, scan).id
    registration.state = advance(REGISTRATION, registration.state, RegistrationEvent.CHECK)
    session.add(registration)
    session.flush()
    draft = Draft({"branch": branch.name, "request_kind": RequestKind.NEW.label})
    registration.values = check_draft(draft, branches=[branch.name]).to_json()
    audit.record(
        session,
        "registration.started",
        actor=actor,
        object_kind="registration",
        object_id=registration.id,
        facts={"channel": channel, "branch": branch.name},
    )
    return registration


def replace_workbook(
    session: Session, registration: Registration, *, upload: Upload, report: RegistrationReport
) -> None:
    """Read another workbook in place of what was there. Raises ForbiddenMove once it was sent."""
    state = advance(REGISTRATION, registration.state, RegistrationEvent.REPLACE_FILE)
    registration.state = advance(REGISTRATION, state, RegistrationEvent.CHECK)
    registration.channel = "excel"
    facts = _take_workbook(session, registration, upload=upload, report=report)
    session.flush()
    audit.record(
        session,
        "registration.file_replaced",
        actor=APPLICANT,
        object_kind="registration",
        object_id=registration.id,
        facts=facts,
    )


def save_draft(
    session: Session, registration: Registration, draft: Draft, *, version_id: int | None = None
) -> CheckedDraft:
    """Keep what was typed, readable or not, and say what is left to mend.

    Raises ForbiddenMove while the branch has it, and Stale when `version_id` is not the present one.
    """
    if registration.state not in EDITABLE:
        raise ForbiddenMove(
            "not_editable",
            f"この利用申請は「{registration.state.label}」のため、いまは修正できません。手続きの状況をご確認ください",
        )
    if version_id is not None and version_id != registration.version_id:
        raise Stale(
            "stale",
            "別の画面で内容が更新されています。下の内容でよろしければ、もう一度ボタンを押してください",
        )
    # The version of the terms stands on the paper only: no box of the page brings it along.
    on_paper = {key: text for key, text in _typed(registration).items() if key == "terms_version"}
    kept = Draft(on_paper | dict(draft.typed), draft.users).without_blank_users()
    checked = check_now(session, registration, kept)
    _take_draft(session, registration, checked)
    session.flush()
    return checked


def check_now(session: Session, registration: Registration, draft: Draft | None = None) -> CheckedDraft:
    """The draft (default: the one kept) as understood now; nothing is written."""
    branches = [branch.name for branch in list_active_branches(session)]
    return check_draft(
        draft if draft is not None else draft_from_json(registration.values),
        branches=branches,
        doubts=doubts_of(report_of(registration)),
    )


def lock_registration(session: Session, registration: Registration) -> None:
    """Wait until nobody else is moving the registration, then read it anew."""
    session.execute(select(Registration.id).where(Registration.id == registration.id).with_for_update())
    session.refresh(registration)


def report_of(registration: Registration) -> RegistrationReport | None:
    """What the reader found in the workbook; None without one."""
    return RegistrationReport.from_json(registration.report) if registration.report else None


def is_untouched(registration: Registration) -> bool:
    """Whether nobody has filled in anything yet, so that gaps need not be told."""
    return registration.report is None and _typed(registration).keys() <= _PREFILLED


def doubts_of(report: RegistrationReport | None) -> dict[str, Doubt]:
    """The reader's errors about texts that stand in a cell and were not understood."""
    if report is None:
        return {}
    return {
        reading.key: Doubt(reading.shown, problem.message, problem.what_to_do)
        for reading in report.readings
        for problem in reading.problems
        if reading.has_error and not reading.value and reading.shown.strip()
    }


def _typed(registration: Registration) -> Mapping[str, str]:
    return draft_from_json(registration.values).typed


def _prefilled() -> dict[str, str]:
    """What a web form begins with: the day, the usual kind, and the acceptance just given."""
    return {
        "applied_on": format_wareki(clock.today()),
        "request_kind": RequestKind.NEW.label,
        "terms_consent": TermsConsent.AGREED.label,
    }


_PREFILLED = frozenset({"applied_on", "request_kind", "terms_consent", "branch"})


def _new(*, channel: str) -> tuple[Registration, str]:
    token = secrets.token_urlsafe(24)
    registration = Registration(
        state=RegistrationState.UPLOADED,
        channel=channel,
        access_hash=hash_token(token),
        values={},
        comments={},
        created_at=clock.now(),
    )
    return registration, token


def _take_workbook(
    session: Session, registration: Registration, *, upload: Upload, report: RegistrationReport
) -> dict[str, object]:
    stored = keep_file(session, upload)
    registration.file_id = stored.id
    registration.form_version = "" if report.form_version is None else str(report.form_version)
    registration.report = report.to_json()
    checked = check_now(session, registration, _draft_of(report))
    _take_draft(session, registration, checked)
    return {"sha256": stored.sha256, "origin": report.origin, "to_mend": len(checked.errors)}


def _take_draft(session: Session, registration: Registration, checked: CheckedDraft) -> None:
    values = checked.values
    registration.values = checked.to_json()
    registration.company_search = search_key(values.get("company_name", ""))
    registration.corporate_number = values.get("corporate_number", "")
    registration.permit_number = values.get("permit_number", "")
    mail = values.get("mail", "")
    if mail != registration.email:
        registration.email, registration.email_verified_at = mail, None
    if registration.channel not in ("fax", "post"):
        found = [b for b in list_active_branches(session) if b.name == values.get("branch")]
        registration.branch_id = found[0].id if found else None


def _draft_of(report: RegistrationReport) -> Draft:
    users = tuple(
        {field.key: _start_text(field, reading) for field, reading in zip(USER_FIELDS, row, strict=True)}
        for row in report.users
    )
    typed = {reading.key: _start_text(FIELD_BY_KEY[reading.key], reading) for reading in report.fields}
    return Draft(typed, users)


def _start_text(field: RegistrationField, reading: FieldReading) -> str:
    """What the box of a field begins with: the value as people write it, or the unreadable text as it stood."""
    if not reading.value:
        return reading.shown if reading.has_error else ""
    return show_value(field, reading.value)


def facts_of(registration: Registration) -> Mapping[str, Any]:
    """The values as understood, by field key."""
    found: Mapping[str, Any] = registration.values.get("values", {})  # type: ignore[assignment]  # JSON kept by CheckedDraft
    return found
