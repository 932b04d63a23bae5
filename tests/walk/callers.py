"""Callers in parallel at one sample, over HTTP, against the whole company, and the score of what became of it.

Each caller is a thread with a session and a phone of their own: they take the next case, call, code answers at random,
press twice, come with a stale page, break off, give back and go home without a word. What the product took in is kept
by the callers themselves, and compared with the rows afterwards. A command as well:
``PYTHONPATH=.:tests:tests/walk python tests/walk/callers.py --callers 20 --people 200`` runs the long form of
``test_callers.py``.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
import sys
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import requests
from calling_floor import PASSWORD, Customer, Floor, floor
from killing import stage
from sqlalchemy import func, select, text

from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.interview import Conflict, Exchange, Interview
from vocsurvey.db.session import Database

GONE_HOME, GIVEN_BACK, BROKEN_OFF = 0.04, 0.05, 0.08
"""How often a caller closes the page for good, gives a case back, or hangs up in the middle."""
PATIENCE = 45  # seconds from the press to the customer, on a busy machine
WAITED = timedelta(seconds=40)
"""How long a press may have waited for its turn to write: its time is that of the press. (That a case stands on one
desk at most is the database's own promise.)"""
BUSY, MOST_TIMES = 503, 6
"""What a busy database answers, with the form to be sent again, and how often whoever sits there presses for it."""
PACE = 0.05  # seconds between two looks at a page that changes by itself


@dataclass
class Taken:
    """What the callers were told had been taken in: by case, the position, the step and what was said."""

    answers: list[tuple[int, str, str, str]] = field(default_factory=list)
    score: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    presses: list[float] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str) -> None:
        """One more of these."""
        with self.lock:
            self.score[what] += 1


