"""A company and a branch with every kind of thing in hand, all of whose texts try to break out of a page."""

import hashlib
import itertools
from dataclasses import dataclass, field
from decimal import Decimal

from flask import Flask
from werkzeug.routing import Rule

from surety import clock
from surety.domain.application_draft import Draft
from surety.domain.application_fields import BY_NAME, Kind
from surety.domain.coverage_watch import WatchSide
from surety.domain.registration import FIELDS, FieldKind
from surety.domain.workflow import ApplicationState
from surety.extensions import db
from surety.models import (
    AgencyRule,
    Application,
    Attachment,
    ChangedGuarantee,
    ChangePaper,
    Contractor,
    Guarantee,
    JointVentureMember,
    LoginSession,
    OutgoingMail,
    Registration,
    RoleChange,
    StoredFile,
    User,
)
from surety.security.permissions import Role
from tests.change_cases import make_change, make_notice
from tests.client import SuretyClient
from tests.credit_cases import make_line
from tests.factories import get_agency, make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee, make_payable_request, make_sent_application
from tests.registration_cases import TYPED, draft_of, make_begun, make_in_review
from tests.watch_cases import make_task
from tests.web.hostile_accounts import make_account_things
from tests.web.hostile_acts import hostile_acts
from tests.web.hostile_bonds import hostile_bonds
from tests.web.hostile_tariffs import make_tariff_proposal

MARKER = "<x-mark a='\">&"
# As both uploads keep names: without control signs and folders.
HOSTILE_FILENAME = 'a"b;X-Planted: 1; %0d%0a見積<x-mark>😀..契約書.pdf'
SECTIONS = ("works", "guarantees", "other")


@dataclass(frozen=True, slots=True)
class World:
    """The people by role and, for every argument of a route, the real things it can name."""

    people: dict[Role, User]
    things: dict[str, list[object]] = field(default_factory=dict)

    def addresses(self, rule: Rule) -> list[str]:
        """The addresses of a route with the real things of this world; of `any(...)` every choice."""
        names = sorted(rule.arguments)
        lists = [
            sorted(getattr(rule._converters[name], "items", ())) or self.things_of(rule, name)
            for name in names
        ]
        built = [rule.build(dict(zip(names, chosen, strict=True))) for chosen in itertools.product(*lists)]
        return [found[1] for found in built if found is not None]

    def things_of(self, rule: Rule, name: str) -> list[object]:
        """What an argument may name; a link's secret belongs to a registration or to nobody."""
        if name == "token" and not rule.endpoint.startswith("registrations."):
            return ["no-such-token"]
        return self.things[name]


def make_world(*, with_papers: bool = False) -> World:
    """Everything, made by the services themselves where they take such texts, else written into the rows."""
    contractor = make_contractor()
    _mark(contractor, "name", "name_kana", "address", "representative_title", "representative_name")
    people = {
        role: make_user(role, contractor=contractor if role.side == "contractor" else None) for role in Role
    }
    for person in people.values():
        _mark(person, "name", "name_kana", "department", "job_title")
    draft = _make_draft(contractor, people[Role.CONTRACTOR_MEMBER])
    sent = _make_sent(contractor)
    payable = make_payable_request(contractor)
    _mark_application(payable.application)
    guarantee = make_issued_guarantee(contractor, work_name=MARKER, with_papers=with_papers)
    account = make_account_things(
        contractor, people[Role.STAFF_ISSUER], marker=MARKER, filename=HOSTILE_FILENAME
    )
    begun, begun_token = make_begun(_marked_registration())
    lying, lying_token = make_in_review()
    for registration in (begun, lying):
        _mark_registration(registration)
    change = RoleChange(
        user_id=people[Role.STAFF_UNDERWRITER].id,
        role=Role.STAFF_ISSUER,
        proposed_by_id=people[Role.STAFF_ADMIN].id,
        proposed_at=clock.now(),
    )
    db.session.add(change)
    db.session.commit()
    for mail in db.session.query(OutgoingMail):
        mail.subject = mail.recipient_name = mail.last_reply = MARKER
        mail.body = f"{MARKER}\n{MARKER}"
    db.session.commit()
    things = {
        "application_id": [draft.id, sent.id, payable.application_id],
        "act_id": hostile_acts(
            guarantee, people[Role.CONTRACTOR_MEMBER], people[Role.STAFF_UNDERWRITER], MARKER
        ),
        "bid_bond_id": hostile_bonds(people[Role.CONTRACTOR_MEMBER], MARKER),
        "attachment_id": [one.id for one in db.session.query(Attachment)],
        "request_id": [sent.requests[0].id, payable.id],
        "number": [guarantee.number],
        "contract_id": [guarantee.works_contract_id],
        "sequence": [1],
        "registration_id": [lying.id],
        "token": [begun_token, lying_token],
        "key": ["company_name"],
        "user_id": [person.id for person in people.values()],
        "change_id": [change.id],
        "kind": ["amount"],
        "rule_id": [db.session.query(AgencyRule.id).first()[0]],
        "notice_id": [_told(guarantee, people[Role.CONTRACTOR_MEMBER])],
        "guarantee_change_id": _changed(guarantee, contractor, people),
        "item_id": [one.id for one in db.session.query(ChangedGuarantee)] or [1],
        "paper_id": [one.id for one in db.session.query(ChangePaper)],
        "session_id": [one.id for one in db.session.query(LoginSession)] or [1],
        "mail_id": [one.id for one in db.session.query(OutgoingMail)][:3],
        "contractor_id": [contractor.id],
        "proposal_id": [make_tariff_proposal(people[Role.STAFF_ADMIN], marker=MARKER)],
        "line_id": [_proposed_line(contractor, people[Role.STAFF_UNDERWRITER])],
        "task_id": [_watched(guarantee, side) for side in WatchSide],
        "code": [get_agency().code],
        "page": ["application"],
        **account,
    }
    return World(people, things)


