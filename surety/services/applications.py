"""保証申込 while the contractor writes it: create, save, clear, copy, withdraw."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.application_draft import NO, YES, Draft
from surety.domain.application_fields import (
    BLOCK_NAMES,
    NAMES,
    OFFERED_PRODUCTS,
    Block,
    Section,
    field_name,
    products_on_form,
)
from surety.domain.errors import ForbiddenMove, Stale
from surety.domain.products import PaymentMethod, Product, Redeposit, WorkKind
from surety.domain.workflow import (
    APPLICATION,
    REQUEST,
    ApplicationEvent,
    ApplicationState,
    Guard,
    RequestEvent,
    RequestState,
    advance,
    allowed,
)
from surety.models import Application, Contractor, User
from surety.queries.application_ground import works_are_relied_on
from surety.queries.applications import lock_application
from surety.security.identity import Actor
from surety.services.application_discarding import refuse_unless_editable
from surety.services.charges import void_premium

STALE_TAB = "別の画面で更新されています。「一時保存」を押すと、両方の内容を見くらべて選べます。"
_SENT_ALREADY = (
    "この申込は送信済みのため、変更できません。内容を変えたいときは、申込送信先の支店へご連絡ください"
)


def starting_draft(contractor: Contractor, user: User) -> Draft:
    """What a new form begins with: the company's and the person's own data, and the usual answers."""
    monthly = PaymentMethod.MONTHLY_ACCOUNT if contractor.monthly_account else PaymentMethod.BANK_TRANSFER
    texts = {
        "work_kind": WorkKind.WORKS.value,
        field_name(Product.ADVANCE, "redeposit"): Redeposit.NOT_USED.value,
        "branch_id": str(contractor.branch_id),
        "wants_issue_mail": YES,
        "issue_mail_address": user.email,
        "department": user.department,
        "job_title": user.job_title,
        "contact_name": user.name,
        "contact_phone": contractor.phone,
    }
    for product in products_on_form(is_interim=False):
        texts[field_name(product, "payment_method")] = monthly.value
        texts[field_name(product, "bill_to")] = contractor.name
        texts[field_name(product, "paper_statement")] = NO
    return Draft(texts={name: text for name, text in texts.items() if text})


def create_application(session: Session, *, contractor_id: int, actor: Actor) -> Application:
    """A new draft of the company; an own draft in which nothing was written yet is given again."""
    untouched = session.scalars(
        select(Application)
        .where(
            Application.contractor_id == contractor_id,
            Application.created_by_id == actor.user_id,
            Application.state == ApplicationState.DRAFT,
            Application.copied_from_id.is_(None),
            Application.works_contract_id.is_(None),
            Application.draft_saved_at == Application.created_at,
        )
        .limit(1)
    ).first()
    if untouched is not None and not untouched.attachments:
        return untouched
    contractor = session.get_one(Contractor, contractor_id)
    user = session.get_one(User, actor.user_id)
    return add_draft(session, contractor, starting_draft(contractor, user), actor=actor)


def copy_application(session: Session, source: Application, *, actor: Actor) -> Application:
    """複写: a new draft with the source's lasting content; amounts, dates and 工事名 stay behind."""
    user = session.get_one(User, actor.user_id)
    began = starting_draft(source.contractor, user)
    copied = Draft.from_json(source.draft).copied_for_new()
    kept = {name: text for name, text in copied.texts.items() if name not in BLOCK_NAMES[Block.CONTACT]}
    marked = frozenset(name for name in copied.copied & kept.keys() if kept[name] != began.text(name))
    draft = Draft(texts={**began.texts, **kept}, copied=marked)
    return add_draft(session, source.contractor, draft, actor=actor, copied_from=source)


def save_draft(
    session: Session,
    application: Application,
    *,
    section: Section,
    typed: Mapping[str, str],
    version_id: int,
    tab: str,
    overwrites: bool = False,
) -> bool:
    """Keep one page of the form as it is typed, valid or not; whether anything changed.

    `version_id` is the version the page was drawn from and `tab` the page's own mark. Raises Stale when
    another page saved something else meanwhile (unless `overwrites`), Discarded when it was thrown away,
    ForbiddenMove once it is sent.
    """
    application = lock_application(session, application)
    refuse_unless_editable(application, sent=_SENT_ALREADY)
    before = Draft.from_json(application.draft)
    after = before.with_section(section, typed, tab=tab, locked=locked_names(application))
    if after.texts == before.texts:
        return False
    if application.version_id != version_id and before.tab != tab and not overwrites:
        raise Stale("application.stale", STALE_TAB)
    _keep(session, application, after)
    return True


