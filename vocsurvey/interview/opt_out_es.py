"""How people ask in Spanish not to be called again."""

from __future__ import annotations

from vocsurvey.interview.opt_out_phrases import Phrases, ahead, behind, matching

_CALL = r"(?:llam|contact|molest|telefone)"
_CALLS = rf"{_CALL}(?:e|en|es|éis|emos)"
# The subjunctive behind a wish: "que no me llamen", "que no me llamaran".
_CALLED_FOR = rf"{_CALL}(?:e|en|es|éis|emos|ara|aran|aras|arais|ase|asen|ases|aseis)"
_TO_CALL = r"(?:llamar|contactar|molestar|telefonear)"
_ME = r"(?:me|nos)"
_MORE = r"(?: (?:más(?! (?:tarde|temprano|pronto|a menudo))|nunca|jamás|otra vez|de nuevo))"
_WISH = (
    r"(?:(?<!\bél )(?<!ella )(?<!usted )(?:prefiero|preferimos|preferiría|preferiríamos|(?:me|nos) gustaría|quisiera|"
    r"quisiéramos|"
    r"querría|querríamos|deseo|deseamos|quiero|queremos|agradecería|agradeceríamos|agradezco|agradecemos|pido|pedimos|"
    r"ruego|rogamos|solicito|solicitamos|exijo|exigimos|suplico|insisto en|(?:estaría|sería|es) (?:bien|mejor|bueno)|"
    r"mejor))(?: (?:mucho|ya|por favor|a ustedes|a usted|yo))*"
)
_MY_NUMBER = r"(?:mi|nuestro|este) (?:número|teléfono)"
_SURVEY_CALLS = r"(?:más|estas|sus|esas|tantas|otras|nuevas|estas|este tipo de|ninguna|las) (?:\w+ )?llamadas?"
_LISTED = (
    r"(?:de|en)(?: (?:su|la|sus|las|esta|esa|todas|toda|vuestra))* (?!list\w+ de (?:espera|precios))(?:\w+ )?"
    r"(?:lista|listas|base|registro|registros|fichero|sistema|contactos|agenda)(?! de (?:espera|precios))"
)
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
            r"(?:qu[ií]t|b[oó]rr|elim[ií]n|s[aá]qu|s[aá]c|ret[ií]r|d)[aeé](?:n|)(?:me|nos)(?: por favor)? (?:de|de "
            r"baja de|de baja en)"
            r"(?: (?:su|la|sus|las|esta|esa))? (?!list\w+ de (?:espera|precios))(?:\w+ )?"
            r"(?:lista|listas|base|registro|registros|fichero|sistema|contactos|agenda)(?! de (?:espera|precios))",
            rf"(?:quitar|borrar|eliminar|sacar|retirar)(?:me|nos)(?: por favor)? {_LISTED}",
            rf"(?:me|nos) (?:quit|borr|elimin|sa(?:c|qu)|retir)(?:e|en|es|éis|ara|aran|ase|asen)(?: por favor)? "
            rf"{_LISTED}",
            rf"(?:quiero|queremos|quisiera|quisiéramos|cómo|puedo|podemos|para) salir {_LISTED}",
            rf"(?:ser|sea|seamos) (?:eliminad|borrad|quitad|retirad|sacad)\w+ {_LISTED}",
            rf"(?:darme|darnos|d[eé]n?(?:me|nos)|(?:me|nos) den?|darse) de baja (?:de (?:las|sus|estas|todas las) "
            rf"llamadas|{_LISTED})",
            rf"(?:quitar|borrar|eliminar|bloquear|bloqueen?|retirar|suprimir) {_MY_NUMBER}",
            r"(?:retiro|revoco|retiramos|revocamos) (?:mi|nuestro) (?:consentimiento|autorización|permiso)"
            r"(?: \w+){0,3} llam\w+",
            rf"proh[ií]b(?:o|imos) (?:que (?:me|nos) {_CALLED_FOR}|(?:volver a )?{_TO_CALL}(?:me|nos))",
            r"abst[eé]ng(?:a|an)(?:se)? de (?:llamar|contactar|molestar)(?:me|nos)?(?!\w)",
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
            rf"{_WISH} que (?:ya )?no (?:se )?{_ME} {_CALLED_FOR}(?!\w){_MORE}*",
            rf"{_WISH} que (?:ya )?no (?:se )?{_ME} (?:vuelva|vuelvan|volviera|volvieran|volviese|volviesen) a "
            rf"{_TO_CALL}",
            rf"{_WISH} que (?:ya )?no (?:{_CALLED_FOR}|(?:vuelva|vuelvan|volviera|volvieran|volviesen) a "
            rf"{_TO_CALL}{_ME}?)(?:{_MORE}+|"
            rf"(?: por favor| gracias)*$)",
            rf"{_WISH} no (?:volver a )?(?:ser (?:llamad|contactad|molestad)\w+|recibir (?:{_SURVEY_CALLS}|llamadas?))",
            r"no (?:quiero|queremos|deseo|deseamos) (?:volver a )?ser (?:llamad|contactad|molestad)\w+",
            rf"no (?:quiero|queremos|deseo|deseamos) que (?:se )?{_ME} (?:(?:est[eé]n?|sigan?) llamando|vuelvan? a "
            rf"{_TO_CALL}|{_CALLED_FOR})(?!\w){_MORE}*",
            rf"no (?:quiero|queremos|deseo|deseamos) que vuelvan? a {_TO_CALL}(?:{_ME}(?!\w)|$)",
            rf"(?:le|les|te|os) (?:(?:he|hemos) (?:dicho|pedido)|dije|dijimos|pedí|pedimos) que (?:ya )?no {_ME} "
            rf"{_CALLED_FOR}(?!\w){_MORE}*",
            rf"no (?:me interesa|nos interesa) que {_ME} {_CALLED_FOR}",
            r"no (?:llame|llamen|llames|llaméis) (?:más|nunca más|otra vez)(?: a (?:este|mi|nuestro) (?:número|"
            r"teléfono)|"
            r" aquí)",
            r"no (?:quiero|queremos|deseo|deseamos) (?:hacer |contestar |responder )?(?:más )?encuestas (?:por "
            r"teléfono|"
            r"telefónicas)",
            rf"no se {_ME} (?:{_CALLED_FOR}|vuelva a {_TO_CALL})(?!\w){_MORE}*",
            rf"(?:dejen?|dejes|dejéis|dejar|dejara|dejaran|dejase|dejasen|paren|parar|pararan) (?:ya )?de "
            rf"{_TO_CALL}{_ME}(?!\w){_NOW}",
            rf"{_ME} (?:dejen?|dejes|dejéis|dejaran|dejasen) (?:ya )?de {_TO_CALL}(?!\w){_NOW}",
            rf"(?:dejara|dejaran|dejase|dejasen) (?:ya )?de {_TO_CALL}(?: por favor| gracias)*$",
            rf"(?:^|(?:de|favor|ruego|pido|pedimos|rogamos|solicito|exijo|gracias por|mejor|y|prefiero que) )no "
            rf"(?:volver a "
            rf"{_TO_CALL}(?:me|nos)?|{_TO_CALL}(?:me|nos))(?!\w){_MORE}*",
            rf"no (?:deben?|deberían?|debéis|tienen? (?:derecho a|permiso para|autorización para|mi permiso para)) "
            rf"(?:volver a )?{_TO_CALL}{_ME}(?!\w){_MORE}*",
            rf"no (?:tienen?|pueden?|hace falta|es necesario)(?: que)? (?:volver a {_TO_CALL}{_ME}|{_TO_CALL}{_ME}"
            rf"(?: (?:más(?! (?:tarde|temprano))|nunca|otra vez)))",
            rf"no (?:hace falta|es necesario|necesito|necesitamos) que (?:{_ME} {_CALLED_FOR}{_MORE}+|vuelvan? a "
            rf"{_TO_CALL}{_ME}|{_ME} vuelvan? a {_TO_CALL})",
            rf"(?:^|(?:quiero|queremos|y|mejor|favor|pido|exijo|ruego) )que nadie (?:más )?{_ME} (?:vuelva a "
            rf"{_TO_CALL}|"
            rf"{_CALLED_FOR})(?!\w){_MORE}*",
            r"no (?:quiero|queremos|deseo|deseamos) (?:volver a )?saber (?:nada )?(?:más )?(?:nada )?(?:más )?de "
            r"(?:ustedes|usted|vosotros)",
            rf"(?:me opongo|nos oponemos) a (?:que (?:se )?{_ME} {_CALLED_FOR}|{_SURVEY_CALLS}|ser (?:llamad|"
            rf"contactad)\w+|"
            rf"recibir (?:\w+ )?llamadas)",
            rf"no (?:autorizo|autorizamos|acepto|aceptamos|consiento|consentimos|doy permiso|doy mi "
            rf"consentimiento)(?: (?:a|para))?(?: (?:que|"
            rf"ustedes|recibir))* (?:(?:se )?{_ME} {_CALLED_FOR}|{_SURVEY_CALLS}|llamadas)",
            rf"última vez que {_ME} llaman?(?!\w)",
            rf"no se (?:le|les|te|os) ocurra (?:volver a )?{_TO_CALL}{_ME}",
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
            r"(?:qu[ií]te|b[oó]rre|s[aá]que|elim[ií]ne)n?(?:me|nos)(?= por favor| ya| gracias|$)",
            r"no (?:molesten|molestes|moleste|molestéis) más",
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
