"""The platform's browser, without a connection to anywhere."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from surety.config import Settings
from tests.e2e.local_server import served
from tests.e2e.site import Site, fresh_site
from tests.e2e.visitors import Visitor
from tests.gallery import make_gallery


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Chromium of the platform's packages (chromium on Debian), quiet and without its own network traffic."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "no Chromium on the path: run `make platform`"
    return {
        "executable_path": found,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    """A Japanese office's browser."""
    return {"locale": "ja-JP", "timezone_id": "Asia/Tokyo", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def gallery_url(settings: Settings) -> Iterator[str]:
    """The component gallery on a free port."""
    with served(make_gallery(settings)) as url:
        yield url


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A deployment with the demo data, served by gunicorn."""
    with fresh_site(tmp_path_factory) as it:
        yield it


@pytest.fixture(scope="session")
def shots() -> Path | None:
    """Where pictures of the stations go; they are taken only when SURETY_E2E_SHOTS names a folder."""
    chosen = os.environ.get("SURETY_E2E_SHOTS")
    if not chosen:
        return None
    Path(chosen).mkdir(parents=True, exist_ok=True)
    return Path(chosen)


@pytest.fixture
def visit(browser: Browser, site: Site, shots: Path | None) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser for one more person; at the end nobody's console may hold a complaint."""
    visitors: list[Visitor] = []

    def open_one(kind: type[Visitor] = Visitor, **options: Any) -> Visitor:
        usual = {"locale": "ja-JP", "timezone_id": "Asia/Tokyo", "viewport": {"width": 1280, "height": 900}}
        context = browser.new_context(**(usual | options))
        context.set_default_timeout(15_000)
        visitors.append(kind(context.new_page(), site, shots=shots))
        return visitors[-1]

    yield open_one
    for visitor in visitors:
        visitor.page.context.close()
    assert [line for visitor in visitors for line in visitor.told] == []
