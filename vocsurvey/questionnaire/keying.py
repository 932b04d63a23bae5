"""How an answer is keyed, in the standing phrases."""

from __future__ import annotations

from vocsurvey.questionnaire.model import Phrases


def number_words(phrases: Phrases, high: int) -> str:
    """How a number up to ``high`` is keyed: where one key is enough, nobody is told to end it with the hash key.

    Phrases pinned before there were words for one key say it as they did.
    """
    return phrases.number_keys if high > 9 or phrases.number_key is None else phrases.number_key
