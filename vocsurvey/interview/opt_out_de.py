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
_NO_MORE = r"(?:nicht mehr|nie mehr|nie wieder|nicht wieder|nicht noch einmal|nicht länger|nicht weiter|niemals)"
_CALL = r"(?:anrufen|kontaktieren|belästigen|stören)"
_TO_CALL = r"(?:anzurufen|zu (?:kontaktieren|belästigen|stören))"
_AROUND = rf"(?:{_SOFT}(?: {_ME})?{_SOFT})"
# "... wenn Sie uns nicht mehr anrufen würden": what the other side should do, behind a polite wish.
_IF_NOT = (
    rf"(?:(?:sie|man|ihr)(?: würden?)?{_AROUND} {_NEVER}|(?:keiner|niemand)(?: mehr| wieder| würde)*){_AROUND} "
    rf"(?:{_CALL}|anriefen|anruft?|kontaktiert)(?! (?:müssen|müssten|können|könnten|lassen))"
)
_POLITE = (
    r"(?:lieber|recht|schön|gut|nett|besser|angenehmer?|freundlich|dankbar|froh|verbunden|freuen|begrüssen|schätzen|"
    r"am (?:besten|liebsten))(?: (?:ich|wir|mir|uns|es))*"
)
_LIST = (
    r"(?:(?:ihrer|ihrem|ihren|der|dem|den|dieser|diesem|diesen|allen|jeder|eurer|eurem) )?"
    r"(?!warte|preis|bestell|liefer|gäste|stück|ersatz)(?:(?!warte|preis|bestell|liefer)\w+ )?"
    r"(?!warte|preis|bestell|liefer|gäste|stück|ersatz)"
    r"\w*(?:liste|listen|verteilern?|datenbank(?:en)?|kartei|datei(?:en)?|systemen?|system|register|verzeichnis|"
    r"datenbestand|adressbestand)"
)
_GONE = r"(?:gestrichen|genommen|gelöscht|entfernt|ausgetragen|herausgenommen|rausgenommen|gesperrt)"
_MAKE_GONE = r"(?:streichen|nehmen|löschen|entfernen|austragen|herausnehmen|rausnehmen|sperren)"
_NUMBER = r"(?:meine|unsere|diese) \w*nummer"
_CALLS = r"(?:ihren?|diesen?|weiteren?|solchen?|solcher|jeglichen?|jede|jeden|allen?|den)(?: \w+en?)? anrufe?n?"
_BEG = (
    r"(?:bitte|bitten|gebeten|fordere|fordern|aufgefordert|ersuche|ersuchen|verlange|verlangen|darum|davon)"
    r"(?: (?:ich|wir|sie|euch|ihnen|auf|hiermit|darum|dringend|höflich|freundlich|nochmals|noch einmal|also|herzlich))*"
)
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
            rf"(?:mich|uns|{_NUMBER}|meinen namen|unseren namen)(?: bitte)? (?:von|aus) {_LIST} (?:bitte "
            rf")?{_MAKE_GONE}",
            rf"(?:ich|wir)(?: \w+){{0,5}} (?:von|aus) {_LIST} (?:bitte )?{_GONE} werden",
            rf"(?:ich|wir)(?: \w+){{0,4}} (?:von|aus) {_LIST} (?:raus|runter|heraus|herunter|weg)",
            rf"{_NUMBER} (?:soll|sollte|muss|möge)(?: \w+){{0,3}} {_GONE} werden",
            rf"dass(?: \w+){{0,2}} {_NUMBER}(?: \w+){{0,3}} (?:{_GONE} wird|löschen|streichen|entfernen|sperren)",
            rf"sperren sie(?: bitte)? {_NUMBER}",
            rf"(?:setzen|nehmen|tragen) sie(?: bitte)? (?:mich|uns|{_NUMBER})(?: bitte)? (?:auf|in)(?: \w+)? "
            r"(?:sperrliste|robinsonliste|schwarze liste|blacklist)",
            rf"(?:verbiete|verbieten|untersage|untersagen)(?: \w+){{0,3}} (?:{_CALLS}|{_TO_CALL})",
            r"(?:widerrufe|widerrufen)(?: \w+){0,3} (?:einwilligung|zustimmung|einverständnis|erlaubnis)(?: \w+){0,3} "
            r"(?:anrufen?|angerufen|anzurufen)",
            rf"(?:verzichte|verzichten)(?: \w+)? auf {_CALLS}",
            rf"sehen sie(?: bitte)? von {_CALLS}(?: bitte)? ab",
            rf"von {_CALLS} (?:bitte )?abzusehen",
            r"(?:verbitte|verbitten) (?:mir|uns)(?: \w+){0,2} anrufe",
            rf"unterlassen sie(?: bitte)? (?:das (?:\w+ )?anrufen|es(?: {_ME})? {_TO_CALL})",
            r"unterlassen sie(?: bitte)? (?:weitere|diese|die|ihre|solche|jegliche) anrufe",
            r"widerspreche(?: \w+){0,2} (?:anrufen|anruf)",
        )
    ),
    clear=matching(
        (
            rf"{_ASK}(?:rufen sie|ruf|{_START}ruft){_SOFT} {_ME}{_SOFT} {_NEVER}{_SOFT} an",
            rf"{_ASK}rufen sie{_SOFT} (?:nicht mehr|nie mehr|nie wieder){_SOFT} an",
            rf"{_START}rufen sie{_SOFT} (?:nicht wieder|nicht noch einmal){_SOFT} an",
            rf"{_I_WANT}(?: \w+)? nicht dass (?:sie|man|ihr|jemand|irgendjemand){_AROUND} (?:{_CALL}|anruft)"
            r"(?! (?:müssen|können|lassen))",
            rf"{_POLITE} (?:wenn |dass |falls )?{_IF_NOT}",
            rf"{_POLITE} (?:wenn |dass |falls )?(?:ich|wir|hier){_SOFT} {_NEVER}{_SOFT} {_BOTHERED} (?:werden?|"
            rf"würden?|wird)",
            rf"kein(?:erlei)? interesse(?: mehr)? (?:an|daran)(?: \w+)? (?:anrufen(?! zu)|{_BOTHERED} zu werden)",
            rf"(?:erlaube|erlauben|gestatte|gestatten)(?: ihnen)? nicht(?: {_ME})? {_TO_CALL}",
            r"von(?: \w+)? anrufen(?: bitte)? (?:absehen|abzusehen)",
            rf"{_START}(?:belästigen|stören|kontaktieren) sie{_SOFT} {_ME}{_SOFT} {_NEVER}(?: (?:mit|durch) {_CALLS})?",
            rf"(?:können|könnten|würden|wollen|möchten) sie(?: \w+){{0,3}} aufhören(?: (?:{_ME}|bitte|ständig|dauernd|"
            rf"immer|damit))* {_TO_CALL}",
            rf"{_BEG}{_AROUND} {_NEVER}{_AROUND} {_TO_CALL}",
            rf"{_BEG}{_AROUND} {_NEVER}{_SOFT} {_BOTHERED} zu werden",
            rf"sie (?:brauchen|haben){_AROUND} {_NO_MORE}{_AROUND} {_TO_CALL}",
            rf"(?:sie|ihr|man) (?:soll|sollen|sollt|sollten|dürfen|dürft|müssen|müsst){_AROUND} {_NO_MORE}{_AROUND} "
            rf"{_CALL}",
            rf"(?:niemand|keiner) (?:soll|sollte|darf)(?: (?:hier|mehr|wieder|jemals|bitte|noch|{_ME}))+ {_CALL}",
            rf"(?:soll|sollte|darf)(?: (?:hier|{_ME}))* (?:niemand|keiner)(?: (?:hier|mehr|wieder|jemals|{_ME}))+ "
            rf"{_CALL}",
            r"anrufe(?: (?!nicht)\w+){0,4} (?:nicht (?:mehr |länger )?(?:erwünscht|gewünscht|gewollt)|unerwünscht)",
            rf"(?:ich|wir)(?: \w+)? {_WANT}(?: \w+)? (?:von ihnen (?:\w+ )?nichts (?:mehr|weiter)|nichts (?:mehr|"
            rf"weiter) von "
            r"ihnen|nie wieder (?:etwas )?von ihnen|von ihnen nie wieder (?:etwas)?) ?hören",
            rf"nicht(?: mehr)?(?: damit)? einverstanden (?:dass (?:sie|man) {_ME} (?:anrufen|anruft)|(?:von ihnen )?"
            rf"{_BOTHERED} zu werden|mit {_CALLS})",
            rf"(?:wagen|trauen|unterstehen) sie (?:es |sich )+(?:ja |bloss |nicht )*(?:{_ME} )?(?:noch einmal |wieder |"
            rf"nochmal |jemals |nochmals )*{_TO_CALL}",
            rf"(?:dafür|sorge|sorgen|sicher|erwarte|erwarten|verlange|verlangen)(?: \w+){{0,2}} dass (?:ich|wir|hier|"
            rf"{_NUMBER}){_SOFT} {_NO_MORE}{_SOFT} {_BOTHERED} (?:werden?|wird)",
            rf"dass (?:ich|wir){_SOFT} {_NEVER}{_SOFT} {_BOTHERED} werden {_WANT}",
            rf"das letzte mal(?: gewesen)? dass (?:sie|ihr) {_ME} (?:anrufen|anruft)",
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
            rf"(?<!\bich )(?<!\bwir )(?<!\bman )(?<!kann sie )(?<!können sie )(?<!\ber )(?<!will )(?<!möchte "
            rf")(?<!muss )"
            rf"(?<!kann uns )(?<!kann mich ){_NO_MORE} {_CALL}(?! (?:müssen|muss|können|zu))",
            r"(?<!kommen )(?<!kamen )(?<!bekommen )(?<!bekomme )(?<!bekamen )(?<!erhalten )(?<!erhielten )(?<!kriegen )"
            r"(?<!kriege )(?<!gibt es )(?<!gab es )(?<!haben )(?<!hatten )(?<!hatte )(?<!gehen )"
            r"keine (?:weiteren |solchen |lästigen )?anrufe mehr(?! (?:durch|an|rein|ein|bekommen|erhalten|gekommen))",
            r"(?:schluss|genug|stopp) (?:mit|von) (?:den|diesen|ihren) (?:\w+ )?anrufen",
            r"keine (?:weiteren )?(?:telefonumfragen|telefonischen umfragen|umfragen (?:am|per) telefon)(?: mehr)?",
            r"auf mit (?:der|dieser|ihrer) anruferei",
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
