"""What is understood with certainty in German."""

from __future__ import annotations

import re

from vocsurvey.interview.heard import Command
from vocsurvey.interview.wordlist import Vocabulary, numbers, said

_NOUN = (
    r"(?:ein|eine|einen|einem|einer|den|die|der|dem|ihrem|ihrer|ihren|ihr|ihre)? ?(?:(?:echten?|echter|richtigen?|"
    r"richtiger) )?"
    r"(?:mensch(?:en)?|mitarbeiter(?:in|n)?|person|berater(?:in)?|jemand(?:em|en)?|kollegen?|kollegin|"
    r"vermittlung|zentrale|"
    r"operator|kundendienst|kundenservice|ansprechpartner(?:in)?|vorgesetzten?|chef(?:in)?|angestellten?|"
    r"sachbearbeiter(?:in)?)"
)
_SOFT = r"(?:(?:bitte|gerne?|lieber|direkt|mal) )*"
_PERSON = (
    rf"(?:ich|wir) (?:möchten?|will|wollen|würden?|muss|müssen) {_SOFT}mit {_NOUN} (?:sprechen|reden|verbunden werden)|"
    rf"(?:ich|wir) (?:möchten?|will|wollen|brauchen?) {_SOFT}{_NOUN}(?: sprechen)?|"
    rf"(?:können|könnten|würden) sie (?:mich|mir|uns) {_SOFT}(?:mit |zu |an )?{_NOUN} (?:verbinden|geben|durchstellen|"
    rf"weiterverbinden)|gibt es {_NOUN} mit (?:dem|der) (?:ich|wir) (?:sprechen|reden) (?:kann|können)|"
    rf"(?:kann|könnte|darf|können|könnten|dürfte) (?:ich|wir) {_SOFT}mit {_NOUN} (?:sprechen|reden)|"
    rf"(?:verbinden|stellen|geben) sie (?:mich|mir|uns) {_SOFT}(?:mit |zu |an )?{_NOUN}(?: durch)?|"
    rf"{_SOFT}mit {_NOUN} (?:sprechen|reden)|"
    r"vermittlung|zentrale|operator|mensch|mitarbeiter|ein(?:en)? (?:mensch(?:en)?|mitarbeiter)|(?:ein )?echter mensch"
)
_TIMES = {
    "in_an_hour": re.compile(
        r"(?:(?:in|nach) )?(?:etwa |ungefähr |circa |ca )?(?:einer|ner|eine|1) stunde|in (?:60|sechzig) minuten|"
        r"in einem stündchen|eine stunde später"
    ),
    "tomorrow_morning": re.compile(
        r"(?:gleich )?morgen(?: (?:früh|vormittag|am vormittag|am morgen|in der früh|gleich|als erstes))*|früh morgen"
    ),
    "another_time": re.compile(
        r"(?:zu |an )?(?:einer |eine |einem |einen |ein )?ander(?:e|er|en|es) (?:zeit|tag|mal|zeitpunkt)|ein andermal|"
        r"später|(?:nächste|kommende) woche|übermorgen|morgen (?:nachmittag|mittag|abend)|heute (?:nachmittag|abend)|"
        r"(?:am )?(?:diesen |kommenden )?(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)"
    ),
}

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
            *said(
                "",
                "niemand|niemanden|keiner|keinen|gibt es nicht|gibt es niemanden|da gibt es niemanden|"
                "weiss ich leider nicht|ich weiss es nicht|das weiss ich leider nicht|kann ich ihnen nicht sagen|"
                "das kann ich ihnen nicht sagen",
            ),
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
    fillers=said("also äh ähm öh hm hmm tja naja ach okay ok", "na ja|ach so|na gut"),
    courtesies=said("bitte danke bitteschön dankeschön", "vielen dank|danke schön|bitte schön|danke sehr|bitte sehr"),
    leads=said(
        "am an im in um zu bei diesen kommenden lieber gern gerne wegen",
        "den kommenden|an diesem|am kommenden|ich sage|ich würde sagen|ich sag mal|sagen wir|sagen wir mal|ich nehme",
        "ich gebe|ich gebe ihnen|ich würde geben|ich möchte|am liebsten|das ist|das war|es war|es ist|das wäre",
        "eine glatte|vor allem|ich denke|ich glaube",
    ),
    trails=said(
        "punkte punkten sterne sternen passt geht ginge gerne gern",
        "passt mir|passt gut|passt mir gut|passt mir am besten|wäre gut|wäre schön|wäre mir recht|wäre am besten",
        "ist gut|ist in ordnung|geht gut|würde ich sagen|würde passen|wenn es geht",
    ),
    out_of=("von", "aus"),
    times=_TIMES,
    staff=re.compile(_NOUN),
    person=re.compile(rf"{_PERSON}|{_NOUN} bitte|bitte {_NOUN}"),
    commands={
        **dict.fromkeys(
            said(
                "was nochmal nochmals",
                "noch einmal|noch mal|können sie das wiederholen|können sie das bitte wiederholen|wiederholen sie das",
                "können sie die frage wiederholen|können sie die frage bitte wiederholen|wiederholen sie bitte",
                "wiederholen sie die frage|die frage noch einmal|was haben sie gesagt",
                "wer ist da|wer spricht|wer sind sie|wer ist dran|worum geht es|wer ruft an|mit wem spreche ich|"
                "um was geht es|worum geht's",
            ),
            Command.REPEAT,
        ),
        **dict.fromkeys(
            said("", "eine frage zurück|vorherige frage|zur vorherigen frage|die vorige frage"), Command.BACK
        ),
        **dict.fromkeys(
            said("überspringen", "frage überspringen|diese frage überspringen|nächste frage|die nächste frage"),
            Command.SKIP,
        ),
        "wiederholen": Command.REPEAT,
        "bitte wiederholen": Command.REPEAT,
        "wie bitte": Command.REPEAT,
        "zurück": Command.BACK,
        "ich möchte mit einem menschen sprechen": Command.PERSON,
        "einen menschen bitte": Command.PERSON,
        "kann ich mit jemandem sprechen": Command.PERSON,
    },
    menu={
        **dict.fromkeys(said("", "nochmal hören|noch einmal hören|die frage|frage wiederholen|erneut"), Command.REPEAT),
        **dict.fromkeys(said("", "eine zurück|frage zurück|zurückgehen|eins zurück|die letzte frage"), Command.BACK),
        **dict.fromkeys(said("", "auslassen|diese frage auslassen|frage auslassen|weglassen"), Command.SKIP),
        **dict.fromkeys(
            said(
                "",
                "person|jemand|eine person|mit einem menschen|ein mensch|einen menschen|kollege|"
                "ein kollege|kollegin|berater|mit jemandem sprechen|mit jemandem",
            ),
            Command.PERSON,
        ),
        **dict.fromkeys(
            said("", "nie wieder|nicht mehr anrufen|keine anrufe|nicht anrufen|keine anrufe mehr|nie mehr"),
            Command.OPT_OUT,
        ),
    },
)
