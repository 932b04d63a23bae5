"""Which language a text is in, by the small words that only one of the known languages has.

Words that two of them share, such as the German and the English "was", tell nothing and are in no list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vocsurvey.questionnaire.clause import plain

_WORD = re.compile(r"[^\W\d_]+")
_SIGN = re.compile("[¿¡ñßœ]")
FEWEST_STRANGE = 2
"""So many different small words of another language, and none of its own, are a text in that language."""
MANY_STRANGE = 4
"""So many for each of its own are one too, as where a name is in the text's own language."""

_SMALL: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "de": (
            "sie wir uns ihnen ihr ihre ihrem ihren unser unsere unserem unserer der dem und ist sind nicht mit "
            "auf für von zu haben hat hatten wie oder eine einen einer einem ein bei wenn dass noch wurde bitte "
            "auch vom zum zur über worum welche welcher danke vielen dank möchten können jetzt hier gern ich mir "
            "das sollten nichts etwas lassen sehr keine kein ß"
        ),
        "en": (
            "the you your yours we our are were did does had with and for what how would could should this that "
            "these it of to from about please they there when been thank any which who why again press now is not "
            "do out very let"
        ),
        "es": (
            "usted nuestro nuestra nuestros qué cómo cuál el los con para por del muy está su sus fue más al "
            "gracias esta este hay puede desea cuando quiere sobre ahora hola estamos hemos una ya día todo las "
            "nuestras persona empresa respuesta respuestas ¿ ¡ ñ"
        ),
        "fr": (
            "vous nous votre vos notre est les des avec pour dans qui pas ce cette et avez avons êtes sont était "
            "très quel quelle sur aux du il elle ou où été merci bonjour cela ici je rien à tout l qu j puis œ"
        ),
    }.items()
}


def strange_tongue(text: str, language: str) -> str | None:
    """The language that the text is in when it is certainly not in ``language``; None when it is, or nobody can say.

    Both are codes; of ``de-AT`` only ``de`` counts. A language without a list is never contradicted.
    """
    own = language.partition("-")[0]
    if own not in _SMALL:
        return None
    words = word_set(text) | frozenset(_SIGN.findall(text.lower()))
    counts = {other: len(words & small) for other, small in _SMALL.items()}
    mine = counts.pop(own)
    other = max(counts, key=lambda name: counts[name])
    return other if counts[other] >= max(FEWEST_STRANGE, MANY_STRANGE * mine) else None


def word_set(text: str) -> frozenset[str]:
    """The words of a text in small letters, without the names of the facts that are put in."""
    return frozenset(_WORD.findall(plain(text).lower()))


def small_words(language: str) -> frozenset[str]:
    """The small words of a language; none where there is no list."""
    return _SMALL.get(language.partition("-")[0], frozenset())
