"""How people ask in German not to be called again."""

from __future__ import annotations

from vocsurvey.interview.opt_out_phrases import Phrases, ahead, behind, matching, starting

_DAY = r"(?:montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonnabends?|sonntags?)"
_TIMES = (
    r"gerade|heute|morgen|übermorgen|momentan|zur zeit|zurzeit|derzeit|vorerst|gleich|später|"
    rf"(?:am |an diesem )?{_DAY}|(?:diese|nächste|kommende)[nrms]? (?:\w+ )?(?:woche|monat|tage|jahr|stunde)n?|"
    r"(?:im|in|am|um|vor|nach|bis|beim|bei der|während|wenn|bevor|solange|ehe|an)"
    r"(?! (?:zukunft|keinem|keinster|der zukunft|telefon|dieser nummer|diesem anschluss))|"
    r"so (?:früh|spät|oft|häufig)|(?:morgens|abends|nachts|mittags|vormittags|nachmittags)|"
    r"(?:zwei|drei|vier|fünf|zehn|mehr)mal|mehrfach"
)
# "jetzt nicht" is about the hour, "jetzt nicht mehr" is about the calls.
_NOW = r"jetzt(?!.*\b(?:mehr|nie|wieder|länger)\b)"
_SOFT = (
    r"(?: (?:bitte|hier|einfach|doch|bloss|auch|jetzt(?= (?:bitte |endlich )*(?:nicht mehr|nie))|"
    r"(?:ab|von) (?:heute|jetzt|sofort|nun)(?: an)?|in zukunft|künftig|"
    r"endlich|unter dieser nummer|auf dieser nummer))*"
)
_WORD = rf"(?: (?!(?:{_TIMES}|dass|sie|er)(?!\w)|{_NOW})\w+)"
_NEVER = r"(?:nicht mehr|nie mehr|nie wieder|nie|nicht wieder|nicht länger|nicht noch einmal|nicht weiter|nicht)"
_ME = r"(?:mich|uns|hier|diese nummer|meine nummer|bei mir|bei uns)"
_WANT = r"(?:will|möchte|möchten|wollen|mag|mögen|wünsche|wünschen)"
_START = starting("bitte", "und", "aber", "dann", "nein", "also", "danke", "ja", "doch", "gut")
_I_WANT = (
    rf"(?:(?:ich|wir)(?: \w+)? {_WANT}|{_WANT} (?:ich|wir)|(?:^|(?<=bitte )|(?<=danke )|(?<=nein ))"
    rf"{_WANT}(?! sie)|(?:ich|wir)(?: (?!dass )\w+){{1,8}} und {_WANT})"
)
_BOTHERED = r"(?:angerufen|kontaktiert|belästigt|gestört)"
_ASK = r"(?<!warum )(?<!wieso )(?<!weshalb )(?<!leider )(?<!trotzdem )"
_THAN = r"(?!(?: \w+){0,2} (?:sondern|(?:ich|wir) (?:will|wollen|möchten?|brauchen?) (?!meine ruhe|keine|nicht)))"
GERMAN = Phrases(
    ever=matching(
        (
            rf"(?:hören|hör|hört)(?: sie)?{_SOFT}(?: jetzt)? auf"
            rf"(?: (?:{_ME}|bitte|ständig|dauernd|immer|damit))* anzurufen",
            r"(?:hören|hör|hört)(?: sie)?(?: bitte| endlich| jetzt)* (?:bitte )?auf mit (?:den|diesen|ihren) anrufen",
            r"(?:streichen|nehmen|löschen|entfernen|tragen|werfen) sie(?: bitte)? (?:mich|uns|(?:meine|unsere|diese) "
            r"(?:\w*)nummer|meinen namen|meine daten)(?: bitte)?(?: \w+)? (?:von|aus)(?: \w+){1,2}",
            r"(?:streichen|löschen|entfernen) sie(?: bitte)? (?:meine|unsere|diese) \w*nummer",
            r"(?:verbitte|verbitten) (?:mir|uns)(?: \w+){0,2} anrufe",
            r"unterlassen sie(?: bitte)? (?:weitere|diese|die|ihre|solche|jegliche) anrufe",
            r"widerspreche(?: \w+){0,2} (?:anrufen|anruf)",
        )
    ),
    clear=matching(
        (
            rf"{_ASK}(?:rufen sie|ruf|{_START}ruft){_SOFT} {_ME}{_SOFT} {_NEVER}{_SOFT} an",
            rf"{_ASK}rufen sie{_SOFT} (?:nicht mehr|nie mehr|nie wieder){_SOFT} an",
            rf"{_I_WANT}{_WORD}{{0,5}} {_NEVER}{_WORD}{{0,3}} {_BOTHERED} werden",
            rf"{_I_WANT}{_WORD}{{0,3}} keine{_WORD}{{0,2}} anrufe(?: mehr)?{_THAN}",
            rf"(?:nicht|nie wieder) dass (?:sie|man) {_ME}(?: (?:noch einmal|wieder|weiter|weiterhin|nochmal))* "
            r"(?:anrufen|anruft|kontaktieren|kontaktiert|belästigen|belästigt)",
            r"(?:lassen sie|lass|lasst) (?:mich|uns)(?: (?!heute|morgen|gerade|kurz)\w+)? in (?:ruhe|frieden)"
            r"(?! (?:über|darüber|nach|mal|das|die|den|ein)|(?: \w+){0,2} (?:reden|sprechen|besprechen|überlegen|"
            r"nachdenken|arbeiten|essen|lesen|schlafen|ausreden|antworten|klären|ansehen|anschauen|fahren))"
            r"(?: jetzt)?",
        )
    ),
    short=matching(
        (
            r"(?:nicht mehr|nie mehr|nie wieder|nicht wieder|nicht noch einmal) (?:anrufen|kontaktieren|"
            r"belästigen|stören)",
            r"keine (?:weiteren |solchen |lästigen )?anrufe mehr",
            r"keine weiteren anrufe",
            rf"(?:^|(?:ich|wir){_WORD}{{0,4}} )(?:(?:bitte|hier|nein|danke) )*"
            rf"{_NEVER} (?:mehr )?{_BOTHERED} werden",
            r"von (?:der|ihrer|dieser) liste (?:streichen|nehmen|löschen)",
            r"nummer (?:bitte )?löschen",
        )
    ),
    beside=behind(
        "bitte|mehr|danke",
        rf"{_TIMES}|jetzt",
        r"(?:oder|und|noch) (?:auch )?(?:in zukunft|künftig|sonst|jemals|irgendwann|nie|überhaupt)",
    ),
    before=ahead(
        "nein|aber|und|also|ja|bitte|tut mir leid",
        rf"(?:im (?:moment|augenblick|urlaub|auto)|in \w+ (?:woche|besprechung)|"
        rf"seit(?: (?!rufen)\w+){{1,3}}|{_TIMES}|{_NOW})",
        "bitte|ich|wir|mich|uns|will|möchte|aber|nicht",
    ),
)
