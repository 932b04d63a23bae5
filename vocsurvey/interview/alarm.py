"""Words that must not wait: about safety, the law, or leaving.

"Nobody was hurt" is none: a word of denial right before it, with nothing but small words between, takes a word back.
Whatever stands farther off does not, because to miss one does more harm than to raise one in vain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from vocsurvey.interview.vocabulary import normalised
from vocsurvey.questionnaire.model import Alarms

CATEGORIES = ("safety", "legal", "leaving")
_CLAUSE_END = re.compile(r"[.,;:!?…]+(?=\s|$)")
_DENIAL = (
    r"nobody|no one|no-one|none|no|not|never|without|nothing|\w+n't|cannot|niemand|niemanden|niemandem|keiner|"
    r"keine|keinen|"
    r"keinem|kein|nicht|nie|ohne|nichts|personne|pas|aucun|aucune|jamais|sans|rien|nadie|ningún|ninguna|ninguno|"
    r"nunca|sin|nada"
)
_SMALL = (
    r"was|were|got|gets|has|have|had|been|is|are|be|it|a|an|any|of|us|them|our|people|really|actually|seriously|"
    r"badly|very|"
    r"going|want|planning|to|in|at|all|danger|wurde|wurden|worden|war|waren|ist|sind|hat|dabei|zum|glück|"
    r"ernsthaft|schwer|ein|"
    r"eine|einen|uns|von|n'a|été|n'est|est|a|s'est|ne|de|des|d|grièvement|gravement|ha|han|resultó|resultado|"
    r"sido|se|fue|hubo|"
    r"está|estaba|gravemente|es|era|son|que"
)
_DENIED_BEFORE = re.compile(rf"(?:^|\s)(?:{_DENIAL})(?: (?:{_SMALL})){{0,4}} (?:d'|l'|n')?$")
_DENIED_BEHIND = re.compile(
    r"\w*(?: (?:wurde|worden|ist|war|hat|sich|haben|wir|zum glück|glücklicherweise))* (?:niemand|keiner|nicht)$|"
    r"\w* (?:nobody|no one|personne|nadie)$"
)


def alarm_in(words: str, alarms: Alarms) -> str | None:
    """The first category of which a word or phrase begins somewhere in the words and is not denied; None for none."""
    clauses = [said for said in map(normalised, _CLAUSE_END.split(words)) if said]
    return next((one for one in CATEGORIES if any(_begun(getattr(alarms, one), said) for said in clauses)), None)


def _begun(phrases: tuple[str, ...], said: str) -> bool:
    return bool(phrases) and any(not _denied(said, *place) for place in _places(phrases, said))


def _places(phrases: tuple[str, ...], said: str) -> Iterator[tuple[int, int]]:
    """Where a phrase begins and ends, each place once."""
    start = 0
    while (found := _pattern(phrases).search(said, start)) is not None:
        yield found.span()
        start = found.start() + 1


def _denied(said: str, start: int, end: int) -> bool:
    return _DENIED_BEFORE.search(said[:start]) is not None or _DENIED_BEHIND.fullmatch(said[end:]) is not None


@lru_cache(maxsize=64)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(normalised(phrase)) for phrase in phrases) + ")")
