"""Reasons in words."""

from __future__ import annotations

from vocsurvey.fieldwork.explanation import EXPLAINED, REASONS, explained, reason_in_words, reasons_in_words
from vocsurvey.fieldwork.permission import Reason


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(Reason)
    sentences = [one.sentence for one in EXPLAINED.values()]
    assert len(set(sentences)) == len(sentences)
    for sentence in sentences:
        assert sentence[0].isupper(), sentence
        assert sentence.count(".") - sentence.count(".yaml") == 1, sentence
        assert ": " in sentence, sentence
    assert explained("some_new_code").sentence == "Some new code: nobody knows what would have to change."


def test_reasons_are_read_as_one_phrase() -> None:
    assert reasons_in_words(["suppressed", "too_soon"]) == "asked not to be called; too soon after the last attempt"
    assert reasons_in_words([]) == "between two attempts"
    assert reason_in_words("some_new_code") == "some new code"
