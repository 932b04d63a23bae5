"""The words that a respondent understands in English, German, French and Spanish. All in lower case.

The lists of the languages are used together: nobody is told which language will be spoken. Entries ending in `*`
match the beginning of a word, entries with a space match a phrase, the others a whole word.
"""

_COUNTED = """
    zero one two three four five six seven eight nine ten
    null eins zwei drei vier fünf sechs sieben acht neun zehn
    zéro une deux trois quatre cinq six sept huit neuf dix
    cero uno dos tres cuatro cinco seis siete ocho nueve diez
"""
NUMBERS = {word: number for line in _COUNTED.strip().splitlines() for number, word in enumerate(line.split())}

STAR = ("star", "asterisk", "stern", "sterntaste", "stern-taste", "sternchen", "étoile", "astérisque", "asterisco",
        "estrella")  # fmt: skip
HASH = ("hash", "pound", "raute", "rautetaste", "raute-taste", "dièse", "almohadilla", "numeral", "gato")

PRESS = (
    r"press|enter|dial|push|key in|choose",
    r"drücken sie|wählen sie|tippen sie|geben sie|drücke|taste",
    r"appuyez|tapez|composez|faites|choisissez|entrez",
    r"pulse|presione|marque|oprima|digite|introduzca",
)
_FILLERS = """
    please the a any number key digit button on
    bitte auf die eine der den taste ziffer zahl nummer ein
    sur la le les touche chiffre nombre numéro
    el un una tecla número numero dígito cifra
"""
FILLER = tuple(_FILLERS.split())

GOOD = (
    "yes", "satisf*", "good", "excellent", "easy", "easily", "likely", "agree", "great", "happy", "solved", "resolved",
    "fully", "completely", "definitely", "well", "helpful", "recommend*", "fair", "clear", "pleased", "delighted",
    "ja", "zufrieden", "gut", "ausgezeichnet", "hervorragend", "einfach", "leicht", "wahrscheinlich", "gelöst",
    "vollständig", "stimme", "zustimmung", "sicher", "glücklich", "hilfreich",
    "oui", "satisfait*", "satisfais*", "bon", "bonne", "bien", "facile", "probable", "résolu*", "tout à fait",
    "d'accord", "certain*", "content*", "entièrement", "utile", "excellent*",
    "sí", "si", "satisfecho", "satisfecha", "satisfactori*", "bueno", "buena", "fácil", "resuelto", "resuelta",
    "totalmente", "excelente", "de acuerdo", "claro", "contento", "contenta",
)  # fmt: skip
BAD = (
    "dissatisf*", "unsatisf*", "unlikely", "disagree*", "difficult", "hard", "poor*", "bad", "badly", "terrible",
    "unresolved", "unhappy", "slow", "worse", "worst", "rude",
    "unzufrieden", "schlecht", "schwierig", "schwer", "unwahrscheinlich", "ungelöst", "mangelhaft",
    "insatisf*", "mécontent*", "mauvais*", "difficile", "improbable", "désaccord",
    "malo", "mala", "mal", "difícil", "desacuerdo", "descontento", "pésimo",
)  # fmt: skip
NOT = (
    "not", "no", "never", "nor", "nein", "nicht", "kein", "keine", "keinen", "niemals", "nie", "non", "pas", "jamais",
    "aucun*", "peu", "nada", "nunca", "ni", "poco", "poca",
)  # fmt: skip
VERY = (
    "very", "extremely", "full", "completely", "fully", "strongly", "definitely",
    "sehr", "äußerst", "extrem", "vollständig", "volle*", "völlig",
    "très", "extrêmement", "tout à fait", "entièrement", "muy", "extremadamente", "totalmente", "sumamente",
    "excellent*", "ausgezeichnet", "excelente",
)  # fmt: skip
HALF = ("somewhat", "partly", "rather", "eher", "teilweise", "plutôt", "partiellement", "algo", "en parte", "más bien")
NEITHER = ("neither", "neutral", "weder", "neutre", "neutro", "ni satisf*", "so-so")
YES = ("yes", "ja", "oui", "sí", "si")
NO = ("no", "nein", "non")

CANNOT_SAY = (
    "cannot say", "can't say", "do not know", "don't know", "not sure", "skip", "no comment", "nicht sagen",
    "weiß nicht", "wissen es nicht", "auslassen", "auszulassen", "ne sais pas", "ne savez pas", "pas répondre",
    "no sé", "no sabe", "no lo sabe", "no puede decir*", "omitir",
)  # fmt: skip
BETWEEN = (
    "in between", "between them", "between these", "dazwischen", "entre les deux", "intermédiaire*", "entre ambos",
    "intermedi*", "entre medias", "entre los dos",
)  # fmt: skip

