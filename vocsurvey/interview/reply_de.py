"""What people reply in German to whether it is they, and whether now is a good time."""

from __future__ import annotations

from vocsurvey.interview.reply import NAME, Reply, Ways

_NOW = r"(?:(?:gerade|grade|grad|jetzt|heute|leider|momentan|im moment|zur zeit|derzeit|aktuell|schon|auch|noch) )*"
_THEY = rf"(?:sie|er|{NAME}|die kollegin|der kollege|die dame|der herr)"
_PLACE = (
    r"(?:nicht (?:da|hier|im haus|im hause|im büro|am platz|erreichbar|verfügbar|zu sprechen|anwesend|zu erreichen)|"
    r"im urlaub|krank|krank gemeldet|unterwegs|weg|ausser haus|in (?:einer|der) besprechung|im (?:gespräch|"
    r"meeting|termin)|"
    r"in einem (?:gespräch|meeting|termin)|beschäftigt|verreist|in (?:der )?pause|zu tisch|in elternzeit|auf "
    r"dienstreise|"
    r"im homeoffice|am telefon|ausgelastet|abwesend|nicht möglich)"
)
_OCCUPIED = (
    r"(?:am steuer|im auto|unterwegs|beschäftigt|in (?:einer|der) besprechung|in einem (?:meeting|termin|gespräch|"
    r"kundentermin)|im (?:meeting|termin|gespräch|stress|zug|urlaub)|(?:bei einem|beim|bei) kunden|beim arzt|"
    r"beim essen|"
    r"auf dem sprung|in der pause|in eile|nicht am platz|am fahren)"
)

