"""Put right, and asked: real processes, real HTTP and a carrier that rings the customer three times."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from company import FROM, Company, company
from launched import launch
from sqlalchemy import select
from test_machine_walk import cast, people

from vocsurvey.db.campaign import Campaign
from vocsurvey.db.followup import FollowUp, FollowUpEvent, Notice
from vocsurvey.db.people import User
from vocsurvey.db.reads.follow_up import follow_up_file
from vocsurvey.db.session import Database
from vocsurvey.library import load_library
from vocsurvey.operations import administering, following_up
from vocsurvey.operations.administering import Launched
from vocsurvey.operations.following_up import Closing
from vocsurvey.rulebook import load_rulebook

LET_DOWN = ["1", "1", "1", "5", "7", "2", "Nobody called me back.", "1"]
NO = ["1", "2", "2", "The invoice is still wrong."]
YES = ["1", "1", "1"]
PATIENCE = 120  # seconds that a busy machine may take; nothing waits so long where it is not


def standing(house: Company) -> None:
    """The campaign that asks whether something was put right."""
    now = datetime.now(UTC)
    with house.database.transaction() as session:
        campaign = administering.new_campaign(
            session, name="Put right?", company_name="Northwind", questionnaire="verification", from_number=FROM,
            touchpoint_kinds=[], owner_id=None, standing=True, now=now,
        )  # fmt: skip
        assert isinstance(campaign, Campaign)
        done = launch(session, campaign.id, load_library()["verification"], "the test", now)
        assert isinstance(done, Launched)


def put_right(house: Company) -> None:
    """The owner says that it is put right; the customer may be asked at once."""
    rules = load_rulebook(house.settings.rules_folder)
    at_once = replace(rules, verification=rules.verification.model_copy(update={"after": timedelta()}))
    closing = Closing("billing", "Sent the right invoice.", "That it is right now.")
    with house.database.transaction() as session:
        row = session.scalars(select(FollowUp)).one()
        owner = session.get_one(User, row.owner_id)
        done = following_up.put_right(session, row.id, owner, closing, datetime.now(UTC), rules=at_once)
        assert isinstance(done, FollowUp), done


def comes_to(house: Company, state: str) -> None:
    """Tend the processes until the follow-up is in this state, and the call that brought it there is over.

    A no is heard while its customer is still on the phone: whoever says meanwhile that it is put right hears their next
    no as well.
    """
    until = time.monotonic() + PATIENCE
    while True:
        house.fleet.tend()
        with house.database.reading() as session:
            found = session.scalars(select(FollowUp.state)).one()
        unfinished = house.unfinished()
        if found == state and not unfinished:
            return
        assert time.monotonic() < until, (found, unfinished)
        time.sleep(0.05)


def test_a_no_opens_it_again_and_the_next_yes_verifies(database: Database, redis_url: str, tmp_path: Path) -> None:
    option = cast(tmp_path, n100={"calls": [LET_DOWN, NO, YES]})
    with company(database, redis_url, tmp_path, speed=20, carrier=option) as house:
        campaign_id = house.launch(1, listed=people(("Ann", "100", "")))
        assert house.wait(campaign_id, PATIENCE), house.unfinished()
        standing(house)
        put_right(house)
        comes_to(house, "reopened")
        put_right(house)
        comes_to(house, "verified")
        assert house.violations() == []
        assert house.ledger()["violations"] == []
    with database.reading() as session:
        row = session.scalars(select(FollowUp)).one()
        page = follow_up_file(session, row)
        assert page.words == ("Nobody called me back.", "The invoice is still wrong.")
        assert [call.answers[0].said for call in page.verifications] == ["No", "Yes"]
        kinds = list(session.scalars(select(FollowUpEvent.kind).order_by(FollowUpEvent.id)))
        assert [one for one in kinds if one in ("put_right", "not_put_right", "verified")] == [
            "put_right",
            "not_put_right",
            "put_right",
            "verified",
        ]
        told = session.scalars(select(Notice.recipient_id).where(Notice.kind == "reopened")).all()
        assert told == [row.owner_id]
