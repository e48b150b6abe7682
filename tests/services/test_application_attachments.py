"""Papers attached to a 保証申込."""

import pytest
from sqlalchemy import select

from surety.domain.errors import RuleViolation
from surety.models import Attachment, AuditEvent
from surety.security.permissions import Role
from surety.services.application_attachments import attach_file, remove_attachment
from tests.draft_cases import actor_of, make_draft
from tests.factories import make_contractor, make_user

PDF = b"%PDF-1.7\n" + b"x" * 100


@pytest.fixture
def user(app):
    return make_user(Role.CONTRACTOR_MEMBER, contractor=make_contractor())


def test_the_same_bytes_are_attached_once(session, user):
    draft = make_draft(user)
    first = attach_file(session, draft, filename="契約書.pdf", content=PDF, actor=actor_of(user))
    again = attach_file(session, draft, filename="写し.pdf", content=PDF, actor=actor_of(user))
    assert first.id == again.id
    assert (first.file.filename, first.file.content_type) == ("契約書.pdf", "application/pdf")


@pytest.mark.parametrize(
    "filename,content,sentence",
    [
        ("空.pdf", b"", "「空.pdf」は空のファイルです"),
        ("写真.pdf", b"GIF89a", "「写真.pdf」は添付できる種類ではありません"),
        ("表.xlsx", b"PK\x03\x04 broken", "「表.xlsx」は添付できる種類ではありません"),
        ("大.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024), "「大.pdf」は10MBを超えています"),
    ],
)
def test_a_file_that_cannot_be_taken_is_named(session, user, filename, content, sentence):
    draft = make_draft(user)
    with pytest.raises(RuleViolation) as refused:
        attach_file(session, draft, filename=filename, content=content, actor=actor_of(user))
    assert refused.value.message.startswith(sentence)
    assert refused.value.field == "contract_copy"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n0", b"\xff\xd8\xff\xe0", PDF])
def test_pictures_and_pdf_are_taken_whatever_their_name(session, user, content):
    attached = attach_file(session, make_draft(user), filename="a.bin", content=content, actor=actor_of(user))
    assert attached.file.content_type in {"image/png", "image/jpeg", "application/pdf"}


def test_ten_files_are_enough(session, user):
    draft = make_draft(user)
    for number in range(10):
        attach_file(session, draft, filename="a.pdf", content=PDF + bytes([number]), actor=actor_of(user))
    with pytest.raises(RuleViolation, match="10件まで"):
        attach_file(session, draft, filename="b.pdf", content=PDF, actor=actor_of(user))


def test_a_removed_paper_is_gone_from_the_application_and_stays_in_the_record(session, user):
    draft = make_draft(user)
    attached = attach_file(session, draft, filename="a.pdf", content=PDF, actor=actor_of(user))
    remove_attachment(session, draft, attached, actor=actor_of(user))
    assert session.get(Attachment, attached.id).removed_at is not None
    assert session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence.desc())).first() == (
        "application.file_removed"
    )


def test_a_name_with_folders_and_invisible_signs_is_tidied(session, user):
    attached = attach_file(
        session, make_draft(user), filename="C:\\機密\\契\u202e約.pdf", content=PDF, actor=actor_of(user)
    )
    assert attached.file.filename == "契約.pdf"
