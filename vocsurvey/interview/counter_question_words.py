"""The ways to ask back, in four languages: who calls, why, for how long, whether it is a machine, who hears it.

Patterns are for a whole sentence of an utterance, in lower case and without punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What is asked; the standing phrase of that name answers it."""

    WHO_CALLS = "who_calls"
    WHY_CALLING = "why_calling"
    HOW_LONG = "how_long"
    AUTOMATED = "automated"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True, slots=True)
class Words:
    """One language. ``asked`` is a question however it is written down; ``stated`` may be a statement as well ("c'est
    un robot"). ``before`` and ``behind`` are what may stand around them, ``joined`` the "and" between two."""

    asked: Mapping[Topic, re.Pattern[str]]
    stated: Mapping[Topic, re.Pattern[str]]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    joined: re.Pattern[str]


def _language(
    asked: Mapping[Topic, str], before: str, behind: str, joined: str, stated: Mapping[Topic, str] | None = None
) -> Words:
    return Words(
        asked={topic: re.compile(pattern) for topic, pattern in asked.items()},
        stated={topic: re.compile(pattern) for topic, pattern in (stated or {}).items()},
        before=re.compile(rf"(?:(?:{before})(?: |$))+"),
        behind=re.compile(rf"(?: (?:{behind}))+$"),
        joined=re.compile(rf" {joined} "),
    )


