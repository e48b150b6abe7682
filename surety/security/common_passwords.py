"""Passwords that guessers try first."""

from functools import cache
from importlib.resources import files

# Words of this trade and its people, which no general list holds.
_TRADE = (
    "netdesk",
    "hoshou",
    "hosyou",
    "hosho",
    "kensetsu",
    "maebarai",
    "reiwa",
    "password",
    "pasuwado",
    "densi",
    "denshi",
)


@cache
def _listed() -> frozenset[str]:
    text = files("surety.security").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip())


def is_common(password: str) -> bool:
    """Whether the password (lower case) is on the list, alone, repeated, or only padded with digits and signs."""
    core = password.strip("0123456789!@#$%^&*()-_=+.,?/ ")
    if not core:
        return True
    for period in range(1, len(password) // 2 + 1):
        if len(password) % period == 0 and password == password[:period] * (len(password) // period):
            return True
    return password in _listed() or core in _listed() or core in _TRADE
