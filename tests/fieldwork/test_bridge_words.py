"""What is said where there is nobody else to say it, in every language that callers and customers have."""

from __future__ import annotations

import pytest

from vocsurvey.fieldwork.bridge_words import Cue, said


@pytest.mark.parametrize("cue", Cue)
@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_sentence_is_there_in_every_language(cue: Cue, language: str) -> None:
    words, spoken = said(cue, language, "en")
    assert spoken == language
    assert words.endswith(".")
    assert len({said(cue, one, "en")[0] for one in ("en", "de", "fr", "es")}) == 4


def test_the_nearest_language_is_spoken() -> None:
    assert said(Cue.MOMENT, "en-AU", "de") == ("One moment, please.", "en-AU")
    assert said(Cue.MOMENT, "nl", "de") == ("Einen Moment, bitte.", "de")
    assert said(Cue.MOMENT, None, "fr") == said(Cue.MOMENT, "fr", "en")
    assert said(Cue.MOMENT, "nl", "nl") == ("One moment, please.", "en")
