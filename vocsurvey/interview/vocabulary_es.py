"""What is understood with certainty in Spanish."""

from __future__ import annotations

import re

from vocsurvey.interview.heard import Command
from vocsurvey.interview.wordlist import Vocabulary, numbers, said

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
    ),
    commands={
        "repita": Command.REPEAT,
        "repita por favor": Command.REPEAT,
        "atrás": Command.BACK,
        "quiero hablar con una persona": Command.PERSON,
        "una persona por favor": Command.PERSON,
        "puedo hablar con alguien": Command.PERSON,
    },
)
