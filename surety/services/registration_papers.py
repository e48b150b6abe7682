"""The blank 利用申請書 to download, as workbook and as PDF; each is made once per process."""

from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from surety.config import Guarantor
from surety.data.loading import load_terms
from surety.data.seeds import TermsSeed
from surety.documents.contexts import Branch as FormBranch
from surety.documents.contexts import RegistrationForm
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import render_document
from surety.ingest.form_download import registration_form
from surety.ingest.sheet_names import FORM_VERSION
from surety.queries.registrations import list_active_branches


def blank_workbook(session: Session, *, guarantor: Guarantor, on: date) -> bytes:
    """利用申請書.xlsx with the branches and the terms in force on the JST date `on`.

    Drawn in a process of its own, so that no spreadsheet library is loaded here.
    """
    return registration_form(
        guarantor=guarantor.name,
        service=guarantor.desk_name,
        branches=[branch.name for branch in list_active_branches(session)],
        terms_version=terms_label(terms_in_force(on)),
    )


def blank_paper(session: Session, *, guarantor: Guarantor, on: date) -> bytes:
    """利用申請書.pdf for print, stamp and FAX."""
    terms = terms_in_force(on)
    branches = tuple(
        FormBranch(name=branch.name, address=branch.address, phone=branch.phone, fax=branch.fax)
        for branch in list_active_branches(session)
    )
    return _paper(
        RegistrationForm(
            service_name=guarantor.desk_name,
            guarantor=guarantor.name,
            form_version=f"第{FORM_VERSION}版",
            terms_version=terms_label(terms),
            revised_on=terms.effective_from,
            branches=branches,
        )
    )


def terms_in_force(on: date) -> TermsSeed:
    """The 利用規約 in force on a JST date."""
    return [terms for terms in load_terms() if terms.effective_from <= on][-1]


def terms_label(terms: TermsSeed) -> str:
    """The version as papers and pages name it: 2025-12-01版."""
    return f"{terms.version}版"


@lru_cache(maxsize=4)
def _paper(form: RegistrationForm) -> bytes:
    return render_document(DocumentKind.REGISTRATION_FORM, form)
