"""Throwing a draft away and taking it back, as services do it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from surety import audit, clock
from surety.domain.application_draft import RESTORABLE_DAYS, Draft
from surety.domain.application_fields import Section
from surety.domain.errors import ForbiddenMove, Stale
from surety.domain.workflow import ApplicationState
from surety.models import AuditEvent
from surety.queries.applications import list_attachments, list_drafts, list_sent
from surety.security.permissions import Role
from surety.services.application_attachments import attach_file
from surety.services.application_discarding import (
    Discarded,
    discard_draft,
    last_day_to_restore,
    list_restorable,
    restore_draft,
)
from surety.services.applications import create_application, save_draft
from tests.draft_cases import LEAFLET, actor_of, make_draft, send
from tests.factories import make_contractor, make_user


@pytest.fixture
def user(app):
    return make_user(Role.CONTRACTOR_MEMBER, contractor=make_contractor())


def discard(session, draft, user, *, version_id=None):
    discard_draft(session, draft, version_id=version_id or draft.version_id, actor=actor_of(user))
    session.commit()


def actions(session, draft):
    told = select(AuditEvent.action).filter_by(object_kind="application", object_id=str(draft.id))
    return session.scalars(told.order_by(AuditEvent.sequence)).all()


def test_a_discarded_draft_leaves_every_list_and_comes_back_whole(session, user):
    draft = make_draft(user)
    attach_file(session, draft, filename="契約書.pdf", content=b"%PDF-1.7 x", actor=actor_of(user))
    before = draft.draft
    discard(session, draft, user)
    mine = {"contractor_id": user.contractor_id}
    assert draft.state is ApplicationState.DISCARDED
    assert not list_drafts(session, **mine)
    assert not list_sent(session, **mine)
    assert list(list_restorable(session, **mine)) == [draft]
    restore_draft(session, draft, actor=actor_of(user))
    session.commit()
    assert draft.state is ApplicationState.DRAFT
    assert draft.draft == before
    assert [paper.file.filename for paper in list_attachments(session, draft)] == ["契約書.pdf"]
    assert list(list_drafts(session, **mine)) == [draft]
    assert not list_restorable(session, **mine)
    assert send(draft, user).state is ApplicationState.SUBMITTED


def test_each_step_leaves_its_record_and_pressing_twice_leaves_one(session, user):
    draft = make_draft(user)
    version_id = draft.version_id
    for _ in range(2):
        discard(session, draft, user, version_id=version_id)
    for _ in range(2):
        restore_draft(session, draft, actor=actor_of(user))
        session.commit()
    assert actions(session, draft) == ["application.created", "application.discarded", "application.restored"]
    assert audit.find_broken_link(session) is None


def test_a_draft_written_in_since_the_question_was_asked_is_not_thrown_away(session, user):
    draft = make_draft(user)
    asked = draft.version_id
    typed = {"work_name": "市道△△線舗装工事"}
    save_draft(session, draft, section=Section.WORKS, typed=typed, version_id=asked, tab="other")
    with pytest.raises(Stale):
        discard_draft(session, draft, version_id=asked, actor=actor_of(user))
    assert draft.state is ApplicationState.DRAFT


def test_what_was_sent_is_withdrawn_and_never_thrown_away(session, user):
    sent = send(make_draft(user), user)
    for state in set(ApplicationState) - {ApplicationState.DRAFT, ApplicationState.DISCARDED}:
        sent.state = state
        session.commit()
        with pytest.raises(ForbiddenMove) as refused:
            discard_draft(session, sent, version_id=sent.version_id, actor=actor_of(user))
        assert "下書きの破棄はできません" in refused.value.message
        with pytest.raises(ForbiddenMove):
            restore_draft(session, sent, actor=actor_of(user))


def test_nothing_is_written_into_a_discarded_draft_nor_sent_from_it(session, user):
    draft = make_draft(user)
    discard(session, draft, user)
    with pytest.raises(Discarded):
        save_draft(
            session, draft, section=Section.WORKS, typed={"work_name": "x"},
            version_id=draft.version_id, tab="a",
        )  # fmt: skip
    with pytest.raises(Discarded):
        attach_file(session, draft, filename="契約書.pdf", content=b"%PDF-1.7 x", actor=actor_of(user))
    with pytest.raises(Discarded):
        send(draft, user)
    assert draft.receipt_number is None
    assert Draft.from_json(draft.draft).text("work_name") == LEAFLET["work_name"]


def test_it_comes_back_on_the_last_day_and_not_on_the_day_after(session, user, monkeypatch):
    draft = make_draft(user)
    discard(session, draft, user)
    mine = {"contractor_id": user.contractor_id}
    today = clock.today()
    last = last_day_to_restore(draft)
    assert last == today + timedelta(days=RESTORABLE_DAYS)
    monkeypatch.setattr(clock, "today", lambda: last)
    assert list(list_restorable(session, **mine)) == [draft]
    monkeypatch.setattr(clock, "today", lambda: last + timedelta(days=1))
    assert not list_restorable(session, **mine)
    with pytest.raises(ForbiddenMove) as refused:
        restore_draft(session, draft, actor=actor_of(user))
    assert "30日を過ぎた" in refused.value.message
    monkeypatch.setattr(clock, "today", lambda: last)
    restore_draft(session, draft, actor=actor_of(user))
    assert draft.state is ApplicationState.DRAFT


def test_new_never_gives_a_discarded_draft_again(session, user):
    first = create_application(session, contractor_id=user.contractor_id, actor=actor_of(user))
    discard(session, first, user)
    second = create_application(session, contractor_id=user.contractor_id, actor=actor_of(user))
    assert second.id != first.id
