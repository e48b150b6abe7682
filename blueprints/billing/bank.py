"""入金照合: taking in the bank's list, and the deposits with what they probably pay."""

from typing import Any

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.billing import blueprint
from forms.billing import BankFileForm
from surety import clock
from surety.domain.bank_matching import propose
from surety.domain.invoice_states import BankLineState
from surety.extensions import db
from surety.ingest.bank_file import read_bank_file
from surety.ingest.bank_list import BankList
from surety.ingest.refusal import Refusal
from surety.queries.bank_files import count_open_lines, list_bank_files, list_bank_lines
from surety.queries.open_charges import list_open_charges
from surety.security.permissions import Permission
from surety.services.bank_files import TakenIn, take_in_list


@blueprint.route("/bank", methods=["GET", "POST"])
@requires(Permission.DESK_ACCOUNTING)
@keeps_typing
@commits
def bank() -> ResponseReturnValue:
    """The deposits, and a form for the next list; with one row that cannot be read nothing is taken in."""
    if request.method == "GET":
        return _show(BankFileForm())
    form = BankFileForm(request.form | request.files)
    if not form.validate():
        return _show(form, status=422)
    upload = form.statement.data
    content = upload.read()
    # Reading comes before the first query: a slow file must not keep other writers waiting.
    found = read_bank_file(content, today=clock.today())
    if not isinstance(found, BankList):
        return _show(form, refused=found, status=422)
    taken = take_in_list(
        db.session(),
        found,
        content=content,
        filename=upload.filename or "",
        branch_id=g.identity.branch_id,
        actor=g.identity.actor,
    )
    _say(taken)
    return go_to(url_for(".bank"))


def _say(taken: TakenIn) -> None:
    if taken.is_again:
        who = f"{clock.to_jst(taken.file.uploaded_at):%m月%d日 %H:%M}、{taken.file.uploaded_by.name}さん"
        flash(f"このファイルは、すでに取り込んであります（{who}）。二重には数えません。", "info")
        return
    known = taken.file.deposits - taken.new
    told = f"うち{known:,}件は取込み済みのため、数えていません。" if known else ""
    flash(f"入金{taken.file.deposits:,}件を読み取り、新しい{taken.new:,}件を取り込みました。{told}", "ok")


def _show(
    form: BankFileForm, *, refused: Refusal | tuple[Any, ...] | None = None, status: int = 200
) -> ResponseReturnValue:
    session, branch_id = db.session(), g.identity.branch_id
    state = _state(request.args.get("tab", ""))
    after = request.args.get("after", "")
    place = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else None
    lines, following = list_bank_lines(session, state, branch_id=branch_id, after=place)
    charges = list_open_charges(session, branch_id=branch_id) if state is BankLineState.OPEN else []
    items = [charge.item for charge in charges]
    waiting = count_open_lines(session, branch_id=branch_id)
    return render(
        "billing/bank.html",
        status=status,
        form=form,
        refusal=refused if isinstance(refused, Refusal) else None,
        problems=refused if isinstance(refused, tuple) else (),
        state=state,
        lines=lines,
        proposals={line.id: propose(amount=line.amount, payer=line.payer, items=items) for line in lines},
        charges={charge.key: charge for charge in charges},
        files=list_bank_files(session, branch_id=branch_id),
        tabs=[
            (f"{each.label}（{waiting:,}）" if each is BankLineState.OPEN else each.label,
             url_for(".bank", tab=each.value), each is state)
            for each in BankLineState
        ],
        next_url=url_for(".bank", tab=state.value, after=following) if following else "",
        first_url=url_for(".bank", tab=state.value) if place else "",
    )  # fmt: skip


def _state(text: str) -> BankLineState:
    return next((state for state in BankLineState if state.value == text), BankLineState.OPEN)
