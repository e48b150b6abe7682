"""Bid bonds whose texts try to break out of a page, for the hostile world."""

from surety.extensions import db
from surety.models import User
from tests.bid_bond_cases import make_bond_draft, make_issued_bond, make_reviewed_bond


def hostile_bonds(who: User, marker: str) -> list[object]:
    """A draft, one under review and an issued one; what the forms refuse is written into the rows."""
    bonds = [make_bond_draft(who), make_reviewed_bond(who), make_issued_bond(who, work_name="△△橋補修工事")]
    for bid_bond in bonds:
        texts = dict.fromkeys(("work_name", "work_number", "bill_to", "message", "amount", "bid_on"), marker)
        draft = dict(bid_bond.draft)
        for part in ("texts", "sent"):
            draft[part] = {**draft.get(part, {}), **texts}  # type: ignore[dict-item]  # JSON of the draft
        bid_bond.draft = draft
        for name in ("work_name", "work_number", "bill_to", "message", "representative", "decision_reason"):
            setattr(bid_bond, name, marker)
        bid_bond.joint_venture_name = marker
        bid_bond.contact = dict.fromkeys(("department", "contact_name"), marker)
        bid_bond.comments = dict.fromkeys(("", "amount"), marker)
    db.session.commit()
    return [bid_bond.id for bid_bond in bonds]
