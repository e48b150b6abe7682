"""A tariff that waits for its second person, with texts that try to break out of a page."""

from dataclasses import replace

from surety.data.loading import load_tariffs
from surety.extensions import db
from surety.models import User
from surety.services.tariffs import propose_tariff
from tests.guarantee_factories import actor_of


def make_tariff_proposal(who: User, *, marker: str) -> int:
    """Its id; the name, the source and the word to the second person are `marker`."""
    shipped, *_rest = load_tariffs()
    brought = replace(shipped, version="tariff-hostile", name=marker, source=marker, is_sample=False)
    proposal = propose_tariff(db.session(), brought, note=marker, actor=actor_of(who))
    db.session.commit()
    return proposal.id
