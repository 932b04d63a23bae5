"""Reviews as pages: the list, one interview, and what the caller reads and answers."""

from __future__ import annotations

import html

from cast import Cast, post, sign_in
from flask import Flask
from flask.testing import FlaskClient

from vocsurvey.db.people import Role


def seen(client: FlaskClient, path: str) -> str:
    """A page, without the entities of HTML."""
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_a_review_from_the_list_to_the_answer(app: Flask, cast: Cast, client: FlaskClient) -> None:
    carl = app.test_client()
    sign_in(client, Role.MANAGER)
    sign_in(carl, Role.CALLER)
    assert "Nothing waits to be reviewed." in seen(client, "/room/reviews")
    assert "Nobody has said anything about your calls yet." in seen(carl, "/desk/reviews")
    attempt_id = cast.review("C1", Role.CALLER)
    cast.voice("C1", words="We waited four days.")
    assert "Carl Calloway with Ann Archer, Harbour Logistics" in seen(client, "/room/reviews")
    page = f"/room/reviews/{attempt_id}"
    shown = seen(client, page)
    for words in (
        "We waited four days.",
        "<audio",
        "of 4:00",
        "Ways back",
        "Time for each question",
        "1. automated voice",
    ):
        assert words in shown, words
    refused = post(client, page, page, words="", decide="back")
    assert refused.status_code == 422
    assert "what you mean" in refused.text
    assert post(client, page, page, words="Let her <b>finish</b>.", decide="back").status_code == 303
    assert "sent back, not answered yet" in seen(client, "/room/reviews")
    assert "Let her &lt;b&gt;finish&lt;/b&gt;." in carl.get("/desk/reviews").text
    mine = f"/desk/reviews/{attempt_id}"
    assert f'href="{mine}"' in seen(carl, "/desk/reviews")
    again = seen(carl, mine)
    for words in ("Your call with Ann Archer", "We waited four days.", "<audio", "Let her", "The conversation"):
        assert words in again, words
    assert post(carl, mine, "/desk/reviews", words="").status_code == 422
    assert post(carl, mine, "/desk/reviews", words="She had finished.").status_code == 303
    assert "She had finished." in seen(client, page)
    assert post(client, page, page, words="", decide="approve").status_code == 303
    assert "Approved. Nothing is left to do." in seen(client, page)
    assert "approved it" in seen(carl, "/desk/reviews")


def test_nobody_reviews_their_own(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGER)
    page = f"/room/reviews/{cast.review('C1', Role.MANAGER)}"
    assert "Somebody else reviews it." in seen(client, page)


def test_a_caller_reads_no_review_that_nobody_has_spoken_in(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.CALLER)
    assert client.get(f"/desk/reviews/{cast.review('C1', Role.CALLER)}").status_code == 303
    assert "Nobody has said anything about this call yet." in seen(client, "/desk/reviews")
    assert client.get(f"/desk/reviews/{cast.review('C2', Role.MANAGER)}").status_code == 404, "it is not theirs"
