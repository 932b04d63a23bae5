"""What calls really took: measured from the rows, and shown beside the estimate once there is enough of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from cast import HEADER, Cast, sign_in
from flask.testing import FlaskClient

from vocsurvey.db.people import Role
from vocsurvey.db.reads.timings import Moment, medians, observed
from vocsurvey.fieldwork.sample import read_rows
from vocsurvey.interview.transcript import Channel
from vocsurvey.operations import sampling
from vocsurvey.questionnaire.duration import ENOUGH
from vocsurvey.runtime import Runtime

NAME = "support-case"
PLEASED = ("1", "1", "1", "5", "7", "1", "10#")
START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def moments(*said: tuple[str, int], leg: int = 1, interview: int = 1, answered: bool = True) -> list[Moment]:
    """Steps, each with the seconds after the answered call at which something was heard."""
    answered_at = START if answered else None
    return [Moment(interview, leg, step, START + timedelta(seconds=at), answered_at) for step, at in said]


@pytest.mark.parametrize(
    ("heard", "taken"),
    [
        (moments(("good_time", 20), ("csat", 31), ("cared", 40)), {"good_time": 20, "csat": 11, "cared": 9}),
        (moments(("good_time", 20), ("csat", 31), answered=False), {"csat": 11}),
        (moments(("good_time", 20), ("csat", 25), ("csat", 37)), {"good_time": 20, "csat": 17}),
        (moments(("good_time", 20), ("menu", 26), ("csat", 37)), {"good_time": 20, "csat": 17}),
        (moments(("menu", 6), ("good_time", 20)), {"good_time": 20}),
        (moments(("good_time", 20), ("ended", 90)), {"good_time": 20}),
        (moments(("good_time", 20)) + moments(("csat", 8), leg=2), {"good_time": 20, "csat": 8}),
        (moments(("csat", 10)) + moments(("csat", 30), interview=2) + moments(("csat", 12), interview=3), {"csat": 12}),
        ([], {}),
    ],
)
def test_a_step_takes_from_what_was_heard_before_it_to_its_own_answer(
    heard: list[Moment], taken: dict[str, float]
) -> None:
    assert medians(heard) == taken


def phoned(cast: Cast, people: int) -> None:
    """A second campaign, in which so many happy people answered everything, nine seconds for each answer."""
    rows, problems = read_rows(
        "\n".join(
            (
                HEADER,
                *(
                    f"B{n},Company {n},US,1000,,D{n},Person {n},user,+1 202 555 01{n},en,America/New_York,U{n},"
                    "support_case,a question,G1,Gus Green,yes"
                    for n in range(20, 20 + people)
                ),
            )
        )
    )
    assert problems == ()
    cast.do(sampling.import_sample, rows)
    cast.launch("Winter support cases")
    for n in range(20, 20 + people):
        cast.call(f"D{n}", *PLEASED)


def test_what_was_measured_stands_beside_the_estimate(client: FlaskClient, cast: Cast, runtime: Runtime) -> None:
    sign_in(client, Role.MANAGER)
    page = f"/questionnaires/{NAME}"
    assert "complete interviews" not in client.get(page).text
    # Two of the cast have completed it already, in English.
    phoned(cast, ENOUGH)
    text = client.get(page).text
    measured = re.search(r"measured in (\d+) complete interviews", text)
    assert measured is not None
    assert int(measured[1]) >= ENOUGH
    assert re.search(r'9 s<span class="sub">estimated \d+ s', text)
    assert "complete interviews" not in client.get(f"{page}?language=de").text
    library = runtime.library
    with runtime.database.reading() as session:
        key = library.digests[NAME]
        seen = observed(session, library[NAME], key, "en", Channel.IVR)
        assert seen.completes == int(measured[1])
        assert seen.seconds["resolved"] == 9
        assert observed(session, library[NAME], key, "en", Channel.LIVE).completes == 0
        assert observed(session, library[NAME], "0" * 64, "en", Channel.IVR).completes == 0
