"""What is told beside an answer, or instead of one, to a closed question.

"No, it is still broken" is a no, and the rest of it is kept. What must not wait ("there was a fire") is kept and heeded
as in a comment, whatever was asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vocsurvey.interview.alarm import alarm_in
from vocsurvey.interview.heard import Speech
from vocsurvey.interview.reading import CERTAIN_FROM, Given, Reading, Sign, Withheld
from vocsurvey.interview.vocabulary import normalised, vocabulary
from vocsurvey.questionnaire.model import Alarms, Asked, Missing, YesNo

FEWEST = 2
"""Words behind the no: with fewer, it may be another saying, such as "no idea"."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One language: a ``no`` that stands before a sentence, what behind it makes another saying of it
    (``elsewise``), ``good`` words, which contradict a no, and the ``denied`` ones that do not."""

    no: str
    elsewise: str
    good: str
    denied: str


_LANGUAGES: Mapping[str, _Told] = {
    "en": _Told(
        r"no|nope|not at all|not really|unfortunately not",
        r"(?:problem|problems|idea|doubt|worries|matter|wonder|way|wait|one|longer|more|time|comment|complaints?|"
        r"yes|sorry|"
        r"i mean|actually)\b",
        r"\b(?:yes|fine|good|great|perfect|okay|happy|satisfied|solved|resolved|works|working|fixed|pleased|"
        r"excellent)\b",
        r"\b(?:not|never|nothing|no|nobody|isn't|wasn't|doesn't|don't|didn't|hasn't|aren't|weren't|won't|can't|"
        r"still|hardly)\b",
    ),
    "de": _Told(
        r"nein|nee|nö|leider nein|leider nicht|überhaupt nicht|gar nicht",
        r"(?:doch|ja|moment|warten|entschuldigung|quatsch|kein problem|keine ahnung|das heisst)\b",
        r"\b(?:ja|gut|super|prima|bestens|zufrieden|gelöst|erledigt|funktioniert|perfekt|toll|in ordnung)\b",
        r"\b(?:nicht|nie|nichts|kein|keine|keinen|niemand|immer noch|noch immer|kaum|un\w+)\b",
    ),
    "fr": _Told(
        r"non|pas du tout|malheureusement non",
        r"(?:oui|si|pardon|attendez|enfin|je veux dire|pas de problème|aucune idée)\b",
        r"\b(?:oui|bien|parfait|satisfaite?|content|contente|résolu|réglé|marche|fonctionne|super|excellent)\b",
        r"\b(?:pas|jamais|rien|plus|aucun|aucune|personne|toujours|encore|mal)\b",
    ),
    "es": _Told(
        r"no|para nada|en absoluto|lamentablemente no",
        r"(?:sí|si|perdón|espere|quiero decir|sé|lo sé|me acuerdo|recuerdo|entiendo|le entiendo|tengo|quiero|me|"
        r"nos|puedo|es|hay|"
        r"está|estoy|gracias|pasa nada)\b",
        r"\b(?:sí|bien|perfecto|satisfech\w+|content\w+|resuelto|solucionado|funciona|excelente|genial)\b",
        r"\b(?:no|nunca|nada|ningun\w*|nadie|todavía|sigue|mal|tampoco)\b",
    ),
}


def read(question: Asked, speech: Speech, language: str, alarms: Alarms) -> Reading:
    """What words mean that are no answer by themselves: a no with more behind it, or something that must not wait, for
    which the question is left without an answer and the words are kept; else nothing."""
    if speech.confidence is not None and speech.confidence < CERTAIN_FROM:
        return Sign.UNHEARD
    words = speech.words.strip()
    if isinstance(question, YesNo) and refused_with_words(words, language):
        return Given("no", words)
    return Withheld(Missing.NO_INPUT, words) if alarm_in(words, alarms) is not None else Sign.UNHEARD


def refused_with_words(words: str, language: str) -> bool:
    """Whether the words are a plain no and then a sentence that does not contradict it."""
    told = _LANGUAGES.get(language.split("-")[0].lower())
    if told is None:
        return False
    said = vocabulary(language).plain(normalised(words))
    found = re.fullmatch(rf"(?:{told.no}) (?P<rest>.+)", said)
    rest = "" if found is None else found["rest"]
    if len(rest.split()) < FEWEST or re.match(told.elsewise, rest):
        return False
    return re.search(told.good, rest) is None or re.search(told.denied, rest) is not None
