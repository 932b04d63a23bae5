"""What no voice of ours may say: an offer in return for staying or answering, a threat, or that a machine is a person.

Beside the word lists of ``lexicon``: patterns of whole clauses, since each of their words by itself is harmless.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vocsurvey.questionnaire.lexicon import any_of

_BARGAIN: Mapping[str, re.Pattern[str]] = {
    "en": any_of(
        (
            r"if you (?:stay(?! on the line)|come back|remain|return to us|renew|extend|do not cancel|don't cancel)\b",
            r"stay (?:with us|another|one more|for another)\b",
            r"(?:first|next|one|two|three) months? (?:is|are) (?:on us|free)\b",
            r"(?:waive|drop|halve|lower|cut) (?:the|your) (?:fees?|price|costs?|bill)\b",
            r"you(?: will|['’]ll)? (?:get|receive|win) (?:an? )?(?:\w+ )?(?:gift|prize|reward|per ?cent|voucher)\b",
            r"(?:pay|give|owe) you (?:\w+ ){1,3}(?:for (?:every|each|your) answer|for (?:answering|taking part))\b",
            r"in return for (?:your|an) answers?\b",
            r"(?:take part|answer) (?:and|to) win\b",
        )
    ),
    "de": any_of(
        (
            r"(?:wenn|falls|sofern) sie (?:\w+ ){0,3}(?:bleiben|zurückkommen|zurückkehren|verlängern|nicht kündigen)\b",
            r"bleiben sie (?:noch|weiter|ein weiteres|bei uns)\b",
            r"(?:schenken|erlassen|spendieren) (?:wir|ich) ihnen\b",
            r"(?:entfällt|halbieren wir|senken wir) (?:die|ihre|der|ihr\w*) (?:gebühr|preis|kosten|rechnung)\w*",
            r"(?:erhalten|bekommen|gewinnen) sie (?:\w+ ){0,3}(?:geschenk|prämie|preis|prozent|gutschein)\w*",
            r"für (?:jede|ihre) antwort(?:en)? (?:\w+ ){0,4}(?:euro|franken|gutschein\w*|geschenk\w*)",
            r"(?:mitmachen|teilnehmen|antworten) und gewinnen\b",
        )
    ),
    "fr": any_of(
        (
            r"si vous (?:restez(?! en ligne)|revenez|renouvelez|prolongez|ne résiliez pas)\b",
            r"restez (?:encore|chez nous|avec nous)\b",
            r"les? (?:premiers?|prochains?|deux|trois) (?:\w+ )?mois (?:est|sont) (?:pour nous|gratuits?|offerts?)",
            r"(?:vous (?:aurez|recevrez|gagnerez|obtiendrez)) (?:\w+ ){0,3}(?:cadeau|récompense|prime|pour cent|bon)\b",
            r"(?:annulons|supprimons|baissons|divisons) (?:\w+ ){0,2}(?:frais|prix|facture)\b",
            r"en échange de (?:vos|votre) réponses?\b",
            r"(?:participez|répondez) (?:et|pour) gagne[rz]\b",
        )
    ),
    "es": any_of(
        (
            r"si (?:usted )?(?:se queda|vuelve|regresa|renueva|prorroga|no se da de baja|no cancela)\b",
            r"quédese (?:con nosotros|otro|un)\b",
            r"(?:el|los) (?:primer|próximo|dos|tres)\w* (?:\w+ )?mes(?:es)? (?:corren?|van?|son?) (?:por|gratis|a)\b",
            r"(?:recibirá|obtendrá|ganará) (?:\w+ ){0,3}(?:regalo|premio|recompensa|por ciento|vale)\b",
            r"(?:anulamos|eliminamos|bajamos|rebajamos) (?:\w+ ){0,2}(?:cargo|precio|cuota|factura)s?\b",
            r"a cambio de (?:sus|su) respuestas?\b",
            r"(?:participe|responda) y gane\b",
        )
    ),
}
_THREAT: Mapping[str, re.Pattern[str]] = {
    "en": any_of(
        (
            r"or else\b",
            r"if you (?:do not|don['’]t|refuse to) (?:answer|reply|take part|cooperate|pay)\b",
            r"(?:affect|endanger|cost you|block|suspend|close) your (?:contract|service|account|support|access)\b",
            r"(?:we (?:will|must|have to|shall)) (?:\w+ )?(?:close|block|suspend|cancel|charge|report|sue|cut off)\b",
            r"(?:a|the) (?:\w+ )?(?:fee|fine|penalty|surcharge) (?:of|is|will|applies|becomes)\b",
            r"(?:our|a|the) (?:lawyers?|solicitors?|attorneys?|debt collectors?)\b",
            r"legal (?:action|steps|proceedings|consequences)\b",
        )
    ),
    "de": any_of(
        (
            r"(?:sonst|andernfalls|ansonsten) (?:müssen|werden) wir (?:ihr\w*|sie)\b",
            r"(?:wenn|falls|sofern) sie (?:\w+ )?nicht (?:antworten|teilnehmen|mitmachen|zahlen|bezahlen)\b",
            r"(?:konto|vertrag|zugang|dienst) (?:\w+ )?(?:sperren|schließen|gesperrt|geschlossen)\b",
            r"(?:gebühr|strafe|strafgebühr|mahngebühr)(?:en)? (?:von|fällig|wird|werden|erhoben)\b",
            r"unser\w* (?:anwalt|anwälte|anwälten|rechtsanwalt|inkasso\w*)\b",
            r"(?:rechtliche|juristische|gerichtliche)\w? (?:schritte|folgen|konsequenzen)\b",
        )
    ),
    "fr": any_of(
        (
            r"faute de quoi\b",
            r"si vous ne (?:répondez|participez|payez) pas\b",
            r"(?:fermer|bloquer|suspendre|couper) votre (?:compte|contrat|accès|service)\b",
            r"(?:des frais (?:vous )?(?:seront|sont)|une amende|une pénalité)\b",
            r"nos avocats?\b",
            r"notre avocate?\b",
            r"(?:poursuites|suites|conséquences|mesures) (?:judiciaires|juridiques)\b",
        )
    ),
    "es": any_of(
        (
            r"(?:de lo contrario|en caso contrario),? (?:\w+(?:emos|amos|imos)|se le|su|perderá)\b",
            r"si (?:usted )?no (?:responde|contesta|participa|paga)\b",
            r"(?:cerrar|bloquear|suspender)(?:emos)? su (?:cuenta|contrato|acceso|servicio)\b",
            r"(?:se le cobrarán?|un (?:cargo|recargo) de|una multa|una penalización)\b",
            r"nuestros? abogad[oa]s?\b",
            r"(?:acciones|medidas|consecuencias) (?:legales|judiciales)\b",
        )
    ),
}
_PERSON: Mapping[str, re.Pattern[str]] = {
    "en": any_of(
        (
            r"i(?: am|['’]m) (?:an? |your )?(?:real |live )?(?:person|human|colleague|assistant|advis[eo]r)\b",
            r"(?:i am|i['’]m|this is) (?:really )?not an? (?:machine|robot|bot|computer|recording|automat\w+)\b",
            r"my name is\b",
            r"you are (?:speaking|talking) (?:to|with) (?:an? )?(?:real |live )?(?:person|human)\b",
        )
    ),
    "de": any_of(
        (
            r"ich bin (?:eine? |ihre? )?(?:(?:echt|richtig)er? )?(?:mensch|person|mitarbeiter\w*|berater\w*)\b",
            r"ich bin (?:wirklich )?kein(?:e)? (?:maschine|roboter|computer|automat|bandansage|aufnahme)\b",
            r"(?:mein name ist|ich heiße)\b",
            r"sie sprechen mit eine[mr] (?:echten |richtigen )?(?:menschen|person)\b",
        )
    ),
    "fr": any_of(
        (
            r"je suis (?:une? |votre )?(?:vraie? )?(?:personne|humaine?|collègue|conseill\w+)\b",
            r"je ne suis pas une? (?:machine|robot|ordinateur|automate|enregistrement)\b",
            r"(?:je m['’]appelle|mon nom est)\b",
            r"vous parlez (?:à|avec) une (?:vraie )?personne\b",
        )
    ),
    "es": any_of(
        (
            r"soy (?:una? |su )?(?:persona|human[oa]|compañer[oa]|asesora?)\b",
            r"no soy una? (?:máquina|robot|ordenador|grabación|autómata)\b",
            r"(?:me llamo|mi nombre es)\b",
            r"(?:está hablando|habla) con una persona(?: de verdad| real)?\b",
        )
    ),
}

_UNCARING: Mapping[str, re.Pattern[str]] = {
    "en": any_of(
        (
            r"(?:fail|neglect|ignor|abandon|forgot|overlook|mistreat)\w*",
            r"(?:indifferent|uncaring|careless|unimportant)\w*",
            r"(?:just|only|merely) (?:a|another) (?:number|customer|case|ticket)\b",
            r"let (?:you )?down\b",
            "too little|little (?:care|interest)",
        )
    ),
    "de": any_of(
        (
            r"(?:vernachlässig|ignorier|gleichgültig|egal|vergessen|missacht|übergangen|übersehen)\w*",
            r"nur (?:eine nummer|ein fall|ein ticket)\b",
            r"im stich\b",
            "zu wenig",
        )
    ),
    "fr": any_of(
        (
            r"(?:néglig|ignor|indifféren|oubli|abandonn|délaiss)\w*",
            r"qu['’]un (?:numéro|dossier|client)\b",
            "trop peu",
        )
    ),
    "es": any_of(
        (
            r"(?:desatend|ignor|indiferen|olvid|abandon|descuid)\w*",
            r"(?:solo|sólo) (?:un número|un caso|otro cliente)\b",
            r"(?:demasiado poco|poco (?:interés|caso))\b",
        )
    ),
}


def bargain(text: str, language: str) -> str | None:
    """What in the text offers something in return for staying or for answers; None where nothing does."""
    return _first(_BARGAIN, text, language)


def threat(text: str, language: str) -> str | None:
    """What in the text threatens with a cost, a lawyer or the end of a service; None where nothing does."""
    return _first(_THREAT, text, language)


def pretence(text: str, language: str) -> str | None:
    """What in the text passes a machine off as a person; None where nothing does."""
    return _first(_PERSON, text, language)


def uncaring(text: str, language: str) -> str | None:
    """What in the text asks whether we did not care, rather than whether we did; None where nothing does."""
    return _first(_UNCARING, text, language)


def _first(lists: Mapping[str, re.Pattern[str]], text: str, language: str) -> str | None:
    pattern = lists.get(language.partition("-")[0])
    found = pattern.search(text) if pattern is not None else None
    return None if found is None else found.group()
