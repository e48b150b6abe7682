"""What the tour of all pages passes by: files, and pages to which a journey walks by itself."""

from tests.e2e.act_addresses import ACT_FILES
from tests.e2e.bond_addresses import BOND_FILES
from tests.e2e.change_addresses import CHANGE_FILES
from tests.e2e.charge_addresses import CHARGE_FILES

# What answers a GET but is no page: downloads, pictures, fragments, redirects, and signs for machines.
NO_PAGES = (
    ACT_FILES
    | BOND_FILES
    | CHANGE_FILES
    | CHARGE_FILES
    | frozenset(
        {
            "accounts.enrolment_picture",
            "accounts.second_factor",  # a redirect for whoever is in; the logins of the journeys see the page
            "applications.attachment",
            "applications.find_agencies",
            "applications.statement_pdf",
            "billing.invoice_pdf",
            "desk.attachment",
            "desk.certificate_pdf",
            "desk.next_case",
            "desk.preview_paper",
            "desk.registration_file",
            "desk.statement_pdf",
            "guarantees.certificate_pdf",
            "guarantees.interim_papers_xlsx",
            "guarantees.interim_report_pdf",
            "guarantees.interim_request_pdf",
            "guarantees.key_notice_pdf",
            "health.live",
            "health.ready",
            "invoices.paper",
            "registrations.again",  # a redirect
            "registrations.form_pdf",
            "registrations.form_xlsx",
            "rulebook.export",
            "static",
        }
    )
)
# Behind a press of a button: the test walks there by itself.
WALKED = frozenset(
    {
        "guarantees.key_notice",
        "registrations.begin",
        "verification.certificate",
        "verification.sheet",
    }
)
