"""What a 保証料計算書 is about: the premium of a guarantee, more of it after a change, or the fee of a bid bond."""

from surety.domain.products import LabelledEnum


class StatementKind(LabelledEnum):
    """The paper's own name; `charge` is what the money is called in mails."""

    PREMIUM = "premium", "保証料計算書"
    ADDITIONAL = "additional", "追加保証料計算書"
    FEE = "fee", "予約手数料通知書"

    @property
    def charge(self) -> str:
        """保証料, 追加保証料 or 予約手数料."""
        return {"premium": "保証料", "additional": "追加保証料", "fee": "予約手数料"}[self.value]


class PaperKind(LabelledEnum):
    """What stands in 保証料計算書一覧: the statements, and what goes back."""

    PREMIUM = "premium", "保証料計算書"
    ADDITIONAL = "additional", "追加保証料計算書"
    FEE = "fee", "予約手数料通知書"
    REFUND = "refund", "返還計算書"