def change_rows(
    session: Session, application: Application, *, change: Callable[[Draft], Draft], tab: str
) -> None:
    """Add or take away rows of 請負工事の情報: `change` gives the draft with other rows.

    Raises ForbiddenMove once the works contract stands fast.
    """
    application = lock_application(session, application)
    refuse_unless_editable(application, sent=_SENT_ALREADY)
    if not locked_names(application).isdisjoint(NAMES[Section.WORKS]):
        raise ForbiddenMove("application.locked", "審査が済んだ項目は変更できません")
    _keep(session, application, replace(change(Draft.from_json(application.draft)), tab=tab))


def clear_block(session: Session, application: Application, *, block: Block, tab: str) -> None:
    """この欄をクリア; `restore_block` takes it back."""
    application = lock_application(session, application)
    refuse_unless_editable(application, sent=_SENT_ALREADY)
    if not locked_names(application).isdisjoint(BLOCK_NAMES[block]):
        raise ForbiddenMove("application.locked", "審査が済んだ項目は変更できません")
    _keep(session, application, Draft.from_json(application.draft).without_block(block, tab=tab))


def restore_block(session: Session, application: Application, *, tab: str) -> None:
    """元に戻す: what the last clearing took away comes back."""
    application = lock_application(session, application)
    refuse_unless_editable(application, sent=_SENT_ALREADY)
    _keep(session, application, Draft.from_json(application.draft).with_block_restored(tab=tab))


def withdraw_application(session: Session, application: Application, *, actor: Actor, reason: str) -> None:
    """取下げ; pressed again, nothing more happens. Raises ForbiddenMove for a draft and once a guarantee was issued."""
    application = lock_application(session, application)
    if application.state is ApplicationState.WITHDRAWN:
        return
    issued = any(request.state is RequestState.ISSUED for request in application.requests)
    application.state = advance(
        APPLICATION,
        application.state,
        ApplicationEvent.WITHDRAW,
        guards={Guard.NO_GUARANTEE_ISSUED: not issued},
    )
    for request in application.requests:
        if RequestEvent.WITHDRAW in allowed(REQUEST, request.state):
            request.state = advance(REQUEST, request.state, RequestEvent.WITHDRAW)
            void_premium(session, request)
    audit.record(
        session,
        "application.withdrawn",
        actor=actor,
        object_kind="application",
        object_id=application.id,
        facts={"reason": reason},
    )
    session.flush()


def locked_names(application: Application) -> frozenset[str]:
    """The fields that can no longer change because a decision was already built on them."""
    draft = Draft.from_json(application.draft)
    is_interim, is_later = bool(draft.advance_number), bool(draft.contract_id)
    locked = set(OFFERED_PRODUCTS) - set(products_on_form(is_interim=is_interim, is_later=is_later))
    locked |= {r.product for r in application.requests if r.state is not RequestState.REQUESTED}
    names = {name for product in locked for name in BLOCK_NAMES[Block(product.value)]}
    if is_interim:
        fixed = ("applies", "fiscal_year_amount", "year_base")
        names |= {field_name(Product.INTERIM, part) for part in fixed}
    if is_later:
        names.add(field_name(Product.ADVANCE, "applies"))
    if is_interim or is_later or works_are_relied_on(application):
        names |= set(NAMES[Section.WORKS])
    return frozenset(names)


def _keep(session: Session, application: Application, draft: Draft) -> None:
    application.draft = draft.to_json()
    application.draft_saved_at = clock.now()
    session.flush()


def add_draft(
    session: Session,
    contractor: Contractor,
    draft: Draft,
    *,
    actor: Actor,
    copied_from: Application | None = None,
    works_contract_id: int | None = None,
) -> Application:
    """A new application that holds the draft; one for an interim payment stands on a works contract from the start."""
    now = clock.now()
    application = Application(
        contractor_id=contractor.id,
        created_by_id=actor.user_id,
        state=ApplicationState.DRAFT,
        draft=draft.to_json(),
        draft_saved_at=now,
        send_token=secrets.token_urlsafe(24),
        works_contract_id=works_contract_id,
        copied_from_id=copied_from.id if copied_from else None,
        created_at=now,
    )
    session.add(application)
    session.flush()
    audit.record(
        session,
        "application.copied" if copied_from else "application.created",
        actor=actor,
        object_kind="application",
        object_id=application.id,
        facts={"from": copied_from.id} if copied_from else None,
    )
    return application
