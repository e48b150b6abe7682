"""A works contract that changes: what the form of 変更の要否 posts, and a 変更の連絡."""

from dataclasses import replace

from flask import current_app
from werkzeug.datastructures import MultiDict

from forms.change_applications import ChangeApplicationForm
from surety import clock
from surety.domain.products import PaymentMethod, Product
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.models import ChangeNotice, Contractor, Guarantee, GuaranteeChange, User
from surety.queries.change_checks import load_change_ground
from surety.security.permissions import Role
from surety.services.change_decisions import approve_change
from surety.services.change_drafts import begin_change
from surety.services.change_examinations import examine_change
from surety.services.change_notices import report_change
from surety.services.change_reviews import start_change_review
from surety.services.change_sending import send_change
from surety.services.charges import Receipt, put_charge_on_account, record_charge_payment
from surety.services.premiums import state_premium
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee


def typed(guarantee: Guarantee, **changed: str) -> dict[str, str]:
    """What the form posts: the boxes as the page fills them, and what somebody typed over."""
    ground = load_change_ground(db.session(), guarantee)
    assert ground is not None
    before = ground.before
    boxes = {
        "price": f"{before.price:,}",
        "period_from": before.period_from.isoformat(),
        "period_to": before.period_to.isoformat(),
        "work_name": before.work_name,
        "beneficiary": before.beneficiary,
        "contractor": before.contractor,
        "representative": before.representative,
        "address": before.address,
        "message": "",
        "mark": ground.mark,
        **{f"paid-{number}": str(amount) for number, amount in before.paid.items()},
    }
    return boxes | changed


def make_notice(guarantee: Guarantee, who: User, *, message: str = "", **changed: object) -> ChangeNotice:
    """The person tells the branch that these facts changed."""
    ground = load_change_ground(db.session(), guarantee)
    assert ground is not None
    notice = report_change(
        db.session(),
        guarantee,
        after=replace(ground.before, **changed),
        message=message,
        mark=ground.mark,
        actor=actor_of(who),
    )
    db.session.commit()
    return notice


def apply_texts(guarantee: Guarantee, **changed: str) -> dict[str, str]:
    """What the form of 変更の申込 posts for a change of this guarantee: more money for an advance, unless said otherwise."""
    ground = load_change_ground(db.session(), guarantee)
    assert ground is not None
    texts = typed(guarantee, changed_on="2026-12-20", reason="設計変更のため")
    for each in ground.guarantees:
        texts[f"until-{each.number}"] = each.until.isoformat()
        if each.product is Product.PERFORMANCE:
            texts[f"amount-{each.number}"] = str(each.amount)
    texts[f"want-{guarantee.number}"] = "y"
    if guarantee.product is Product.ADVANCE:
        texts["price"] = "55,000,000"
        texts[f"paid-{guarantee.number}"] = "22,000,000"
    return texts | changed


def make_change(
    guarantee: Guarantee, who: User, *, also: tuple[Guarantee, ...] = (), send: bool = True, **changed: str
) -> GuaranteeChange:
    """A change that the person wrote, and sent unless told otherwise; `also` are further guarantees of the works contract."""
    texts = apply_texts(guarantee, **{f"want-{each.number}": "y" for each in also}, **changed)
    change = begin_change(db.session(), guarantee, texts=texts, mark=texts["mark"], actor=actor_of(who))
    db.session.commit()
    if not send:
        return change
    ground = load_change_ground(db.session(), guarantee)
    assert ground is not None
    form = ChangeApplicationForm.for_guarantees(
        ground.before,
        ground.guarantees,
        payments=ground.payment_labels,
        mark=ground.mark,
        members=ground.members,
        data=MultiDict(change.texts),
    )
    assert form.validate(), form.errors
    send_change(
        db.session(),
        change,
        wish=form.wish,
        version_id=change.version_id,
        send_token=change.send_token,
        actor=actor_of(who),
        letterhead=Letterhead.of(current_app.config["SETTINGS"]),
    )
    db.session.commit()
    return change


def make_priced_guarantee(
    contractor: Contractor,
    *,
    product: Product = Product.ADVANCE,
    method: PaymentMethod = PaymentMethod.MONTHLY_ACCOUNT,
    **kwargs: object,
) -> Guarantee:
    """A guarantee in force whose premium was stated and settled by this method."""
    guarantee = make_issued_guarantee(contractor, product=product, **kwargs)
    return settle_premium(guarantee, method=method)


def settle_premium(
    guarantee: Guarantee, *, method: PaymentMethod = PaymentMethod.MONTHLY_ACCOUNT
) -> Guarantee:
    """State the premium of an issued guarantee and settle it by this method."""
    guarantee.request.payment_method = method
    who = actor_of(make_user(Role.STAFF_UNDERWRITER))
    settings = current_app.config["SETTINGS"]
    statement = state_premium(db.session(), guarantee.request, actor=who, settings=settings)
    if method is PaymentMethod.MONTHLY_ACCOUNT:
        put_charge_on_account(db.session(), statement)
    else:
        receipt = Receipt(amount=statement.amount, paid_on=clock.today(), method=method)
        record_charge_payment(db.session(), statement, receipt=receipt, actor=who)
    db.session.commit()
    return guarantee


def approve(change: GuaranteeChange, who: User) -> None:
    """審査の開始 and 承認 by one person, every 要確認 answered in words."""
    session, actor, settings = db.session(), actor_of(who), current_app.config["SETTINGS"]
    start_change_review(session, change, version_id=change.version_id, actor=actor)
    checks = examine_change(session, change, guarantor=settings.guarantor).checks
    approve_change(
        session,
        change,
        accepted={check.key: "変更契約書の写しで確認" for check in checks},
        version_id=change.version_id,
        actor=actor,
        settings=settings,
    )
    session.commit()
