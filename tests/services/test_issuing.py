"""Issuing is one transaction by a second person, and happens once."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from surety import audit
from surety.documents.kinds import DocumentKind
from surety.domain.certificate import CertificateContent
from surety.domain.errors import Denied, ForbiddenMove
from surety.domain.keys import parse_key
from surety.domain.mail_delivery import MailState
from surety.domain.products import CertificateForm, Product
from surety.domain.workflow import GuaranteeState, RequestState
from surety.extensions import db
from surety.models import AuditEvent, Certificate, Counter, Guarantee, GuaranteeRequest, OutgoingMail
from surety.security.permissions import Role
from surety.services.issued_documents import get_paper, render_issued, render_missing
from surety.services.issuing import issue_guarantee, open_key
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee, make_issuer, make_payable_request


def test_issuing_gives_number_key_certificate_audit_row_and_held_mail(app: Flask) -> None:
    guarantee = make_issued_guarantee()

    assert guarantee.number.startswith("041")
    assert guarantee.state is GuaranteeState.IN_FORCE
    assert guarantee.request.state is RequestState.ISSUED
    content = CertificateContent.from_json(guarantee.certificates[0].snapshot)
    assert (content.guaranteed_amount, content.beneficiary) == (20_000_000, "平川市長")
    key = open_key(guarantee, vault=make_issuer().vault)
    assert parse_key(key) == key
    assert (
        db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()[-1]
        == "guarantee.issued"
    )
    mail = db.session.scalars(select(OutgoingMail)).one()
    assert mail.state is MailState.HELD
    assert key not in mail.body
    assert "20,000,000" not in mail.body + mail.subject


def test_the_key_stands_in_no_column(app: Flask) -> None:
    guarantee = make_issued_guarantee(with_papers=True)
    key = open_key(guarantee, vault=make_issuer().vault)
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)).all():
            assert key not in repr(tuple(row)), table.name


def test_the_approver_cannot_issue(app: Flask) -> None:
    request = make_payable_request()
    approver = request.approved_by
    assert approver is not None
    with pytest.raises(Denied, match="別の方"):
        issue_guarantee(db.session(), request, actor=actor_of(approver), issuer=make_issuer())


def test_an_unpaid_request_cannot_be_issued(app: Flask) -> None:
    request = make_payable_request()
    request.state = RequestState.APPROVED
    db.session.commit()
    with pytest.raises(ForbiddenMove):
        issue_guarantee(
            db.session(), request, actor=actor_of(make_user(Role.STAFF_ISSUER)), issuer=make_issuer()
        )


def test_pressing_twice_gives_the_first_guarantee(app: Flask) -> None:
    guarantee = make_issued_guarantee()
    again = issue_guarantee(
        db.session(), guarantee.request, actor=actor_of(make_user(Role.STAFF_ISSUER)), issuer=make_issuer()
    )
    assert again.number == guarantee.number
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1


def test_twenty_presses_at_once_issue_once(app: Flask) -> None:
    request_id = make_payable_request().id
    actor = actor_of(make_user(Role.STAFF_ISSUER))
    issuer = make_issuer()
    db.session.remove()
    numbers: list[str] = []
    failures: list[BaseException] = []
    together = threading.Barrier(20)

    def press() -> None:
        with app.app_context():
            try:
                together.wait()
                request = db.session.get_one(GuaranteeRequest, request_id)
                numbers.append(issue_guarantee(db.session(), request, actor=actor, issuer=issuer).number)
                db.session.commit()
            except BaseException as failure:  # noqa: BLE001 - a thread's failure must reach the test
                failures.append(failure)

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert len(numbers) == 20
    assert len(set(numbers)) == 1
    assert db.session.scalar(select(func.count()).select_from(Guarantee)) == 1
    assert db.session.scalars(select(Counter.value).where(Counter.series == "guarantee-041")).one() == 1


@pytest.mark.parametrize("table", ["guarantee", "certificate", "audit_event", "outgoing_mail", "counter"])
def test_a_failing_insert_leaves_nothing_behind(app: Flask, table: str) -> None:
    request = make_payable_request()
    actor = actor_of(make_user(Role.STAFF_ISSUER))
    with failing_insert(table), pytest.raises(DatabaseError):
        issue_guarantee(db.session(), request, actor=actor, issuer=make_issuer())
    db.session.rollback()

    for model in (Guarantee, Certificate, OutgoingMail, Counter):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0, model.__name__
    assert db.session.get_one(GuaranteeRequest, request.id).state is RequestState.ON_ACCOUNT
    assert audit.find_broken_link(db.session()) is None
    guarantee = issue_guarantee(db.session(), request, actor=actor, issuer=make_issuer())
    db.session.commit()
    assert guarantee.number.endswith("-000001")


class failing_insert:  # noqa: N801 - used like a function
    """Lets the database refuse every insert into a table."""

    def __init__(self, table: str) -> None:
        self.table = table

    def __enter__(self) -> None:
        db.session.rollback()
        if db.engine.dialect.name == "sqlite":
            act = f"CREATE TRIGGER break_it BEFORE INSERT ON {self.table} BEGIN SELECT RAISE(ABORT, 'broken'); END"
            statements = [act]
        else:
            statements = [
                "CREATE FUNCTION break_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$",
                f"CREATE TRIGGER break_it BEFORE INSERT ON {self.table} FOR EACH ROW EXECUTE FUNCTION break_it()",
            ]
        with db.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def __exit__(self, *_: object) -> None:
        db.session.rollback()
        on = "" if db.engine.dialect.name == "sqlite" else f" ON {self.table}"
        with db.engine.begin() as connection:
            connection.execute(text(f"DROP TRIGGER break_it{on}"))
            if on:
                connection.execute(text("DROP FUNCTION break_it()"))


def test_a_paper_certificate_has_no_key_and_no_key_notice(app: Flask) -> None:
    guarantee = make_issued_guarantee(
        product=Product.PERFORMANCE, certificate_form=CertificateForm.PAPER, with_papers=True
    )
    assert guarantee.key_envelope == guarantee.key_digest == ""
    assert not db.session.scalars(select(OutgoingMail)).all()


def test_papers_are_stored_once_and_let_the_mail_go(app: Flask) -> None:
    guarantee = make_issued_guarantee()
    issuer = make_issuer()
    assert render_missing(db.session(), issuer=issuer) == 1
    assert render_missing(db.session(), issuer=issuer) == 0
    certificate = guarantee.certificates[0]
    first = get_paper(db.session(), certificate, DocumentKind.CERTIFICATE, vault=issuer.vault)
    render_issued(db.session(), certificate, issuer=issuer)
    db.session.commit()
    again = get_paper(db.session(), certificate, DocumentKind.CERTIFICATE, vault=issuer.vault)
    assert first.content == again.content
    assert first.content.startswith(b"%PDF")
    assert db.session.scalars(select(OutgoingMail.state)).one() is MailState.QUEUED
