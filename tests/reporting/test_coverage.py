"""How well an account is listened to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.reporting.coverage import A_YEAR, Coverage, Silence, Split, Voice, coverage, silence, split

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
LATELY, LONG_AGO = NOW - timedelta(days=30), NOW - A_YEAR
GLAD, CROSS = Voice("decision_maker", LATELY), Voice("user", LATELY, negative=True)


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        ((), Coverage(0, 0, 0, 0)),
        ((GLAD, CROSS), Coverage(2, 2, 1, 1)),
        ((Voice("decision_maker"), Voice("user", LONG_AGO), CROSS), Coverage(3, 1, 1, 0)),
    ],
)
def test_who_was_heard(voices: tuple[Voice, ...], expected: Coverage) -> None:
    assert coverage(voices, NOW) == expected


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        ((GLAD, CROSS), Split(("decision_maker",), ("user",))),
        ((GLAD, CROSS, Voice("influencer", LATELY)), Split(("decision_maker", "influencer"), ("user",))),
        # One of a role is enough: nine of ten glad users do not speak for the tenth.
        ((GLAD, CROSS, Voice("user", LATELY)), Split(("decision_maker",), ("user",))),
        ((GLAD, Voice("user", LATELY)), None),
        ((Voice("decision_maker", LATELY, negative=True), CROSS), None),
        # Two of one role who differ are no disagreement of roles.
        ((CROSS, Voice("user", LATELY)), None),
        # What was said a year ago, or never, counts for nothing.
        ((GLAD, Voice("user", LONG_AGO, negative=True)), None),
        ((GLAD, Voice("user")), None),
        ((), None),
    ],
)
def test_roles_that_disagree(voices: tuple[Voice, ...], expected: Split | None) -> None:
    assert split(voices, NOW) == expected


@pytest.mark.parametrize(
    ("heard_at", "asked", "expected"),
    [
        (LATELY, True, Silence.HEARD),
        (LONG_AGO, True, Silence.SILENT),
        (None, True, Silence.NEVER_ANSWERED),
        (None, False, Silence.NEVER_ASKED),
        # Whoever called us was heard, though nobody ever dialled.
        (LATELY, False, Silence.HEARD),
    ],
)
def test_what_silence_says(heard_at: datetime | None, asked: bool, expected: Silence) -> None:
    assert silence(heard_at, asked, NOW) is expected


VOICES = st.lists(
    st.builds(
        Voice,
        st.sampled_from(["decision_maker", "influencer", "user"]),
        st.none() | st.integers(0, 800).map(lambda days: NOW - timedelta(days=days)),
        st.booleans(),
    ),
    max_size=8,
)


@given(VOICES)
def test_the_counts_fit_together(voices: list[Voice]) -> None:
    counted = coverage(voices, NOW)
    assert 0 <= counted.deciders_heard <= counted.deciders <= counted.contacts == len(voices)
    assert counted.deciders_heard <= counted.heard <= counted.contacts
    found = split(voices, NOW)
    if found is not None:
        assert found.content
        assert found.troubled
        assert not set(found.content) & set(found.troubled)
        assert found == split(list(reversed(voices)), NOW)
