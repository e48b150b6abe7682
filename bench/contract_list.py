"""The contract list at 1,000 and at 1,000,000 guarantees, with every filter: `python -m bench.contract_list`.

Whole pages as the WSGI server asks for them (login, list, HTML), of a company that holds half of all guarantees.
Goal: at a million a page costs at most 1.3 of what it costs at a thousand, on both databases.
"""

import sys
import tempfile
from pathlib import Path

from bench.issuing_writers import open_application
from bench.kills import databases
from bench.results import Result, show
from bench.site import LARGE, SMALL, Site, compare

PAGES = {
    "first page": "",
    "tab 保証申込": "tab=applied",
    "product, 1 of 10": "product=interim",
    "period, one year": "since=2023-04-01&until=2024-03-31",
    "keyset, the middle": "before=2023-10-01_999999999",
    "keyset, back": "after=2023-10-01_1",
    "2 signs, every 3rd (道路)": "words=道路",
    "2 signs, every 10th (橋梁)": "words=橋梁",
    "2 signs, 20 rows (洞門)": "words=洞門",
    "2 signs, none (空港)": "words=空港",
    "2 signs, product, period": "words=道路&product=interim&since=2023-04-01&until=2024-03-31",
    "2 signs, the middle": "words=道路&before=2023-10-01_999999999",
    "4 signs (道路改良)": "words=道路改良",
    "6 signs, 20 rows (洞門補修工事)": "words=洞門補修工事",
    "2 words (市道 舗装)": "words=市道 舗装",
    "1 sign (橋)": "words=橋",
    "ピンポイント検索": "number=10000-000100",
}


class ListSite(Site):
    """A filled database and a browser that looks at the contract list."""

    mark = b"guarantee-list"


def measure(name: str) -> Result:
    """Both sizes on one kind of database."""
    with tempfile.TemporaryDirectory() as folder, databases(name) as first, databases(name) as second:
        small = ListSite(open_application(first[name], Path(folder)), rows=SMALL)
        large = ListSite(open_application(second[name], Path(folder)), rows=LARGE)
        print(f"{name}: {LARGE:,} guarantees filled in within {large.filled_in:.0f} s", flush=True)
        pages = {title: f"/guarantees?{query}" for title, query in PAGES.items()}
        result = compare(name, pages, small, large, what="list page")
        for site in (small, large):
            site.close()
    return result


def main() -> list[Result]:
    return [measure(name) for name in sys.argv[1:] or ("sqlite", "postgresql")]


if __name__ == "__main__":
    raise SystemExit(not show(main()))
