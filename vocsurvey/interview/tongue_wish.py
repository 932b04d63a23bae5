"""The wish to be spoken to in another language, said in any of the four: "English, please", "auf Deutsch bitte"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from vocsurvey.interview.heard import Speech
from vocsurvey.interview.reading import CERTAIN_FROM
from vocsurvey.interview.vocabulary import normalised

_NAMES: Mapping[str, str] = {
    "en": "english|englisch|anglais|inglés",
    "de": "german|deutsch|allemand|alemán",
    "fr": "french|französisch|français|francés",
    "es": "spanish|spanisch|espagnol|español|castellano",
}
_BEFORE = (
    r"(?:(?:in|auf|en|nur|only|please|bitte|rather|lieber|plutôt|mejor|do you speak|can you speak|could you speak|"
    r"can we speak|can we do (?:it|this)|i speak|i only speak|i'd prefer|i prefer|sprechen sie|ich spreche|"
    r"können sie|können wir|parlez-vous|vous parlez|est-ce que vous parlez|je parle|je ne parle que|on peut parler|"
    r"habla|habla usted|hablo|solo hablo|podemos hablar|prefiero|puede ser|possible) )*"
)
_BEHIND = (
    r"(?: (?:please|bitte|sprechen|thanks|thank you|danke|merci|gracias|s'il vous plaît|svp|por favor|instead|only|nur|"
    r"si possible|si es posible))*"
)
_WISHES = {tag: re.compile(f"{_BEFORE}(?:{names}){_BEHIND}") for tag, names in _NAMES.items()}


def wished(speech: Speech, languages: Sequence[str]) -> str | None:
    """The language among those that was asked for, in so many words and with certainty; None for none."""
    if speech.confidence is not None and speech.confidence < CERTAIN_FROM:
        return None
    said = normalised(speech.words)
    asked = next((tag for tag, wish in _WISHES.items() if wish.fullmatch(said)), None)
    return next((one for one in languages if one.split("-")[0].lower() == asked), None)
