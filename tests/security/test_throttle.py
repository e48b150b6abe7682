"""Counting tries: windows, many callers at once, and who counts as one caller."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from surety.domain.errors import Throttled
from surety.extensions import db
from surety.security.throttle import Limit, count_try, forgive, network_of, sweep, tries_in_window

FIVE = (Limit(5, 300), Limit(8, 3_600))
START = 1_763_600_400  # a whole hour


def tries(count: int, *, now_s: int, key: str = "k") -> int:
    """How many of so many tries went through."""
    passed = 0
    for _ in range(count):
        try:
            count_try(db.engine, key, FIVE, now_s=now_s)
        except Throttled:
            continue
        passed += 1
    return passed


def test_a_window_takes_as_many_tries_as_its_limit_and_opens_again(app):
    assert tries(7, now_s=START) == 5
    with pytest.raises(Throttled) as full:
        count_try(db.engine, "k", FIVE, now_s=START + 10)
    assert full.value.retry_after == 290


def test_refused_tries_count_towards_the_longer_window(app):
    assert tries(8, now_s=START) == 5
    assert tries(1, now_s=START + 300) == 0
    assert tries(1, now_s=START + 3_600) == 1


def test_keys_do_not_disturb_each_other(app):
    tries(9, now_s=START)
    assert tries(1, now_s=START, key="other") == 1


def test_a_try_that_was_right_is_taken_back(app):
    for _ in range(20):
        count_try(db.engine, "k", FIVE, now_s=START)
        forgive(db.engine, "k", FIVE, now_s=START)
    assert tries_in_window(db.engine, "k", FIVE[0], now_s=START) == 0


def test_taking_back_never_goes_below_nothing(app):
    forgive(db.engine, "k", FIVE, now_s=START)
    assert tries(6, now_s=START) == 5


def test_racing_tries_cannot_slip_past_the_limit(migrated_app, app):
    def one(_: int) -> bool:
        with migrated_app.app_context():
            try:
                count_try(db.engine, "race", (Limit(5, 300),), now_s=START)
            except Throttled:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(40))) == 5


def test_old_windows_are_forgotten_and_young_ones_are_not(app):
    tries(1, now_s=START)
    tries(1, now_s=START + 200_000)
    sweep(db.engine, now_s=START + 200_000)
    assert tries_in_window(db.engine, "k", FIVE[0], now_s=START) == 0
    assert tries_in_window(db.engine, "k", FIVE[0], now_s=START + 200_000) == 1


@pytest.mark.parametrize(
    "address, network",
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("not-an-address", "unknown"),
    ],
)
def test_one_caller_is_an_ipv4_address_or_an_ipv6_network(address, network):
    assert network_of(address) == network
