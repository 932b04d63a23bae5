"""How long a questionnaire takes: what is assumed, and what was observed in its place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimen import GOOD, altered, good

from vocsurvey.library import load_library
from vocsurvey.questionnaire.duration import (
    ACKNOWLEDGE,
    CLOSING,
    ENOUGH,
    GOOD_TIME,
    OPENING,
    OTHER_LANGUAGES,
    RIGHT_PERSON,
    Duration,
    Observed,
    durations,
)
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.routes import Routes, Way
from vocsurvey.questionnaire.wording import word_count

STEPS = (RIGHT_PERSON, OPENING, GOOD_TIME, CLOSING, ACKNOWLEDGE, *(question.id for question in good().questions))


def _seconds(duration: timedelta) -> float:
    return duration.total_seconds()


def _routes(*ways: Way) -> Routes:
    return Routes(ways, frozenset(), frozenset(), proved=True)


def test_of_several_acknowledgements_the_longest_counts() -> None:
    own = "phrases: {en: {acknowledge: [Thank you., 'Thank you for telling us all of this, we mean it.', Sorry.]}}\n"
    told = durations(good(altered("core: [", own + "core: [")), "en", live=False).per_question[ACKNOWLEDGE]
    assert _seconds(told) == pytest.approx(11 / 2.5)


@pytest.mark.parametrize("live", [True, False])
def test_a_consent_takes_as_long_as_a_yes_or_no(live: bool) -> None:
    text = altered("    kind: open\n", "    kind: {kind}\n").replace("    note: {en: Let them finish.}\n", "")
    asked = good(text.replace("kind: {kind}", "kind: yes_no"))
    agreed = good(text.replace("kind: {kind}", "kind: consent\n    purpose: quote"))
    assert durations(agreed, "en", live).per_question["why"] == durations(asked, "en", live).per_question["why"]


def test_nothing_of_the_frame_counts_that_comes_only_after_no() -> None:
    questionnaire = good()
    plain = durations(questionnaire, "en", live=False)
    phrases = questionnaire.phrases["en"]
    longer = phrases.when.model_copy(update={"ask": phrases.when.ask * 20, "keys": phrases.when.keys * 20})
    changed = phrases.model_copy(update={"when": longer, "day": longer, "who": longer, "menu": "long " * 90})
    wordy = questionnaire.model_copy(update={"phrases": {"en": changed}})
    assert durations(wordy, "en", live=False) == plain
    assert list(plain.per_question)[:3] == [RIGHT_PERSON, OPENING, GOOD_TIME]
    asked = phrases.right_person.model_copy(update={"ask": phrases.right_person.ask + " word" * 10})
    polite = questionnaire.model_copy(update={"phrases": {"en": phrases.model_copy(update={"right_person": asked})}})
    found = durations(polite, "en", live=True)
    assert found.longest == plain_live(questionnaire).longest
    assert _seconds(found.longest_shared - plain_live(questionnaire).longest_shared) == pytest.approx(4.3, abs=0.11)


def plain_live(questionnaire: Questionnaire) -> Duration:
    """Its estimate, read by a caller."""
    return durations(questionnaire, "en", live=True)


def test_the_offer_of_other_languages_is_in_the_median_of_the_first_question() -> None:
    whole = load_library()["verification"]
    before = durations(whole, "de", live=False)
    assert before.per_question[OTHER_LANGUAGES] > timedelta(seconds=3)
    assert durations(whole, "de", live=True).per_question[OTHER_LANGUAGES] == timedelta()
    assert OTHER_LANGUAGES not in durations(good(), "en", live=False).per_question
    after = durations(whole, "de", live=False, observed=Observed(20, {GOOD_TIME: 30.0}))
    assert after.per_question[OTHER_LANGUAGES] == timedelta()
    assert (after.completes, before.completes) == (20, 0)
    assert after.longest_estimated == before.longest


@pytest.mark.parametrize("observed", [None, Observed(ENOUGH - 1, {"csat": 99.0}), Observed(ENOUGH, {})])
def test_before_there_is_enough_the_estimate_stands(observed: Observed | None) -> None:
    found = durations(good(), "en", live=False, observed=observed)
    assert found == durations(good(), "en", live=False)
    assert found.observed == {}
    assert found.estimated == found.per_question


def test_from_twenty_completes_on_the_median_stands_with_the_estimate_beside_it() -> None:
    before = durations(good(), "en", live=True)
    after = durations(good(), "en", live=True, observed=Observed(20, {"csat": 61.24, "nobody_asks_this": 5.0}))
    assert after.observed == {"csat": timedelta(seconds=61.2)}
    assert after.per_question["csat"] == timedelta(seconds=61.2)
    assert after.estimated == before.per_question
    more = 61.24 - _seconds(before.per_question["csat"])
    assert _seconds(after.longest - before.longest) == pytest.approx(more, abs=0.2)
    assert {name: one for name, one in after.per_question.items() if name != "csat"} == {
        name: one for name, one in before.per_question.items() if name != "csat"
    }


def test_the_opening_is_in_the_median_of_the_first_question() -> None:
    found = durations(good(), "en", live=True, observed=Observed(20, {GOOD_TIME: 25.0}))
    assert found.per_question[OPENING] == timedelta()
    assert found.per_question[GOOD_TIME] == timedelta(seconds=25)
    both = durations(good(), "en", live=True, observed=Observed(20, {OPENING: 20.0, GOOD_TIME: 5.0}))
    assert both.longest == found.longest
    assert both.per_question[OPENING] == timedelta(seconds=20)


def test_a_statement_is_in_the_median_of_what_follows_it() -> None:
    with_nps = Way(("csat", "cared", "bridge", "nps"), 0)
    without = Way(("csat", "cared", "bridge"), 1)
    told = {"nps": 12.0}
    timed = durations(good(), "en", True, _routes(with_nps), Observed(20, told)).per_question
    assert timed["bridge"] == timedelta()
    mixed = durations(good(), "en", True, _routes(with_nps, without), Observed(20, told)).per_question
    assert mixed["bridge"] > timedelta()
    closed = durations(good(), "en", True, _routes(with_nps, without), Observed(20, {**told, CLOSING: 9.0}))
    assert closed.per_question["bridge"] == timedelta()
    assert closed.per_question[CLOSING] == timedelta(seconds=9)


def test_an_observed_closing_counts_for_both_closings() -> None:
    calm, flagged = Way(("csat",), 0), Way(("csat",), 1)
    observed = Observed(20, {CLOSING: 9.0, ACKNOWLEDGE: 2.0})
    calmly = durations(good(), "en", True, _routes(calm), observed).longest
    angrily = durations(good(), "en", True, _routes(flagged), observed).longest
    assert angrily - calmly == timedelta(seconds=2)
    # Without observation the two closings differ by their words.
    closing = good().closing
    words = word_count(closing.flagged.say["en"]) - word_count(closing.say["en"])
    assert words > 0
    apart = [
        durations(good(), "en", True, _routes(way), Observed(20, {ACKNOWLEDGE: 2.0})).longest for way in (calm, flagged)
    ]
    assert _seconds(apart[1] - apart[0]) == pytest.approx(2 + words / 2.5, abs=0.11)


def whole(duration: Duration) -> timedelta:
    """The longest way by the parts that are shown."""
    steps, way = duration.per_question, duration.longest_way
    parts = (OPENING, GOOD_TIME, *way.asked, CLOSING)
    assert duration.longest_shared - duration.longest <= steps[RIGHT_PERSON] + timedelta(seconds=0.2)
    return sum((steps[name] for name in parts), timedelta()) + way.negatives * steps[ACKNOWLEDGE]


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 40),
    st.dictionaries(st.sampled_from(STEPS), st.floats(0, 300), max_size=len(STEPS)),
    st.booleans(),
)
def test_the_parts_that_are_shown_make_the_whole(completes: int, medians: dict[str, float], live: bool) -> None:
    found = durations(QUESTIONNAIRE, "en", live, WAYS, Observed(completes, medians))
    # A way without a negative answer has the shorter closing; rounding adds a tenth of a second a part at most.
    closings = timedelta(seconds=8)
    assert abs(found.longest - whole(found)) <= closings
    assert found.median <= found.longest
    assert set(found.per_question) == set(found.estimated) == set(STEPS)
    for name, taken in found.observed.items():
        assert found.per_question[name] == taken == timedelta(seconds=round(medians[name], 1))
    assert (found.observed != {}) is (completes >= ENOUGH and medians != {})


QUESTIONNAIRE: Questionnaire = good(GOOD)
WAYS = _routes(
    Way(("csat", "cared", "bridge", "nps"), 0),
    Way(("csat", "cared", "topic", "why", "bridge"), 2),
    Way(("csat", "cared", "visits", "bridge", "nps"), 1),
)
