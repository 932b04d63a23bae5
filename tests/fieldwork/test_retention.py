"""How long a voice is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from vocsurvey.fieldwork.retention import RetentionRules
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook().retention


def test_a_voice_is_kept_for_ninety_days() -> None:
    assert RULES.audio_before(datetime(2026, 11, 22, 9, tzinfo=UTC)) == datetime(2026, 8, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize("audio", ["23 h", "0 s", "90", "401 days"])
def test_a_voice_is_kept_for_a_day_at_least_and_not_for_ever(audio: str) -> None:
    with pytest.raises(ValidationError):
        RetentionRules.model_validate({**RULES.model_dump(), "audio": audio})
