"""次年度の前払金保証: a further application on a works contract that stands already, with nothing to type again."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.application_draft import Draft
from surety.domain.application_fields import BLOCK_NAMES, Block, field_name
from surety.domain.dates import format_wareki
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.products import Product
from surety.domain.workflow import ApplicationState
from surety.domain.works_years import ChosenBase, YearBase
from surety.models import Application, GuaranteeRequest, User, WorksContract
from surety.queries.works_contracts import WorksFile, load_works_file
from surety.security.identity import Actor
from surety.services.applications import add_draft, starting_draft
from surety.services.given_works import request_texts, works_texts

_WRITING = (ApplicationState.DRAFT, ApplicationState.RETURNED)


def apply_for_advance(session: Session, contract: WorksContract, *, actor: Actor) -> Application:
    """A draft for the next 前払金保証 on the contract; one that is being written already is given again.

    Raises ForbiddenMove where no guarantee was issued on the contract yet, and where every year has its own.
    """
    session.execute(
        select(WorksContract.id).where(WorksContract.id == contract.id).with_for_update(of=WorksContract)
    )
    if (written := _find_written(session, contract)) is not None:
        return written
    file = load_works_file(session, contract)
    if not file.may_have_advance:
        raise ForbiddenMove(
            "advance.complete", "この契約の前払金保証は、すべてお申し込み済みか、まだ前の申込の手続中です"
        )
    user = session.get_one(User, actor.user_id)
    began = starting_draft(contract.contractor, user)
    texts = {name: text for name, text in began.texts.items() if name not in BLOCK_NAMES[Block.PERFORMANCE]}
    texts |= works_texts(contract) | _answers(file)
    branches = [line.application.branch_id for line in file.lines if line.application.branch_id]
    texts["branch_id"] = str(branches[-1])
    draft = Draft(texts={name: text for name, text in texts.items() if text}, contract_id=contract.id)
    return add_draft(session, contract.contractor, draft, actor=actor, works_contract_id=contract.id)


def record_signing(session: Session, contract: WorksContract, *, signed_on: date, actor: Actor) -> None:
    """請負契約日 of a contract that was guaranteed before it was signed (JST); pressed again, nothing more happens.

    Raises RuleViolation for a day to come and for one after the end of the 工期, ForbiddenMove where it is known already.
    """
    contract = session.scalars(
        select(WorksContract)
        .where(WorksContract.id == contract.id)
        .with_for_update(of=WorksContract)
        .execution_options(populate_existing=True)
    ).one()
    if contract.signing_recorded_at is not None and contract.contracted_on == signed_on:
        return
    if not load_works_file(session, contract).needs_signing:
        raise ForbiddenMove("signing.known", "請負契約日は記録済みです。違うときは、支店へご連絡ください")
    if signed_on > clock.today():
        raise RuleViolation(
            "signing.to_come", "契約した日を、今日までの日付で入力してください", field="signed_on"
        )
    if signed_on > contract.period_to:
        ends = format_wareki(contract.period_to)
        raise RuleViolation(
            "signing.late",
            f"{contract.kind.period_label}の終わり（{ends}）以前の日付で入力してください",
            field="signed_on",
        )
    planned = contract.contracted_on
    contract.contracted_on, contract.signing_recorded_at = signed_on, clock.now()
    audit.record(
        session,
        "works_contract.signed",
        actor=actor,
        object_kind="works_contract",
        object_id=contract.id,
        facts={"signed_on": signed_on.isoformat(), "planned": planned.isoformat() if planned else ""},
    )
    session.flush()


def _find_written(session: Session, contract: WorksContract) -> Application | None:
    """A later advance payment's application that the contractor is still writing."""
    found = session.scalars(
        select(Application)
        .where(Application.works_contract_id == contract.id, Application.state.in_(_WRITING))
        .order_by(Application.id.desc())
    )
    return next((one for one in found if Draft.from_json(one.draft).contract_id), None)


def _answers(file: WorksFile) -> dict[str, str]:
    """The answers given for the last 前払金保証, else those for the 契約保証, and the next year that lacks one."""
    requests = [line.request for line in file.lines]
    advances = [request for request in requests if request.product is Product.ADVANCE]
    last: GuaranteeRequest = (advances or requests)[-1]
    texts = request_texts(last, product=Product.ADVANCE)
    if not last.deposit_bank:
        texts |= {field_name(Product.ADVANCE, part): "" for part in ("deposit_bank", "redeposit")}
    base = last.year_base or YearBase.PLANNED
    chosen = ChosenBase(file.free_years[0], base).code if file.free_years else ""
    return texts | {
        field_name(Product.ADVANCE, part): text
        for part, text in (("year_base", chosen), ("fiscal_year_amount", ""))
    }
