"""What a caller does at the desk, step by step, with the keyboard alone, and what the rows say of it afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import requests
from calling_floor import PASSWORD, Floor
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select, text

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.people import User

PATIENCE = 60  # seconds: a busy machine is slow, not wrong


@dataclass
class AtDesk:
    """A caller in a browser: hands on the keyboard, eyes on the page."""

    floor: Floor
    user: User
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    @property
    def said(self) -> Any:
        """What is to be read aloud."""
        return self.page.locator(".script-say")

    def sign_in(self, path: str = "/desk", first: str = "Nobody is on your desk.") -> AtDesk:
        """Name and password, and the desk or another page."""
        keys = self.page.keyboard
        self.page.goto(f"{self.floor.address}/sign-in?next={path}")
        self.page.locator("#email").focus()
        keys.type(self.user.email)
        keys.press("Tab")
        keys.type(PASSWORD)
        keys.press("Enter")
        return self.sees(first)

    def press(self, *pressed: str) -> AtDesk:
        """Keys of the desk, as soon as its script runs: on a page that is still coming nobody hears them."""
        expect(self.page.locator("[data-keys-toggle]")).to_be_visible()
        for one in pressed:
            self.page.keyboard.press(one)
        return self

    def types(self, words: str, *then: str) -> AtDesk:
        """Words where the cursor is, and keys behind them."""
        self.page.keyboard.type(words)
        for one in then:
            self.page.keyboard.press(one)
        return self

    def sees(self, words: str) -> AtDesk:
        """These words come onto the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()
        return self

    def reads(self, words: str) -> AtDesk:
        """This is to be read aloud now."""
        expect(self.said).to_contain_text(words)
        return self

    def has(self, name: str) -> AtDesk:
        """The case of this person is on the desk."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(name)
        return self

    def takes(self, name: str) -> AtDesk:
        """The next case, which is this person."""
        return self.press("n").has(name)

    def calls(self, *, again: bool = False) -> AtDesk:
        """The call, until they have picked up."""
        self.press("c")
        return self.reads("Is that you, and is now a good time?" if again else "Is now a good time?")

    def answers(self, *steps: tuple[str, str]) -> AtDesk:
        """A key for each answer, and what is read next."""
        for key, then in steps:
            self.press(key).reads(then)
        return self

    def hangs_up(self) -> AtDesk:
        """The line is closed, and what is behind it is on the page: by itself, or with a key."""
        self.press("h")
        over = self.page.get_by_role("heading", name="The call is over")
        closed = self.page.get_by_role("link", name="Write it up")
        expect(over.or_(closed).first).to_be_visible()
        if not over.count():
            self.press("d")
        return self.sees("The call is over")

    def stands_on(self, what: str) -> AtDesk:
        """The cursor is on the button with these words."""
        expect(self.page.get_by_role("button", name=what)).to_be_focused()
        return self

    def reaches(self, what: str) -> AtDesk:
        """Tab on until this is under the cursor: a button or a field, by the words on it or its id."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            focus = self.page.locator(":is(a, button, input, textarea, select, summary):focus")
            if focus.count() and (what in focus.inner_text() or what == focus.get_attribute("id")):
                return self
        raise AssertionError(f"no way to {what} with the keyboard")

    def chooses(self, words: str) -> AtDesk:
        """One of several that exclude one another, with the arrows."""
        chosen = self.page.locator("label:has(:checked)").filter(has_text=words)
        for _ in range(30):
            self.page.keyboard.press("ArrowDown")
            if chosen.count():
                return self
        raise AssertionError(f"no way to {words} with the arrows")

    def chooses_option(self, words: str) -> AtDesk:
        """One of a list that is under the cursor, by the beginning of its words."""
        self.page.keyboard.type(words)
        expect(self.page.locator("select:focus option:checked")).to_contain_text(words)
        return self

    def second_tab(self) -> AtDesk:
        """The same desk once more in the same browser."""
        page = self.context.new_page()
        page.goto(f"{self.floor.address}/desk")
        return replace(self, page=page)

    def comes_anew(self) -> AtDesk:
        """The page is loaded once more."""
        self.page.reload()
        return self

    def done(self, note: str = "") -> AtDesk:
        """The case is written up, and the desk is free."""
        if note:
            self.reaches("note").types(note, "Tab", "Enter")
        else:
            self.press("d")
        return self.sees("Nobody is on your desk.")


