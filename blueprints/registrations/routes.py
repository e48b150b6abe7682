"""利用申請, first steps: the ways, the terms, the forms to download, the upload."""

from io import BytesIO

from flask import current_app, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import public
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._throttling import client_address, count
from blueprints._transaction import commits, keep_changes
from blueprints.registrations import blueprint
from blueprints.registrations._acceptance import read_acceptance, sign_acceptance
from forms.registrations import TermsForm, WorkbookForm
from surety import clock
from surety.data.terms_text import read_blocks
from surety.extensions import db
from surety.ingest.refusal import Refusal
from surety.ingest.registrations import read_registration, shown_filename
from surety.queries.registrations import list_active_branches
from surety.security.throttle import UPLOAD_PER_ADDRESS
from surety.services.registration_files import XLSX, Upload, record_refusal
from surety.services.registration_papers import (
    blank_paper,
    blank_workbook,
    terms_in_force,
    terms_label,
)
from surety.services.registrations import start_registration


@blueprint.route("")
@public
def start() -> ResponseReturnValue:
    """What 利用申請 is, and the three ways to make one."""
    return render("registrations/start.html", branches=list_active_branches(db.session()))


@blueprint.route("/terms", methods=["GET", "POST"])
@public
def terms() -> ResponseReturnValue:
    """The 利用規約; accepting it leads on to the choice of the way."""
    form = TermsForm(request.form)
    current = terms_in_force(clock.today())
    if request.method == "POST" and form.validate():
        return go_to(url_for(".begin", terms=sign_acceptance(terms_label(current))))
    status = 422 if request.method == "POST" else 200
    return render(
        "registrations/terms.html",
        form=form,
        terms=current,
        blocks=read_blocks(current.text),
        status=status,
    )


@blueprint.route("/begin")
@public
def begin() -> ResponseReturnValue:
    """After the terms: upload the filled workbook, or fill in the web form."""
    accepted = request.args.get("terms", "")
    if read_acceptance(accepted) is None:
        return go_to(url_for(".terms"))
    return render("registrations/begin.html", form=WorkbookForm(), terms=accepted, refusal=None)


@blueprint.route("/form.xlsx")
@public
def form_xlsx() -> ResponseReturnValue:
    """The blank 利用申請書 as Excel workbook."""
    settings = current_app.config["SETTINGS"]
    content = blank_workbook(db.session(), guarantor=settings.guarantor, on=clock.today())
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name="利用申請書.xlsx")


@blueprint.route("/form.pdf")
@public
def form_pdf() -> ResponseReturnValue:
    """The blank 利用申請書 for print, stamp and FAX."""
    settings = current_app.config["SETTINGS"]
    content = blank_paper(db.session(), guarantor=settings.guarantor, on=clock.today())
    return send_file(
        BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name="利用申請書.pdf"
    )


@blueprint.route("/upload", methods=["POST"])
@public
@commits
def upload() -> ResponseReturnValue:
    """Take a filled workbook in; a file that cannot be read is answered with what to do."""
    count(f"upload|{client_address()}", UPLOAD_PER_ADDRESS)
    accepted = request.form.get("terms", "")
    acceptance = read_acceptance(accepted)
    if acceptance is None:
        return go_to(url_for(".terms"))
    form = WorkbookForm(request.files)
    if not form.validate():
        return render("registrations/begin.html", form=form, terms=accepted, refusal=None, status=422)
    sent = read_upload(form)
    # Reading comes before the first query: a slow file must not keep other writers waiting.
    answer = read_registration(sent.content, filename=sent.filename)
    if isinstance(answer, Refusal):
        record_refusal(db.session(), upload=sent, refusal=answer)
        keep_changes()
        return render("registrations/begin.html", form=form, terms=accepted, refusal=answer, status=422)
    started = start_registration(db.session(), acceptance=acceptance, upload=sent, report=answer)
    return go_to(url_for(".edit", token=started.token))


@blueprint.route("/upload")
@blueprint.route("/create")
@public
def again() -> ResponseReturnValue:
    """The address bar of a refused file, opened anew: back to the terms, where every registration begins."""
    return go_to(url_for(".terms"))


@blueprint.route("/create", methods=["POST"])
@public
@commits
def create() -> ResponseReturnValue:
    """Begin the web form."""
    count(f"upload|{client_address()}", UPLOAD_PER_ADDRESS)
    acceptance = read_acceptance(request.form.get("terms", ""))
    if acceptance is None:
        return go_to(url_for(".terms"))
    started = start_registration(db.session(), acceptance=acceptance)
    return go_to(url_for(".edit", token=started.token))


def read_upload(form: WorkbookForm) -> Upload:
    """The bytes of the chosen file under a name that can be shown."""
    file = form.workbook.data
    return Upload(filename=shown_filename(file.filename or ""), content=file.read())
