"""Every code in words that people understand."""

from __future__ import annotations

from vocsurvey.fieldwork.outcome import CODES
from vocsurvey.fieldwork.plain_outcome import IN_WORDS, STILL_OPEN, outcome_in_words
from vocsurvey.rulebook import load_rulebook

TABLE = load_rulebook().dispositions


def test_every_code_that_a_call_can_end_with_has_words() -> None:
    assert not CODES - IN_WORDS.keys()
    assert {code for code in IN_WORDS if TABLE.of(code) is None} == set()


def test_what_has_no_words_of_ours_keeps_its_name() -> None:
    assert outcome_in_words("3.13", TABLE) == "Nobody picked up"
    assert outcome_in_words("4.52", TABLE) == "Institution"
    assert outcome_in_words("9.99", TABLE) == "9.99"
    assert outcome_in_words(None, TABLE) == STILL_OPEN
