"""A campaign in which everybody misses our calls and rings back: real processes, real HTTP, real signatures.

Whatever they do then, with any keys, hanging up anywhere, and every webhook told twice as often as not: nobody is
called again who has done the interview or opted out, and nobody is on two calls at once.
"""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from company import FROM, Company, company
from sqlalchemy import func, select
from twilio.rest import Client

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.interview import Interview
from vocsurvey.db.sample import PhoneLine, Suppression
from vocsurvey.db.session import Database
from vocsurvey.keys import line_hash
from vocsurvey.telephony.transport import CarrierHttpClient
from vocsurvey.telephony.url import CarrierUrls

PEOPLE = 14
PATIENCE = timedelta(seconds=20)
KEYS = ("1", "1", "1", "2", "5", "9", "0", "*", "9#", "10#", "silence", "hangup", "1!", "It was fine.")


def cast(seed: int) -> dict[str, object]:
    """Nobody picks up. Who rings back does anything, twice; a few are patient and friendly."""
    chance = random.Random(seed)
    people: dict[str, object] = {}
    for index in range(PEOPLE):
        scripts = [[chance.choice(KEYS) for _ in range(chance.randrange(1, 25))] for _ in range(2)]
        back: list[object] = ["happy"] if index % 4 == 0 else ["optout"] if index % 4 == 1 else list(scripts)
        people[f"+44207946{index * (100 // PEOPLE):04d}"] = {"calls": ["away"], "calls_back": back}
    return people


def take_calls(house: Company) -> None:
    """Set the number up at the carrier as an operator does, through its REST API."""
    account = house.settings.carrier
    assert account is not None
    from_now = CarrierUrls(account.public_url, "nothing is signed here")
    http_client = CarrierHttpClient(account.api_url, PATIENCE, PATIENCE)
    numbers = Client(account.account_sid, account.auth_tokens[0], http_client=http_client).incoming_phone_numbers
    (number,) = numbers.list(phone_number=FROM)
    numbers(str(number.sid)).update(
        voice_url=from_now.inbound, voice_fallback_url=from_now.inbound_fallback, status_callback=from_now.inbound
    )


def resting(house: Company) -> bool:
    """Whether everybody who is not done has agreed on a time that is not today's business."""
    soon = datetime.now(UTC) + timedelta(minutes=20)
    return all(due_at is not None and due_at > soon for _, due_at, _, _ in house.unfinished())  # type: ignore[operator]


def test_whatever_people_do_who_call_back(database: Database, redis_url: str, tmp_path: Path) -> None:
    (tmp_path / "cast.json").write_text(json.dumps(cast(11)))
    options = ("--cast", str(tmp_path / "cast.json"))
    weather = "voice_doubled=0.5,status_doubled=0.3,voice_answer_lost=0.05"
    with company(database, redis_url, tmp_path, weather=weather, speed=60, carrier=options) as house:
        take_calls(house)
        campaign_id = house.launch(PEOPLE)
        until = time.monotonic() + 500
        while not house.wait(campaign_id, 1) and not resting(house):
            assert time.monotonic() < until, house.unfinished()
        assert house.violations() == []
        ledger = house.ledger()
    assert ledger["violations"] == []
    assert len(ledger["inbound"]) >= PEOPLE
    with database.reading() as session:
        rang = set(session.scalars(select(Attempt.case_id).join(Call).where(Call.direction == "inbound")))
        assert len(rang) >= PEOPLE // 2
        complete = session.execute(
            select(Interview.case_id, Interview.ended_at).where(Interview.ending.in_(("completed", "opted_out")))
        ).all()
        assert len(complete) >= 3
        for case_id, ended_at in complete:
            later = select(func.count()).select_from(Attempt).join(Call)
            called = session.scalar(later.where(Attempt.case_id == case_id, Call.sent_at > ended_at))
            assert called == 0, "called again after the interview was done, or not wanted"
        opted_out = session.execute(
            select(PhoneLine.number, PhoneLine.extension)
            .join(Call, Call.line_id == PhoneLine.id)
            .join(Attempt, Attempt.call_id == Call.id)
            .join(Case, Case.id == Attempt.case_id)
            .join(Interview, Interview.case_id == Case.id)
            .where(Interview.ending == "opted_out")
        ).all()
        key = house.settings.suppression_key or ""
        hashes = set(session.scalars(select(Suppression.line_hash)))
        assert opted_out
        assert {line_hash(key, number, extension) for number, extension in opted_out} <= hashes