CARE = (
    "care", "cared", "cares", "caring", "kümmer*", "gekümmert", "am herzen", "wichtig genommen", "ernst genommen",
    "souci*", "attention", "attentionn*", "pris soin", "prendre soin", "à cœur", "compti*", "compter vraiment",
    "comptez vraiment", "compte vraiment", "tenions", "se preocup*", "preocup*", "importa*", "cuid*", "interés",
)  # fmt: skip
GOOD_TIME = (
    "good time", "good moment", "convenient", "right time", "passt es", "guter zeitpunkt", "guter moment", "passend*",
    "haben sie kurz zeit", "haben sie gerade", "bon moment", "moment pour", "un moment maintenant", "disponible",
    "buen momento", "un momento", "viene bien",
)  # fmt: skip
COURTESY = (
    "speaking with", "speaking to", "am i talking", "may we", "may i", "is that all right", "call you back",
    "someone to call", "spreche ich", "dürfen wir", "darf ich", "zurückruf*", "anrufen dürfen", "parle à", "parle bien",
    "pouvons-nous", "puis-je", "rappel*", "hablo con", "podemos", "puedo", "devolver la llamada", "le llame*",
)  # fmt: skip
SPEAK = (
    "in your own words", "your own words", "please tell us", "tell us", "please say", "after the tone",
    "after the beep", "describe", "comment*", "in ihren eigenen worten", "eigenen worten", "sagen sie", "erzählen sie",
    "nach dem ton", "nach dem signalton", "beschreiben sie", "dites", "propres mots", "vos mots", "racontez",
    "après le bip", "après le signal", "décrivez", "diga", "díganos", "sus palabras", "propias palabras", "cuéntenos",
    "después del tono", "describa", "explique*", "expliquez",
)  # fmt: skip
TONE = (
    "after the tone", "after the beep", "nach dem ton", "nach dem signalton", "après le bip", "après le signal",
    "después del tono", "tras el tono", "tras la señal", "después de la señal",
)  # fmt: skip
MINUTES = ("minute*", "minuten", "minutos", "hours", "uhr", "stunden", "heures", "horas", "seconds", "days", "tage",
           "jours", "días", "werktag*", "working", "questions", "fragen", "preguntas")  # fmt: skip

MENU_STOP = (
    "us to call you again", "not want us to call",
    "stop calling", "stop receiving", "stop these calls", "stop the calls", "stop all calls", "no calls", "not call",
    "not be called", "not to be called", "never call", "don't call", "no more calls", "no further calls",
    "be called again", "call me again", "called again", "nicht mehr ang*", "nicht mehr anr*", "nicht wieder",
    "keine anrufe", "keine weiteren", "nie wieder", "nicht mehr von uns", "ne plus", "plus appel*", "plus d'appel*",
    "nicht mit fragen", "pas que nous vous appel*",
    "no recibir", "no me llam*", "no le llam*", "no volver a", "no vuelv*", "dejar de", "no nos llame",
    "no desea recibir", "no desea que", "no ser llamad*", "no quiere",
)  # fmt: skip
MENU_BACK = (
    "go back", "back", "previous", "correct*", "change your", "last answer", "zurück*", "vorherige*", "vorige*",
    "letzte antwort", "korrigier*", "ändern", "revenir", "retour*", "précédente", "corriger", "modifier", "anterior",
    "corregir", "volver", "regresar", "cambiar",
)  # fmt: skip
MENU_REPEAT = (
    "repeat", "again", "once more", "wiederhol*", "noch einmal", "nochmal*", "erneut", "répét*", "réécouter",
    "à nouveau", "encore une fois", "repetir", "otra vez", "de nuevo", "repita",
)  # fmt: skip
MENU_GO_ON = (
    "continue", "go on", "carry on", "resume", "weiter", "weitermachen", "fortfahren", "fortsetzen", "continuer",
    "poursuivre", "reprendre", "continuar", "seguir",
)  # fmt: skip
MENU_PERSON = (
    "person", "someone", "somebody", "colleague", "agent", "mitarbeiter*", "kollege*", "jemand*", "mensch*", "personne",
    "quelqu'un", "conseiller*", "collègue", "persona", "alguien", "agente", "asesor*",
)  # fmt: skip
