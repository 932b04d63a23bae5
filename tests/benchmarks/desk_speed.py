"""From a key on a caller's desk to the next question on screen: in Chromium, against the web server as it is shipped.

The clock starts with the keydown and stops with the task that follows the frame with the next question. It is told for
an empty server and with other callers at work, who answer at the pace of people while their pages ask for what changes
by itself.

    PYTHONPATH=.:tests:tests/benchmarks python tests/benchmarks/desk_speed.py [--keys 200] [--callers 50] [--json]
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from time import monotonic

import click
import requests
from cast import HEADER, PASSWORD, Cast, hashed, token_in
from desking import put_on_desk
from playwright.sync_api import Page, Playwright, sync_playwright
from sqlalchemy import select, update
from survey_house import free_ports, settings_for

from vocsurvey.clock import now
from vocsurvey.db.campaign import Case
from vocsurvey.db.people import Role, User
from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import upgrade
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.sample import read_rows
from vocsurvey.operations import administering, sampling
from vocsurvey.rulebook import DEMO
from vocsurvey.runtime import Runtime
from vocsurvey.supervision.crew import Crew, environment
from vocsurvey.supervision.embedded_redis import embedded_redis
from vocsurvey.supervision.fleet import Fleet
from vocsurvey.supervision.interruption import interruptible

HOST = "127.0.0.1"
NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS_OF_THOUGHT = 6.0
"""What a customer takes for one answer, at the least: reading it aloud alone takes as long."""
ENDED = "ended"
WATCH = """() => {
  window.took = [];
  let pressed = 0, from = "";
  const at = () => document.querySelector(".script-say")?.textContent + "|" +
    (document.querySelector(".script-answer [name=position]")?.value ?? "ended");
  document.addEventListener("keydown", (event) => { pressed = event.timeStamp; from = at(); }, true);
  new MutationObserver(() => {
    if (!pressed || !document.querySelector(".script-say") || at() === from) return;
    const since = pressed;
    pressed = 0;
    const painted = new MessageChannel();
    painted.port1.onmessage = () => window.took.push(performance.now() - since);
    requestAnimationFrame(() => painted.port2.postMessage(0));
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true, attributes: true });
}"""


@dataclass(frozen=True)
class Times:
    """Milliseconds from key to question, with how many others were at work and how busy the machine was then."""

    callers: int
    keys: int
    p50: float
    p95: float
    worst: float
    load: float


class Stage:
    """A house with callers, and customers whom they have on the phone."""

    def __init__(self, cast: Cast, address: str, callers: int, customers: int) -> None:
        self._cast, self.address = cast, address
        self._lock = threading.Lock()
        cast.people()
        rows, problems = read_rows("\n".join((HEADER, *map(_customer, range(customers)))))
        assert problems == (), problems[:3]
        cast.do(sampling.import_sample, rows)
        cast.launch("Benchmark")
        with cast.runtime.database.transaction() as session:
            session.execute(update(Case).values(channel="live"))
            self._cases = list(session.scalars(select(Case.id).order_by(Case.id)))
        for number in range(callers + 1):
            cast.do(
                administering.add_user, email=email_of(number), name=f"Caller {number}", role=Role.CALLER,
                password_hash=hashed(), zone="Europe/Berlin", languages=["en"],
            )  # fmt: skip

    def connect(self, email: str) -> tuple[str, str]:
        """The next customer, on the phone with a caller: the call's token and SID."""
        with self._lock:
            cast, case_id = self._cast, self._cases.pop()
            with cast.runtime.database.transaction() as session:
                caller = session.scalars(select(User.id).where(User.email == email)).one()
                lease = put_on_desk(session, caller, case_id, now())
            call_id = cast.call_from(lease.id, email)
            sid = f"CE{call_id:032x}"
            return cast.pick_up(call_id, sid), sid

    def hung_up(self, token: str, sid: str) -> None:
        """The call is over."""
        with self._lock:
            self._cast.end(token, sid, CarrierOutcome.COMPLETED)


