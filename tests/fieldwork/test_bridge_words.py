"""What is said where there is nobody else to say it, in every language that callers and customers have."""

from __future__ import annotations

import pytest

from vocsurvey.fieldwork.bridge_words import LONGEST_SAID, Cue, said, whispered


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


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_whoever_picks_up_hears_who_waits_what_was_said_and_the_key(language: str) -> None:
    words, spoken = whispered("Ann Archer", "Alder Freight", ("Is it resolved? No",), language, "en")
    assert spoken == language
    assert "Ann Archer, Alder Freight" in words
    assert "Is it resolved? No" in words
    assert words.rstrip(".").endswith(("1", "die 1", "le 1"))
    quiet, _ = whispered("Ann Archer", "Alder Freight", (), language, "en")
    assert len(quiet) < len(words)


def test_a_whisper_is_short_and_in_a_language_that_there_is() -> None:
    words, spoken = whispered("Ann", "Alder", ("no " * 400,), None, "nl")
    assert spoken == "en"
    assert len(words) < LONGEST_SAID + 200


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_a_colleague_hears_who_asks_them_in_and_the_key(language: str) -> None:
    waits, _ = whispered("Ann Archer", "Alder Freight", ("Is it resolved? No",), language, "en")
    words, spoken = whispered("Ann Archer", "Alder Freight", ("Is it resolved? No",), language, "en", "Carl")
    assert spoken == language
    assert words.startswith("Carl ")
    assert "Ann Archer, Alder Freight" in words
    assert "Is it resolved? No" in words
    assert words != waits
    assert words.rstrip(".").endswith(("1", "die 1", "le 1"))
