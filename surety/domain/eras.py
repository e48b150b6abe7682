"""The Japanese eras (元号) and the days on which they changed."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Era:
    """One era: its name, its letter, its first and last day (None while it lasts)."""

    name: str
    letter: str
    first: date
    last: date | None

    def western_year(self, year: int) -> int:
        """The western year of a year of this era; 元年 is year 1."""
        return self.first.year + year - 1

    def holds(self, day: date) -> bool:
        """Whether the day may be written in this era."""
        return self.first <= day and (self.last is None or day <= self.last)


# The days on which 明治 became 大正 and 大正 became 昭和 belong to both eras.
ERAS = (
    Era("令和", "R", date(2019, 5, 1), None),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 25)),
    Era("明治", "M", date(1868, 10, 23), date(1912, 7, 30)),
)
ERA_NAMES = tuple(era.name for era in ERAS)


def era_of(day: date) -> Era | None:
    """The era of a day; None before 明治."""
    return next((era for era in ERAS if era.first <= day), None)


def find_era(word: str) -> Era | None:
    """The era named 令和, 令, R or r; None for any other word."""
    return next((era for era in ERAS if word.upper() in (era.name, era.name[0], era.letter)), None)
