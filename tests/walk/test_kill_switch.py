"""“Stop all dialling”, timed from the press on the page to the last call that the carrier was asked for."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from company import Company, company

from vocsurvey.db.campaign import GateChange
from vocsurvey.db.people import Role
from vocsurvey.db.session import Database
from vocsurvey.operations.administering import add_user
from vocsurvey.operations.signing_in import password_hash

PASSWORD = "a password of the tests"
PROMISE = 2.0  # seconds
BUSY = 30.0  # seconds that a machine gets which is busy with other tests
WATCHED = 1.0  # seconds of quiet, after which it is believed
UNANSWERED = ("queued", "initiated", "ringing")


class Desk:
    """A manager's browser, as far as a form needs one."""

    def __init__(self, house: Company) -> None:
        assert house.settings.carrier is not None
        self.url = house.settings.carrier.public_url
        self.session = requests.Session()
        with house.database.transaction() as session:
            add_user(
                session,
                email="mona@example.com",
                name="Mona Manager",
                role=Role.MANAGER,
                password_hash=password_hash(PASSWORD),
                zone="UTC",
                now=datetime.now(UTC),
            )
        self.send("/sign-in", "/sign-in", email="mona@example.com", password=PASSWORD)

    def page(self, path: str) -> str:
        answer = self.session.get(f"{self.url}{path}", timeout=20)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def send(self, page: str, path: str, **fields: str) -> None:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.page(page))
        assert found
        answer = self.session.post(f"{self.url}{path}", data={**fields, "csrf_token": found[1]}, timeout=20)
        assert answer.status_code == 200, (path, answer.status_code)


@pytest.mark.parametrize("promise", [BUSY, pytest.param(PROMISE, marks=pytest.mark.long)])
def test_nothing_is_placed_and_nothing_rings_soon_after_the_press(
    database: Database, redis_url: str, tmp_path: Path, promise: float
) -> None:
    pacing = {"calls_per_second": "20", "in_flight": "25"}
    with company(database, redis_url, tmp_path, speed=15, pacing=pacing, workers=3) as house:
        desk = Desk(house)
        house.launch(60)
        until = time.monotonic() + 60
        while len(house.ledger()["creates"]) < 15:
            house.fleet.tend()
            assert time.monotonic() < until, "nobody was rung"
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', desk.page("/gate"))
        assert token
        talking = {sid for sid, status in house.ledger()["calls"].items() if status == "in-progress"}
        pressed_at = time.monotonic()
        answer = desk.session.post(f"{desk.url}/gate", data={"turn": "stop", "csrf_token": token[1]}, timeout=20)
        assert answer.status_code == 200
        placed, quiet_at = len(house.ledger()["creates"]), pressed_at
        while time.monotonic() < quiet_at + WATCHED:
            house.fleet.tend()
            ledger = house.ledger()
            ringing = [sid for sid, status in ledger["calls"].items() if status in UNANSWERED]
            if ringing or len(ledger["creates"]) != placed:
                placed, quiet_at = len(ledger["creates"]), time.monotonic()
            assert quiet_at - pressed_at < promise, "phones went on ringing, or were rung"
        assert placed < 60, "there was nobody left to call, so nothing was stopped"
        assert house.ledger()["violations"] == []
        after = house.ledger()["calls"]
        assert {after[sid] for sid in talking} <= {"in-progress", "completed"}, "a conversation was cut off"
        for path in ("/", "/campaigns", "/questionnaires", "/notices"):
            assert "All dialling is stopped, by Mona Manager" in desk.page(path)
        desk.send("/gate", "/gate", turn="open")
        assert "All dialling is stopped" not in desk.page("/")
        until = time.monotonic() + 30
        while len(house.ledger()["creates"]) == placed:
            house.fleet.tend()
            assert time.monotonic() < until, "dialling did not go on"
        with house.database.reading() as session:
            kept = [(one.opened, one.changed_by) for one in session.query(GateChange).filter_by(gate_key="all")]
        assert kept[-2:] == [(False, "Mona Manager"), (True, "Mona Manager")]
        assert house.violations() == []
