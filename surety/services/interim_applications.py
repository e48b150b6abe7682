"""中間前払金保証を申し込む: an application that begins from a 前払金保証, with nothing to type again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety.domain.application_draft import Draft
from surety.domain.application_fields import BLOCK_NAMES, Block
from surety.domain.errors import ForbiddenMove
from surety.domain.products import Product
from surety.models import Application, Guarantee, User, WorksContract
from surety.queries.interim import find_interim_application, load_interim_facts
from surety.security.identity import Actor
from surety.services.applications import add_draft, starting_draft
from surety.services.given_works import request_texts, works_texts


def apply_for_interim(session: Session, guarantee: Guarantee, *, actor: Actor) -> Application:
    """A draft for the 中間前払金保証 on the works contract of a 前払金保証; the one under way is given again.

    Raises NotFound for another product, ForbiddenMove where the 前払金保証 has ended or the agency has none.
    """
    facts = load_interim_facts(session, guarantee)
    if not facts.is_in_force:
        raise ForbiddenMove(
            "interim.ended", "この前払金保証は終了しているため、中間前払金保証は申し込めません"
        )
    if facts.finding.rule is not None and not facts.finding.rule.offered:
        raise ForbiddenMove("interim.not_offered", f"{facts.agency}では、中間前払金を取り扱っていません")
    contract = session.execute(
        select(WorksContract)
        .where(WorksContract.id == guarantee.works_contract_id)
        .with_for_update(of=WorksContract)
    ).scalar_one()
    under_way = find_interim_application(session, guarantee)
    if under_way is not None:
        return under_way
    user = session.get_one(User, actor.user_id)
    began = starting_draft(guarantee.contractor, user)
    products = {*BLOCK_NAMES[Block.ADVANCE], *BLOCK_NAMES[Block.PERFORMANCE]}
    texts = {name: text for name, text in began.texts.items() if name not in products}
    texts |= works_texts(contract) | request_texts(guarantee.request, product=Product.INTERIM)
    texts["branch_id"] = str(guarantee.branch_id)
    draft = Draft(texts={name: text for name, text in texts.items() if text}, advance_number=guarantee.number)
    return add_draft(
        session, guarantee.contractor, draft, actor=actor, works_contract_id=guarantee.works_contract_id
    )
