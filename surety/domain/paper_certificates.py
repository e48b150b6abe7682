"""証書（紙）: how it comes to the contractor, and what may be noted of that."""

from datetime import date

from surety.domain.dates import format_wareki
from surety.domain.errors import RuleViolation
from surety.domain.products import LabelledEnum


class DeliveryMeans(LabelledEnum):
    """How the branch hands the paper over."""

    COUNTER = "counter", "窓口でお渡し"
    POST = "post", "郵送"

    @property
    def done_words(self) -> str:
        """窓口でお渡ししました, 郵送しました."""
        return f"{self.label}しました"


def refuse_delivery(*, delivered_on: date, issued_on: date, today: date) -> None:
    """Raises RuleViolation for a day before the certificate's issue or after today (all JST dates)."""
    if delivered_on < issued_on:
        raise RuleViolation(
            "delivery.early",
            f"証書の発行日（{format_wareki(issued_on)}）以後の日付で入力してください",
            field="delivered_on",
        )
    if delivered_on > today:
        raise RuleViolation("delivery.late", "今日までの日付で入力してください", field="delivered_on")