@dataclass
class Page:
    """A page of the desk, read as a browser without scripts reads it."""

    status: int
    text: str

    @property
    def token(self) -> str:
        """The token of its forms."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.text)
        return found[1] if found else ""

    @property
    def lease(self) -> int | None:
        """The case on the desk, by the address of its forms."""
        found = re.search(r'action="/desk/(\d+)/(?!undo")', self.text)
        return int(found[1]) if found else None

    @property
    def asked(self) -> dict[str, str]:
        """Position and step of the question that is put."""
        return dict(re.findall(r'name="(position|step)" value="([^"]*)"', self.text))

    @property
    def offered(self) -> list[str]:
        """What can be said with one press."""
        return [html.unescape(one) for one in re.findall(r'name="say" value="((?:value|missing):[^"]*)"', self.text)]

    @property
    def person(self) -> str:
        """Whose case it is."""
        found = re.search(r"<h1>([^,<]*),", self.text)
        return html.unescape(found[1]) if found else ""


class Caller:
    """One caller, from signing in until nobody waits for them."""

    def __init__(self, opened: Floor, taken: Taken, seed: int) -> None:
        self.floor, self.taken, self.dice = opened, taken, random.Random(seed)
        self.user = opened.caller(f"Caller{seed}")
        self.session = requests.Session()

    def work(self, until: float) -> None:
        """Take case after case until nobody waits, or the time is up."""
        self.send("/sign-in", self.get("/sign-in").token, email=self.user.email, password=PASSWORD)
        while time.monotonic() < until:
            page = self.get("/desk")
            if page.lease is None:
                page = self.send("/desk/next", page.token)
            if page.lease is None:
                if self.nobody_left():
                    return
                time.sleep(0.3)
                continue
            self.taken.count("cases taken")
            if self.one_case(page, until):
                return

    def nobody_left(self) -> bool:
        """Whether every case of the sample is closed."""
        with self.floor.database.reading() as session:
            return not session.scalar(select(func.count()).select_from(Case).where(Case.closed_at.is_(None)))

    def one_case(self, page: Page, until: float) -> bool:
        """One case from the preview to its end; whether the caller has gone home."""
        lease = page.lease
        if self.dice.random() < GIVEN_BACK:
            self.send(f"/desk/{lease}/give-back", page.token, note="Somebody else knows them better.")
            self.taken.count("given back")
            return False
        began = time.monotonic()
        page = self.send(f"/desk/{lease}/call", page.token)
        while not page.asked and "The call is over" not in page.text and page.lease == lease:
            if time.monotonic() > until:
                return True
            if time.monotonic() > began + PATIENCE:
                self.taken.trouble.append(f"{self.user.email}: nobody picked up: {_told(page)}")
                return True
            time.sleep(PACE)
            page = self.get("/desk")
        if page.asked:
            self.taken.waits.append(time.monotonic() - began)
            if not self.talk(page):
                return True
        self.write_up(until)
        return False

    def talk(self, page: Page) -> bool:
        """Answer until the goodbye or until one of the two has enough; whether the caller is still there."""
        while page.asked:
            if self.dice.random() < BROKEN_OFF:
                self.taken.count("broken off")
                break
            if self.dice.random() < GONE_HOME / 10:
                self.taken.count("gone home in the middle of a call")
                return False
            page = self.answer(page)
        self.send("/desk/line/hang-up", page.token)
        return True

    def answer(self, page: Page) -> Page:
        """One answer; now and then the same press twice at once, or one more from the page as it was."""
        asked, say, words = page.asked, "words:", f"Words of {self.user.name}, {self.dice.random()}."
        named = [one for one in page.offered if one.startswith("value:")]
        withheld = [one for one in page.offered if one not in named]
        if named or (withheld and self.dice.random() < 0.2):
            say = self.dice.choice(named * 8 + withheld)
        elif 'name="number"' in page.text:
            say = "number:"
        fields = {**asked, "say": say, "words": words, "number": str(self.dice.randrange(24))}
        path, person = f"/desk/{page.lease}/answer", page.person
        if self.dice.random() < 0.15:
            with ThreadPoolExecutor(2) as both:
                presses = [both.submit(self.send, path, page.token, **fields) for _ in range(2)]
                pages = [one.result() for one in presses]
            self.taken.count("pressed twice")
            after = pages[0]
        else:
            began = time.monotonic()
            after = self.send(path, page.token, **fields)
            self.taken.presses.append(time.monotonic() - began)
        if after.status == 200:
            with self.taken.lock:
                self.taken.answers.append((int(asked["position"]), asked["step"], person, say))
        if self.dice.random() < 0.1:
            stale = self.send(path, page.token, **{**asked, "say": "missing:refused"})
            self.taken.count("stale page refused" if stale.status == 422 else "stale page heard as the same")
        return self.get("/desk")

    def write_up(self, until: float) -> None:
        """The call is over: done with it."""
        page = self.get("/desk")
        while page.lease is not None and "The call is over" not in page.text and time.monotonic() < until:
            time.sleep(PACE)
            page = self.get("/desk")
        if page.lease is not None:
            self.send(f"/desk/{page.lease}/done", page.token, note="")
            self.taken.count("done")

    def get(self, path: str) -> Page:
        return self.page(self.session.get(self.floor.address + path, timeout=60))

    def send(self, path: str, token: str, **fields: str) -> Page:
        form = {**fields, "csrf_token": token}
        for _ in range(MOST_TIMES):
            answer = self.session.post(self.floor.address + path, data=form, timeout=60)
            if answer.status_code != BUSY:
                break
            self.taken.count("sent again, as the database was busy")
            time.sleep(int(answer.headers["Retry-After"]) / 5)
        return self.page(answer)

    def page(self, answer: requests.Response) -> Page:
        if answer.status_code not in (200, 422):
            self.taken.trouble.append(f"{answer.request.method} {answer.request.path_url}: {answer.status_code}")
        return Page(answer.status_code, answer.text)


def _told(page: Page) -> str:
    found = re.findall(r'role="(?:status|alert)"[^>]*>([^<]+)', page.text)
    return " | ".join(html.unescape(one).strip() for one in found)


def lost_answers(database: Database, taken: Taken) -> list[str]:
    """What the product said that it had taken in, and no row holds."""
    with database.reading() as session:
        rows = session.execute(
            select(Exchange.position, Exchange.step, Exchange.heard, Interview.case_id)
            .join(Interview, Interview.id == Exchange.interview_id)
        ).all()  # fmt: skip
        names = session.execute(text("SELECT c.id, p.name FROM case_file c JOIN contact p ON p.id = c.contact_id"))
        named: dict[int, str] = {case_id: name for case_id, name in names}
    kept = Counter((row.position, row.step, named[row.case_id]) for row in rows)
    told = Counter((position, step, person) for position, step, person, _ in taken.answers)
    return [f"{one} was taken in {times} times, and is there {kept[one]} times" for one, times in told.items()
            if kept[one] != times]  # fmt: skip


def worked_twice(database: Database) -> list[str]:
    """Cases that two callers had at the same time, or that were called again after they were closed."""
    found: list[str] = []
    with database.reading() as session:
        leases = defaultdict(list)
        for lease in session.scalars(select(DeskLease).order_by(DeskLease.taken_at)):
            leases[lease.case_id].append(lease)
        for case_id, theirs in leases.items():
            for one, other in pairwise(theirs):
                if one.ended_at is None or other.taken_at < one.ended_at - WAITED:
                    found.append(f"case {case_id} was with two callers at once: {one.ended_at}, {other.taken_at}")
        for attempt, closed_at in session.execute(
            select(Attempt, Case.closed_at).join(Case, Case.id == Attempt.case_id).where(Case.closed_at.is_not(None))
        ):
            if closed_at is not None and attempt.opened_at > closed_at:
                found.append(f"case {attempt.case_id} was called after it was closed")
        open_attempts = session.execute(
            select(Attempt.case_id).where(Attempt.closed_at.is_(None)).group_by(Attempt.case_id)
            .having(func.count() > 1)
        ).all()  # fmt: skip
        found += [f"case {case_id} has two open attempts" for (case_id,) in open_attempts]
    return found


def called(
    database: Database, redis_url: str, folder: Path, *, callers: int, people: int, seed: int, seconds: float
) -> dict[str, Any]:
    """So many callers call so many people until nobody is left; the score."""
    dice = random.Random(seed)
    with floor(
        database, redis_url, folder, rules={"pacing": {"calls_per_second": "100", "in_flight": "100"}}, seed=seed,
    ) as opened:  # fmt: skip
        opened.campaign([Customer(f"Person {n}", opened.number(), dice.choice(("en", "de"))) for n in range(people)])
        taken, began = Taken(), time.monotonic()
        crowd = [Caller(opened, taken, n) for n in range(callers)]
        with ThreadPoolExecutor(callers) as pool:
            for done in [pool.submit(one.work, began + seconds) for one in crowd]:
                done.result()
        took = time.monotonic() - began
        _settle(opened, 60)
        with database.reading() as session:
            outcomes = session.execute(select(Case.disposition, func.count()).group_by(Case.disposition)).all()
            conflicts = session.scalar(select(func.count()).select_from(Conflict))
        return {
            "cases": {str(code): count for code, count in outcomes},
            "answers": len(taken.answers),
            "lost": lost_answers(database, taken),
            "worked_twice": worked_twice(database),
            "conflicts": conflicts,
            "trouble": taken.trouble[:20],
            "score": dict(taken.score),
            "seconds": round(took, 1),
            "press": _quantiles(taken.presses),
            "to_the_script": _quantiles(taken.waits),
            "carrier_violations": opened.house.ledger()["violations"],
            "audit": opened.house.violations() or "clean",
        }


def _settle(opened: Floor, seconds: float) -> None:
    """Until nobody is on the line any more."""
    end, wanted = time.monotonic() + seconds, text("SELECT count(*) FROM attempt WHERE closed_at IS NULL")
    while time.monotonic() < end:
        opened.house.fleet.tend()
        with opened.database.reading() as session:
            if not session.scalar(wanted):
                return
        time.sleep(0.1)


def _quantiles(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {name: round(ordered[int(len(ordered) * part)], 3) for name, part in (("p50", 0.5), ("p95", 0.95))
            if ordered}  # fmt: skip


def clean(score: dict[str, Any]) -> bool:
    """Whether no case was worked twice, no answer was lost and the audit found nothing."""
    wrong = ("lost", "worked_twice", "trouble", "carrier_violations", "conflicts")
    return score["audit"] == "clean" and not any(score[one] for one in wrong)


def main() -> int:
    """The long form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--callers", type=int, default=20)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=900, help="give up after so long")
    given = parser.parse_args()
    with stage(given.database) as (database, redis_url, folder):
        score = called(
            database, redis_url, folder,
            callers=given.callers, people=given.people, seed=given.seed, seconds=given.seconds,
        )  # fmt: skip
    json.dump(score, sys.stdout, indent=2, default=str)
    sys.stdout.write("\n")
    return 0 if clean(score) else 1


if __name__ == "__main__":
    sys.exit(main())
