"""A live and an automated interview with the same answers, each over HTTP against the whole company, leave the same
rows but for the channel. (``tests/operations/test_same_on_both_channels.py`` holds it at random, without the wire.)
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from callers import Caller, Page, Taken
from calling_floor import CUSTOMERS, PASSWORD, Customer, Floor, floor
from sqlalchemy import text

from vocsurvey.db.session import Database

PATIENCE = 90  # seconds, on a busy machine
SPOKEN = "What they said."


class Repeater(Caller):
    """A caller who codes what somebody else has answered already."""

    said: dict[str, str]

    def answer(self, page: Page) -> Page:
        """The same answer as the other customer gave here; words, where they left some."""
        asked = page.asked
        step = asked["step"].split(".")[0]
        meant = self.said.get(step, "yes" if step == "good_time" else "")
        say = f"value:{meant}" if f"value:{meant}" in page.offered else f"number:{meant}"
        fields = {"say": say if meant else "words:", "number": meant, "words": SPOKEN}
        after = self.send(f"/desk/{page.lease}/answer", page.token, **asked, **fields)
        assert after.status == 200, after.text
        return self.get("/desk")


@pytest.mark.parametrize("persona", ["happy", "angry", "uncared"])
def test_both_channels_leave_the_same_rows(persona: str, database: Database, redis_url: str, tmp_path: Path) -> None:
    roles = {CUSTOMERS[0]: persona}
    with floor(database, redis_url, tmp_path, roles=roles) as opened:
        opened.campaign([Customer("Robin Reed", opened.number())], channel="ivr")
        _until(opened, "Robin Reed")
        automated = _rows(opened, "Robin Reed")
        assert len(automated["answers"]) >= 6
        assert bool(automated["flags"]) == (persona != "happy")
        opened.campaign([Customer("Robyn Reid", opened.number())])
        caller = Repeater(opened, Taken(), 1)
        caller.said = {question: value for question, value, *_ in automated["answers"] if value}
        caller.send("/sign-in", caller.get("/sign-in").token, email=caller.user.email, password=PASSWORD)
        page = caller.send("/desk/next", caller.get("/desk").token)
        page = caller.send(f"/desk/{page.lease}/call", page.token)
        end = time.monotonic() + PATIENCE
        while not page.asked:
            assert time.monotonic() < end, page.text
            time.sleep(0.1)
            page = caller.get("/desk")
        while page.asked:
            page = caller.answer(page)
        caller.send("/desk/line/hang-up", page.token)
        caller.write_up(time.monotonic() + PATIENCE)
        _until(opened, "Robyn Reid")
        assert _rows(opened, "Robyn Reid") == automated
        assert opened.house.violations() == []
        assert opened.house.ledger()["violations"] == []


def _until(opened: Floor, name: str) -> None:
    """Their case is closed."""
    wanted = text(
        "SELECT count(*) FROM case_file c JOIN contact p ON p.id = c.contact_id "
        "WHERE p.name = :name AND c.closed_at IS NOT NULL"
    )
    end = time.monotonic() + PATIENCE
    while True:
        opened.house.fleet.tend()
        with opened.database.reading() as session:
            if session.scalar(wanted, {"name": name}):
                return
        assert time.monotonic() < end, f"the case of {name} was never closed"
        time.sleep(0.1)


def _rows(opened: Floor, name: str) -> dict[str, Any]:
    """What the interview with somebody has left. Words are spoken on one channel and typed on the other: whether there
    are any is compared, not which."""
    of_theirs = "JOIN contact p ON p.id = {}.contact_id WHERE p.name = :name ORDER BY 1, 2"
    wanted = {
        "answers": "SELECT a.question, a.value, a.missing, a.superseded_at IS NULL, a.negative FROM answer a "
        "JOIN interview i ON i.id = a.interview_id JOIN case_file c ON c.id = i.case_id " + of_theirs.format("c"),
        "flags": "SELECT f.rule, f.severity FROM flag f JOIN follow_up u ON u.id = f.follow_up_id "
        + of_theirs.format("u"),
        "follow_ups": "SELECT u.severity, u.state FROM follow_up u " + of_theirs.format("u"),
        "events": "SELECT e.kind, count(*) FROM follow_up_event e JOIN follow_up u ON u.id = e.follow_up_id "
        "JOIN contact p ON p.id = u.contact_id WHERE p.name = :name GROUP BY 1 ORDER BY 1",
        "case": "SELECT c.disposition, c.closed_at IS NOT NULL FROM case_file c " + of_theirs.format("c"),
    }
    with opened.database.reading() as session:
        return {
            what: [tuple(row) for row in session.execute(text(sql), {"name": name})] for what, sql in wanted.items()
        }
