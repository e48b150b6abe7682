"""A correction, a new key and a termination, as contractor, branch and agency see them."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from surety import clock
from surety.demo import cast
from surety.domain.dates import format_wareki
from tests.e2e import counter_acts, journeys
from tests.e2e.axe import find_barriers
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
# In force, opened by the agency, and corrected once.
WORK = "〇〇川護岸補修工事"


def correct(contractor: Visitor, underwriter: Visitor, issuer: Visitor, number: str) -> None:
    """訂正: the clerk's error is mended, and the history hides what was wrong until it is asked for."""
    counter_acts.propose(
        underwriter, number, "証書の訂正", right__depository_branch="△△支店", reason="支店名の転記誤り"
    )
    expect(underwriter.page.get_by_role("button", name="証書の訂正を実行する")).to_have_count(0)
    issuer.go("/desk")
    issuer.shoot("83-board")
    counter_acts.carry_out(issuer, number, "証書の訂正")
    contractor.go(f"/guarantees/{number}")
    contractor.sees(re.compile("△△支店"))
    contractor.shoot("84-contractor-corrected")
    contractor.follow(re.compile("すべての履歴を表示する"))
    contractor.sees("支店名の転記誤り")
    contractor.shoot("85-contractor-whole-history")
    assert find_barriers(contractor.page) == []


def renew_key(contractor: Visitor, underwriter: Visitor, issuer: Visitor, number: str) -> journeys.Pair:
    """認証キーの再発行: the contractor asks, two people of the branch do it."""
    contractor.go(f"/guarantees/{number}")
    contractor.follow("認証キーの再発行を申し出る")
    contractor.write("reason", "担当者の変更で、キーを控えた紙が見つからないため")
    contractor.shoot("87-ask-key")
    assert find_barriers(contractor.page) == []
    contractor.press("青森支店に申し出る")
    contractor.sees(re.compile("支店に申し出ました"))
    underwriter.go("/desk/acts")
    underwriter.follow(re.compile(f"{number}の認証キーの再発行"))
    underwriter.follow("内容を確かめて提案する")
    underwriter.press("認証キーの再発行を提案する")
    counter_acts.carry_out(issuer, number, "認証キーの再発行")
    contractor.go(f"/guarantees/{number}")
    contractor.shoot("88-contractor-new-key")
    return journeys.show_key(contractor)


def refuses(stranger: Visitor, pair: journeys.Pair) -> None:
    """The viewer does not open with this pair any more."""
    stranger.go("/verify")
    stranger.write("number", pair.number)
    stranger.write("key", pair.key)
    stranger.press("証書を確認する")
    stranger.sees(re.compile("一致しません"))


def test_a_correction_a_new_key_and_a_termination(visit: Callable[..., Visitor]) -> None:
    contractor, underwriter, issuer, officer = visit(), visit(), visit(), visit()
    contractor.log_in(cast.MEMBER)
    underwriter.log_in(cast.UNDERWRITER)
    issuer.log_in(cast.ISSUER)
    officer.log_in(cast.OFFICER)
    journeys.open_contract(contractor, work_name=WORK)
    old = journeys.show_key(contractor)

    correct(contractor, underwriter, issuer, old.number)
    journeys.check_certificate(officer, old)
    officer.sees("有効です（訂正されています）")
    officer.shoot("86-viewer-corrected")

    new = renew_key(contractor, underwriter, issuer, old.number)
    assert new.number == old.number
    assert new.key != old.key
    refuses(visit(), old)
    journeys.check_certificate(officer, new)

    officer.follow("この保証契約の解除を保証会社に知らせる")
    officer.sees_heading("保証契約の解除のお知らせ")
    officer.shoot("91-agency-release")
    assert find_barriers(officer.page) == []

    today = format_wareki(clock.today())
    counter_acts.propose(
        underwriter, old.number, "解約", effective_on=today, reason="請負契約が合意で解除されたため"
    )
    counter_acts.carry_out(issuer, old.number, "解約")
    contractor.go(f"/guarantees/{old.number}")
    contractor.shoot("89-contractor-terminated")
    assert find_barriers(contractor.page) == []
    officer.go(f"/verify/{old.number}")
    officer.sees("解約されています")
    officer.shoot("90-viewer-terminated")
    assert find_barriers(officer.page) == []
    contractor.site.work()
