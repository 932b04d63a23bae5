"""What a caller is doing, by its signs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from vocsurvey.fieldwork.caller_state import HEARD_LATELY, CallerState, Signs, state_of

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
HERE = NOW - timedelta(seconds=30)


@pytest.mark.parametrize(
    ("signs", "state"),
    [
        ({"has_case": True, "talking": True, "ringing": True, "called": True}, CallerState.TALKING),
        ({"has_case": True, "ringing": True}, CallerState.RINGING),
        ({"has_case": True, "resting": True}, CallerState.PREPARING),
        ({"has_case": True, "called": True}, CallerState.WRITING_UP),
        ({}, CallerState.AWAY),
        ({"resting": True, "seen_at": NOW - HEARD_LATELY}, CallerState.AWAY),
        ({"resting": True, "seen_at": HERE}, CallerState.PAUSED),
        ({"seen_at": HERE}, CallerState.FREE),
    ],
)
def test_what_a_caller_is_doing(signs: dict[str, Any], state: CallerState) -> None:
    assert state_of(Signs(**signs), NOW) is state
