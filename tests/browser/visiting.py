"""A visit to the product: the house that is visited, and a page in a browser."""

from __future__ import annotations

from dataclasses import dataclass

from cast import PASSWORD, Cast
from playwright.sync_api import Page

from vocsurvey.db.people import Role


@dataclass(frozen=True)
class House:
    """A server that answers, and the cast behind it."""

    address: str
    cast: Cast


@dataclass(frozen=True)
class Visit:
    """A page in a browser, and everything that the browser complained about."""

    page: Page
    address: str
    complaints: list[str]

    def go(self, path: str) -> None:
        """Open one of our pages."""
        self.page.goto(self.address + path)

    def sign_in(self, role: Role) -> None:
        """Sign in as the person of that role."""
        self.page.context.clear_cookies()
        self.go("/sign-in")
        self.page.fill("#email", f"{role}@example.com")
        self.page.fill("#password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(self.address + "/")
