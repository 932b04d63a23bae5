"""A plan as it was typed, and what is said of each mistake in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.drawing import Draw, Per, Sampling
from vocsurvey.fieldwork.plan import Answerable, Limit, Plan, PlannedQuota, Tries, dearest
from vocsurvey.fieldwork.plan_reading import read_plan
from vocsurvey.fieldwork.recurrence import Every
from vocsurvey.fieldwork.typed import Known
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook()
NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
KNOWN = Known(
    now=NOW,
    questionnaires=frozenset({"support-case", "renewal"}),
    values={
        "country": frozenset({"DE", "US"}),
        "tier": frozenset({"gold", "silver"}),
        "team": frozenset({"North"}),
        "touchpoint": frozenset({"order"}),
    },
    owners=frozenset({7}),
    max_attempts=6,
    hours=RULES.hours,
    holidays=RULES.holidays,
    dearest_call=dearest(RULES.allowance),
    kinds=frozenset({"order", "renewal"}),
    taken=frozenset({"Autumn"}),
)
WHOLE = {
    "name": ["Winter "],
    "company_name": ["Northwind"],
    "questionnaire": ["support-case"],
    "from_number": ["+1 (202) 555-0100"],
}


def read(**typed: str | list[str]) -> Plan | dict[str, str]:
    """The plan, or the sentence of each field that is wrong."""
    given = {name.replace("_q_", "-"): [text] if isinstance(text, str) else text for name, text in typed.items()}
    found = read_plan({**WHOLE, **given}, KNOWN)
    return found if isinstance(found, Plan) else {name: problem.sentence for name, problem in found.items()}


def test_what_is_left_empty_is_as_the_rules_say() -> None:
    assert read() == Plan("Winter", "Northwind", "support-case", "+12025550100")


def test_a_campaign_that_waits_for_events_does_not_come_again_and_has_its_place_in_the_order() -> None:
    waits = read(standing="yes", priority="7")
    assert isinstance(waits, Plan)
    assert (waits.standing, waits.priority) == (True, 7)
    again = read(standing="yes", every="year", priority="ten")
    assert again == {
        "every": "A campaign that waits for events does not come again; it goes on until its last day.",
        "priority": "Give a priority from 0 to 9; 9 is called first.",
    }


def test_the_number_that_people_see_is_one() -> None:
    assert read(from_number=["+12025550100", "+12025550101"]) == {
        "from_number": "There are two numbers: choose one of yours, or type another one."
    }


def test_a_plan_in_full() -> None:
    plan = read_plan(
        {
            **WHOLE,
            "owner": ["7"],
            "answerable": ["campaign"],
            "about": ["order", "order"],
            "tier": ["gold", ""],
            "draw": ["at_most"],
            "at_most": ["2"],
            "per": ["team"],
            "unhappy_too": ["no"],
            "zone": ["Europe/Berlin"],
            "hours": ["own"],
            "mon": ["09:00 – 12:00, 13:00-17:00"],
            "first_day": ["2026-11-23"],
            "last_day": ["2026-11-30"],
            "attempts": ["3"],
            "gap_days": ["2"],
            "machine_message": ["yes"],
            "calls_per_day": ["100"],
            "money_per_day": ["12.50"],
            "quota-1": ["tier=gold", "country=DE"],
            "quota-1-target": ["20"],
            "quota-4": ["touchpoint=order"],
            "quota-4-target": ["5"],
        },
        KNOWN,
    )
    assert plan == Plan(
        "Winter",
        "Northwind",
        "support-case",
        "+12025550100",
        owner_id=7,
        answerable=Answerable.CAMPAIGN,
        about=("order",),
        filters={"tier": ("gold",)},
        sampling=Sampling(Draw.AT_MOST, 2, Per.TEAM, False),
        zone="Europe/Berlin",
        hours={"mon": ["09:00-12:00", "13:00-17:00"]},
        starts_at=datetime(2026, 11, 22, 23, 0, tzinfo=UTC),
        ends_at=datetime(2026, 11, 30, 23, 0, tzinfo=UTC),
        tries=Tries(3, 2, True),
        limit=Limit(100, Decimal("12.50")),
        quotas=(PlannedQuota({"tier": "gold", "country": "DE"}, 20), PlannedQuota({"touchpoint": "order"}, 5)),
    )
    again = read(every="quarter", by_clock="yes")
    assert isinstance(again, Plan)
    assert (again.every, again.launched_by_clock) == (Every.QUARTER, True)
    one_in = read(draw="one_in", one_in="3", machine_message="no")
    assert isinstance(one_in, Plan)
    assert (one_in.sampling, one_in.tries) == (Sampling(Draw.ONE_IN, 3), Tries(None, None, False))


MISTAKES: list[tuple[dict[str, str | list[str]], str, str]] = [
    ({"name": ""}, "name", "Give the campaign a name"),
    ({"name": "x" * 201}, "name", "Shorten the name"),
    ({"name": "Autumn"}, "name", "There is a campaign called “Autumn” already"),
    ({"company_name": " "}, "company_name", "in whose name we call"),
    ({"questionnaire": ""}, "questionnaire", "Choose what is asked"),
    ({"questionnaire": "nix"}, "questionnaire", "There is no questionnaire “nix”; there are renewal, support-case."),
    ({"from_number": ""}, "from_number", "Give the number"),
    ({"from_number": "12"}, "from_number", "12"),
    ({"from_number": "+1 202 555 0100 ext 5"}, "from_number", "has no extension"),
    ({"owner": "8"}, "owner", "cannot answer for a campaign"),
    ({"owner": "x"}, "owner", "cannot answer for a campaign"),
    ({"answerable": "nobody"}, "answerable", "Choose who owns"),
    ({"answerable": "campaign"}, "owner", "Say who answers for the campaign"),
    ({"about": "lunch"}, "about", "lunch is not a kind of touchpoint; the kinds are order, renewal."),
    ({"tier": ["gold", "tin"]}, "tier", "No customer has the tier “tin”; there are gold, silver."),
    ({"region": "EMEA"}, "region", "nobody has one"),
    ({"draw": "dice"}, "draw", "Choose how people are drawn"),
    ({"per": "moon"}, "draw", "Choose how people are drawn"),
    ({"draw": "one_in"}, "one_in", "from 2 to 1000"),
    ({"draw": "one_in", "one_in": "1"}, "one_in", "from 2 to 1000"),
    ({"draw": "at_most", "at_most": "many"}, "at_most", "as a whole number from 1 to 1000"),
    ({"zone": "Mars/Base"}, "zone", "“Mars/Base” is not a time zone"),
    ({"first_day": "tomorrow"}, "first_day", "“tomorrow” is not a day"),
    ({"first_day": "0001-01-01"}, "first_day", "Give a year from 2000 to 2999 instead of 1."),
    ({"last_day": "9999-12-31"}, "last_day", "Give a year from 2000 to 2999 instead of 9999."),
    ({"first_day": "2026-12-02", "last_day": "2026-12-01"}, "last_day", "The last day is before the first one"),
    ({"last_day": "2026-11-17"}, "last_day", "is over already"),
    ({"first_day": "2026-11-21", "last_day": "2026-11-22"}, "last_day", "No phone may ring between these days"),
    ({"hours": "own"}, "hours", "These hours never open"),
    ({"hours": "own", "mon": "9 to 5"}, "mon", "is not a span of hours"),
    ({"hours": "own", "mon": "17:00-09:00"}, "mon", "must end later"),
    ({"hours": "own", "mon": "22:00-23:00", "country": "US"}, "hours", "No phone may ring at any of these hours in US"),
    ({"every": "day"}, "every", "every quarter, every year"),
    ({"attempts": "7"}, "attempts", "from 1 to 6"),
    ({"attempts": "²"}, "attempts", "from 1 to 6"),
    ({"gap_days": "0"}, "gap_days", "from 1 to 30"),
    ({"calls_per_day": "-1"}, "calls_per_day", "the calls of a day as a whole number"),
    ({"money_per_day": "much"}, "money_per_day", "as an amount like 25"),
    ({"money_per_day": "NaN"}, "money_per_day", "as an amount like 25"),
    ({"money_per_day": "1.999"}, "money_per_day", "as an amount like 25"),
    ({"money_per_day": "0.10"}, "money_per_day", "the dearest is booked with 0.20. Give at least that."),
    ({"quota_q_1": "tier=gold"}, "quota-1", "Say how many complete interviews"),
    ({"quota_q_1_q_target": "5"}, "quota-1", "Say of which customers"),
    ({"quota_q_1": "tier=tin", "quota_q_1_q_target": "5"}, "quota-1", "No customer has the tier “tin”"),
    ({"quota_q_1": "mood=good", "quota_q_1_q_target": "5"}, "quota-1", "nothing that customers are told apart by"),
    ({"quota_q_1": "tier=gold", "quota_q_1_q_target": "0"}, "quota-1", "at least one interview"),
    (
        {"quota_q_1": "tier=gold", "quota_q_1_q_target": "5", "quota_q_2": "tier=gold", "quota_q_2_q_target": "6"},
        "quota-2",
        "There is a quota for this kind of customer already",
    ),
]


@pytest.mark.parametrize(("typed", "field", "words"), MISTAKES, ids=[f"{m[1]}: {m[2]}" for m in MISTAKES])
def test_each_mistake_is_said_at_its_field(typed: dict[str, str | list[str]], field: str, words: str) -> None:
    found = read(**typed)
    assert isinstance(found, dict)
    assert list(found) == [field]
    assert words in found[field]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("zone", {"zone": "Mars/" * 9000}),
        ("first_day", {"first_day": "7 " * 9000}),
        ("questionnaire", {"questionnaire": "x" * 9000}),
        ("about", {"about": "x" * 9000}),
        ("tier", {"tier": "x y" * 9000}),
        ("mon", {"hours": "own", "mon": "9-5" * 9000}),
        ("quota-1", {"quota_q_1": "tier=" + "x" * 9000, "quota_q_1_q_target": "5"}),
        ("quota-1", {"quota_q_1": "x" * 9000 + "=gold", "quota_q_1_q_target": "5"}),
        ("from_number", {"from_number": "+49 30 123456 / " * 900}),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_sentence_does_not_repeat_all_that_was_typed(field: str, typed: dict[str, str | list[str]]) -> None:
    assert len(wrong(**typed)[field]) < 300


def test_of_many_values_a_sentence_names_the_first() -> None:
    regions = frozenset(f"R{number:04}" for number in range(5000))
    found = read_plan({**WHOLE, "region": ["Rome"]}, replace(KNOWN, values={**KNOWN.values, "region": regions}))
    assert isinstance(found, dict)
    assert found["region"].sentence.endswith("R0010, R0011, and 4988 more.")


def wrong(**typed: str | list[str]) -> dict[str, str]:
    """The sentence of each field that is wrong."""
    found = read(**typed)
    assert isinstance(found, dict)
    return found


def test_a_window_that_never_opens_is_said_beside_whatever_else_is_wrong() -> None:
    closed: dict[str, str | list[str]] = {"hours": "own", "mon": "22:00-23:00", "country": "US"}
    days: dict[str, str | list[str]] = {"first_day": "2026-11-21", "last_day": "2026-11-22"}
    for typed, field, words in MISTAKES:
        if field not in ("hours", "mon", "country"):
            assert "No phone may ring at any of these hours" in wrong(**{**closed, **typed})["hours"], (field, words)
        if field not in ("hours", "mon", "zone", "first_day", "last_day"):
            found = wrong(**{**days, **typed})
            assert "No phone may ring" in found["last_day"], (field, words)
            assert words in found[field]
    # A country that nobody is in counts for nothing, and the hours that cannot be read are not judged.
    assert list(wrong(**{**closed, "country": ["US", "XX"]})) == ["hours", "country"]
    assert list(wrong(**{**closed, "mon": "9 to 5"})) == ["mon"]


def test_hours_that_are_open_somewhere_are_enough_and_without_people_the_usual_ones_count() -> None:
    # No statute of Germany is listed, so our own ceiling begins at eight; in the United Kingdom Sundays begin at ten.
    assert isinstance(read(hours="own", sun="08:00-09:30"), Plan)
    assert not isinstance(read(hours="own", sun="21:00-23:00"), Plan)
    nobody = replace(KNOWN, values={})
    night = read_plan({**WHOLE, "hours": ["own"], "mon": ["02:00-03:00"]}, nobody)
    assert not isinstance(night, Plan)
    assert "in most countries" in night["hours"].sentence
    weekend = {**WHOLE, "first_day": ["2026-11-21"], "last_day": ["2026-11-22"]}
    assert not isinstance(read_plan(weekend, nobody), Plan)
    assert isinstance(read_plan({**weekend, "hours": ["own"], "sat": ["09:00-12:00"]}, nobody), Plan)


FIELDS = ("name", "zone", "first_day", "last_day", "draw", "one_in", "hours", "mon", "money_per_day", "attempts",
          "owner", "from_number", "questionnaire", "answerable", "tier", "quota-1", "quota-1-target")  # fmt: skip


@given(st.dictionaries(st.sampled_from(FIELDS), st.lists(st.text(max_size=12), max_size=2)))
def test_whatever_is_typed_is_a_plan_or_at_least_one_sentence(typed: dict[str, list[str]]) -> None:
    found = read_plan({**WHOLE, **typed}, KNOWN)
    assert isinstance(found, Plan) or all(problem.sentence.endswith(".") for problem in found.values())
    assert isinstance(found, Plan) or found


def test_a_campaign_tries_less_often_than_the_rules_never_more() -> None:
    protocol = RULES.protocol
    assert Tries().narrow(protocol) is protocol
    narrow = Tries(2, 3, True).narrow(protocol)
    assert (narrow.max_attempts, narrow.min_gap, narrow.machine_message) == (2, timedelta(days=3), True)
    wide = Tries(19).narrow(protocol)
    assert wide.max_attempts == protocol.max_attempts


def test_a_note_ahead_has_somebody_who_reads_the_replies() -> None:
    without = read()
    assert isinstance(without, Plan)
    assert without.note_days is None
    usual, longer, unticked = (
        read(owner="7", note="yes"),
        read(owner="7", note="yes", note_days="3"),
        read(note="no", note_days="3"),
    )
    assert [one.note_days if isinstance(one, Plan) else one for one in (usual, longer, unticked)] == [1, 3, None]
    nobody, far = read(note="yes"), read(owner="7", note="yes", note_days="15")
    assert not isinstance(nobody, Plan)
    assert nobody["owner"] == "Say who answers for the campaign, because replies to its notes go to them."
    assert not isinstance(far, Plan)
    assert "from 1 to 14" in far["note_days"]
