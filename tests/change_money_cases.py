"""A change with an additional premium, step by step by the services, and the money that stands for its guarantee."""

from flask import current_app

from surety import clock
from surety.domain.products import PaymentMethod
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.models import Guarantee, GuaranteeChange, PremiumStatement, User
from surety.queries.refunds import find_money
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.change_decisions import approve_change, record_change_payment, reopen_change
from surety.services.change_examinations import examine_change
from surety.services.change_issuing import issue_change
from surety.services.change_reviews import decline_change
from surety.services.charges import Receipt
from tests.change_cases import approve, make_change
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issuer

# The premium of the guarantee, and what the change of `make_change` adds to it.
FIRST, MORE = 55_000, 5_000


def approved_change(guarantee: Guarantee, writer: User, **changed: str) -> GuaranteeChange:
    change = make_change(guarantee, writer, **changed)
    approve(change, make_user(Role.STAFF_UNDERWRITER))
    return change


def pay(change: GuaranteeChange, by: Actor) -> PremiumStatement:
    (item,) = change.items
    statement = item.statement
    assert statement is not None
    record_change_payment(
        db.session(), item, receipt=receipt_of(statement), version_id=change.version_id, actor=by
    )
    db.session.commit()
    return statement


def receipt_of(statement: PremiumStatement) -> Receipt:
    return Receipt(amount=statement.amount, paid_on=clock.today(), method=PaymentMethod.BANK_TRANSFER)


def step(change: GuaranteeChange, by: Actor) -> dict[str, object]:
    return {"reason": "契約を取りやめたため", "version_id": change.version_id, "actor": by}


def reopen(change: GuaranteeChange, by: Actor) -> None:
    reopen_change(db.session(), change, **step(change, by))
    db.session.commit()


def decline(change: GuaranteeChange, by: Actor) -> None:
    told = Letterhead.of(current_app.config["SETTINGS"])
    decline_change(db.session(), change, **step(change, by), letterhead=told)
    db.session.commit()


def issue(change: GuaranteeChange, by: Actor) -> None:
    issue_change(db.session(), change, version_id=change.version_id, actor=by, issuer=make_issuer())
    db.session.commit()
    db.session.expire_all()


def settled(guarantee: Guarantee) -> int:
    money = find_money(db.session(), guarantee)
    assert money is not None
    return money.settled.total


def approve_again(change: GuaranteeChange) -> None:
    settings = current_app.config["SETTINGS"]
    checks = examine_change(db.session(), change, guarantor=settings.guarantor).checks
    approve_change(
        db.session(),
        change,
        accepted={check.key: "変更契約書の写しで確認" for check in checks},
        version_id=change.version_id,
        actor=actor_of(make_user(Role.STAFF_UNDERWRITER)),
        settings=settings,
    )
    db.session.commit()
