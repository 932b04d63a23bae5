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
from vocsurvey.interview.replies import replied
from vocsurvey.interview.vocabulary import normalised, vocabulary
from vocsurvey.questionnaire.model import Alarms, Asked, Consent, Missing, YesNo

FEWEST = 2
"""Words behind the no: with fewer, it may be another saying, such as "no idea"."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One language: a ``no`` that stands before a sentence; a ``plain`` one, which no word behind it makes another
    saying of; what behind a no does make another saying of it, at its beginning (``elsewise``) or anywhere
    (``otherwise``: who has not heard, who cannot complain); words that ``join`` a sentence to a no; ``good`` words,
    which contradict a no, and the ``denied`` ones that do not. ``unrecorded`` is a no to being recorded."""

    no: str
    plain: str
    elsewise: str
    otherwise: str
    join: str
    good: str
    denied: str
    unrecorded: str


_LANGUAGES: Mapping[str, _Told] = {
    "en": _Told(
        r"no|nope",
        r"no not at all|no not really|not at all|not really|unfortunately not|no unfortunately not",
        r"(?:problem|problems|idea|doubt|worries|matter|wonder|way|wait|one|longer|more|time|comment|complaints?|"
        r"yes|sorry|"
        r"i mean|actually)\b",
        r"\b(?:i|we)(?: really| just| honestly)? (?:don't|do not|didn't|did not|can't|cannot|can not|couldn't|"
        r"could not)"
        r"(?: really| quite| even)? (?:know|understand|hear|catch|get (?:that|you|it|the)|remember|recall|"
        r"follow|say|tell|"
        r"complain|mind|think so|want|wish|need|care|have)\b|\bwrong number\b|\bdon't worry\b|"
        r"\b(?:no|not|never|any)(?: \w+){0,3} (?:problems?|issues?|complaints?|trouble)\b|"
        r"\b(?:not|isn't|wasn't|nothing|never|couldn't be)(?: \w+)? (?:bad|wrong|better|broken any ?more|"
        r"to complain)\b",
        r"and|because|since|but",
        r"\b(?:yes|fine|good|great|perfect|okay|happy|satisfied|solved|resolved|works|working|fixed|pleased|"
        r"excellent|sorted|lovely|better)\b",
        r"\b(?:not|never|nothing|no|nobody|isn't|wasn't|doesn't|don't|didn't|hasn't|haven't|aren't|weren't|won't|can't|"
        r"still|hardly|broken|worse|failed|waiting|useless|unresolved)\b",
        r"(?:please )?(?:don't|do not) record\b.*|(?:i|we)(?:'d| would)? (?:rather|prefer) (?:not|you (?:don't|"
        r"didn't))\b.*|"
        r"(?:i|we) (?:don't|do not) (?:agree|consent|want to be recorded|want you to record)\b.*",
    ),
    "de": _Told(
        r"nein|nee|nö",
        r"leider nein|leider nicht|überhaupt nicht|gar nicht|nein leider nicht|nein überhaupt nicht|nein gar nicht",
        r"(?:doch|ja|moment|warten|entschuldigung|quatsch|kein problem|keine ahnung|das heisst)\b",
        r"\b(?:weiss|wüsste|verstehe|verstand|höre|hörte|erinnere) ich\b|\bich (?:weiss|wüsste|verstehe|höre|"
        r"erinnere)\b|"
        r"\b(?:nicht|nichts|akustisch|kaum)(?: \w+)? (?:verstanden|gehört|verstehen|hören|sagen|beantworten|klagen|"
        r"beschweren|meckern|beanstanden|schlecht|übel|besser)\b|\bfalsche nummer\b|\bverwählt\b|"
        r"\b(?:kein|keine|keinen|keinerlei)(?: \w+)? (?:probleme?|beschwerden?|fragen?|zeit|ahnung)\b",
        r"und|weil|denn|aber",
        r"\b(?:ja|gut|super|prima|bestens|zufrieden|gelöst|erledigt|funktioniert|perfekt|toll|in ordnung|klappt)\b",
        r"\b(?:nicht|nie|nichts|kein|keine|keinen|niemand|noch|kaum|kaputt|defekt|schlechter|warte|"
        r"un(?:gelöst|zufrieden|geklärt|möglich|vollständig|brauchbar|verändert)\w*)\b",
        r"(?:bitte )?(?:lieber )?(?:nicht|nichts) (?:aufnehmen|aufzeichnen|mitschneiden)\b.*|"
        r"(?:bitte )?lieber nicht\b.*|"
        r"(?:bitte )?(?:nehmen|zeichnen|schneiden) sie (?:\w+ )?(?:bitte )?nicht\b.*|"
        r"(?:ich|wir) (?:möchten?|will|wollen) (?:das |lieber )*nicht\b.*",
    ),
    "fr": _Told(
        r"non",
        r"pas du tout|malheureusement non|non pas du tout|non malheureusement",
        r"(?:oui|si|pardon|attendez|enfin|je veux dire|pas de problème|aucune idée)\b",
        r"\b(?:sais|comprends|entends|souviens|rappelle|vois) (?:pas|rien|plus|mal)\b|"
        r"\bpas (?:\w+ )?(?:compris|entendu|temps|mal|mauvais|dire)\b|\bplaindre\b|\bplains pas\b|"
        r"\b(?:pas|plus|aucun|jamais)(?: eu)?(?: de)? ?(?:problèmes?|soucis?)\b|\brien à (?:redire|reprocher|dire)\b",
        r"et|parce que|car|mais",
        r"\b(?:oui|bien|parfait|satisfaite?|content|contente|résolu|réglé|marche|fonctionne|super|excellent|mieux)\b",
        r"\b(?:pas|jamais|rien|plus|aucun|aucune|personne|toujours|encore|mal|panne|cassée?|pire|attends)\b",
        r"(?:s'il vous plaît )?(?:ne )?(?:m'|me |nous )?enregistrez pas\b.*|je ne (?:veux|"
        r"souhaite) pas (?:être )?enregistr\w+.*|"
        r"je (?:préfère|préférerais) (?:ne pas|pas|que vous ne|que non)\b.*",
    ),
    "es": _Told(
        r"no",
        r"lamentablemente no|para nada|no para nada|en absoluto|no en absoluto",
        r"(?:sí|si|perdón|espere|quiero decir|sé|lo sé|me acuerdo|recuerdo|entiendo|le entiendo|tengo|quiero|me|"
        r"nos|puedo|es|hay|"
        r"está|estoy|gracias|pasa nada)\b",
        r"\b(?:entend\w+|entiend\w+|o[ií]\w*|oye\w*|escuch\w+|sé|sab\w+|recuerd\w+|acuerd\w+|duda|negar\w*|quej\w+)\b|"
        r"\bproblemas?\b|\bnada (?:malo|que (?:decir|objetar|reprochar))\b|\bmejor\b",
        r"y|porque|pero",
        r"\b(?:sí|bien|perfecto|satisfech\w+|content\w+|resuelto|solucionado|funciona|excelente|genial)\b",
        r"\b(?:no|nunca|nada|ningun\w*|ningún|nadie|todavía|sigue|mal|tampoco|rot[oa]|peor|averiad[oa])\b",
        r"(?:por favor )?no (?:me |nos )?(?:grabe|graben|graba)\b.*|no quiero (?:que me graben|ser grabad[oa])\b.*|"
        r"prefiero (?:que )?no\b.*",
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
    if isinstance(question, Consent) and (refused_with_words(words, language) or _unrecorded(words, language)):
        return Given("no")
    return Withheld(Missing.NO_INPUT, words) if alarm_in(words, alarms) is not None else Sign.UNHEARD


def refused_with_words(words: str, language: str) -> bool:
    """Whether the words are a plain no and then a sentence that bears it out, or does not contradict it.

    Behind a bare "no" something has to be denied: "no they really cared" may be a yes that was cut short.
    """
    told = _told(language)
    if told is None:
        return False
    said = vocabulary(language).plain(normalised(words))
    found = re.fullmatch(rf"(?:(?P<plain>{told.plain})|(?:{told.no})(?: (?:{told.no}))*) (?P<rest>.+)", said)
    rest = "" if found is None else found["rest"]
    if found is None or len(rest.split()) < FEWEST or _another_saying(told, rest, language):
        return False
    if re.search(told.denied, rest) is not None:
        return True
    borne = found["plain"] is not None or re.match(rf"(?:{told.join})\b", rest) is not None
    return borne and re.search(told.good, rest) is None


def _another_saying(told: _Told, rest: str, language: str) -> bool:
    """Whether what stands behind the no is no sentence to it: a request, "I don't know", "I have to go"."""
    if re.match(told.elsewise, rest) or re.search(told.otherwise, rest):
        return True
    known = vocabulary(language)
    return known.command(rest) is not None or rest in known.cant_say or bool(replied(rest, language))


def _unrecorded(words: str, language: str) -> bool:
    """Whether the words, which are no plain answer, refuse a consent; the safe reading of a doubt is a no."""
    told = _told(language)
    return told is not None and re.fullmatch(told.unrecorded, vocabulary(language).plain(normalised(words))) is not None


def _told(language: str) -> _Told | None:
    return _LANGUAGES.get(language.split("-")[0].lower())
