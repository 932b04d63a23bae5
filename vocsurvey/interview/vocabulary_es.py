"""What is understood with certainty in Spanish."""

from __future__ import annotations

import re

from vocsurvey.interview.heard import Command
from vocsurvey.interview.wordlist import Vocabulary, numbers, said

_NOUN = (
    r"(?:(?:una? |el |la |su |algún |alguna )?(?:persona|operadora?|agente|humano|ser humano|asesora?|representante|"
    r"encargad[oa]|responsable|emplead[oa]|jef[ea])(?: (?:real|humana?|de verdad))?|alguien(?: más)?)"
)
_PERSON = (
    r"(?:(?:quiero|quisiera|querría|queremos|necesito|prefiero|me gustaría|deseo) )?(?:hablar|conversar) con "
    rf"{_NOUN}|(?:puedo|podría|podemos|se puede|es posible) hablar con {_NOUN}|(?:quiero|quisiera|prefiero) {_NOUN}|"
    rf"(?:me |nos )?(?:puede|pueden|podría|podrían) (?:pasar|poner|comunicar|conectar)(?:me|nos)? con {_NOUN}|"
    rf"(?:hay|habría) {_NOUN} con quien (?:pueda |podría )?hablar|"
    rf"(?:páseme|pásame|póngame|comuníqueme|conécteme)(?: con)? {_NOUN}|"
    r"operador|operadora|(?:un )?operador|(?:una )?operadora|(?:un )?humano|(?:una )?persona real|representante"
)
_TIMES = {
    "in_an_hour": re.compile(
        r"(?:(?:en|dentro de) )?(?:más o menos )?(?:una|1) hora|(?:en|dentro de) (?:60|sesenta) minutos|"
        r"una hora más tarde"
    ),
    "tomorrow_morning": re.compile(
        r"mañana(?: (?:por la mañana|en la mañana|temprano|a primera hora))*|a primera hora de mañana"
    ),
    "another_time": re.compile(
        r"(?:en )?otro (?:momento|día|rato)|otra (?:vez|hora)|más tarde|luego|la semana que viene|la próxima semana|"
        r"pasado mañana|mañana (?:por|en) la (?:tarde|noche)|esta (?:tarde|noche)|"
        r"(?:el |este )?(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)"
    ),
}

SPANISH = Vocabulary(
    yes=said(
        "sí si claro correcto exacto efectivamente absolutamente vale",
        "sí por favor|claro que sí|sí claro|sí claro que sí|por supuesto|sí por supuesto|desde luego",
        "sí desde luego|así es",
        "sí así es|de acuerdo|sí de acuerdo|sí correcto|sí exacto|sí creo que sí|creo que sí",
        "sí efectivamente|cómo no|sí vale",
        "sí señor|sí señora|sí totalmente",
    ),
    no=said(
        "no",
        "no gracias|no mucho|no todavía no|todavía no|aún no|para nada|no para nada|en absoluto",
        "no en absoluto|claro que no",
        "desde luego que no|por supuesto que no|no señor|no señora|no nunca|creo que no|no creo que no",
        "lamentablemente no",
    ),
    numbers=numbers(
        "cero uno|una dos tres cuatro cinco seis siete ocho nueve diez once doce|mediodía trece catorce "
        "quince dieciséis "
        "diecisiete dieciocho diecinueve veinte veintiuno|veintiuna veintidós veintitrés"
    ),
    articles=("el ", "la ", "los ", "las ", "un ", "una ", "nuestro ", "nuestra "),
    very="muy",
    around=re.compile(
        r"(?:a las |a la |al |sobre las |hacia las |un |diría )?(?P<number>.+?)(?: (?:horas|en punto))?"
        r"(?P<late> (?:de la tarde|de la noche))?(?: (?:de la mañana|por favor))?"
    ),
    cant_say=("no sé", "no lo sé", "no sabría decir"),
    nothing=(
        *("nada", "nada más", "nada de nada", "nada en especial", "nada en particular", "nada que añadir", "ninguna"),
        *("no tengo nada que añadir", "no tengo nada", "de momento nada", "de momento no", "por ahora nada"),
        *("por ahora no", "ahora mismo no", "la verdad es que no", "la verdad que no", "en realidad no"),
        *("no se me ocurre nada", "no se me ocurre", "ninguna idea", "ni idea", "sin comentarios", "que yo sepa no"),
        *("eso es todo", "es todo", "de momento", "por ahora", "ninguno", "sin respuesta", "silencio"),
        *("gracias", "muchas gracias", "eh", "em", "este", "pues", "bueno", "hm", "hmm", "mmm"),
        *said(
            "", "nadie|nadie más|no hay nadie|no sé quién|no lo sé|ninguna persona|no sabría decirle|no le puedo decir"
        ),
    ),
    fillers=said("eh em pues hm hmm mmm ok", "a ver|pues bien|bueno pues"),
    courtesies=said("gracias", "por favor|muchas gracias|si es tan amable"),
    leads=said(
        "en para este digamos diría prefiero mejor elijo quiero quisiera",
        "dentro de|yo diría|le doy|les doy|pongo un|sería un|es un|creo que|por culpa de|sobre todo|a causa de",
    ),
    trails=said(
        "puntos estrellas entonces",
        "me viene bien|me va bien|está bien|estaría bien|sería perfecto|me parece bien|si es posible|diría yo",
    ),
    out_of=("de", "sobre"),
    times=_TIMES,
    staff=re.compile(_NOUN),
    person=re.compile(rf"{_PERSON}|{_NOUN} por favor|por favor {_NOUN}"),
    commands={
        **dict.fromkeys(
            said(
                "repetir cómo perdón qué",
                "otra vez|una vez más|puede repetir|puede repetirlo|puede repetir la pregunta|podría repetir|repítalo",
                "podría repetir la pregunta|repita la pregunta|podría repetirlo",
                "quién es|quién llama|de parte de quién|con quién hablo|de qué se trata|quién habla|quién es "
                "usted|para qué es",
            ),
            Command.REPEAT,
        ),
        **dict.fromkeys(said("volver", "pregunta anterior|la pregunta anterior|volver atrás"), Command.BACK),
        **dict.fromkeys(
            said("saltar pasar paso", "siguiente pregunta|la siguiente pregunta|saltar la pregunta"), Command.SKIP
        ),
        "repita": Command.REPEAT,
        "repita por favor": Command.REPEAT,
        "atrás": Command.BACK,
        "quiero hablar con una persona": Command.PERSON,
        "una persona por favor": Command.PERSON,
        "puedo hablar con alguien": Command.PERSON,
    },
    menu={
        **dict.fromkeys(
            said("", "oír otra vez|oírlo otra vez|la pregunta|escuchar otra vez|repetir la pregunta|de nuevo"),
            Command.REPEAT,
        ),
        **dict.fromkeys(said("", "anterior|la anterior|una atrás|una pregunta atrás|regresar"), Command.BACK),
        **dict.fromkeys(said("", "siguiente|la siguiente|dejarla|omitir|saltarla"), Command.SKIP),
        **dict.fromkeys(
            said("", "persona|una persona|alguien|agente|un agente|humano|un compañero|hablar|hablar con alguien"),
            Command.PERSON,
        ),
        **dict.fromkeys(
            said("", "nunca más|no más llamadas|no llamar|no llamar más|jamás|no me llame"), Command.OPT_OUT
        ),
    },
)