@dataclass
class Rows:
    """What the database says, in plain SQL."""

    floor: Floor

    def ask(self, statement: str, **names: Any) -> list[Any]:
        """Rows; single columns come as values."""
        with self.floor.database.reading() as session:
            found = session.execute(text(statement), names).all()
        return [row[0] if len(row) == 1 else tuple(row) for row in found]

    def answers(self, name: str) -> list[Any]:
        """Question, value or words, and whether it stands, of everything that somebody has said."""
        return self.ask(
            "SELECT a.question, coalesce(a.value, a.missing, a.verbatim), a.superseded_at IS NULL FROM answer a "
            "JOIN interview i ON i.id = a.interview_id JOIN case_file c ON c.id = i.case_id "
            "JOIN contact p ON p.id = c.contact_id WHERE p.name = :name ORDER BY a.id",
            name=name,
        )

    def standing(self, name: str) -> dict[str, Any]:
        """The answers that stand, by question."""
        return {question: value for question, value, stands in self.answers(name) if stands}

    def case(self, name: str) -> tuple[Any, ...]:
        """The disposition of somebody's case, and whether it is closed."""
        return self.ask(  # type: ignore[no-any-return]
            "SELECT c.disposition, c.closed_at IS NOT NULL FROM case_file c JOIN contact p ON p.id = c.contact_id "
            "WHERE p.name = :name ORDER BY c.id DESC",
            name=name,
        )[0]

    def due(self, name: str) -> datetime | None:
        """When somebody's case is due."""
        with self.floor.database.reading() as session:
            return session.scalars(
                select(Case.due_at).where(Case.contact.has(name=name)).order_by(Case.id.desc())
            ).first()

    def appointments(self, name: str) -> list[Any]:
        """Kind, channel and time of what stands with somebody."""
        wanted = select(Appointment.kind, Appointment.channel, Appointment.at).join(Case)
        with self.floor.database.reading() as session:
            found = session.execute(wanted.where(Case.contact.has(name=name), *STILL_OPEN)).all()
        return [tuple(row) for row in found]

    def attempts(self, name: str) -> list[Any]:
        """Channel and disposition of each attempt."""
        return self.ask(
            "SELECT t.channel, t.disposition FROM attempt t JOIN case_file c ON c.id = t.case_id "
            "JOIN contact p ON p.id = c.contact_id WHERE p.name = :name ORDER BY t.id",
            name=name,
        )

    def leases(self, name: str) -> list[Any]:
        """Who had the case, how it came back, and with which note."""
        return self.ask(
            "SELECT u.name, l.ending, l.note FROM desk_lease l JOIN user_account u ON u.id = l.user_id "
            "JOIN case_file c ON c.id = l.case_id JOIN contact p ON p.id = c.contact_id WHERE p.name = :name "
            "ORDER BY l.id",
            name=name,
        )

    def flags(self, name: str) -> list[Any]:
        """Rule and severity of the flags that somebody raised."""
        return self.ask(
            "SELECT f.rule, f.severity FROM flag f JOIN follow_up u ON u.id = f.follow_up_id "
            "JOIN contact p ON p.id = u.contact_id WHERE p.name = :name ORDER BY f.id",
            name=name,
        )

    def history(self, name: str) -> list[Any]:
        """What happened to the follow-up, in order."""
        return self.ask(
            "SELECT e.kind FROM follow_up_event e JOIN follow_up u ON u.id = e.follow_up_id "
            "JOIN contact p ON p.id = u.contact_id WHERE p.name = :name ORDER BY e.id",
            name=name,
        )

    def hang_up_on(self, name: str) -> None:
        """The customer hangs up: the carrier is asked to end their call, as its console can."""
        (sid,) = self.ask(
            "SELECT l.carrier_sid FROM call l JOIN attempt t ON t.call_id = l.id JOIN case_file c ON c.id = t.case_id "
            "JOIN contact p ON p.id = c.contact_id WHERE p.name = :name AND l.ended_at IS NULL",
            name=name,
        )
        carrier = self.floor.house.settings.carrier
        assert carrier is not None
        account = f"{carrier.api_url}/2010-04-01/Accounts/{carrier.account_sid}"
        who = (carrier.account_sid, carrier.auth_tokens[0])
        done = requests.post(f"{account}/Calls/{sid}.json", data={"Status": "completed"}, auth=who, timeout=20)
        assert done.status_code == 200, done.text

    def be_late(self) -> None:
        """No page was heard from for too long: nobody in a test waits for it."""
        with self.floor.database.transaction() as session:
            for lease in session.scalars(select(DeskLease).where(DeskLease.ended_at.is_(None))):
                lease.expires_at = lease.taken_at + timedelta(seconds=1)

    def until(self, so: Callable[[], bool]) -> None:
        """Wait until the rows are so; the workers and the clock are other processes."""
        end = time.monotonic() + PATIENCE
        while not so():
            assert time.monotonic() < end, "the rows never were so"
            self.floor.house.fleet.tend()
            time.sleep(0.05)

    def newest(self) -> tuple[int, int]:
        """The newest call and the newest bridge."""
        call, bridge = (self.ask(f"SELECT coalesce(max(id), 0) FROM {table}")[0] for table in ("call", "bridge"))
        return call, bridge

    def quiet(self, since: tuple[int, int]) -> None:
        """Everybody has hung up, the audit finds nothing, and the carrier has nothing to complain about."""
        calls = "SELECT count(*) FROM call WHERE ended_at IS NULL AND status != 'planned' AND id > :since"
        bridges = "SELECT count(*) FROM bridge WHERE ended_at IS NULL AND id > :since"
        call, bridge = since
        self.until(lambda: self.ask(calls, since=call) == [0] and self.ask(bridges, since=bridge) == [0])
        assert self.floor.house.violations() == []
        assert self.floor.house.ledger()["violations"] == []


@contextmanager
def at_desk(browser: Browser, floor: Floor, user: User, *page_and_words: str) -> Generator[AtDesk]:
    """Somebody at their desk, in a browser of their own, which has nothing to complain about in the end."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield AtDesk(floor, user, context, page, complaints).sign_in(*page_and_words)
    context.close()
    # A refusal (404, 422) is news to the console, not a fault of the page.
    faults = [one for one in complaints if not one.startswith("Failed to load resource")]
    assert faults == [], faults[:3]
