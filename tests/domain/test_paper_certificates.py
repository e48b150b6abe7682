"""証書（紙）: the tables of docs/rules/paper-certificates.md."""

import re
from datetime import date

import pytest

from surety.domain.errors import RuleViolation
from surety.domain.paper_certificates import DeliveryMeans, refuse_delivery
from surety.domain.procedure_status import HandOverStage, stage_of
from surety.domain.products import CertificateForm
from tests.worked_tables import pairs, worked_tables

STAGES, DAYS = worked_tables("paper-certificates.md")


@pytest.mark.parametrize("form, delivered, handed_over, opened, stage", pairs(STAGES))
def test_the_stage_of_key_or_paper(
    form: str, delivered: str, handed_over: str, opened: str, stage: str
) -> None:
    found = stage_of(
        CertificateForm(form),
        is_handed_over=handed_over == "yes",
        is_opened=opened == "yes",
        is_delivered=delivered == "yes",
    )
    assert found is HandOverStage(stage)


@pytest.mark.parametrize("issued, delivered, today, said", pairs(DAYS))
def test_the_day_of_delivery(issued: str, delivered: str, today: str, said: str) -> None:
    days = {"issued_on": issued, "delivered_on": delivered, "today": today}
    found = {name: date.fromisoformat(day) for name, day in days.items()}
    if not said:
        refuse_delivery(**found)
        return
    with pytest.raises(RuleViolation, match=re.escape(said)):
        refuse_delivery(**found)


def test_the_means_in_words() -> None:
    assert [means.done_words for means in DeliveryMeans] == ["窓口でお渡ししました", "郵送しました"]
