"""How often one person is dialled: followed along the protocol, and counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.effort import Effort, effort
from vocsurvey.fieldwork.protocol import Channel, Ending, Protocol, Spacing
from vocsurvey.fieldwork.window import Hours, read_week
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook()
OFFICE = read_week({"mon-fri": ["09:00-17:00"]})
WEDNESDAY = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)  # nine o'clock in Berlin
PARTS = len(RULES.protocol.parts_of_day)


def followed(
    *chances: float, protocol: Protocol = RULES.protocol, hours: Hours = OFFICE, channel: Channel = Channel.IVR
) -> Effort:
    """From a Wednesday morning on in Berlin."""
    return effort(protocol, RULES.reach, chances, WEDNESDAY, "Europe/Berlin", hours, channel)


def test_nobody_is_ever_reached() -> None:
    found = followed(*[1e-12] * PARTS)
    # Six tries, of which the machine has four; one a day and three in any seven days.
    assert found.dials == pytest.approx(RULES.protocol.max_attempts)
    assert found.live == pytest.approx(2)
    assert found.reached == pytest.approx(0, abs=1e-9)
    assert timedelta(days=8) < found.takes < timedelta(days=14)


def test_everybody_is_reached_at_once() -> None:
    found = followed(*[1.0] * PARTS)
    assert (found.dials, found.live, found.reached) == (1.0, 0.0, 1.0)


def test_every_try_goes_to_those_who_are_left() -> None:
    # One and a half, a half of a half, and so on: 1 + 1/2 + 1/4 + 1/8 by machine, 1/16 + 1/32 by a live caller.
    found = followed(*[0.5] * PARTS)
    assert found.dials == pytest.approx(1.96875)
    assert found.live == pytest.approx(0.09375)
    assert found.reached == pytest.approx(1 - 0.5**6)


def test_the_better_part_of_the_day_is_taken_as_the_calls_will() -> None:
    # The first call is in the morning; the others go to the afternoon, which is another part and a better one.
    evenings = followed(0.0, 0.0, 0.9)
    assert evenings.dials == pytest.approx(1 + 1 + 0.1 + 0.1 + 0.01 + 0.01)
    assert evenings.reached == pytest.approx(0.999)


def test_without_another_part_of_the_day_the_best_one_is_kept() -> None:
    spacing = {**RULES.protocol.spacing, Ending.NO_ANSWER: Spacing(wait=timedelta(hours=3), best_part_of_day=True)}
    same = RULES.protocol.model_copy(update={"spacing": spacing, "max_attempts": 2})
    assert followed(0.9, 0.0, 0.0, protocol=same).reached == pytest.approx(0.99)
    plain = same.model_copy(update={"spacing": {**spacing, Ending.NO_ANSWER: Spacing(wait=timedelta(hours=3))}})
    # A day later, at nine: the morning again.
    assert followed(0.9, 0.0, 0.0, protocol=plain).takes == timedelta(days=1)


def test_whom_only_a_live_caller_may_call() -> None:
    found = followed(*[0.5] * PARTS, channel=Channel.LIVE)
    assert found.live == found.dials == pytest.approx(1.96875)


def test_a_day_without_parts_has_one_chance() -> None:
    protocol = RULES.protocol.model_copy(update={"parts_of_day": ()})
    assert followed(0.25, protocol=protocol).reached == pytest.approx(1 - 0.75**6)


def test_where_phones_never_ring_there_is_no_effort() -> None:
    assert followed(*[0.5] * PARTS, hours=read_week({})) == Effort()


def test_a_mixture_lies_between_its_parts() -> None:
    machine, live = followed(*[0.5] * PARTS), followed(*[0.5] * PARTS, channel=Channel.LIVE)
    assert machine.mixed(live, 0.0) == machine
    assert machine.mixed(live, 1.0) == live
    half = machine.mixed(live, 0.5)
    assert half.live == pytest.approx((machine.live + live.live) / 2)
    assert half.takes == max(machine.takes, live.takes)


@given(st.lists(st.floats(0.001, 0.999), min_size=PARTS, max_size=PARTS), st.sampled_from(list(Channel)))
def test_nobody_is_dialled_oftener_than_may_be(chances: list[float], channel: Channel) -> None:
    found = followed(*chances, channel=channel)
    assert 1 <= found.dials <= RULES.protocol.max_attempts
    assert 0 <= found.live <= found.dials + 1e-9
    assert min(chances) - 1e-9 <= found.reached <= 1
