"""Problems on their pages: found or made from a follow-up, planned, moved on, and listed."""

from __future__ import annotations

from cast import Cast, post, sign_in
from flask.testing import FlaskClient

from vocsurvey.db.people import Role

CAUSE = "Nobody reads the inbox on Mondays."


def test_from_a_follow_up_to_a_solved_problem(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGER)
    assert "There is no problem. A problem is one cause" in client.get("/problems").text
    way = f"/follow-ups/{cast.follow_up_id('C1')}/problem"
    assert way in client.get(f"/follow-ups/{cast.follow_up_id('C1')}").text
    refused = post(client, f"{way}/new", way, title="a", cause=CAUSE, dimension="")
    assert (refused.status_code, CAUSE in refused.text) == (422, True)
    assert "Give it a title" in refused.text
    assert post(client, f"{way}/new", way, title="abc", cause=CAUSE, dimension="weather").status_code == 422
    page = post(client, f"{way}/new", way, title="<b>Slow</b>", cause=CAUSE, dimension="service").location
    shown = client.get(page).text
    assert "&lt;b&gt;Slow&lt;/b&gt;" in shown
    assert "<b>Slow" not in shown
    assert page in client.get(f"/follow-ups/{cast.follow_up_id('C1')}").text
    assert "It belongs to" in client.get(way).text
    me = str(cast.user_id(Role.MANAGER))
    late = post(client, f"{page}/plan", page, owner=me, action="Read it", due_on="2020-01-01", remeasure_on="")
    assert (late.status_code, "That day is over already." in late.text) == (422, True)
    assert post(client, f"{page}/plan", page, owner="x", action="Read it").status_code == 422
    kept = post(
        client, f"{page}/plan", page, owner=me, action="Read it", due_on="2099-01-01", remeasure_on="2099-02-01"
    )
    assert kept.status_code == 303
    assert post(client, f"{page}/move", page, to="nowhere").status_code == 422
    post(client, f"{page}/move", page, to="solved")
    assert "A problem that is open cannot become solved." in client.get(page).text
    for state in ("acting", "measuring", "solved"):
        assert post(client, f"{page}/move", page, to=state).status_code == 303
    assert page not in client.get("/problems").text
    assert page in client.get("/problems?state=solved&whose=mine&q=slow&page=x").text
    assert "No problem is like that" in client.get("/problems?q=nothing").text


def test_another_follow_up_joins_and_goes(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.CUSTOMER_SUCCESS)
    problem_id, follow_up_id = cast.problem("C1"), cast.follow_up_id("C3")
    page, way = f"/problems/{problem_id}", f"/follow-ups/{follow_up_id}/problem"
    assert "Slow on Mondays" in client.get(f"{way}?q=slow").text
    assert "is called like that" in client.get(f"{way}?q=nothing").text
    assert post(client, way, way, problem="9" * 30).status_code == 422
    assert post(client, way, way, problem=str(problem_id)).location == page
    assert f'href="/follow-ups/{follow_up_id}"' in client.get(page).text
    assert post(client, f"{page}/take-out", page, follow_up=str(follow_up_id)).status_code == 303
    assert f'href="/follow-ups/{follow_up_id}"' not in client.get(page).text
    post(client, f"{page}/take-out", page, follow_up=str(follow_up_id))
    assert "It does not belong to this problem any more." in client.get(page).text
