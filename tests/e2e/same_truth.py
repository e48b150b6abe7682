"""Contractor, branch and agency before the same guarantee: certificate, state and paper say one thing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.documents.reading import pages_of, text_of
from tests.e2e.journeys import Pair, check_certificate
from tests.e2e.visitors import Visitor


@dataclass(frozen=True, slots=True)
class Station:
    """What stands after one step: the number of certificates so far, words of the newest, the agency's verdict,
    and what the others are told of where the guarantee stands."""

    name: str
    version: int
    words: Sequence[str]
    verdict: str
    state: str


@dataclass(frozen=True, slots=True)
class Onlookers:
    """Who looks at every station; papers are kept in `folder`, and beside the pictures if pictures are taken."""

    contractor: Visitor
    desk: Visitor
    officer: Visitor
    folder: Path

    def agree(self, pair: Pair, station: Station) -> None:
        """All three see the same certificate and its state; the PDF says it too, on one page."""
        ours = self._as_contractor(pair, station)
        assert ours == self._as_branch(pair, station)
        assert ours == self._as_agency(pair, station)
        paper = self.contractor.page.request.get(
            f"{self.contractor.site.url}/guarantees/{pair.number}/certificates/{station.version}/pdf"
        ).body()
        self.keep(paper, f"{station.name}.pdf")
        assert pages_of(paper) == 1
        printed = _squeezed(text_of(paper, self.folder))
        for word in (pair.number, *station.words):
            assert _squeezed(word) in _squeezed(ours), word
            assert _squeezed(word) in printed, word

    def _as_contractor(self, pair: Pair, station: Station) -> str:
        seen = self.contractor
        seen.go(f"/guarantees/{pair.number}")
        expect(seen.page.locator("main")).to_contain_text(station.state)
        seen.shoot(f"{station.name}-contractor")
        seen.follow("証書を表示")
        return self._sheet(seen)

    def _as_branch(self, pair: Pair, station: Station) -> str:
        seen = self.desk
        seen.go(f"/desk/guarantees/{pair.number}")
        expect(seen.page.locator("main")).to_contain_text(station.state)
        seen.shoot(f"{station.name}-branch")
        seen.go(f"/desk/guarantees/{pair.number}/certificates/{station.version}")
        return self._sheet(seen)

    def _as_agency(self, pair: Pair, station: Station) -> str:
        seen = self.officer
        check_certificate(seen, pair)
        seen.sees(station.verdict)
        seen.shoot(f"{station.name}-agency")
        seen.follow("証書を表示する")
        return self._sheet(seen)

    def _sheet(self, visitor: Visitor) -> str:
        return visitor.page.locator("main.cert").inner_text()

    def keep(self, paper: bytes, name: str) -> None:
        """Put a paper where the test and whoever looks at the pictures find it."""
        for folder in (self.folder, self.contractor.shots):
            if folder:
                (folder / name).write_bytes(paper)


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