def browser_of(app: Flask, world: World, role: Role | None) -> SuretyClient:
    """A browser of this person of the world, or of nobody."""
    browser = app.test_client()
    assert isinstance(browser, SuretyClient)
    if role is not None:
        browser.sign_in(world.people[role])
    return browser


def _told(guarantee: Guarantee, who: User) -> int:
    notice = make_notice(guarantee, who, contractor=f"{MARKER} ", message=MARKER)
    _mark(notice, "done_note")
    return notice.id


def _proposed_line(contractor: Contractor, who: User) -> int:
    line = make_line(contractor, who)
    _mark(line, "reason")
    return line.id


def _watched(guarantee: Guarantee, side: WatchSide) -> int:
    task = make_task(guarantee, side=side)
    _mark(task, "work_name", "beneficiary_name", "reason")
    return task.id


def _changed(guarantee: Guarantee, contractor: Contractor, people: dict[Role, User]) -> list[int]:
    """A sent change of the guarantee, one returned to its writer, and drafts of both sides."""
    texts = {"contractor": f"{MARKER} ", "reason": MARKER, "message": MARKER}
    member, underwriter = people[Role.CONTRACTOR_MEMBER], people[Role.STAFF_UNDERWRITER]
    sent = make_change(guarantee, member, **texts)
    sent.comments = dict.fromkeys(("", "reason", "price", "change_contract"), MARKER)
    _mark(sent, "decision_reason")
    others = [make_issued_guarantee(contractor, work_name=f"{MARKER}{n}") for n in range(2)]
    drafts = [
        make_change(other, who, send=False, **texts)
        for other, who in zip(others, (member, underwriter), strict=True)
    ]
    for change in (sent, *drafts):
        file = _hostile_file()
        db.session.add(ChangePaper(change_id=change.id, file_id=file.id))
    db.session.commit()
    return [sent.id, *(draft.id for draft in drafts)]


def _make_draft(contractor: Contractor, who: User) -> Application:
    kinds = {Kind.NAME, Kind.NOTES, Kind.YEN, Kind.DATE, Kind.MAIL, Kind.PHONE, Kind.CODE}
    texts = {name: MARKER for name, spec in BY_NAME.items() if spec.kind in kinds}
    ticks = {name: "yes" for name, spec in BY_NAME.items() if spec.kind in {Kind.TICK, Kind.YES_NO}}
    application = Application(
        contractor_id=contractor.id,
        created_by_id=who.id,
        state=ApplicationState.DRAFT,
        draft=Draft(
            texts={**texts, **ticks, "agency_id": "1", "branch_id": str(contractor.branch_id)}
        ).to_json(),
        draft_saved_at=clock.now(),
        send_token=hashlib.sha256(str(who.id).encode()).hexdigest(),
        created_at=clock.now(),
    )
    db.session.add(application)
    db.session.commit()
    _attach(application)
    return application


def _make_sent(contractor: Contractor) -> Application:
    application = make_sent_application(contractor, work_name=MARKER, state=ApplicationState.UNDER_REVIEW)
    _mark_application(application)
    application.taken_by_id = application.created_by_id
    _attach(application)
    return application


def _mark_application(application: Application) -> None:
    _mark(application, "message")
    assert application.works_contract is not None
    _mark(application.works_contract, "work_number", "work_name", "work_place", "joint_venture_name")
    application.works_contract.members.append(
        JointVentureMember(position=1, name=MARKER, address=MARKER, share_percent=Decimal(100))
    )
    application.contact = dict.fromkeys(("department", "contact_name", "phone"), MARKER)
    application.comments = dict.fromkeys(("", "work_name", "contract_copy"), MARKER)
    for request in application.requests:
        _mark(request, "bill_to", "deposit_bank", "decision_reason")
    db.session.commit()


def _hostile_file() -> StoredFile:
    content = b"<script>alert(1)</script>"
    file = StoredFile(
        filename=HOSTILE_FILENAME,
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_at=clock.now(),
        content=content,
    )
    db.session.add(file)
    db.session.flush()
    return file


def _attach(application: Application) -> None:
    file = _hostile_file()
    db.session.add(Attachment(application_id=application.id, file_id=file.id, kind="contract_copy"))
    db.session.commit()


def _marked_registration() -> object:
    return draft_of(**dict.fromkeys(set(TYPED) - {"branch"}, MARKER))


def _mark_registration(registration: Registration) -> None:
    registration.comments = dict.fromkeys(("", "company_name", "mail"), MARKER)
    _mark(registration, "decision_reason")
    values = dict(registration.values)
    free = {
        field.key
        for field in FIELDS
        if field.kind in {FieldKind.NAME, FieldKind.KANA, FieldKind.TEXT, FieldKind.LINES}
    }
    read = values.get("values", {})
    values["values"] = {name: MARKER if name in free else read[name] for name in read}  # type: ignore[attr-defined]  # JSON of the draft
    registration.values = values
    content = b"not a workbook"
    file = StoredFile(
        filename=HOSTILE_FILENAME,
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_at=clock.now(),
        content=content,
    )
    db.session.add(file)
    db.session.flush()
    registration.file_id = file.id
    db.session.commit()


def _mark(row: object, *names: str) -> None:
    for name in names:
        setattr(row, name, MARKER)
    db.session.commit()
