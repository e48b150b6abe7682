"""認証キーの再発行: a new key is sealed and the old one is dead at once."""

import secrets

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.keys import make_key
from surety.models import Guarantee
from surety.security.identity import Actor
from surety.security.vault import Vault
from surety.services.issuing import seal_key


def reissue_key(session: Session, guarantee: Guarantee, *, vault: Vault, actor: Actor) -> None:
    """Seal a new key in place of the old one; the new one has yet to be handed over. The caller has locked the guarantee.

    The openings of the old key stay recorded. The key notice is drawn anew after the commit, or by the worker.
    """
    seal_key(guarantee, make_key(secrets.choice), vault=vault)
    guarantee.key_generation += 1
    guarantee.key_reissued_at = clock.now()
    guarantee.handed_over_at = None
    session.flush()
    audit.record(
        session,
        "guarantee.key_reissued",
        actor=actor,
        object_kind="guarantee",
        object_id=guarantee.number,
        facts={"generation": guarantee.key_generation},
    )
