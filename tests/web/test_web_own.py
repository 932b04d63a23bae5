"""A caller's own page: empty, with a day's work, and nobody else on it."""

from __future__ import annotations

import html
import re
from datetime import timedelta

from cast import Cast, sign_in, token_in
from flask.testing import FlaskClient
from sqlalchemy import select, update

from vocsurvey.db.bridge import BridgeParty
from vocsurvey.db.dialing import Call
from vocsurvey.db.people import Role
from vocsurvey.fieldwork.outcome import CarrierOutcome


def told(client: FlaskClient) -> str:
    """The page as words."""
    answer = client.get("/desk/me")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(answer.text)).split())


def test_it_counts_what_one_did_and_nobody_elses(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.CALLER)
    assert "You have not called anybody in the last seven days." in told(client)
    theirs = cast.lease("C4", "cleo@example.com")
    token = cast.pick_up(cast.call_from(theirs, "cleo@example.com"), "CAtheirs")
    cast.end(token, "CAtheirs", CarrierOutcome.COMPLETED)
    assert "You have not called anybody in the last seven days." in told(client), "that was Cleo"
    mine = cast.lease("C5")
    token = cast.pick_up(cast.call_from(mine), "CAmine")
    cast.end(token, "CAmine", CarrierOutcome.COMPLETED)
    with cast.runtime.database.transaction() as session:
        row = session.scalars(select(Call).where(Call.carrier_sid == "CAmine")).one()
        row.answered_at, row.ended_at = row.planned_at, row.planned_at + timedelta(seconds=300)
        session.execute(update(BridgeParty).where(BridgeParty.call_id == row.id).values(held_seconds=110))
    shown = told(client)
    assert "3:10" in shown, "the time on hold is no talk"
    assert "Calls 1 1 picked up Complete interviews 0" in shown, shown[600:1200]
    assert "compares you with nobody" in shown
    assert "no complete interview yet" in shown
    assert "you called nobody who had" in shown
    assert "Cleo" not in shown
    assert 'href="/desk/me"' not in client.get("/desk").text, "not while somebody is on the desk"
    client.post(f"/desk/{mine}/done", data={"csrf_token": token_in(client.get("/desk").text), "note": ""})
    assert 'href="/desk/me"' in client.get("/desk").text
