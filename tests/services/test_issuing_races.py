"""What happens between reading a request and writing its guarantee."""

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from surety.domain.errors import Stale
from surety.domain.workflow import RequestState
from surety.extensions import db, reading_only
from surety.models import Counter, Guarantee, GuaranteeRequest, OutgoingMail
from surety.security.permissions import Role
from surety.services import issuing
from surety.services.issued_rows import move_request
from surety.services.issuing import issue_guarantee
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee, make_issuer, make_payable_request


def test_a_request_changed_after_it_was_read_is_not_issued(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = make_payable_request()
    actor = actor_of(make_user(Role.STAFF_ISSUER))

    def somebody_was_faster(session: Session, seen: GuaranteeRequest, *, to: RequestState) -> bool:
        assert seen.version_id
        newer = {"state": RequestState.WITHDRAWN, "version_id": GuaranteeRequest.version_id + 1}
        session.connection().execute(
            update(GuaranteeRequest.__table__).where(GuaranteeRequest.id == seen.id).values(newer)
        )
        return move_request(session, seen, to=to)

    monkeypatch.setattr(issuing, "move_request", somebody_was_faster)
    with pytest.raises(Stale):
        issue_guarantee(db.session(), request, actor=actor, issuer=make_issuer())
    for model in (Guarantee, Counter, OutgoingMail):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_a_request_read_without_the_write_lock_is_issued_all_the_same(app: Flask) -> None:
    request_id = make_payable_request().id
    actor = actor_of(make_user(Role.STAFF_ISSUER))
    db.session.remove()
    with reading_only():
        request = db.session.get_one(GuaranteeRequest, request_id)
    guarantee = issue_guarantee(db.session(), request, actor=actor, issuer=make_issuer())
    assert request.state is RequestState.ISSUED
    assert guarantee.request is request
    db.session.commit()
    assert db.session.scalars(select(Guarantee.number)).one() == guarantee.number


def test_the_guarantee_given_back_is_the_one_in_the_database(app: Flask) -> None:
    guarantee = make_issued_guarantee()
    given = {column.key: getattr(guarantee, column.key) for column in Guarantee.__table__.columns}
    db.session.expire_all()
    assert given == {column.key: getattr(guarantee, column.key) for column in Guarantee.__table__.columns}
    assert not db.session.dirty


def test_the_mail_names_the_number_that_was_given(app: Flask) -> None:
    guarantee = make_issued_guarantee()
    mail = db.session.scalars(select(OutgoingMail)).one()
    assert guarantee.number in mail.body
    assert f"/guarantees/{guarantee.number}" in mail.body
    assert "00000-000000" not in mail.subject + mail.body
