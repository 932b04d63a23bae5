"""Reasons in words."""

from __future__ import annotations

from vocsurvey.fieldwork.explanation import (
    EXPLAINED,
    REASONS,
    explained,
    reason_in_words,
    reasons_in_words,
    remedies_in_words,
)
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


def test_what_would_have_to_change_is_not_what_time_mends() -> None:
    resting_too_long = ["called_recently", "account_share", "outside_hours", "campaign_ends_first"]
    assert remedies_in_words(resting_too_long) == "its last day would have to be later"
    assert remedies_in_words(["some_new_code"]) == "nobody knows what would have to change"
    assert remedies_in_words(["too_soon"]) == ""
    barred = ["suppressed", "suppressed_contact", "unknown_zone"]
    assert remedies_in_words(barred).count("take it off the list") == 1
    for reason in Reason:
        if not reason.passes_by_itself:
            assert remedies_in_words([reason]) == EXPLAINED[reason].remedy
