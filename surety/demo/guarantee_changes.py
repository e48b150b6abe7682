"""Issued guarantees of the demo that changed: one with its 変更-1, one whose change the branch is looking at."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from surety import clock
from surety.demo import cast
from surety.demo.cases import CONTRACT_COPY, carry
from surety.demo.people import Stage
from surety.demo.works import Station, Work
from surety.domain.change_problems import want_field
from surety.domain.change_wish import PAYMENTS, ChangeWish, propose_wish
from surety.domain.contract_facts import ContractFacts
from surety.domain.underwriting_checks import Mark
from surety.models import Guarantee, GuaranteeChange
from surety.queries.change_checks import ChangeGround, load_change_ground
from surety.services.change_decisions import approve_change
from surety.services.change_drafts import attach_change_paper, begin_change
from surety.services.change_examinations import examine_change
from surety.services.change_issuing import issue_change
from surety.services.change_reviews import start_change_review
from surety.services.change_sending import send_change

_RAISED = Work(
    station=Station.HANDED_OVER, name="〇〇地区農道舗装工事", number="第0021号",
    price=24_000_000, advance=9_600_000, signed_days_ago=20,
)  # fmt: skip
_LOOKED_AT = Work(
    station=Station.HANDED_OVER, name="〇〇川樋門補修工事", number="第0022号",
    price=30_000_000, advance=12_000_000, performance=3_000_000, signed_days_ago=15,
)  # fmt: skip


def change_guarantees(stage: Stage) -> None:
    """More money for a road, issued; more money and more time for a sluice, in review."""
    carry(stage, _RAISED)
    guarantee, ground = _begin(stage, _RAISED)
    more = {guarantee.number: 10_800_000}
    change = _send(stage, guarantee, ground, replace(ground.before, price=27_000_000, paid=more))
    _review(stage, change)
    _approve(stage, change)
    issue_change(
        stage.session,
        change,
        version_id=change.version_id,
        actor=stage.actor(cast.ISSUER),
        issuer=stage.issuer,
    )
    carry(stage, _LOOKED_AT)
    guarantee, ground = _begin(stage, _LOOKED_AT)
    later = ground.before.period_to + timedelta(days=45)
    more = dict.fromkeys(ground.before.paid, 13200000)
    after = replace(ground.before, price=33_000_000, period_to=later, paid=more)
    _review(stage, _send(stage, guarantee, ground, after))


def _begin(stage: Stage, work: Work) -> tuple[Guarantee, ChangeGround]:
    guarantee = stage.session.scalars(
        select(Guarantee).where(Guarantee.work_name == work.name).order_by(Guarantee.id).limit(1)
    ).one()
    ground = load_change_ground(stage.session, guarantee)
    if ground is None:
        raise ValueError("the demo's guarantee has ended")
    return guarantee, ground


def _send(stage: Stage, guarantee: Guarantee, ground: ChangeGround, after: ContractFacts) -> GuaranteeChange:
    """Written and sent by the company's 担当者, with a copy of the change contract."""
    wish = ChangeWish(
        after=after,
        wishes=tuple(propose_wish(each, after) for each in ground.guarantees),
        changed_on=clock.today(),
        reason="設計変更により、施工する範囲が増えたため",
    )
    actor = stage.actor(cast.MEMBER)
    texts = form_texts(ground, wish)
    change = begin_change(stage.session, guarantee, texts=texts, mark=ground.mark, actor=actor)
    copy = CONTRACT_COPY.read_bytes()
    attach_change_paper(stage.session, change, filename="変更契約書の写し.pdf", content=copy, actor=actor)
    return send_change(
        stage.session,
        change,
        wish=wish,
        version_id=change.version_id,
        send_token=change.send_token,
        actor=actor,
        letterhead=stage.letterhead,
    )


def form_texts(ground: ChangeGround, wish: ChangeWish) -> dict[str, str]:
    """What the form of the change would hold."""
    after, products = wish.after, {each.number: each.product for each in ground.guarantees}
    texts = {
        "price": str(after.price),
        "period_from": after.period_from.isoformat(),
        "period_to": after.period_to.isoformat(),
        "work_name": after.work_name,
        "beneficiary": after.beneficiary,
        "contractor": after.contractor,
        "representative": after.representative,
        "address": after.address,
        "changed_on": wish.changed_on.isoformat(),
        "reason": wish.reason,
        "mark": ground.mark,
        **{f"paid-{number}": str(paid) for number, paid in after.paid.items()},
    }
    for one in wish.wishes:
        texts |= {want_field(one.number): "y", f"until-{one.number}": one.until.isoformat()}
        if products[one.number] not in PAYMENTS:
            texts[f"amount-{one.number}"] = str(one.amount)
    return texts


def _review(stage: Stage, change: GuaranteeChange) -> None:
    actor = stage.actor(cast.UNDERWRITER)
    start_change_review(stage.session, change, version_id=change.version_id, actor=actor)


def _approve(stage: Stage, change: GuaranteeChange) -> None:
    checks = examine_change(stage.session, change, guarantor=stage.settings.guarantor).checks
    words = "変更契約書の写しで確認しました。"
    approve_change(
        stage.session,
        change,
        accepted={check.key: words for check in checks if check.mark is Mark.CHECK},
        version_id=change.version_id,
        actor=stage.actor(cast.UNDERWRITER),
        settings=stage.settings,
    )
