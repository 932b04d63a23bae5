"""What people say in their own words, by mood and language, and why somebody feels that nobody cared."""

from collections.abc import Mapping, Sequence

from vocsurvey.sandbox import dice

_SAID: Mapping[tuple[str, str], Sequence[str]] = {
    ("en", "delighted"): (
        "Everything was fine, thank you. They really took care of us.",
        "Very friendly and quick, please keep it that way.",
        "I knew at every moment what was happening. That was excellent.",
    ),
    ("en", "content"): (
        "It was all right. A little faster would be nice.",
        "Good work on the whole, but I had to explain it twice.",
        "Fine, only the waiting time was a bit long.",
    ),
    ("en", "bad"): (
        "We waited four days and nobody told us anything.",
        "I had to explain the same problem to three different people.",
        "It still does not work, and it costs us money every day.",
    ),
    ("en", "uncared"): ("The fix was fine, but I felt like a number. Nobody asked whether we could go on working.",),
    ("de", "delighted"): (
        "Alles bestens, vielen Dank. Man hat sich wirklich um uns gekümmert.",
        "Sehr freundlich und schnell, bitte weiter so.",
    ),
    ("de", "content"): (
        "Insgesamt gut, es hätte nur etwas schneller gehen können.",
        "In Ordnung, aber ich musste es zweimal erklären.",
    ),
    ("de", "bad"): (
        "Wir haben vier Tage gewartet, und niemand hat sich gemeldet.",
        "Es funktioniert immer noch nicht, und das kostet uns jeden Tag Geld.",
    ),
    ("de", "uncared"): ("Die Lösung war in Ordnung, aber ich kam mir vor wie eine Nummer.",),
    ("fr", "delighted"): (
        "Tout était parfait, merci beaucoup. On s'est vraiment occupé de nous.",
        "Très aimable et rapide, continuez ainsi.",
    ),
    ("fr", "content"): (
        "Dans l'ensemble c'était bien, un peu plus de rapidité serait appréciée.",
        "Correct, mais j'ai dû expliquer deux fois.",
    ),
    ("fr", "bad"): (
        "Nous avons attendu quatre jours sans aucune nouvelle.",
        "Cela ne fonctionne toujours pas et cela nous coûte de l'argent chaque jour.",
    ),
    ("fr", "uncared"): ("La solution était bonne, mais j'ai eu l'impression d'être un numéro.",),
    ("es", "delighted"): (
        "Todo estuvo perfecto, muchas gracias. Se ocuparon de verdad de nosotros.",
        "Muy amables y rápidos, sigan así.",
    ),
    ("es", "content"): (
        "En general bien, pero podría ser un poco más rápido.",
        "Correcto, aunque tuve que explicarlo dos veces.",
    ),
    ("es", "bad"): (
        "Esperamos cuatro días y nadie nos dijo nada.",
        "Sigue sin funcionar y nos cuesta dinero todos los días.",
    ),
    ("es", "uncared"): ("La solución fue buena, pero me sentí como un número.",),
}

_WORDS: Mapping[str, Mapping[str, str]] = {
    "de": {"yes": "ja", "no": "nein"},
    "fr": {"yes": "oui", "no": "non"},
    "es": {"yes": "sí", "no": "no"},
}


def sentence(language: str, feeling: str, seed: int, *name: str | int) -> str:
    """A sentence in this language (English if it is another), for delighted, content, bad or uncared."""
    said = _SAID.get((language[:2], feeling)) or _SAID[("en", feeling)]
    return dice.pick(said, seed, "sentence", *name)


def spoken(word: str, language: str) -> str:
    """A short word as it is said in this language."""
    return _WORDS.get(language[:2], {}).get(word, word)
