"""People in front of their browsers, and what nobody may find in any of them."""

import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from surety.demo import cast
from tests.e2e.site import Site

# Chromium reports every answer from 400 on, and htmx a request that a newer one overtook. These are asked for.
_ASKED_FOR = re.compile(r"status of (401|404|409|422)|Error Code 401 from|^htmx:(afterRequest|sendAbort), ")
_MOST_TABS = 200


class Visitor:
    """One person with a mouse and a browser of their own. `told` collects complaints of the browser's console."""

    def __init__(self, page: Page, site: Site, *, shots: Path | None = None) -> None:
        self.page = page
        self.site = site
        self.shots = shots
        self.told: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.told.append(f"{page.url}: {error}"))

    # ---- what a person does; a person without a mouse does it otherwise

    def press(self, name: str | re.Pattern[str], *, inside: Locator | None = None) -> None:
        """Press the button that is called so."""
        self._activate(self._named("button", name, inside), "Space")

    def follow(self, name: str | re.Pattern[str], *, inside: Locator | None = None) -> None:
        """Follow the link that is called so."""
        self._activate(self._named("link", name, inside or self.page.get_by_role("main")), "Enter")

    def unfold(self, title: str) -> None:
        """Open what is folded under this title."""
        self._activate(self.page.locator("summary", has_text=title).first, "Enter")

    def write(self, field: str, text: str) -> None:
        """Put the text in place of what stands in the field of this form name."""
        self._field(field).fill(text)

    def choose(self, field: str, value: str) -> None:
        """Choose a radio button, or a line of a drop-down."""
        control = self._field(field)
        if control.evaluate("it => it.tagName") == "SELECT":
            control.select_option(value)
        else:
            self._radio(field, value).check()

    def tick(self, field: str) -> None:
        """Tick a box that is not ticked yet."""
        self._field(field).check()

    def attach(self, field: str, path: Path) -> None:
        """Choose a file; its dialogue belongs to the browser and not to the page."""
        self._field(field).set_input_files(path)

    # ---- what is made of it

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(path if path.startswith("http") else self.site.url + path)

    def log_in(self, login: cast.Login) -> None:
        """Log in as somebody of the cast, with the code where it is asked for."""
        self.go("/account/login")
        self.give_password(login.login_id, cast.PASSWORD)
        expect(self.page).not_to_have_url(re.compile("/account/login"))
        if "/second-factor" in self.page.url:
            self.write("code", self.site.code_for(login.login_id))
            self.press("確認する")
        expect(self.page.get_by_role("button", name="ログアウト")).to_be_visible()

    def give_password(self, login_id: str, password: str) -> None:
        """Fill in the login form of the page and send it."""
        self.write("login_id", login_id)
        self.write("password", password)
        self.press("ログインする")

    # ---- what the person sees

    def sees(self, text: str | re.Pattern[str]) -> None:
        """The text is somewhere on the page."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def sees_heading(self, text: str | re.Pattern[str]) -> None:
        """The page has this first-level heading."""
        expect(self.page.get_by_role("heading", level=1, name=text)).to_be_visible()

    def shoot(self, name: str) -> None:
        """Keep pictures of the page as a desktop and as a phone show it."""
        if self.shots is None:
            return
        before = self.page.viewport_size
        for width in (1280, 375):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.screenshot(path=self.shots / f"{name}-{width}.png", full_page=True)
        if before:
            self.page.set_viewport_size(before)

    # ---- tools

    def _activate(self, target: Locator, _key: str) -> None:
        target.click()

    def _named(self, role: str, name: str | re.Pattern[str], inside: Locator | None) -> Locator:
        within = inside or self.page
        exact = isinstance(name, str)
        return within.get_by_role(role, name=name, exact=exact).first  # type: ignore[arg-type]  # button or link

    def _field(self, name: str) -> Locator:
        return self.page.locator(f'main [name="{name}"]:not([type="hidden"])').first

    def _radio(self, name: str, value: str) -> Locator:
        return self.page.locator(f'main [name="{name}"][value="{value}"]').first

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _ASKED_FOR.search(message.text):
            self.told.append(f"{self.page.url}: {message.text}")


class KeyboardVisitor(Visitor):
    """A person who never touches a mouse: everything is reached with Tab and done with Enter, Space and arrows."""

    def write(self, field: str, text: str) -> None:
        self._reach(self._field(field))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def choose(self, field: str, value: str) -> None:
        control = self._field(field)
        if control.evaluate("it => it.tagName") == "SELECT":
            self._reach(control)
            wanted = control.locator(f'option[value="{value}"]').inner_text()
            self.page.keyboard.type(wanted)
            assert control.input_value() == value
            return
        # Tab stops once in a group of radio buttons, at the chosen one; arrows move the choice.
        group = self.page.locator(f'main [name="{field}"]')
        self._tab_until(
            lambda: group.evaluate_all("all => all.some(it => it === document.activeElement)"), field
        )
        wanted_one = self._radio(field, value)
        if group.evaluate_all("all => all.every(it => !it.checked)"):
            self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if wanted_one.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert wanted_one.is_checked(), f"arrows never reach {field}={value}"

    def tick(self, field: str) -> None:
        box = self._field(field)
        self._reach(box)
        if not box.is_checked():
            self.page.keyboard.press("Space")
        assert box.is_checked()

    def attach(self, field: str, path: Path) -> None:
        self._reach(self._field(field))
        super().attach(field, path)

    def _activate(self, target: Locator, key: str) -> None:
        self._reach(target)
        self.page.keyboard.press(key)

    def _reach(self, target: Locator) -> None:
        expect(target).to_be_attached()
        self._tab_until(lambda: target.evaluate("it => it === document.activeElement"), str(target))
        # Whoever tabs must see where they are: the focused thing is on the screen and not behind a bar.
        assert self._comes_in_sight(target), f"the focus is out of sight at {target} on {self.page.url}"

    def _comes_in_sight(self, target: Locator) -> bool:
        """Whether it is in sight within two seconds: a page that just got an answer may still be moving."""
        deadline = time.monotonic() + 2
        while not target.evaluate(_IS_IN_SIGHT):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def _tab_until(self, is_there: Callable[[], bool], what: str) -> None:
        for _ in range(_MOST_TABS):
            if is_there():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {what} on {self.page.url}")


_IS_IN_SIGHT = """it => {
  const box = it.getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight) return false;
  const x = box.left + box.width / 2, y = Math.max(0, box.top) + Math.min(box.height, innerHeight) / 2;
  const on_top = document.elementFromPoint(Math.min(x, innerWidth - 1), Math.min(y, innerHeight - 1));
  return on_top !== null && (it.contains(on_top) || on_top.contains(it) || on_top.closest('label') !== null);
}"""
