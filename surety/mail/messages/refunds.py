"""Mail about money that goes back."""

from surety.domain.products import Product, WorkKind
from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.mail.rendering import compose
from surety.models import Branch


def refund_stated(
    letterhead: Letterhead,
    *,
    branch: Branch,
    to: Addressee,
    number: str,
    work_kind: WorkKind,
    work_name: str,
    product: Product,
    reason: str,
    path: str,
) -> Message:
    """保証料返還のお知らせ, without the amount: it stands on the paper in the list at `path`."""
    return compose(
        "refund_stated",
        letterhead,
        branch=branch,
        to=to,
        path=path,
        number=number,
        work_label=work_kind.name_label,
        work_name=work_name,
        product=product.label,
        reason=reason,
    )