GERMAN = Ways(
    said={
        Reply.YES: (
            r"ja|jawohl|jap|jo|genau|richtig|stimmt|das stimmt|das ist richtig|korrekt|ja (?:bitte|gerne|klar)|"
            r"ja doch|ja genau|ja das stimmt",
        ),
        Reply.SPEAKING: (
            r"(?:selbst |selber )?am (?:apparat|telefon)|(?:das|der|die) bin ich|bin ich|ich bin'?s|ich bin es|"
            r"ich selbst",
            rf"(?:höchst)?persönlich|sie sprechen mit (?:mir|ihm|ihr|{NAME})|hier (?:ist|spricht) {NAME}|mein "
            rf"name ist {NAME}",
            rf"{NAME} (?:am apparat|hier|am telefon)|ich bin {NAME}|(?:das|der|die) bin ich selbst|am apparat ja|"
            rf"selbst dran",
        ),
        Reply.ONWARD: (
            r"(?:bitte |einfach |ruhig |wir können |gern )*(?:weiter|weitermachen|fortfahren|fortsetzen)|"
            r"(?:machen|fahren|gehen) sie "
            r"(?:bitte |ruhig )?(?:weiter|fort)|es geht weiter|nächste frage|nicht aufhören|machen wir weiter",
        ),
        Reply.WILLING: (
            r"passt|(?:ja )?(?:es|das|jetzt) passt(?: gut| gerade| mir)*|passt gut|geht(?: gut| klar| schon)?|"
            r"das geht|es geht",
            r"gern|gerne|sehr gern|sehr gerne|legen sie los|fangen sie an|schiessen sie los|nur zu|los geht'?s|"
            r"bitte sehr",
            r"(?:kein problem|ich habe zeit|ich hab zeit|machen wir|wenn es schnell geht|wenn's schnell geht)|"
            r"okay|ok|von mir aus",
            r"aber bitte schnell|machen sie(?: es)?(?: bitte)? (?:schnell|kurz)|(?:ja )?fragen sie|in ordnung|"
            r"jetzt ist gut",
        ),
        Reply.STOPPED: (
            r"(?:ich sagte |ich habe gesagt )?(?:stopp?|halt)(?: jetzt| mal| hier)?|aufhören|(?:hören|hör|hört)"
            r"(?: sie)?(?: jetzt| "
            r"bitte| endlich| mal)* auf(?: damit)?|(?:jetzt )?(?:ist )?schluss(?: jetzt| damit)?|genug(?: jetzt| "
            r"davon)?|basta",
            r"(?:das|es) reicht(?: jetzt| mir)*|mir reicht'?s?(?: es)?(?: jetzt)?|jetzt reicht'?s?(?: es)?|"
            r"abbrechen|abbruch|beenden|auflegen",
            r"(?:das gespräch|den anruf|die umfrage|gespräch|anruf|umfrage) (?:bitte )?(?:beenden|abbrechen)|"
            r"brechen sie(?: das)? ab|"
            r"(?:ich|wir) (?:möchte|will|wollen|würde gern|möchten) (?:jetzt |das gespräch |den anruf |bitte |"
            r"hier |gern )*(?:aufhören|"
            r"abbrechen|beenden|auflegen|nicht mehr(?: weitermachen)?|nicht weitermachen)|(?:auf )?wiederhören|"
            r"tschüss|auf wiedersehen|nicht (?:weiter(?:machen)?|fortfahren|fortsetzen)|machen sie (?:bitte )?nicht "
            r"weiter",
        ),
        Reply.NO: (r"nö|ne|eher nicht|lieber nicht",),
        Reply.BUSY: (
            rf"(?:jetzt|gerade|grade|im moment|heute|momentan) nicht|nicht (?:jetzt|gerade|heute)|ich bin "
            rf"{_NOW}{_OCCUPIED}",
            rf"(?:es |das )?passt {_NOW}(?:mir |mir {_NOW})?(?:nicht|schlecht|nicht gut|gar nicht|nicht so gut)|"
            rf"{_NOW}schlecht",
            rf"(?:es |das )?(?:ist|geht|wäre) {_NOW}(?:nicht|schlecht|ungünstig|nicht günstig|nicht so gut)|"
            rf"{_NOW}ungünstig",
            rf"(?:ich |wir )?(?:habe?|hab|haben) {_NOW}(?:überhaupt |gar |wirklich )?keine zeit|{_NOW}keine zeit|"
            rf"im auto",
            r"ich fahre(?: (?:gerade|grad|jetzt|selbst))*|(?:im moment|gerade|heute|jetzt|momentan) ist es "
            r"(?:schlecht|ungünstig|nicht so gut|nicht günstig)",
            rf"ich (?:fahre|sitze) {_NOW}(?:auto|im auto|am steuer)?|ich kann {_NOW}nicht(?: sprechen| reden| "
            rf"telefonieren)?",
            rf"{_NOW}(?:in (?:einer|der) besprechung|im (?:meeting|termin|auto)|am steuer|beschäftigt|keinen? "
            rf"(?:guter )?zeit(?:punkt)?)",
            r"(?:lieber |bitte |vielleicht |etwas )?später|ein andermal|(?:kein|nicht der) gute[rn]? zeitpunkt|"
            r"ich muss (?:jetzt |leider )*(?:los|weg|gehen|auflegen)",
            r"(?:rufen sie |bitte rufen sie |können sie |könnten sie )?(?:mich |uns )?(?:bitte )?(?:später |"
            r"nachher |noch ?mal |"
            r"wieder |ein andermal |morgen nochmal )*(?:an|anrufen|zurückrufen|zurück|melden)",
        ),
        Reply.UNAVAILABLE: (
            rf"{_THEY} ist {_NOW}{_PLACE}|(?:ist )?{_NOW}{_PLACE}|das geht {_NOW}nicht|"
            r"wieder (?:da|im haus|im büro|zurück|erreichbar)",
            rf"(?:das )?bin ich (?:aber )?nicht|ich bin (?:das |es )?nicht|nein bin ich nicht|{_THEY} kann "
            rf"{_NOW}nicht(?: ans telefon| "
            r"sprechen)?",
            rf"nein (?:hier (?:ist|spricht)|mein name ist) (?!{NAME}\b)\w+(?: \w+)?|das ist {_NOW}nicht möglich",
        ),
        Reply.PASSED_ON: (
            r"(?:einen |ein |'?n )?(?:kleinen |kurzen |kurz )?(?:moment|augenblick|momentchen)(?: mal)?|(?:eine )?"
            r"sekunde|warten sie",
            rf"(?:bleiben sie|bitte bleiben sie) (?:bitte )?dran|ich (?:verbinde|stelle|gebe|hole|reiche)(?: sie|"
            rf" ihn| ihnen| "
            rf"{NAME}| das telefon)*(?: weiter| durch| ans telefon| mal)?",
        ),
        Reply.WRONG_NUMBER: (
            r"(?:das ist |sie haben |das ist hier |da haben sie )?(?:leider )?(?:die |eine )?falsche (?:telefon)?"
            r"nummer(?: gewählt)?",
            rf"(?:da )?(?:haben )?sie (?:haben )?sich (?:da |wohl |leider )*verwählt|verwählt|(?:sie sind )?"
            rf"(?:hier |leider )*falsch "
            rf"verbunden|{NAME} gibt es hier nicht|(?:hier gibt es|wir haben|es gibt hier) keine[n]? {NAME}(?: hier)?",
        ),
        Reply.WRONG_PERSON: (
            r"(?:sie haben |das ist |ich bin )?(?:leider )?(?:die )?falsche person|(?:ich bin |da bin ich |dafür "
            r"bin ich )nicht (?:die "
            r"richtige(?: person)?|der richtige|zuständig)|nicht zuständig|(?:da )?(?:sie sind|sind sie) (?:hier "
            r"|bei mir |bei uns )*falsch|"
            r"ich bin (?:jemand|wer) anders",
            rf"(?:{_THEY} |den |die )?kenne ich nicht|{_THEY} ist (?:leider )?nicht mehr (?:da|hier)|sie "
            rf"(?:irren sich|täuschen sich)",
            rf"{_THEY} arbeitet (?:hier nicht|nicht hier|nicht bei uns)|da irren sie sich|das muss ein irrtum sein",
        ),
        Reply.LEFT: (
            rf"{_THEY} (?:arbeitet|ist) (?:leider |schon |jetzt )*(?:hier |bei uns )?nicht (?:mehr|länger) "
            rf"(?:hier|bei uns|im (?:haus|"
            r"unternehmen)|in der firma|für uns|beschäftigt|tätig|im betrieb|angestellt)(?: beschäftigt| tätig)?",
            rf"(?:{_THEY} )?arbeitet (?:hier nicht mehr|nicht mehr hier|nicht mehr bei uns|bei uns nicht mehr)",
            rf"{_THEY} hat (?:die firma|das unternehmen|uns|den betrieb) (?:leider )?verlassen|{_THEY} hat gekündigt",
            rf"{_THEY} ist (?:schon |jetzt )?(?:ausgeschieden|in rente|pensioniert|in pension|im ruhestand|in "
            rf"den ruhestand gegangen)",
        ),
        Reply.REFUSED: (
            r"(?:ich habe |ich hab |wir haben |habe |hab )?(?:daran |leider |überhaupt |gar |wirklich |da )*"
            r"kein(?:erlei)? interesse(?: daran)?",
            r"(?:ich bin |wir sind |bin )?(?:daran |leider )*nicht (?:daran )?interessiert|interessiert mich "
            r"(?:überhaupt )?nicht|ohne mich",
            r"(?:das )?interessiert (?:mich|uns) (?:überhaupt |gar )?nicht|(?:ich|wir) (?:möchten?|will|wollen|"
            r"mag) (?:da |daran |bei so was |"
            r"hier |das )*(?:nicht (?:mitmachen|teilnehmen)|keine (?:umfragen?|fragen)(?: beantworten)?)|kein "
            r"bedarf|keine umfragen?",
            r"(?:ich mache|ich nehme|wir machen|wir nehmen)(?: da| daran| bei so was| an so etwas| an umfragen| "
            r"bei umfragen)* (?:nicht|keine "
            r"umfragen)(?: mit| teil)?|da mache ich nicht mit|(?:das )?(?:möchte|will) ich (?:gar )?nicht",
        ),
    },
    hints={
        Reply.STOPPED: ("stopp", "aufhören", "Auf Wiederhören"),
        Reply.ONWARD: ("weiter", "weitermachen"),
        Reply.SPEAKING: ("ja, am Apparat", "am Apparat", "das bin ich", "ja, bin ich"),
        Reply.WILLING: ("passt", "gerne", "ja, gerne", "legen Sie los"),
        Reply.BUSY: (
            "jetzt nicht",
            "gerade schlecht",
            "später",
            "keine Zeit",
            "ich bin im Auto",
            "ich bin in einer Besprechung",
        ),
        Reply.UNAVAILABLE: ("sie ist nicht da", "er ist nicht da", "ist im Urlaub", "bin ich nicht"),
        Reply.PASSED_ON: ("einen Moment bitte", "ich verbinde", "Augenblick"),
        Reply.WRONG_NUMBER: ("falsche Nummer", "Sie haben sich verwählt", "falsch verbunden"),
        Reply.WRONG_PERSON: ("falsche Person",),
        Reply.LEFT: ("arbeitet nicht mehr hier", "sie ist nicht mehr bei uns"),
        Reply.REFUSED: ("kein Interesse",),
        Reply.IN_AN_HOUR: ("in einer Stunde",),
        Reply.TOMORROW_MORNING: ("morgen",),
    },
    between=(
        "aber",
        "und",
        "leider",
        "tut mir leid",
        "es tut mir leid",
        "entschuldigung",
        "hallo",
        "guten tag",
        "da",
        rf"{_THEY} ist",
    ),
    now=r"\b(?:jetzt|gerade|grade|grad|heute|momentan|im moment|zur zeit|derzeit|aktuell)\b",
    until=r"\b(?:an|anrufen|zurückrufen|zurück|melden|später|andermal|wieder)\b",
    denied=r"(?:es ist|das ist|ich bin)(?: \w+)? nicht (?!ich\b|wir\b|es\b|sie\b|er\b).*",
    titles=("frau", "herr", "herrn", "dr", "doktor"),
)
