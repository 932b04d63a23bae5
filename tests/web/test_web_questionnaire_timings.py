"""What calls really took: measured from the rows, and shown beside the estimate once there is enough of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from cast import HEADER, Cast, sign_in
from click.testing import CliRunner
from flask.testing import FlaskClient
from launched import launch

from vocsurvey.cli.check import check
from vocsurvey.db.campaign import Campaign
from vocsurvey.db.people import Role
from vocsurvey.db.reads.timings import Moment, calibrated, medians, observed
from vocsurvey.fieldwork.sample import read_rows
from vocsurvey.interview.transcript import Channel
from vocsurvey.library import library_folder
from vocsurvey.operations import administering, sampling
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
    assert re.search(r"complete interviews, estimated \d+ min", text)
    assert "A campaign with it is refused" not in text
    assert "complete interviews" not in client.get(f"{page}?language=de").text
    library = runtime.library
    with runtime.database.reading() as session:
        key = library.digests[NAME]
        seen = observed(session, library[NAME], key, "en", Channel.IVR)
        assert seen.completes == int(measured[1])
        assert seen.seconds["resolved"] == 9
        assert observed(session, library[NAME], key, "en", Channel.LIVE).completes == 0
        assert observed(session, library[NAME], "0" * 64, "en", Channel.IVR).completes == 0


def draft(cast: Cast, name: str) -> int:
    """A campaign with the questionnaire that nobody has launched; its id."""
    made = cast.do(
        administering.new_campaign,
        name=name,
        company_name="Northwind",
        questionnaire=NAME,
        from_number="+12025550199",
        touchpoint_kinds=[],
        owner_id=None,
    )
    assert isinstance(made, Campaign)
    return made.id


def test_what_calls_took_decides_whether_there_are_more_of_them(
    client: FlaskClient, cast: Cast, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, Role.MANAGER)
    questionnaire = runtime.library[NAME]
    command = [str(library_folder() / f"{NAME}.yaml"), "--measured"]
    monkeypatch.setenv("DATABASE_URL", runtime.settings.database_url)
    swift = CliRunner().invoke(check, command)
    assert swift.exit_code == 0, swift.output
    assert "; estimated" in swift.stdout
    assert "estimated here" not in swift.stdout
    cast.pace = timedelta(seconds=41)
    phoned(cast, ENOUGH)
    spring = draft(cast, "Spring support cases")
    refused = cast.do(launch, spring, questionnaire, "a test")
    assert isinstance(refused, administering.Refusal)
    told = re.fullmatch(
        r"“Spring support cases” is not launched: the longest way takes (\d+) s in en by the automated voice on a line "
        r"that several people share, measured in (\d+) complete interviews; at most 240 s, shorten (.*)\.",
        refused.sentence,
    )
    assert told is not None, refused.sentence
    assert int(told[1]) > 240
    assert int(told[2]) >= ENOUGH
    assert "`resolved`" in told[3] or "`csat`" in told[3]
    with runtime.database.reading() as session:
        row = session.get_one(Campaign, spring)
        assert (row.status, row.questionnaire_digest) == ("draft", None)
        timed = calibrated(session, questionnaire)
    assert {(language, channel) for language, channel in timed} == set(product(questionnaire.languages, Channel))
    assert [key for key, one in timed.items() if one.completes] == [("en", Channel.IVR)]
    page = client.get(f"/questionnaires/{NAME}").text
    assert "too long" in page
    assert "A campaign with it is refused" in page
    slow = CliRunner().invoke(check, command)
    assert slow.exit_code == 1
    assert f"{command[0]}:1:1: error over-budget: the longest way takes {told[1]} s in en" in slow.stdout
    assert f"estimated {timed['en', Channel.IVR].longest_estimated.total_seconds():.0f} s" in slow.stdout


def test_a_step_that_few_were_timed_at_keeps_its_estimate() -> None:
    rare = moments(("csat", 10), ("why", 70)) + moments(("csat", 30), interview=2)
    assert medians(rare, fewest=2) == {"csat": 20}
