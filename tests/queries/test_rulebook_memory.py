"""What a process remembers of the rule book: as long as the revision stands, and never a mixture of two."""

from surety.extensions import db
from surety.models import AgencyRule
from surety.queries import rulebook
from surety.queries.rulebook import get_handling
from surety.services.reference_data import move_rulebook
from tests.factories import get_agency


def rows_of(agency_id: int) -> int:
    return len(get_handling(db.session(), agency_id).amount_rules)


def test_a_moved_revision_is_read_anew(app):
    agency = get_agency("上尾市")
    before = rows_of(agency.id)
    body = db.session.query(AgencyRule).filter_by(agency_id=agency.id, kind="amount").first()
    db.session.add(
        AgencyRule(
            agency_id=agency.id,
            kind="amount",
            body={**body.body, "case": "low_bid"},
            source_url=body.source_url,
            source_read_on=body.source_read_on,
        )
    )
    db.session.commit()
    assert rows_of(agency.id) == before
    move_rulebook(db.session())
    db.session.commit()
    assert rows_of(agency.id) == before + 1


def test_who_began_to_read_before_the_revision_moved_fills_no_newer_memory(app, monkeypatch):
    agency_id = get_agency("平川市").id
    read = rulebook._read_handling
    old, new = 10**6, 10**6 + 1

    def slowly(session, wanted):
        monkeypatch.setattr(rulebook, "_read_handling", read)
        get_handling(session, get_agency("上尾市").id, revision=new)
        return "read before the revision moved"

    monkeypatch.setattr(rulebook, "_read_handling", slowly)
    get_handling(db.session(), agency_id, revision=old)
    assert get_handling(db.session(), agency_id, revision=new).name == "平川市"
