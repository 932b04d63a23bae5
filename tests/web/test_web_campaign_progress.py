"""How a campaign goes: by ending, by hour, by caller, and who decided what."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cast import Cast, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select, update

from vocsurvey.db.campaign import Campaign
from vocsurvey.db.dialing import Call
from vocsurvey.db.people import Role
from vocsurvey.db.reads.tallies import Tally, by_caller, by_hour


def test_calls_are_counted_by_the_hour_of_the_campaigns_zone_through_a_change_of_the_clocks(cast: Cast) -> None:
    # One before and one after the clocks of Berlin go forward: both at nine in the morning there.
    moments = (datetime(2027, 3, 27, 8, 30, tzinfo=UTC), datetime(2027, 3, 28, 7, 30, tzinfo=UTC))
    with cast.runtime.database.transaction() as session:
        campaign = session.get_one(Campaign, cast.campaign_id)
        campaign.zone = "Europe/Berlin"
        dialled = select(Call.id).where(Call.sent_at.is_not(None))
        sent = session.scalars(dialled.order_by(Call.answered_at.is_(None), Call.id)).all()
        assert len(sent) == 4
        for place, call_id in enumerate(sent):
            moment = moments[place % 2].replace(hour=12) if place == 3 else moments[place % 2]
            session.execute(update(Call).where(Call.id == call_id).values(sent_at=moment))
        session.flush()
        # Ann, Ben and Clara answered and completed; Dirk was not there.
        assert by_hour(session, campaign) == (Tally(9, 3, 3, 3), Tally(14, 1, 0, 0))
        assert by_caller(session, campaign) == (Tally(("ivr", "+12025550199"), 4, 3, 3),)
        assert ZoneInfo(campaign.zone).utcoffset(moments[0]) != ZoneInfo(campaign.zone).utcoffset(moments[1])


def test_the_page_shows_endings_hours_callers_and_decisions(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    page = client.get(f"/campaigns/{cast.campaign_id}").text
    assert "How cases ended" in page
    assert 'aria-label="Calls by hour"' in page
    assert "automated voice" in page
    assert "from +12025550199" in page
    assert "launched it" in page
    assert "planned it" in page


def test_a_campaign_without_calls_says_what_will_be_there(client: FlaskClient, cast: Cast) -> None:
    campaign_id = cast.launch("Nobody yet")
    sign_in(client, Role.CALLER)
    page = client.get(f"/campaigns/{campaign_id}").text
    assert "No phone was dialled yet" in page
    assert "Nobody has called yet" in page
    # Who decided what is the business of those who can decide.
    assert "Decisions" not in page
