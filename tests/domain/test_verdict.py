"""The viewer's verdict is plain, and an end outweighs everything."""

from datetime import date

import pytest

from surety.domain.products import CertificateKind
from surety.domain.states import GuaranteeState
from surety.domain.verdict import Standing, Verdict, verdict_on

UNTIL = date(2027, 3, 20)


def judge(
    state: GuaranteeState = GuaranteeState.IN_FORCE,
    *,
    versions: int = 1,
    today: date = UNTIL,
    kind: CertificateKind = CertificateKind.CHANGE,
) -> Verdict:
    standing = Standing("変更-1", kind, versions)
    return verdict_on(state, standing=standing, until=UNTIL, today=today)


def test_it_is_in_force_up_to_and_on_the_last_day() -> None:
    assert judge().title == "有効です"
    assert judge().tone == "ok"
    assert "令和9年3月20日" in judge().sentence


def test_the_day_after_the_term_is_said_even_if_nobody_has_moved_the_state() -> None:
    assert judge(today=date(2027, 3, 21)).title == "保証期限を過ぎています"


def test_a_changed_certificate_points_to_the_newest_version() -> None:
    found = judge(versions=2)
    assert found.title == "有効です（変更されています）"
    assert "「変更-1」" in found.sentence


def test_a_corrected_one_and_one_whose_change_was_taken_away_say_so() -> None:
    assert judge(versions=2, kind=CertificateKind.CORRECTION).title == "有効です（訂正されています）"
    assert judge(versions=3, kind=CertificateKind.NEW).title == "有効です（変更は取り消されています）"


def test_an_end_names_its_day_but_a_cancelled_guarantee_never_was() -> None:
    def said(state: GuaranteeState) -> str:
        day = date(2027, 1, 31)
        return verdict_on(state, standing=Standing("新規"), until=UNTIL, today=UNTIL, ended_on=day).sentence

    assert "令和9年1月31日で終了しました" in said(GuaranteeState.TERMINATED)
    assert "令和9年1月31日で終了しました" in said(GuaranteeState.RELEASED)
    assert "令和9年1月31日" not in said(GuaranteeState.CANCELLED)
    assert "保証期限（令和9年3月20日）を過ぎ" in said(GuaranteeState.EXPIRED)


@pytest.mark.parametrize("state", [state for state in GuaranteeState if state is not GuaranteeState.IN_FORCE])
@pytest.mark.parametrize("versions", [1, 3])
def test_an_ended_guarantee_is_never_called_in_force(state: GuaranteeState, versions: int) -> None:
    found = judge(state, versions=versions)
    assert "有効です" not in found.title + found.sentence
    assert found.tone in {"warn", "err"}