class Colleague:
    """Another caller: their page asks for what changes by itself, and they answer at the pace of people."""

    def __init__(self, stage: Stage, number: int, enough: threading.Event) -> None:
        self._stage, self._enough, self._email = stage, enough, email_of(number)
        self._offset = number / 50
        self._answers = 0

    def work(self) -> int:
        """Work until it is enough; how many answers were given."""
        with requests.Session() as session:
            session.trust_env = False
            self._sign_in(session)
            while not self._enough.is_set():
                self._interview(session)
        return self._answers

    def _sign_in(self, session: requests.Session) -> None:
        token = token_in(session.get(f"{self._stage.address}/sign-in").text)
        form = {"csrf_token": token, "email": self._email, "password": PASSWORD}
        session.post(f"{self._stage.address}/sign-in", data=form).raise_for_status()

    def _interview(self, session: requests.Session) -> None:
        token, sid = self._stage.connect(self._email)
        page = session.get(f"{self._stage.address}/desk").text
        lease = re.search(r"/desk/(\d+)/answer", page)
        assert lease is not None, page[:2000]
        csrf, number = token_in(page), lease.group(1)
        began = monotonic() - self._offset * SECONDS_OF_THOUGHT
        ticks = 0
        while not self._enough.wait(1.0):
            ticks += 1
            self._tick(session, number, csrf, ticks)
            if monotonic() - began < SECONDS_OF_THOUGHT:
                continue
            began = monotonic()
            form = answer_on(page)
            if form is None:
                self._stage.hung_up(token, sid)
                return
            page = self._send(session, f"/desk/{number}/answer", {"csrf_token": csrf, **form})
            self._answers += 1

    def _tick(self, session: requests.Session, number: str, csrf: str, ticks: int) -> None:
        """What the page asks for by itself."""
        session.get(f"{self._stage.address}/desk/{number}/line", headers={"HX-Request": "true"}).raise_for_status()
        if ticks % 5 == 0:
            self._send(session, f"/desk/{number}/renew", {"csrf_token": csrf})

    def _send(self, session: requests.Session, path: str, form: dict[str, str]) -> str:
        answer = session.post(self._stage.address + path, data=form, headers={"HX-Request": "true"})
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return answer.text


def answer_on(page: str) -> dict[str, str] | None:
    """What the first button of a script says, or a few words; None when the interview has ended."""
    position = re.search(r'name="position" value="(\d+)"', page)
    step = re.search(r'name="step" value="([^"]+)"', page)
    if position is None or step is None:
        return None
    said = re.search(r'value="(value:[^"]+)"', page)
    form = {"position": position.group(1), "step": step.group(1)}
    return {**form, "say": said.group(1)} if said else {**form, "say": "words:", "words": "It took four days."}


def email_of(number: int) -> str:
    """The address of a caller."""
    return f"caller-{number}@example.com"


def measure(stage: Stage, page: Page, keys: int, callers: int) -> Times:
    """So many keys by the first caller, in whole interviews one after the other."""
    took: list[float] = []
    while len(took) < keys:
        names = stage.connect(email_of(0))
        page.goto(f"{stage.address}/desk")
        page.wait_for_selector("[data-keys-toggle]:not([hidden])")
        page.evaluate(WATCH)
        took += _interview(page)
        stage.hung_up(*names)
    percentiles = statistics.quantiles(took, n=100, method="inclusive")
    return Times(callers, len(took), statistics.median(took), percentiles[94], max(took), os.getloadavg()[0])


def _interview(page: Page) -> list[float]:
    """Answer to the end, each time once the question has come."""
    count = 0
    while page.locator(".script-answer").count():
        button = page.locator(".script-answer [data-hotkey]").first
        if page.locator("#words").count():
            page.locator("#words").fill("It took four days.")
            page.keyboard.press("Control+Enter")
        else:
            page.keyboard.press(button.get_attribute("data-hotkey") or "")
        count += 1
        page.wait_for_function("(count) => window.took.length >= count", arg=count)
    found = page.evaluate("window.took")
    assert isinstance(found, list)
    return [float(one) for one in found]


