"""Telling the contractor what became of a 手続き: kind words, no amount and no key."""

from sqlalchemy.orm import Session

from surety.domain.act_states import ActKind
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.mail.outbox import queue_mail
from surety.models import GuaranteeAct
from surety.services.reviews import addressee_of, told_at

_RESULTS = {
    ActKind.CORRECTION: "証書の記載の誤りを訂正しました。保証契約番号と認証キーは変わりません。",
    ActKind.CHANGE_CANCEL: "変更を取り消し、変更前の内容に戻しました。保証契約番号と認証キーは変わりません。",
    ActKind.TERMINATION: "保証契約の解約の手続きが済みました。",
    ActKind.CANCELLATION: "保証契約の取消の手続きが済みました。",
    ActKind.RELEASE: "発注者による解除の手続きが済みました。",
    ActKind.KEY_REISSUE: (
        "新しい認証キーを発行しました。以前の認証キーは使えません。"
        "新しい認証キーを下の画面でご確認のうえ、発注者へお渡しください。"
    ),
}


def announce_act(session: Session, act: GuaranteeAct, *, letterhead: Letterhead) -> None:
    """お手続きが済みました, to the person whom the branch writes to about this guarantee."""
    _queue(session, act, messages.act_carried_out, result=_RESULTS[act.kind], letterhead=letterhead)


def announce_rejection(session: Session, act: GuaranteeAct, *, letterhead: Letterhead) -> None:
    """お申し出を見送りました, without the reason: it stands on the page."""
    result = (
        f"{act.kind.label}のお申し出について、今回は手続きを見送りました。理由は、下の画面でご確認ください。"
    )
    _queue(session, act, messages.act_rejected, result=result, letterhead=letterhead)


def _queue(
    session: Session,
    act: GuaranteeAct,
    compose: messages.ActLetter,
    *,
    result: str,
    letterhead: Letterhead,
) -> None:
    guarantee = act.guarantee
    application = guarantee.request.application
    message = compose(
        letterhead,
        branch=guarantee.branch,
        to=addressee_of(application),
        lines=messages.ActLines(
            what=act.kind.label,
            result=result,
            number=guarantee.number,
            work_kind=guarantee.works_contract.kind,
            work_name=guarantee.work_name,
        ),
        path=f"/guarantees/{guarantee.number}",
    )
    queue_mail(
        session,
        message,
        subject_key=f"guarantee-act-{act.id}",
        recipient=told_at(application),
        recipient_name=guarantee.contractor.name,
        contractor_id=guarantee.contractor_id,
        branch_id=guarantee.branch_id,
    )
