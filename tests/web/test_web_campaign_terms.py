"""Changing a campaign while it runs, on its page."""

from __future__ import annotations

from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.clock import now
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.people import Role
from vocsurvey.operations import administering, steering


def test_what_a_day_may_have_its_end_and_its_quotas_are_changed_and_told(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    home = f"/campaigns/{cast.campaign_id}"
    path = f"{home}/change"
    assert f'href="{path}"' in client.get(home).text
    page = client.get(path).text
    assert "Change while it runs" in page
    assert 'name="seen" value="0"' in page
    with cast.runtime.database.transaction() as session:
        session.get_one(Campaign, cast.campaign_id).calls_per_day = 3
        waiting = session.scalars(select(Case).where(Case.closed_at.is_(None))).first()
        assert waiting is not None
        waiting.waiting_for, waiting.due_at = ["campaign_calls_used_up"], now().replace(year=2099, day=1)
        case_id = waiting.id
    terms = {"calls_per_day": "40", "priority": "3", "quota-1": "role=user", "quota-1-target": "7"}
    bad = post(client, path, path, seen="0", **{**terms, "last_day": "2020-01-01"})
    assert bad.status_code == 422
    assert 'id="last_day-problem">That day is over already' in bad.text
    assert 'value="7"' in bad.text
    done = client.get(post(client, path, path, seen="0", **terms).location).text
    assert (
        "Changed: calls a day 40 instead of 3; priority 3 instead of 0; quota for role user 7 instead of none." in done
    )
    assert "changed the plan" in done
    with cast.runtime.database.reading() as session:
        due_at = session.get_one(Case, case_id).due_at
        assert due_at is not None
        assert due_at.year < 2099
    page = client.get(path).text
    assert "So many are enough: role user" in page
    assert 'name="quota-1" value="role=user"' in page
    lost = post(client, path, path, seen="0", **{**terms, "calls_per_day": "99"})
    assert lost.status_code == 409
    assert "Alma Okafor has changed this campaign while you were typing" in lost.text
    assert 'value="99"' in lost.text
    assert 'name="seen" value="1"' in lost.text
    same = post(client, path, path, seen="1", **terms)
    assert "Nothing was different." in client.get(same.location).text


def test_what_is_over_or_has_not_begun_cannot_be_changed_here(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    path = f"/campaigns/{cast.campaign_id}/change"
    cast.do(steering.stop, cast.campaign_id, "Ada")
    assert "was stopped, so there is nothing to change" in client.get(client.get(path).location).text
    assert "was stopped" in post(client, path, "/notices", seen="0").text
    draft = cast.do(
        administering.new_campaign, name="Draft", company_name="N", questionnaire="support-case",
        from_number="+12025550199", touchpoint_kinds=(), owner_id=None,
    )  # fmt: skip
    assert "change its plan instead" in client.get(client.get(f"/campaigns/{draft.id}/change").location).text
