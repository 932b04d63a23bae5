"""The demonstration at any hour of any day, in any zone, with any seed, and stopped at any moment."""

from __future__ import annotations

import re
import signal
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from demonstration import ENOUGH, Demonstration, clock_at, clock_shifter, demonstration

SEED = "11"
SUNDAY_NIGHT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 59, 30, tzinfo=UTC)
# The first and the last inhabited zone of the world: one of them has another date than we.
FIRST, LAST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
# Five seconds are what it takes at most where two cores have nothing else to do; CI has neighbours.
STOPPED_WITHIN = 10


def summaries(*runs: tuple[str, dict[str, str]]) -> list[dict[str, Any]]:
    """What came of demonstrations with these seeds and environments, side by side so that their timing differs."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(demonstration("--once", "--json", "--seed", seed, "--limit", str(ENOUGH), **environ))
            for seed, environ in runs
        ]
        return [one.summary() for one in started]


def kept(summary: dict[str, Any]) -> None:
    """Every promise of the demonstration is kept."""
    assert summary["dialed"] >= 60
    assert summary["negative_answers"] >= 8
    assert summary["negative_answers"] == summary["flags"]
    assert summary["flags"] >= summary["follow_ups"] > 0
    assert summary["orphans"] == 0
    assert summary["audit"] == "clean"
    assert re.fullmatch("[0-9a-f]{64}", summary["answers_digest"])


@pytest.mark.long
def test_another_seed_gives_other_answers_and_the_zone_does_not_matter() -> None:
    first, other = summaries((SEED, {"TZ": FIRST}), ("12", {"TZ": LAST}))
    kept(first)
    kept(other)
    assert first["answers_digest"] != other["answers_digest"]


@pytest.mark.long
def test_three_runs_with_a_seed_are_the_same_at_any_hour() -> None:
    """Without the library that shifts clocks the hours are those of three zones, and the moment is now."""
    if clock_shifter() is None:
        hours: tuple[dict[str, str], ...] = ({"TZ": FIRST}, {"TZ": LAST}, {"TZ": "Asia/Kathmandu"})
    else:
        hours = ({"TZ": FIRST}, clock_at(SUNDAY_NIGHT), clock_at(NEW_YEARS_EVE))
    found = summaries(*((SEED, environ) for environ in hours))
    for summary in found:
        kept(summary)
    assert len({summary["answers_digest"] for summary in found}) == 1


@pytest.mark.parametrize("seconds", [0.0, 1.0, 6.0])
def test_interrupted_whenever_it_ends_and_leaves_nothing(seconds: float) -> None:
    """From before the first process stands until phones ring."""
    with demonstration() as one:
        begun(one, seconds)
        began = time.monotonic()
        one.process.send_signal(signal.SIGINT)
        output, errors = one.process.communicate(timeout=60)
        assert time.monotonic() - began < STOPPED_WITHIN
        assert one.process.returncode == 130, output + errors
        assert output.endswith("Stopped.\n")
        assert errors == ""
        assert one.family() == []
        assert list(one.folder.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
@pytest.mark.parametrize("seconds", [0.0, 1.0, 6.0])
def test_killed_whenever_nothing_is_left_after_five_seconds(seconds: float) -> None:
    with demonstration() as one:
        begun(one, seconds)
        one.process.kill()
        one.process.wait()
        assert one.gone_within(5), one.family()


def begun(one: Demonstration, seconds: float) -> None:
    """Wait until it says its first line, and so much longer."""
    assert one.process.stdout is not None
    assert one.process.stdout.readline() == "Setting the stage …\n"
    time.sleep(seconds)
    assert one.family() != []
