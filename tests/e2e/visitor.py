"""A reader in a real browser, with everything that must never happen on a page written down."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

_READY = '.stApp[data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
WAIT = 60_000
ATTEMPTS = 8


@dataclass  # no slots: the browser driver keeps its handlers as attributes of the object they belong to
class Visitor:
    """One browser page on one site."""

    page: Page
    address: str
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.broken.append(f"page error: {error}"))
        self.page.on("console", self._heard)
        self.page.on("request", self._requested)

    def open(self, path: str = "/") -> None:
        """Open an address of the site and wait until it is drawn."""
        self.page.goto(self.address + path)
        self.settled()

    def settled(self) -> None:
        """Wait until the script has ended, the heading stands and nothing is still loading."""
        expect(self.page.locator(".heading h1")).to_be_visible(timeout=WAIT)
        expect(self.page.locator(_READY)).to_be_attached(timeout=WAIT)
        expect(self.page.locator('[data-testid="stSkeleton"]')).to_have_count(0, timeout=WAIT)

    def subtitle(self, words: str | re.Pattern[str]) -> None:
        """Wait until the sentence under the title says `words`: the effect of a change of the selection."""
        expect(self.page.locator(".heading p")).to_contain_text(words, timeout=WAIT)
        self.settled()

    def has_in_address(self, pattern: str) -> None:
        """Wait until the address matches."""
        expect(self.page).to_have_url(re.compile(pattern), timeout=WAIT)

    def until_address(self, act: Callable[[], None], pattern: str) -> None:
        """Do something again and again until the address matches: for what is not ready at a time that can be seen."""
        for _ in range(ATTEMPTS):
            act()
            with suppress(AssertionError):
                expect(self.page).to_have_url(re.compile(pattern), timeout=WAIT / ATTEMPTS)
                break
        self.has_in_address(pattern)

    def choose(self, widget: str, label: str) -> None:
        """Pick one option of a select box or multiselect of the filter bar."""
        box = self.page.locator(f".st-key-{widget} [role=combobox]")
        box.click()
        if widget != "pick_period":  # a long list draws only what is in sight: type to bring the option there
            box.fill(label)
        self.page.get_by_role("option", name=label, exact=True).click(timeout=WAIT)

    def menu(self, heading: str, label: str) -> None:
        """Go to another page by the menu: its heading, and below it the page where it is not the heading's first."""
        self.page.locator(".st-key-menu").get_by_text(heading, exact=True).click()
        page, first = (
            self.page.locator(".st-key-pages").get_by_text(label, exact=True),
            self.page.locator(".heading h1"),
        )
        expect(page.or_(first.get_by_text(label, exact=True)).first).to_be_visible(timeout=WAIT)
        if first.inner_text() != label:
            page.click()
        expect(first).to_have_text(label, timeout=WAIT)
        self.settled()

    def leave(self) -> None:
        """Close the page: before its server ends, or it would complain of that."""
        self.page.close()

    def said(self) -> str:
        """All words on the page, without the names of icons, which a font turns into pictures."""
        icons = self.page.locator('[data-testid="stMain"] [data-testid="stIconMaterial"]').all_inner_texts()
        words = str(self.page.locator('[data-testid="stMain"]').inner_text())
        for icon in set(icons):
            words = words.replace(icon, "")
        return words

    def fits(self) -> bool:
        """Whether nothing has to be scrolled sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

    def _heard(self, message) -> None:
        if message.type == "error":
            self.broken.append(f"console: {message.text}")

    def _requested(self, request) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws", 1), "data:", "blob:")):
            self.broken.append(f"left the machine: {request.url}")
