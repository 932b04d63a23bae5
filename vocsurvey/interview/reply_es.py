"""What people reply in Spanish to whether it is they, and whether now is a good time."""

from __future__ import annotations

from vocsurvey.interview.reply import NAME, Reply, Ways

_NOW = r"(?: (?:aquí|hoy|ahora|ahora mismo|en este momento|de momento|por aquí|todavía|por ahora|esta semana|ya))*"
_THEY = rf"(?:ella |él |{NAME} |la señora |el señor )?"
_VERY = r"(?:(?:un poco|muy|bastante|ahora|ahora mismo|en este momento|algo|demasiado) )*"
_OCCUPIED = (
    r"(?:ocupad[oa]|reunid[oa]|en (?:una|otra) (?:reunión|llamada)|en (?:el coche|el carro|la carretera|reunión)|"
    r"comiendo|"
    r"trabajando|conduciendo|manejando|con (?:un|otro) cliente|de viaje|de vacaciones|hablando por (?:teléfono|"
    r"la otra línea)|"
    r"en el médico|liad[oa])"
)

SPANISH = Ways(
    said={
        Reply.YES: (
            r"sí|si|sí por favor|correcto|exacto|efectivamente|así es|es correcto|sí señora?|exactamente|claro|"
            r"sí claro|claro "
            r"que sí",
        ),
        Reply.SPEAKING: (
            r"(?:sí )?soy yo(?: mism[oa])?|yo mism[oa]|(?:con )?(?:ella|él) mism[oa]|la misma|el mismo|con "
            r"(?:la misma|el mismo|ella|él)",
            rf"(?:{NAME} )?al (?:habla|aparato)|soy {NAME}|(?:aquí|le habla|habla) {NAME}|la misma que viste y "
            rf"calza|en persona",
            rf"(?:usted )?(?:está hablando|habla)(?: usted)? con (?:ella|él|{NAME})|yo soy(?: {NAME})?|servidora?",
        ),
        Reply.ONWARD: (
            r"(?:por favor )?(?:siga|sigue|sigamos|continúe|continuar|continuemos|seguir|prosiga)(?: adelante)?|"
            r"siguiente pregunta|"
            r"(?:podemos|puede|quiero) (?:seguir|continuar)|no pare",
        ),
        Reply.WILLING: (
            r"adelante|dígame|diga|vale|de acuerdo|está bien|me (?:viene|va) bien(?: ahora)?|sin problema|no hay "
            r"problema|cómo no",
            r"tengo (?:tiempo|un momento|unos minutos|un rato)|puedo hablar|con mucho gusto|con gusto|por qué no|"
            r"perfecto|bueno",
            r"si es (?:rápido|breve|corto)|rapidito|que sea rápido|ningún problema|es buen momento|es un buen "
            r"momento|ok|okay",
        ),
        Reply.STOPPED: (
            r"(?:he dicho )?(?:stop|basta|pare|paren|para|alto|detente|deténgase)(?: ya| aquí| ahora| esto)*|ya "
            r"basta|ya está bien|"
            r"(?:es )?suficiente|termine|terminar|finalizar|acabar|finalice|cuelgue|adiós|hasta luego|colgar|corte",
            r"(?:quiero|quisiera|deseo|prefiero|vamos a|podemos) (?:parar|terminar|colgar|acabar|dejarlo|"
            r"finalizar)(?: ya| aquí| la llamada)*",
            r"(?:termine|finalice|acabe|corte|terminar|finalizar) (?:la|esta) (?:llamada|encuesta)|no quiero "
            r"(?:seguir|continuar|más preguntas)|"
            r"(?:lo dejamos|dejémoslo)(?: aquí| ya)?",
            r"no (?:siga[sn]?|continúe[sn]?|prosiga|sigamos|continuemos)(?: más)?",
        ),
        Reply.NO: (r"no mucho|no no|mejor no|prefiero que no",),
        Reply.BUSY: (
            r"ahora(?: mismo)? no(?: puedo)?|no ahora|en este momento no(?: puedo)?|hoy no|ahora no me (?:viene|"
            r"va) bien|ahora es mal momento",
            rf"no (?:puedo|me (?:viene|va) bien|es (?:un )?buen momento|tengo (?:mucho )?tiempo)(?: hablar| "
            rf"atenderle)?{_NOW}|no hay tiempo",
            rf"(?:estoy|estamos|voy|me pilla|me coge) {_VERY}(?:{_OCCUPIED}|mal){_NOW}|(?:es )?(?:un )?mal "
            rf"momento|no estoy disponible",
            r"(?:mejor |quizá |un poco )?(?:más tarde|luego|después)|otro día|en otro momento|otra vez|tengo que "
            r"irme|tengo prisa",
            r"(?:llámeme|llámenme|llame|llámame|vuelva a llamar|me puede llamar|puede llamarme|me llama|puede "
            r"llamar)(?: de nuevo| otra vez)?"
            r"(?: más tarde| luego| después| otro día| en otro momento)?",
        ),
        Reply.UNAVAILABLE: (
            rf"(?:hoy |ahora |ahora mismo |en este momento )?{_THEY}no (?:está|se encuentra|puede (?:ponerse|"
            rf"atenderle|hablar|venir))(?: disponible| en (?:la "
            rf"oficina|su (?:mesa|sitio|"
            rf"puesto)|casa|la empresa)| al teléfono)?{_NOW}|no (?:es posible|soy (?:yo|ella|él|{NAME}))|yo no "
            rf"soy|imposible",
            rf"{_THEY}está {_VERY}(?:{_OCCUPIED}|fuera|de baja|enferm[oa]|ausente|en otra llamada){_NOW}|"
            rf"{_THEY}ha salido|no está",
            rf"{_THEY}(?:vuelve|regresa|estará)(?: aquí)?|no (?:aquí )?(?:habla|soy) (?!{NAME}\b)\w+(?: \w+)?",
        ),
        Reply.PASSED_ON: (
            r"(?:espere )?(?:un |una |deme un )?(?:momento|momentito|segundo|segundito|instante|minuto|minutito)|"
            r"espere|no cuelgue",
            rf"(?:ahora |enseguida |ya )?(?:se|le|te) (?:lo |la )?(?:paso|pongo)(?: con (?:ella|él|{NAME}))?|"
            rf"(?:ahora|enseguida) se pone|"
            r"(?:ahora )?(?:la|lo|le) (?:llamo|aviso|busco)|voy a (?:buscarla|buscarlo|llamarla|llamarlo|avisarle)",
        ),
        Reply.WRONG_NUMBER: (
            r"(?:es |este es |tiene |ha marcado )?(?:un |el )?(?:número|teléfono) equivocado|(?:no es|este no es)"
            r" (?:este|ese|el|su) número",
            r"(?:creo que )?se (?:ha )?equivoc(?:a|ó|ado) de (?:número|teléfono)|aquí no (?:hay|vive) "
            r"(?:ningun[oa]|ningún|nadie)"
            rf"(?: con ese nombre| llamad[oa])?(?: {NAME})?",
        ),
        Reply.WRONG_PERSON: (
            r"(?:creo que )?(?:usted )?se (?:ha )?equivoc(?:a|ó|ado)(?: de persona)?|(?:está|estás) "
            r"equivocad[oa]|(?:la |es la )?persona equivocada",
            rf"no soy (?:la persona|esa persona|el responsable|la responsable|quien busca)|no (?:la|lo|le) "
            rf"conozco|no conozco a {NAME}",
            rf"(?:es|hay|debe de ser) un error|{_THEY}no trabaja aquí|{_THEY}ya no está(?: aquí)?|soy otra persona",
        ),
        Reply.LEFT: (
            rf"{_THEY}ya no (?:trabaja (?:aquí|con nosotros|en (?:la|esta) empresa|para nosotros)|está (?:con "
            rf"nosotros|en la empresa)|sigue "
            r"(?:aquí|con nosotros|en la empresa))",
            rf"{_THEY}(?:ha dejado|dejó) (?:la empresa|la compañía)|{_THEY}se (?:ha ido|ha marchado|fue|marchó) "
            rf"de la (?:empresa|compañía)",
            rf"{_THEY}(?:se ha jubilado|se jubiló|está jubilad[oa])",
        ),
        Reply.REFUSED: (
            r"no (?:me|nos) interesa(?: (?:nada|para nada))?|no (?:estoy|estamos) interesad[oa]s?|no (?:tengo|"
            r"tenemos) (?:ningún )?interés",
            r"(?:yo )?no (?:quiero|deseo|queremos|voy a) (?:participar|contestar|responder|hacer (?:la |una |"
            r"ninguna )?encuestas?)",
            r"no (?:hago|contesto|respondo) (?:a )?encuestas|nada de encuestas|no quiero encuestas|me niego",
        ),
    },
    hints={
        Reply.STOPPED: ("basta", "pare", "adiós"),
        Reply.ONWARD: ("siga", "continúe"),
        Reply.SPEAKING: ("sí, soy yo", "soy yo", "al habla", "yo mismo", "yo misma"),
        Reply.WILLING: ("adelante", "dígame", "vale"),
        Reply.BUSY: (
            "ahora no",
            "más tarde",
            "estoy ocupado",
            "estoy ocupada",
            "estoy conduciendo",
            "estoy en una reunión",
        ),
        Reply.UNAVAILABLE: ("no está", "no está aquí", "está en una reunión", "no soy yo"),
        Reply.PASSED_ON: ("un momento", "no cuelgue", "ahora se pone", "le paso"),
        Reply.WRONG_NUMBER: ("número equivocado", "se ha equivocado de número"),
        Reply.WRONG_PERSON: ("se ha equivocado",),
        Reply.LEFT: ("ya no trabaja aquí", "ha dejado la empresa"),
        Reply.REFUSED: ("no me interesa",),
        Reply.IN_AN_HOUR: ("en una hora",),
        Reply.TOMORROW_MORNING: ("mañana",),
    },
    between=(
        "pero",
        "y",
        "lo siento",
        "perdón",
        "perdone",
        "disculpe",
        "lo sentimos",
        "hola",
        "buenos días",
        "buenas tardes",
        "ah",
        "que",
    ),
    now=r"\b(?:ahora|hoy|(?:en este|de) momento|por ahora)\b",
    until=(
        r"\b(?:ll[aá]m(?:e|a|ar)(?:me|n|nme)?\b|más tarde|luego|después|"
        r"otro día|otro momento|otra vez|vuelv|regresa|estará)"
    ),
    denied=r"no (?:es|estoy|estamos|voy|me pilla|me coge)\b.*",
    titles=("señor", "señora", "señorita", "don", "doña", "doctor", "doctora", "la señora", "el señor"),
)
