"""What is understood with certainty in German."""

from __future__ import annotations

import re

from vocsurvey.interview.heard import Command
from vocsurvey.interview.wordlist import Vocabulary, numbers, said

GERMAN = Vocabulary(
    yes=said(
        "ja jawohl jap genau stimmt natürlich selbstverständlich sicher klar gerne doch absolut",
        "ja bitte|ja gerne|ja gern|ja klar|ja natürlich|ja sicher|ja genau|ja stimmt|ja doch|ja absolut",
        "ja auf jeden fall",
        "auf jeden fall|ja selbstverständlich|na klar|aber ja|ja das stimmt|das stimmt|ja hat es|ja ist es|ja habe ich",
        "ja hat er|ja hat sie|ja haben sie|ja das geht|ja in ordnung|in ordnung|ja das passt",
    ),
    no=said(
        "nein nee",
        "nein danke|leider nein|nein leider nicht|leider nicht|nein überhaupt nicht|überhaupt nicht",
        "nein gar nicht|gar nicht",
        "eher nicht|nein eher nicht|auf keinen fall|nein auf keinen fall|noch nicht|nein noch nicht|nicht wirklich",
        "nein nicht wirklich|nein hat es nicht|nein ist es nicht|nein habe ich nicht|nein haben sie nicht|nein nie",
    ),
    numbers=numbers(
        "null eins|ein zwei|zwo drei vier fünf sechs sieben acht neun zehn elf zwölf|zwölf_uhr_mittags "
        "dreizehn vierzehn "
        "fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig einundzwanzig zweiundzwanzig dreiundzwanzig"
    ),
    articles=("der ", "die ", "das ", "den ", "dem ", "ein ", "eine ", "einen ", "unsere ", "ihre "),
    very="sehr",
    around=re.compile(
        r"(?:um |gegen |eine |die )?(?P<number>.+?)(?: uhr)?(?P<late> (?:nachmittags|abends|am nachmittag|am abend))?"
        r"(?: (?:morgens|vormittags|am morgen|am vormittag|bitte))?"
    ),
    cant_say=("weiss nicht", "ich weiss nicht", "weiss ich nicht", "das weiss ich nicht", "kann ich nicht sagen"),
    nothing=(
        *("nichts", "gar nichts", "nichts weiter", "sonst nichts", "nichts mehr", "eigentlich nichts", "nö", "keine"),
        *("im moment nichts", "im moment nicht", "gerade nicht", "zur zeit nicht", "derzeit nicht", "eigentlich nicht"),
        *("mir fällt nichts ein", "da fällt mir nichts ein", "fällt mir nichts ein", "nicht dass ich wüsste"),
        *("keine idee", "keine ideen", "keine ahnung", "kein kommentar", "keine angabe", "das wär's", "das war's"),
        *(
            "das ist alles",
            "das war alles",
            "ich habe nichts",
            "ich habe nichts hinzuzufügen",
            "im moment",
            "wüsste ich nicht",
        ),
        *(
            "danke",
            "vielen dank",
            "danke schön",
            "äh",
            "ähm",
            "öh",
            "hm",
            "hmm",
            "mhm",
            "tja",
            "stille",
            "keine antwort",
        ),
    ),
    commands={
        "wiederholen": Command.REPEAT,
        "bitte wiederholen": Command.REPEAT,
        "wie bitte": Command.REPEAT,
        "zurück": Command.BACK,
        "ich möchte mit einem menschen sprechen": Command.PERSON,
        "einen menschen bitte": Command.PERSON,
        "kann ich mit jemandem sprechen": Command.PERSON,
    },
)
