"""認証キーの再発行: the old key is dead at once, and the new one is nowhere but in its envelope."""

import pytest
from flask import Flask
from sqlalchemy import select

from surety import clock
from surety.documents.kinds import DocumentKind
from surety.domain.act_states import ActKind
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.products import CertificateForm
from surety.extensions import db
from surety.models import Guarantee, IssuedDocument, User
from surety.queries.certificates import stored_kinds
from surety.queries.guarantees import is_opened
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.guarantee_acts import propose_act
from surety.services.issued_documents import get_paper, render_missing
from surety.services.issuing import open_key
from surety.services.openings import Caller, open_guarantee
from tests.act_cases import carry_out, letterhead, letters, propose, wish
from tests.factories import get_agency, make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee, make_issuer


@pytest.fixture
def guarantee(app: Flask) -> Guarantee:
    return make_issued_guarantee()


@pytest.fixture
def first(app: Flask) -> Actor:
    return actor_of(make_user(Role.STAFF_UNDERWRITER))


@pytest.fixture
def second(app: Flask) -> Actor:
    return actor_of(make_user(Role.STAFF_ISSUER))


def test_a_new_key_kills_the_old_one_at_once_and_keeps_what_was_opened(
    guarantee: Guarantee, first: Actor, second: Actor
) -> None:
    issuer = make_issuer()
    render_missing(db.session(), issuer=issuer)
    old = open_key(guarantee, vault=issuer.vault)
    opened = open_with(guarantee, old)
    assert opened.id == guarantee.id
    guarantee.handed_over_at = clock.now()
    db.session.commit()
    assert is_opened(db.session(), guarantee)
    notice = get_paper(db.session(), guarantee.certificates[0], DocumentKind.KEY_NOTICE, vault=issuer.vault)

    act = carry_out(propose(guarantee, ActKind.KEY_REISSUE, by=first), by=second)
    assert act.certificate_id is None
    new = open_key(guarantee, vault=issuer.vault)
    assert new != old
    with pytest.raises(RuleViolation, match="一致しません"):
        open_with(guarantee, old)
    db.session.rollback()
    assert not is_opened(db.session(), guarantee)
    assert guarantee.handed_over_at is None
    assert stored_kinds(db.session(), guarantee.certificates[0]) == {"certificate"}
    assert render_missing(db.session(), issuer=issuer) == 1
    assert render_missing(db.session(), issuer=issuer) == 0
    assert stored_kinds(db.session(), guarantee.certificates[0]) == {"certificate", "key_notice"}
    again = get_paper(db.session(), guarantee.certificates[0], DocumentKind.KEY_NOTICE, vault=issuer.vault)
    assert again.content != notice.content
    kinds = set(db.session.scalars(select(IssuedDocument.kind)))
    assert kinds == {"certificate", "key_notice", "key_notice-2"}

    open_with(guarantee, new)
    db.session.commit()
    assert is_opened(db.session(), guarantee)
    (letter,) = letters()
    assert new not in letter.body.replace("-", "")
    assert old not in letter.body.replace("-", "")
    assert "以前の認証キーは使えません" in "".join(letter.body.split())


def test_a_paper_certificate_has_no_key_to_renew(app: Flask, first: Actor) -> None:
    paper = make_issued_guarantee(certificate_form=CertificateForm.PAPER)
    with pytest.raises(ForbiddenMove, match="紙の証書"):
        propose_act(db.session(), paper, wish(ActKind.KEY_REISSUE), actor=first)


def open_with(guarantee: Guarantee, key: str) -> Guarantee:
    officer: User = make_user(Role.AGENCY_OFFICER)
    caller = Caller(actor_of(officer), agency_id=get_agency().id, agency_name="平川市", user_id=officer.id)
    return open_guarantee(
        db.session(),
        number=guarantee.number,
        key=key,
        caller=caller,
        vault=make_issuer().vault,
        letterhead=letterhead(),
    )
