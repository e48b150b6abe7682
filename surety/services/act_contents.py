"""What a 訂正 or 変更取消 writes: preview, certificate and money are filled by the same function."""

from surety import clock
from surety.domain.act_states import ActKind
from surety.domain.certificate import CertificateContent
from surety.domain.corrections import correct, take_change_away
from surety.models import GuaranteeAct
from surety.queries.certificates import list_history
from surety.queries.guarantee_acts import content_in_force, read_corrections


def planned_content(act: GuaranteeAct) -> CertificateContent:
    """The version that a 訂正 or 変更取消 writes if it is carried out today (JST)."""
    guarantee, today = act.guarantee, clock.today()
    content = content_in_force(guarantee)
    if act.kind is ActKind.CORRECTION:
        return correct(content, read_corrections(act, content), on=today)
    if act.kind is ActKind.CHANGE_CANCEL:
        back = list_history(guarantee, shows_all=False)[1].content
        return take_change_away(back, change_number=content.change_number, on=today)
    raise ValueError(f"{act.kind.value} writes no version")
