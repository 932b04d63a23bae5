"""What may be changed while a campaign runs, and what is said of each mistake in it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.plan import Limit, PlannedQuota, dearest
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.terms import Frame, Terms, changes, read_terms, too_few
from vocsurvey.fieldwork.typed import Known
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook()
KNOWN = Known(
    now=datetime(2026, 11, 18, 15, 0, tzinfo=UTC),
    questionnaires=frozenset(),
    values={"tier": frozenset({"gold"}), "country": frozenset({"DE"})},
    owners=frozenset(),
    max_attempts=6,
    hours=RULES.hours,
    holidays=RULES.holidays,
    dearest_call=dearest(RULES.allowance),
    kinds=frozenset(),
)
FRAME = Frame("Europe/Berlin", datetime(2026, 11, 10, tzinfo=UTC), countries=("DE",))
GOLD, LOST = PlannedQuota({"tier": "gold"}, 5), PlannedQuota({"region": "Mars"}, 3)
BEFORE = Terms(datetime(2026, 11, 27, 23, 0, tzinfo=UTC), Limit(100, Decimal("0.01")), (LOST, GOLD), 2)
SHOWN = {
    "last_day": "2026-11-27",
    "calls_per_day": "100",
    "money_per_day": "0.01",
    "priority": "2",
    "quota-1": "region=Mars",
    "quota-1-target": "3",
    "quota-2": "tier=gold",
    "quota-2-target": "5",
}


def read(**changed: str) -> Terms | dict[str, str]:
    """The terms as they are shown, but for what is changed; or the sentence of each field that is wrong."""
    typed = {name: [text] for name, text in {**SHOWN, **{k.replace("_q", "-"): v for k, v in changed.items()}}.items()}
    found = read_terms(typed, KNOWN, BEFORE, FRAME)
    return found if isinstance(found, Terms) else {name: one.sentence for name, one in found.items()}


def test_what_is_not_changed_is_as_it_was_and_not_complained_about() -> None:
    # Nobody is of that region any more, and the tariff has grown beyond the money of a day.
    assert read() == BEFORE
    assert changes(BEFORE, BEFORE, "UTC") == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"last_day": ""}, "last day none instead of 27 November 2026"),
        ({"last_day": "2026-12-01"}, "last day 1 December 2026 instead of 27 November 2026"),
        ({"calls_per_day": ""}, "calls a day none instead of 100"),
        ({"calls_per_day": "50"}, "calls a day 50 instead of 100"),
        ({"money_per_day": "25.50"}, "money a day 25.50 instead of 0.01"),
        ({"priority": "9"}, "priority 9 instead of 2"),
        ({"quota_q2_qtarget": "7"}, "quota for tier gold 7 instead of 5"),
        ({"quota_q1_qtarget": ""}, "quota for region Mars none instead of 3"),
        ({"quota_q3": "country=DE", "quota_q3_qtarget": "4"}, "quota for country DE 4 instead of none"),
    ],
)
def test_a_change_is_told_with_before_and_after(changed: dict[str, str], said: str) -> None:
    after = read(**changed)
    assert isinstance(after, Terms)
    assert changes(BEFORE, after, FRAME.zone) == (said,)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"last_day": "2026-11-17"}, "last_day", "That day is over already; choose a later one, or stop the campaign."),
        ({"last_day": "soon"}, "last_day", "“soon” is not a day; write it like 2026-11-30."),
        ({"last_day": "2026-11-18"}, "last_day", None),
        ({"calls_per_day": "0"}, "calls_per_day", "Give the calls of a day as a whole number from 1 to 1000000, or"),
        ({"money_per_day": "0.02"}, "money_per_day", "That pays for no call"),
        ({"priority": "10"}, "priority", "Give a priority from 0 to 9; 9 is called first."),
        ({"quota_q2_qtarget": "x"}, "quota-2", "Say how many complete interviews are enough, as a whole number."),
        (
            {"quota_q3": "tier=tin", "quota_q3_qtarget": "4"},
            "quota-3",
            "No customer has the tier “tin”; there are gold.",
        ),
        ({"quota_q3": "tier=gold", "quota_q3_qtarget": "4"}, "quota-3", "There is a quota for this kind of customer"),
        ({"quota_q3": "country=DE"}, "quota-3", "Say how many complete interviews are enough"),
    ],
)
def test_a_mistake_is_said_at_its_field(changed: dict[str, str], field: str, sentence: str | None) -> None:
    found = read(**changed)
    if sentence is None:  # the last hour of calling today, in Berlin, is still to come
        assert isinstance(found, Terms)
    else:
        assert isinstance(found, dict)
        assert list(found) == [field]
        assert found[field].startswith(sentence)


def test_an_end_must_leave_a_day_on_which_phones_ring() -> None:
    later = Frame("UTC", datetime(2026, 12, 5, tzinfo=UTC), countries=("DE",))
    found = read_terms({"last_day": ["2026-12-01"]}, KNOWN, Terms(), later)
    assert found == {"last_day": Problem("That is before its first day; choose a later day.")}
    found = read_terms({"last_day": ["2026-12-06"]}, KNOWN, Terms(), later)  # a Saturday and a Sunday
    assert not isinstance(found, Terms)
    assert "No phone may ring between these days" in found["last_day"].sentence


def test_a_quota_below_what_is_done_is_refused_where_it_stands() -> None:
    after = Terms(quotas=(GOLD, PlannedQuota({"country": "DE"}, 2)))
    typed = {"quota-2": ["tier=gold"], "quota-7": ["country=DE"]}
    assert too_few(after, {"tier gold": 5, "country DE": 2}, typed) == {}
    found = too_few(after, {"tier gold": 6}, typed)
    assert {name: one.sentence for name, one in found.items()} == {
        "quota-2": "Of tier gold 6 have answered in full already; give at least 6."
    }


@given(
    st.dictionaries(
        st.sampled_from([*SHOWN, "quota-3", "quota-3-target"]), st.lists(st.text(max_size=12), max_size=3), max_size=6
    )
)
def test_whatever_is_typed_is_read_or_refused(typed: dict[str, list[str]]) -> None:
    found = read_terms(typed, KNOWN, BEFORE, FRAME)
    if isinstance(found, Terms):
        assert changes(found, found, "UTC") == ()
    else:
        assert found
