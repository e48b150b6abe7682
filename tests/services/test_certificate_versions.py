"""Appending a version: the history goes on, the lists follow, number and key stay."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from surety import audit
from surety.domain.errors import ForbiddenMove, Tampered
from surety.domain.products import CertificateKind
from surety.domain.workflow import GuaranteeState
from surety.extensions import db
from surety.models import AuditEvent, Guarantee, WorkNameGram
from surety.queries.certificates import list_history, read_certificate, version_in_force
from surety.queries.guarantee_kinds import Shelf, kinds_on
from surety.queries.guarantee_lists import find_guarantees
from surety.queries.guarantee_rows import read_guarantee_rows
from surety.queries.guarantee_sources import Wish, choose_source
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.certificate_versions import append_version
from surety.services.issuing import open_key
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee, make_issuer
from tests.version_factories import append, next_content

CHANGE, CORRECTION = CertificateKind.CHANGE, CertificateKind.CORRECTION
CANCELLED = CertificateKind.CHANGE_CANCELLED


@pytest.fixture
def guarantee(app: Flask) -> Guarantee:
    return make_issued_guarantee()


def test_a_change_counts_from_now_on_and_the_first_version_stays_as_it_was(guarantee: Guarantee) -> None:
    first, snapshot = version_in_force(guarantee), guarantee.certificates[0].snapshot
    changed = append(guarantee, CHANGE, guaranteed_amount=22_000_000, contract_amount=55_000_000)
    assert version_in_force(guarantee).id == changed.id
    assert read_certificate(changed).version_label == "変更-1"
    assert first.snapshot == snapshot
    assert (guarantee.amount, guarantee.price) == (22_000_000, 55_000_000)


def test_number_and_key_stay(guarantee: Guarantee) -> None:
    vault = make_issuer().vault
    number, key = guarantee.number, open_key(guarantee, vault=vault)
    append(guarantee, CHANGE, guaranteed_until=date(2027, 5, 31))
    assert (guarantee.number, open_key(guarantee, vault=vault)) == (number, key)
    assert guarantee.expires_on == date(2027, 5, 31)


def test_a_change_that_is_taken_away_brings_the_content_before_it_back(guarantee: Guarantee) -> None:
    first = version_in_force(guarantee)
    append(guarantee, CHANGE, guaranteed_amount=22_000_000)
    append(guarantee, CANCELLED, reason="発注者が変更契約を取り消したため")
    assert version_in_force(guarantee).id == first.id
    assert guarantee.amount == 20_000_000
    again = append(guarantee, CHANGE, guaranteed_amount=21_000_000)
    assert read_certificate(again).version_label == "変更-2"
    assert [row.certificate.sequence for row in list_history(guarantee, shows_all=False)] == [4, 1]
    assert [row.certificate.sequence for row in list_history(guarantee, shows_all=True)] == [4, 3, 2, 1]


def test_taking_away_says_exactly_what_counts_again(guarantee: Guarantee) -> None:
    append(guarantee, CHANGE, guaranteed_amount=22_000_000)
    wrong = replace(next_content(guarantee, CANCELLED), guaranteed_amount=22_000_000)
    with pytest.raises(ValueError, match="counts again"):
        append_version(db.session(), guarantee, wrong, actor=somebody(), issuer=make_issuer())


def test_a_corrected_name_is_found_by_the_new_name_alone(guarantee: Guarantee) -> None:
    append(guarantee, CORRECTION, works_name="県道××線橋梁補修工事", reason="工事名の転記誤り")
    assert names_found(guarantee, "橋梁補修") == ["県道××線橋梁補修工事"]
    assert names_found(guarantee, "道路改良") == []
    grams = db.session.scalar(
        select(func.count()).select_from(WorkNameGram).where(WorkNameGram.guarantee_id == guarantee.id)
    )
    assert grams == len("県道××線橋梁補修工事") - 1


def test_a_file_says_what_the_version_in_force_says(guarantee: Guarantee) -> None:
    append(guarantee, CHANGE, works_until=date(2027, 5, 31), guaranteed_until=date(2027, 5, 31))
    assert row_of(guarantee).count(date(2027, 5, 31)) == 2
    append(guarantee, CANCELLED)
    assert date(2027, 5, 31) not in row_of(guarantee)
    append(guarantee, CORRECTION, depository_bank="〇〇銀行", depository_branch="△△支店")
    assert "〇〇銀行 △△支店" in row_of(guarantee)


@pytest.mark.parametrize(
    "kind, number, facts",
    [
        (CHANGE, 2, {}),
        (CORRECTION, 1, {}),
        (CANCELLED, 1, {}),
        (CHANGE, 1, {"guarantee_number": "04126-999999"}),
        (CHANGE, 1, {"is_sample": None}),
    ],
)
def test_a_content_that_cannot_follow_is_an_error_of_the_program(
    guarantee: Guarantee, kind: CertificateKind, number: int, facts: dict[str, object]
) -> None:
    content = read_certificate(version_in_force(guarantee))
    if "is_sample" in facts:
        facts = {"is_sample": not content.is_sample}
    wrong = replace(content, kind=kind, change_number=number, **facts)
    with pytest.raises(ValueError, match=r"."):
        append_version(db.session(), guarantee, wrong, actor=somebody(), issuer=make_issuer())


def test_nobody_but_a_person_releases_a_version(guarantee: Guarantee) -> None:
    content = next_content(guarantee, CHANGE)
    with pytest.raises(ValueError, match="a person"):
        append_version(db.session(), guarantee, content, actor=Actor(None, "worker"), issuer=make_issuer())


@pytest.mark.parametrize("kind", [CHANGE, CORRECTION])
@pytest.mark.parametrize("state", [each for each in GuaranteeState if each is not GuaranteeState.IN_FORCE])
def test_no_version_follows_an_end_but_a_correction_after_expiry(
    guarantee: Guarantee, kind: CertificateKind, state: GuaranteeState
) -> None:
    content = next_content(guarantee, kind)
    guarantee.state = state
    db.session.commit()
    if kind is CORRECTION and state is GuaranteeState.EXPIRED:
        appended = append_version(db.session(), guarantee, content, actor=somebody(), issuer=make_issuer())
        assert version_in_force(guarantee).id == appended.id
        return
    with pytest.raises(ForbiddenMove, match=state.label):
        append_version(db.session(), guarantee, content, actor=somebody(), issuer=make_issuer())


def test_each_version_leaves_an_audit_row_and_the_chain_holds(guarantee: Guarantee) -> None:
    append(guarantee, CHANGE, guaranteed_amount=22_000_000)
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)).one()
    assert (event.action, event.object_id) == ("certificate.appended", guarantee.number)
    assert event.facts["version"] == "変更-1"
    assert audit.find_broken_link(db.session()) is None


def test_a_history_that_cannot_be_is_not_shown(guarantee: Guarantee) -> None:
    guarantee.certificates[0].kind = CORRECTION
    with pytest.raises(Tampered):
        version_in_force(guarantee)
    with pytest.raises(Tampered):
        list_history(guarantee, shows_all=True)
    db.session.rollback()


def test_a_version_whose_column_says_another_kind_than_its_snapshot_is_not_shown(
    guarantee: Guarantee,
) -> None:
    appended = append(guarantee, CHANGE, guaranteed_amount=22_000_000)
    appended.kind = CORRECTION
    with db.session.no_autoflush, pytest.raises(Tampered):
        read_certificate(appended)
    db.session.rollback()


def test_the_reason_is_kept_and_never_changed(guarantee: Guarantee) -> None:
    appended = append(guarantee, CORRECTION, depository_bank="〇〇銀行 △△支店", reason="支店名の転記誤り")
    assert appended.reason == "支店名の転記誤り"
    appended.reason = "別の理由"
    with pytest.raises(Exception, match="append-only"):
        db.session.flush()
    db.session.rollback()


def somebody() -> Actor:
    return actor_of(make_user(Role.STAFF_ISSUER))


def names_found(guarantee: Guarantee, words: str) -> list[str]:
    wish = Wish(contractor_id=guarantee.contractor_id, kinds=kinds_on(Shelf.ELECTRONIC), words=words)
    return [each.work_name for each in find_guarantees(db.session(), wish).guarantees]


def row_of(guarantee: Guarantee) -> tuple[object, ...]:
    """The guarantee's row of 保証契約情報."""
    source = choose_source(
        db.session(), Wish(contractor_id=guarantee.contractor_id, kinds=kinds_on(Shelf.ELECTRONIC))
    )
    return read_guarantee_rows(db.session(), source, below=None, today=date(2026, 12, 1)).rows[0]
