"""A time by which somebody will call is never written into a text: only what is filled in is kept by anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vocsurvey.questionnaire.check_phrases import phrase_texts
from vocsurvey.questionnaire.clause import plain, promises
from vocsurvey.questionnaire.finding import Finding, Marks, shown
from vocsurvey.questionnaire.lexicon import any_of, lexicon
from vocsurvey.questionnaire.model import Closing, Opening, Questionnaire, Statement
from vocsurvey.questionnaire.part import Part, Text, texts
from vocsurvey.questionnaire.wording import fills_in

_SENTENCE = re.compile(r"(?<=[.?!;])\s")
_FEW = {
    "en": r"(?:an?|one|two|three|four|five|six|twelve|twenty-four|forty-eight|\d+|the next|a few|a couple of)",
    "de": r"(?:einer|einem|zwei|drei|vier|fünf|sechs|zwölf|vierundzwanzig|achtundvierzig|\d+|den nächsten|wenigen)",
    "fr": r"(?:une?|deux|trois|quatre|cinq|six|douze|vingt-quatre|quarante-huit|\d+|les|quelques)",
    "es": r"(?:una?|dos|tres|cuatro|cinco|seis|doce|veinticuatro|cuarenta y ocho|\d+|l[ao]s próxim[ao]s|un[oa]s)",
}
_TIMES: Mapping[str, re.Pattern[str]] = {
    "en": any_of(
        (
            r"(?:today|tonight|tomorrow)\b",
            r"(?:this|next) (?:morning|afternoon|evening|week|month|\w+day)\b",
            r"(?:on|by|before|until) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
            rf"(?:within|in|after) {_FEW['en']} (?:\w+ )?(?:minutes?|hours?|days?|weeks?|months?)\b",
            r"(?:by|before|at) (?:noon|the end of|\d)",
        )
    ),
    "de": any_of(
        (
            r"(?:heute|übermorgen|(?<!guten.)morgen)\b",
            r"(?:diese|nächste)[nrs]? (?:woche|monat|tage?n?|stunden?|\w+tag)\b",
            r"(?:am|bis|vor) (?:(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|mittag|\d)",
            rf"(?:innerhalb|binnen|in|nach) (?:von )?{_FEW['de']} (?:\w+ )?"
            r"(?:minuten?|stunden?|tage?n?|wochen?|monate?n?)\b",
        )
    ),
    "fr": any_of(
        (
            r"(?:aujourd['’]hui|(?:après-)?demain|ce soir|cet après-midi|ce matin|cette semaine)\b",
            r"(?:la semaine|le mois|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche) prochaine?\b",
            r"(?:avant|d['’]ici|ce) (?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|midi|\d)",
            rf"(?:dans|sous|d['’]ici|après) {_FEW['fr']} (?:\w+ )?(?:minutes?|heures?|jours?|semaines?|mois)\b",
        )
    ),
    "es": any_of(
        (
            r"(?:hoy|mañana|esta (?:tarde|noche|mañana|semana))\b",
            r"(?:la próxima semana|la semana que viene|el (?:próximo )?mes que viene|el próximo mes)\b",
            r"(?:el|antes del?) (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo|mediodía|\d)",
            rf"(?:en|dentro de|antes de|tras) {_FEW['es']} (?:\w+ )?(?:minutos?|horas?|días?|semanas?|meses)\b",
        )
    ),
}


def times_kept(part: Part, marks: Marks) -> Iterator[Finding]:
    """No opening, statement or closing promises a call at a time of its own."""
    for text in texts(part) if isinstance(part.value, Opening | Statement | Closing) else ():
        # A flagged closing without the time that is kept is found as `no-promise` already.
        if "flagged" not in text.path or any(one.name == "promise.by" for one in fills_in(text.words)):
            yield from _fixed(text, marks)


def phrase_times_kept(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """No standing phrase does."""
    for language, phrases in whole.phrases.items():
        for name, path, words in phrase_texts(phrases, ("phrases", language)):
            if not name.startswith("alarms"):
                yield from _fixed(Text(path, language, words), marks)


def _fixed(text: Text, marks: Marks) -> Iterator[Finding]:
    words, times = lexicon(text.language), _TIMES.get(text.language)
    if words is None or times is None:
        return
    for sentence in _SENTENCE.split(plain(text.words)):
        found = times.search(sentence)
        if found and not sentence.endswith("?") and promises(sentence, words):
            message = f"{shown(found.group())} is promised to everybody and kept by nobody; leave the time out"
            yield marks.error(text.path, "time-fixed", message)
