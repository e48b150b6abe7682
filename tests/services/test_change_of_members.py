"""JV構成員の変更: the works contract's members follow the issue, and come back with a 変更取消."""

from decimal import Decimal

import pytest
from flask import Flask

from surety.domain.act_states import ActKind
from surety.extensions import db
from surety.models import Guarantee, User
from surety.security.permissions import Role
from tests.act_cases import carry_out, propose
from tests.change_cases import approve, make_change, settle_premium
from tests.change_money_cases import issue
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import actor_of
from tests.works_cases import contract_of, make_multi_year_guarantee

NAMES = ("〇〇建設株式会社", "△△建設株式会社")


@pytest.fixture
def guarantee(app: Flask) -> Guarantee:
    return settle_premium(make_multi_year_guarantee(make_contractor(monthly_account=True)))


@pytest.fixture
def writer(guarantee: Guarantee) -> User:
    return make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor)


def boxes(guarantee: Guarantee, **changed: str) -> dict[str, str]:
    own = guarantee.contractor
    return {
        "price": f"{guarantee.price:,}",
        f"year-{guarantee.number}": "30,000,000",
        f"paid-{guarantee.number}": f"{guarantee.amount:,}",
        "joint_venture": "〇〇・△△特定建設工事共同企業体",
        "member1_name": own.name, "member1_address": own.address, "member1_share": "60",
        "member2_name": "△△建設株式会社", "member2_address": "弘前市", "member2_share": "40",
        "representative_member": "1",
    } | changed  # fmt: skip


def change_members(guarantee: Guarantee, writer: User, **changed: str) -> None:
    change = make_change(guarantee, writer, **boxes(guarantee, **changed))
    approve(change, make_user(Role.STAFF_UNDERWRITER))
    issue(change, actor_of(make_user(Role.STAFF_ISSUER)))


def take_back(guarantee: Guarantee) -> None:
    act = propose(guarantee, ActKind.CHANGE_CANCEL, by=actor_of(make_user(Role.STAFF_UNDERWRITER)))
    carry_out(act, by=actor_of(make_user(Role.STAFF_ISSUER)))
    db.session.expire_all()


def members_of(guarantee: Guarantee) -> list[tuple[str, Decimal, bool]]:
    members = contract_of(guarantee).members
    return [(each.name, each.share_percent, each.is_representative) for each in members]


def test_the_contract_s_members_follow_and_come_back(guarantee: Guarantee, writer: User) -> None:
    before = members_of(guarantee)
    assert tuple(name for name, *_rest in before) == NAMES
    change_members(guarantee, writer, member1_share="70", member2_name="□□土木株式会社", member2_share="30")
    assert members_of(guarantee) == [
        ("〇〇建設株式会社", Decimal(70), True),
        ("□□土木株式会社", Decimal(30), False),
    ]
    take_back(guarantee)
    assert members_of(guarantee) == before


def test_members_that_changed_again_are_left_alone(guarantee: Guarantee, writer: User) -> None:
    change_members(guarantee, writer, member1_share="70", member2_share="30")
    first, other = contract_of(guarantee).members
    first.share_percent, other.share_percent = Decimal(65), Decimal(35)
    db.session.commit()
    take_back(guarantee)
    assert [share for _name, share, _is in members_of(guarantee)] == [Decimal(65), Decimal(35)]


def test_other_changes_leave_the_members(guarantee: Guarantee, writer: User) -> None:
    before = members_of(guarantee)
    change_members(guarantee, writer, price="103,000,000")
    assert members_of(guarantee) == before


def test_what_becomes_one_company_s_contract_has_no_members(guarantee: Guarantee, writer: User) -> None:
    change_members(guarantee, writer, member1_name="", member2_name="")
    assert members_of(guarantee) == []
    take_back(guarantee)
    assert len(members_of(guarantee)) == 2