_MACHINE_EN = (
    r"an? (?:recording|robot|computer|machine|bot|ai|recorded (?:message|call|voice)|automated (?:call|voice|"
    r"message|"
    r"system)|(?:real |actual )?(?:person|human|human being))"
)
_SAID_EN = r"(?:this|that|it|this call|my answers|what i say|what i'm saying|all this)"
ENGLISH = _language(
    {
        Topic.WHO_CALLS: (
            r"who(?:'s| is| was) (?:this|that|it|calling(?: me)?|speaking|there|on the (?:line|phone)|behind "
            r"this)|who "
            r"are you(?: people)?(?: with)?|who am i (?:talking|speaking) (?:to|with)|who (?:do|are) you "
            r"(?:work|working|call|calling) (?:for|from)|(?:what|which) company(?: is (?:this|that|it)| are you"
            r"(?: from| with| calling from)?| do you work for)?|where are you calling from|what(?:'s| is) your name"
        ),
        Topic.WHY_CALLING: (
            r"why(?: (?:are|do|did) you (?:call|calling)(?: me| us| here)?| me| this call)?|what(?:'s| is) "
            r"(?:this|it|that|"
            r"this call|this survey)(?: call| all)?(?: about| for| regarding| in regard to| concerning)?|what "
            r"do you want"
            r"(?: from me| from us)?|what(?:'s| is) the (?:purpose|reason|point)(?: of (?:this|the|your) "
            r"(?:call|survey))?|"
            r"what are you calling (?:about|for|me about|me for)|what for"
        ),
        Topic.HOW_LONG: (
            r"how (?:long|much time|many minutes)(?: (?:does|will|would|is|do) (?:it|this|that|the call|this "
            r"call|the "
            r"survey|this survey|you)(?: going)?(?: to)?(?: take| last| be| need)?)?|how much longer(?: (?:does|"
            r"will|is) "
            r"(?:it|this)(?: going to)?(?: take| be| last)?)?|how many (?:more )?questions(?: (?:are there|are "
            r"left|do you "
            r"have|is it|left|more|are there left))?|(?:will|does|is) (?:this|it)(?: going to)? (?:take|be) "
            r"(?:very )?long|"
            r"are we (?:nearly|almost) (?:done|finished|there)"
        ),
        Topic.AUTOMATED: (
            rf"(?:is|was) (?:this|that|it) {_MACHINE_EN}|are you (?:{_MACHINE_EN}|real|human|automated|ai|"
            rf"artificial)|am i "
            rf"(?:talking|speaking) (?:to|with) {_MACHINE_EN}|is (?:this|it) (?:automated|ai|for real)"
        ),
        Topic.CONFIDENTIAL: (
            rf"(?:is|are|will) {_SAID_EN}(?: be| stay| kept| remain)* (?:confidential|anonymous|private|secret)|"
            rf"who "
            rf"(?:hears|listens to|sees|reads|gets|gets to (?:hear|see)|will (?:hear|see|read|listen to)) "
            rf"{_SAID_EN}|who"
            rf"(?:'s| is) listening(?: in| to (?:this|me))?|is anybody (?:else )?listening|what (?:happens|do "
            rf"you do) (?:to|"
            rf"with) (?:{_SAID_EN}|my data|the answers)"
        ),
    },
    before=r"sorry|excuse me|hello|hi|hey|wait(?: a (?:moment|second|minute))?|hold on|hang on|but|so|well|ok|"
    r"okay|please|"
    r"oh|um|uh|just|first|yes|yeah|no|and|can i ask|may i ask",
    behind=r"please|again|then|exactly|anyway|though|now|by the way|sir|madam|about then",
    joined="and",
)
_MACHINE_DE = (
    r"(?:eine?[mr]?) (?:band|bandansage|tonband|roboter|computer|maschine|automat|aufnahme|aufzeichnung|ansage|"
    r"ki|bot|"
    r"computerstimme|(?:echte[rn]? |richtige[rn]? )?(?:mensch|menschen|person))"
)
_SAID_DE = r"(?:das|es|alles|das alles|das hier|meine antworten|was ich sage|meine angaben)"
GERMAN = _language(
    {
        Topic.WHO_CALLS: (
            r"wer (?:ist|spricht|war)(?: denn)?(?: da| dort| das)?|wer sind sie(?: denn| überhaupt)?|mit wem "
            r"(?:spreche|rede) "
            r"ich(?: denn| hier| da| gerade)*|wer ruft(?: denn| mich| da)* an|wer ist(?: denn| da)* am "
            r"(?:apparat|telefon)|"
            r"von welcher firma (?:sind sie|rufen sie an|kommen sie)|(?:welche|was für eine) firma(?: ist das| "
            r"sind sie)?|"
            r"für wen (?:rufen sie an|arbeiten sie)|wie heissen sie|woher rufen sie(?: mich)? an"
        ),
        Topic.WHY_CALLING: (
            r"(?:warum|wieso|weshalb|weswegen|wozu)(?: rufen sie(?: mich| uns| hier| denn| überhaupt)* an| "
            r"ich)?|worum geht"
            r"(?: es|'s|s)?(?: denn| hier| überhaupt| da)*|um was geht(?: es|'s|s)(?: denn| hier| überhaupt)*|"
            r"was wollen sie"
            r"(?: denn| von mir| von uns| eigentlich)*|was soll das(?: hier| denn)*|was ist das(?: hier| denn)*|"
            r"was ist der "
            r"grund(?: ihres anrufs| des anrufs| für den anruf)?|in welcher angelegenheit(?: rufen sie an)?|"
            r"wozu ist das"
        ),
        Topic.HOW_LONG: (
            r"wie lange?(?: (?:dauert|geht)(?: das| es| dieses gespräch| das gespräch| die umfrage))?(?: denn| "
            r"noch| hier| "
            r"ungefähr| etwa)*|wie ?viele? (?:fragen|minuten)(?: (?:sind|kommen|haben)(?: es| das| sie)?)?(?: "
            r"denn| noch)*|wie "
            r"?viel zeit(?: (?:brauchen sie|brauche ich|kostet das|nimmt das in anspruch))?(?: denn| noch)*|"
            r"(?:dauert|geht) "
            r"(?:das|es)(?: noch| sehr)* lange?"
        ),
        Topic.AUTOMATED: (
            rf"ist (?:das|da)(?: hier| jetzt)? (?:{_MACHINE_DE}|automatisch|automatisiert|echt)|sind sie(?: denn)? "
            rf"(?:{_MACHINE_DE}|echt)|(?:spreche|rede) ich(?: hier| da| gerade| denn)* mit {_MACHINE_DE}"
        ),
        Topic.CONFIDENTIAL: (
            rf"(?:ist|bleibt|wird|bleiben|werden|sind) {_SAID_DE}(?: hier| auch)* (?:vertraulich|anonym|geheim|"
            rf"unter uns)"
            rf"(?: behandelt)?|wer (?:hört|liest|sieht|erfährt|bekommt) (?:sich )?{_SAID_DE}(?: denn| mit| an| "
            rf"zu sehen| zu "
            rf"hören)*|wer hört(?: hier| da| denn| alles)* (?:zu|mit)|hört (?:hier |da )?jemand (?:zu|mit)|was "
            rf"(?:passiert|geschieht|machen sie)(?: denn)? mit (?:meinen|den) (?:antworten|daten|angaben)"
        ),
    },
    before=r"entschuldigung|entschuldigen sie(?: bitte)?|verzeihung|hallo|guten tag|moment(?: mal)?|aber|und|"
    r"also|ja|nein|"
    r"gut|okay|ok|äh|ähm|bitte|erst(?: mal)?|sagen sie(?: mal)?|darf ich fragen|wie bitte",
    behind=r"bitte|denn|eigentlich|nochmal|noch mal|noch einmal|überhaupt|genau|jetzt",
    joined="und",
)
_MACHINE_FR = (
    r"une? (?:robot|machine|enregistrement|ordinateur|répondeur|message enregistré|automate|ia|voix (?:automatique|"
    r"enregistrée|de synthèse)|(?:vraie |vrai )?(?:personne|humain|être humain))"
)
_SAID_FR = r"(?:ça|cela|tout ça|mes réponses|ce que je dis)"
_FUTURE_FR = r"(?:dure|prend|va durer|va prendre|durera|prendra)"
FRENCH = _language(
    {
        Topic.WHO_CALLS: (
            r"qui est[- ](?:ce|là)(?: à l'appareil)?|c'est qui(?: à l'appareil)?|qui est à l'appareil|qui "
            r"êtes[- ]vous|vous "
            r"êtes qui|qui (?:m'appelle|appelle|parle)|à qui (?:je parle|ai[- ]je l'honneur|est[- ]ce que je "
            r"parle|parlé[- ]"
            r"je)|(?:c'est |vous êtes de |de |vous appelez de )?quelle (?:société|entreprise)(?: êtes[- ]vous| "
            r"c'est)?|vous "
            r"appelez (?:de la part de qui|d'où|pour qui)|(?:c'est )?de la part de qui|pour qui (?:travaillez[- "
            r"]vous|"
            r"appelez[- ]vous|vous travaillez|vous appelez)|comment vous appelez[- ]vous"
        ),
        Topic.WHY_CALLING: (
            r"pourquoi(?: (?:m'appelez[- ]vous|vous m'appelez|est[- ]ce que vous (?:m')?appelez|vous appelez|"
            r"appelez[- ]vous|"
            r"cet appel|moi))?|c'est (?:à quel sujet|pour quoi|pourquoi|à propos de quoi|quoi(?: ça| cet "
            r"appel)?)|de quoi "
            r"s'agit[- ]il|il s'agit de quoi|que (?:me )?voulez[- ]vous|vous (?:me )?voulez quoi|qu'est[- ]ce "
            r"que (?:vous "
            r"(?:me )?voulez|c'est(?: que ça)?)|à quel sujet|à quoi ça sert|quel est (?:l'objet|le but|le "
            r"motif) de (?:cet|"
            r"votre) appel"
        ),
        Topic.HOW_LONG: (
            rf"(?:ça|cela) {_FUTURE_FR} combien de temps|combien de temps(?: (?:est[- ]ce que )?(?:ça|cela) "
            rf"{_FUTURE_FR})?|"
            rf"est[- ]ce que (?:ça|cela|c'est) (?:{_FUTURE_FR} )?(?:longtemps|long)|combien de (?:questions|"
            rf"minutes)"
            rf"(?: il y a| y a[- ]t[- ]il| reste[- ]t[- ]il| il reste| avez[- ]vous| encore)*|il (?:y a|en reste|"
            rf"reste) "
            rf"combien(?: de questions)?|(?:il )?y en a pour combien de temps|vous en avez pour (?:combien de "
            rf"temps|longtemps)"
        ),
        Topic.AUTOMATED: (
            rf"est[- ]ce (?:que c'est )?(?:{_MACHINE_FR}|automatique)|(?:êtes[- ]vous|est[- ]ce que vous êtes) "
            rf"(?:{_MACHINE_FR}|"
            rf"réelle?|humaine?|automatique)|est[- ]ce que je parle à {_MACHINE_FR}"
        ),
        Topic.CONFIDENTIAL: (
            rf"est[- ]ce (?:que (?:c'est|ça reste) )?(?:bien |vraiment )?(?:confidentiel|anonyme|privé)|(?:est[- "
            rf"]ce que )?mes "
            rf"réponses (?:sont|restent)(?:[- ]elles)? (?:confidentielles|anonymes)|qui (?:entend|écoute|lit|"
            rf"voit|reçoit|va "
            rf"(?:entendre|écouter|lire|voir)|aura accès à) {_SAID_FR}|qui (?:nous |m')?écoute|que (?:faites[- "
            rf"]vous|"
            rf"deviennent)(?: de| avec)? {_SAID_FR}|qu'est[- ]ce que vous (?:faites|allez faire) (?:de|avec) "
            rf"{_SAID_FR}"
        ),
    },
    before=r"pardon|excusez[- ]moi|allô|allo|bonjour|attendez|une seconde|un instant|mais|et|alors|d'accord|euh|"
    r"oui|non|"
    r"dites[- ]moi|bon|ok",
    behind=r"s'il vous plaît|au juste|exactement|encore|déjà|donc|là|alors|monsieur|madame|en tout",
    joined="et",
    stated={
        Topic.HOW_LONG: rf"c'est (?:très |encore )?long|(?:ça|cela) {_FUTURE_FR} (?:encore )?longtemps",
        Topic.AUTOMATED: rf"(?:c'est|vous êtes|je parle à) {_MACHINE_FR}|c'est automatique",
        Topic.CONFIDENTIAL: r"(?:c'est|ça reste) (?:bien |vraiment )?(?:confidentiel|anonyme|privé)",
    },
)
_MACHINE_ES = (
    r"una? (?:robot|máquina|grabación|ordenador|computadora|contestador|ia|mensaje grabado|voz (?:automática|"
    r"grabada)|"
    r"(?:persona|humano)(?: real| de verdad)?)"
)
_SAID_ES = r"(?:esto|eso|todo esto|mis respuestas|lo que digo)"
_LASTS_ES = r"(?:dura|tarda|lleva|toma|va a (?:durar|tardar|llevar)|durará|tardará|llevará)"
SPANISH = _language(
    {
        Topic.WHO_CALLS: (
            r"qui[eé]n(?:es)? (?:es|habla|llama|me llama|está ahí|son)(?: usted| ustedes)?|con qui[eé]n "
            r"(?:hablo|estoy "
            r"hablando|tengo el gusto)|de qu[eé] (?:empresa|compañía|parte)(?: (?:es|son|llama|llaman|me llama|"
            r"me llaman))?"
            r"(?: usted| ustedes)?|de parte de qui[eé]n(?: llama)?|qu[eé] (?:empresa|compañía) (?:es|son)(?: "
            r"esta| ustedes)?|"
            r"de d[oó]nde (?:me )?llaman?|para qui[eé]n (?:trabaja|llama)|c[oó]mo se llama(?: usted)?"
        ),
        Topic.WHY_CALLING: (
            r"por qu[eé](?: (?:me |nos )?(?:llaman?|está llamando|están llamando)(?: usted| ustedes)?)?|para qu[eé]"
            r"(?: (?:me )?(?:llaman?|es(?: esto)?))?|de qu[eé] se trata(?: esto)?|qu[eé] (?:quieren?|"
            r"desean?)(?: de mí| usted| "
            r"ustedes)?|qu[eé] es esto|cu[aá]l es el motivo(?: de (?:la|su|esta) llamada)?|a qu[eé] se debe "
            r"(?:la|su|esta) "
            r"llamada|sobre qu[eé] es(?: esto)?"
        ),
        Topic.HOW_LONG: (
            rf"cu[aá]nto(?: tiempo| más)?(?: {_LASTS_ES}| me va a llevar| falta| queda| es)?(?: esto| la "
            rf"encuesta| la "
            rf"llamada)?|cu[aá]nt[ao]s (?:preguntas|minutos)(?: (?:son|hay|quedan|faltan|dura|más))*|va a "
            rf"(?:tardar|durar) mucho"
        ),
        Topic.AUTOMATED: rf"(?:es esto|es usted) (?:{_MACHINE_ES}|automático|real|humano)|con {_MACHINE_ES}",
        Topic.CONFIDENTIAL: (
            rf"(?:es|son|será) {_SAID_ES} (?:confidencial|confidenciales|anónim[oa]s?|privado)|qui[eé]n (?:oye|"
            rf"escucha|lee|ve|"
            rf"recibe|va a (?:oír|escuchar|leer|ver)) {_SAID_ES}|qui[eé]n (?:nos|me) (?:escucha|está escuchando|"
            rf"oye)|qu[eé] "
            rf"(?:hacen|pasa|van a hacer) con (?:{_SAID_ES}|mis datos)"
        ),
    },
    before=r"perdón|perdone|disculpe|hola|buenos días|espere|un momento|pero|y|bueno|sí|no|oiga|a ver|dígame|"
    r"entonces|ok|vale",
    behind=r"por favor|exactamente|entonces|ahora|otra vez|señor|señora|señorita",
    joined="y",
    stated={
        Topic.HOW_LONG: rf"(?:es|va a ser|esto es|será) (?:muy )?larg[oa]|{_LASTS_ES} mucho",
        Topic.AUTOMATED: rf"(?:es|usted es|esto es|hablo con|estoy hablando con) {_MACHINE_ES}|es automático",
        Topic.CONFIDENTIAL: rf"(?:es|esto es|{_SAID_ES} (?:es|son)) (?:todo )?(?:confidencial|confidenciales|"
        rf"anónim[oa]s?)",
    },
)