def compare(stage: Stage, page: Page, keys: int, callers: int) -> list[Times]:
    """Measure with nobody else there, and then with so many callers at work."""
    page.goto(f"{stage.address}/sign-in")
    page.fill("#email", email_of(0))
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{stage.address}/")
    measure(stage, page, 8, 0)  # so that every process of the server has begun to work
    found = [measure(stage, page, keys, 0)]
    if callers:
        enough = threading.Event()
        with ThreadPoolExecutor(callers) as pool:
            crowd = [pool.submit(Colleague(stage, number, enough).work) for number in range(1, callers + 1)]
            try:
                enough.wait(2 * SECONDS_OF_THOUGHT)
                found.append(measure(stage, page, keys, callers))
            finally:
                enough.set()
        assert all(one.result() for one in crowd), "some of the callers have answered nothing"
    return found


@contextmanager
def served(database_url: str, folder: Path, callers: int, customers: int) -> Iterator[Stage]:
    """The web server over an empty database, with so many callers, for as long as the block lasts."""
    with ExitStack() as stack:
        fleet = stack.enter_context(
            Fleet(folder / "logs", stack.enter_context(interruptible()), lambda line: click.echo(line, err=True))
        )
        server_of_jobs = embedded_redis(folder, durable=True)
        fleet.start(server_of_jobs.member(environment(None)))
        (port,) = free_ports(1)
        # Phones may ring at any hour.
        settings = replace(settings_for(folder, database_url, server_of_jobs.url, port), rules_folder=DEMO)
        fleet.start(replace(Crew(settings, HOST, port).web(), ready_within=timedelta(minutes=3)))
        yield Stage(Cast(Runtime.from_settings(settings)), f"http://{HOST}:{port}", callers, customers)


@contextmanager
def chromium(driver: Playwright) -> Iterator[Page]:
    """A page in a browser."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        raise click.ClickException("There is no Chromium on this machine.")
    browser = driver.chromium.launch(executable_path=found)
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.set_default_timeout(60_000)
    yield page
    browser.close()


def _customer(index: int) -> str:
    number = f"+44 20 7946 {index % 1000:04d}{f' x{index // 1000}' if index >= 1000 else ''}"
    return (
        f"A{index},Account {index},GB,1000,account_team@example.com,C{index},Person Number{index},user,{number},en,"
        f"Europe/London,T{index},support_case,the export,G1,Gus Green,yes"
    )


@click.command()
@click.option("--keys", default=200, show_default=True, type=click.IntRange(10), help="Keys of each measurement.")
@click.option("--callers", default=50, show_default=True, type=click.IntRange(0, 90), help="Others who work meanwhile.")
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object instead of a table.")
def main(keys: int, callers: int, json_wanted: bool) -> None:
    """Measure from key to next question on a caller's desk, on SQLite."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vsk-", ignore_cleanup_errors=True)))
        database = Database(f"sqlite:///{folder / 'desk.sqlite3'}")
        upgrade(database)
        database.dispose()
        stage = stack.enter_context(served(f"sqlite:///{folder / 'desk.sqlite3'}", folder, callers, 990))
        found = compare(stage, stack.enter_context(chromium(stack.enter_context(sync_playwright()))), keys, callers)
    if json_wanted:
        click.echo(json.dumps({"at": now().isoformat(timespec="seconds"), "times": [asdict(one) for one in found]}))
        return
    click.echo("callers at work   keys   p50 ms   p95 ms   worst   load")
    for one in found:
        click.echo(f"{one.callers:>15}{one.keys:>7}{one.p50:>9.1f}{one.p95:>9.1f}{one.worst:>8.1f}{one.load:>7.1f}")


if __name__ == "__main__":
    main()
