"""How people ask in Spanish not to be called again."""

from __future__ import annotations

from vocsurvey.interview.opt_out_phrases import Phrases, ahead, behind, matching

_CALL = r"(?:llam|contact|molest|telefone)"
_CALLS = rf"{_CALL}(?:e|en|es|éis|emos)"
_NOW = r"(?: (?:ya|ahora|ahora mismo|de una vez))*"
_DAY = r"(?:lunes|martes|miércoles|jueves|viernes|sábados?|domingos?)"
_TIMES = (
    r"antes|después|hasta|por la|por las|a las|a la|"
    r"a est[ae](?! (?:número|teléfono|línea))|al|mañana|hoy|ahora|todavía|luego|más tarde|de noche|"
    r"en(?! (?:absoluto|el futuro|la vida|mi vida|ningún|adelante|este (?:número|teléfono)))|"
    r"(?:los|las|el|la) (?:\w+ que viene|próxim\w+|fin|fines|semana|mes|noches?|tardes?)|"
    rf"(?:el|los) {_DAY}|"
    rf"est[ae](?! (?:número|teléfono))|"
    r"tan|si(?! (?:no (?:le|les|te) importa|es posible|puede))|cuando|durante|mientras|"
    rf"{_DAY}|señora?|así|tonto|"
    r"(?:dos|tres|cuatro|cinco|diez|varias|tantas|muchas|\d+) veces|de momento|por ahora"
)
_THAN = (
    r"(?! que)(?! (?:pero |sino )?(?:lo que )?(?:quiero|queremos|necesito) (?!que me dejen|paz|estar|no|que no|darme))"
)
SPANISH = Phrases(
    ever=matching(
        (
            r"(?:qu[ií]t|b[oó]rr|elim[ií]n|s[aá]qu|ret[ií]r|d)[eé](?:n|)(?:me|nos)(?: por favor)? (?:de|de "
            r"baja de|de baja en)"
            r"(?: (?:su|la|sus|las|esta|esa))? (?!list\w+ de (?:espera|precios))(?:\w+ )?"
            r"(?:lista|listas|base|registro|registros|fichero|sistema)(?! de (?:espera|precios))",
            r"(?:quiten|quite|borren|borre|eliminen|elimine|saquen|saque) (?:por favor )?(?:mi|nuestro|este) "
            r"(?:número|teléfono|nombre)",
        )
    ),
    clear=matching(
        (
            rf"no (?:me|nos) {_CALLS} (?:ya )?(?:más(?! tarde)|nunca|jamás|otra vez|de nuevo)",
            rf"(?:nunca|jamás) (?:más )?(?:me|nos) {_CALLS}",
            r"no (?:me |nos )?(?:vuelva|vuelvan|vuelvas|volváis) a (?:llamar|contactar|molestar)(?:me|nos)?(?!\w)",
            r"(?:deje|dejen|deja|dejad|paren|pare) (?:ya )?de (?:llamar|contactar|molestar)(?:me|nos)(?!\w)"
            rf"{_NOW}",
            rf"no (?:quiero|queremos|deseo|deseamos) que (?:ya )?(?:me|nos) (?:{_CALLS}|(?:vuelva|vuelvan) "
            rf"a llamar)(?!\w)(?: (?:más(?! tarde)|nunca|otra vez|de nuevo))*",
            r"no (?:quiero|queremos|deseo|deseamos) (?:recibir )?(?:más |este tipo de |estas |sus |esas |"
            rf"otras )+llamadas{_THAN}",
            r"no (?:quiero|queremos|deseo|deseamos) (?:volver a )?(?:recibir (?:ninguna |más )?llamadas?|ser "
            r"contactad\w+)",
            rf"d[eé]jen?(?:me|nos) (?:en paz|tranquil\w+){_NOW}",
        )
    ),
    short=matching(
        (
            rf"(?<!que )no (?:me|nos) {_CALLS}",
            r"(?:no|ni una) (?:más llamadas?|llamadas? más)",
            r"no (?:llame|llamen|llames|llaméis) (?:más|nunca más|otra vez)",
            rf"(?:deje|dejen|deja|dejad|paren) (?:ya )?de (?:llamar|molestar)(?!\w){_NOW}",
            r"basta (?:ya )?de llamadas",
            r"(?:qu[ií]te|b[oó]rre|s[aá]que|elim[ií]ne)n?(?:me|nos)(?!\w)(?! de \w+ lista de (?:espera|precios))",
        )
    ),
    beside=behind(
        "por favor|gracias|otra vez|de nuevo|más",
        _TIMES,
        r"(?:ni|y|o) (?:nunca|jamás|en el futuro|más adelante|más tarde)",
    ),
    before=ahead(
        "no|pero|y|sí|por favor",
        rf"hoy|mañana|ahora|ahora mismo|en este momento|de momento|por ahora|est[ae] \w+|(?:el |los )?{_DAY}",
        "por favor|mismo|yo",
    ),
)
