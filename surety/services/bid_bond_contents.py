"""Filling a 予約証書 from the bid bond it answers; preview and issue use the same function."""

from functools import lru_cache

from surety import clock
from surety.config import Guarantor
from surety.documents.errors import UnprintableDocument
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import render_document
from surety.domain.bid_bond_certificate import BidBondContent
from surety.domain.parties import Office, Party
from surety.models import BidBond

BOND_TEMPLATE = "v1"
UNNUMBERED_BOND = "（発行時に採番）"


def fill_bond_certificate(
    bid_bond: BidBond, *, number: str, guarantor: Guarantor, is_sample: bool
) -> BidBondContent:
    """The content of the 予約証書 as it would be issued today. Raises ValueError for what was never sent."""
    agency, branch, ratio, kind = bid_bond.agency, bid_bond.branch, bid_bond.ratio, bid_bond.kind
    if agency is None or branch is None or ratio is None or kind is None:
        raise ValueError("a bid bond without agency, branch or ratio was not sent yet")
    if bid_bond.bid_on is None or bid_bond.valid_until is None or bid_bond.amount is None:
        raise ValueError("a bid bond without dates or amount was not sent yet")
    contractor = bid_bond.contractor
    return BidBondContent(
        issued_on=clock.today(),
        reservation_number=number,
        work_kind=kind,
        principal=Party(
            address=contractor.address,
            name=contractor.name,
            representative_title=contractor.representative_title,
            representative_name=contractor.representative_name,
        ),
        joint_venture=bid_bond.joint_venture_name,
        joint_venture_representative=bid_bond.representative,
        beneficiary=agency.beneficiary_name,
        work_number=bid_bond.work_number,
        work_name=bid_bond.work_name,
        bid_on=bid_bond.bid_on,
        ratio_percent=int(ratio.percent),
        amount=bid_bond.amount,
        valid_until=bid_bond.valid_until,
        guarantor=Party(
            address=guarantor.address,
            name=guarantor.name,
            representative_title=guarantor.president_title,
            representative_name=guarantor.president_name,
        ),
        office=Office(name=branch.name, phone=branch.phone, fax=branch.fax),
        is_sample=is_sample,
    )


def preview_bond(bid_bond: BidBond, *, guarantor: Guarantor) -> BidBondContent:
    """What would be issued today, without a number and marked as a sample."""
    return fill_bond_certificate(bid_bond, number=UNNUMBERED_BOND, guarantor=guarantor, is_sample=True)


def draw_bond(content: BidBondContent, *, version: str = BOND_TEMPLATE) -> bytes:
    """The 予約証書 as PDF. Raises UnprintableDocument or DocumentTooLong."""
    return render_document(DocumentKind.BID_BOND_CERTIFICATE, content, version=version)


@lru_cache(maxsize=128)
def find_bond_printing_problem(content: BidBondContent) -> str:
    """Why the paper could not be drawn, as a sentence; empty when it can. Drawing always comes out the same."""
    try:
        draw_bond(content)
    except UnprintableDocument as refused:
        return refused.message
    return ""
