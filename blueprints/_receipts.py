"""入金の記録 as a person types it."""

from forms.premiums import ReceiptForm
from surety.services.charges import Receipt


def read_receipt(form: ReceiptForm) -> Receipt:
    """The money that came in; ask only after the form was validated."""
    return Receipt(
        amount=form.amount.data, paid_on=form.paid_on.data, method=form.method.data, note=form.note.data
    )
