"""The branch's work."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

from blueprints.desk import (
    act_proposals,
    acts,
    applications,
    bid_bond_deciding,
    bid_bond_fees,
    bid_bond_issuing,
    bid_bonds,
    change_cases,
    change_deciding,
    change_entry,
    change_issuing,
    changes,
    charges,
    comparing,
    credit,
    guarantees,
    issuing,
    mails,
    paper_deliveries,
    paper_registrations,
    premiums,
    refunds,
    registration_review,
    registrations,
    routes,
    statistics,
    underwriting,
    watching,
    works_contracts,
)
