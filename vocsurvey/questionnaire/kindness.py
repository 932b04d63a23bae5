"""What no answer of the house may be: a quarrel, a reproach, a plea; and what no question may ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vocsurvey.questionnaire.lexicon import any_of

_UNKIND: Mapping[str, re.Pattern[str]] = {
    "en": any_of(
        (
            r"are you (?:really |quite )?(?:sure|deaf|serious)\b",
            r"(?:that is|that's) (?:not true|wrong)\b",
            r"your (?:own )?fault\b",
            r"you (?:are|must be) (?:wrong|mistaken|the only|lying|difficult)\b",
            r"(?:idiot|stupid|ridiculous|nonsense|shame on you|calm down|speak up)\b",
            r"you (?:refused|do not cooperate|don't cooperate)\b",
            r"(?:what a|it is a|that's a) (?:pity|shame)\b",
            r"disappointed (?:in|with|by) you\b",
            r"(?:it )?only takes (?:a|one|two|another)\b",
            r"please (?:stay|reconsider|do not (?:go|hang up)|don't (?:go|hang up))",
        )
    ),
    "de": any_of(
        (
            r"sind sie (?:sich )?(?:wirklich |ganz )?(?:sicher|taub)\b",
            r"das (?:stimmt nicht|ist falsch|ist nicht wahr)\b",
            r"ihre (?:eigene )?schuld\b",
            r"selbst schuld\b",
            r"sie (?:irren sich|täuschen sich|sind der einzige|sind die einzige)\b",
            r"(?:idiot|dumm|lächerlich|unsinn|schämen sie sich|beruhigen sie sich|sprechen sie lauter)\b",
            r"(?:wie |sehr )schade\b",
            r"enttäuscht von ihnen\b",
            r"dauert (?:doch )?nur (?:eine|zwei|noch)\b",
            r"bitte (?:bleiben sie|legen sie nicht auf)\b",
        )
    ),
    "fr": any_of(
        (
            r"(?:êtes-vous|vous êtes) (?:vraiment |bien )?(?:sûre?|sourde?)\b",
            r"(?:c['’]est|ce n['’]est) (?:faux|pas vrai)\b",
            r"votre (?:propre )?faute\b",
            r"vous (?:vous trompez|avez tort|êtes le seul|êtes la seule)\b",
            r"(?:idiote?|stupide|ridicule|calmez-vous|parlez plus fort)\b",
            r"(?:quel )?dommage\b",
            r"déçus? (?:de|par) vous\b",
            r"ne prend qu['’]",
            r"(?:restez en ligne|ne raccrochez pas)\b",
        )
    ),
    "es": any_of(
        (
            r"está (?:usted )?(?:realmente )?(?:segur[oa]|sord[oa])\b",
            r"(?:eso )?no es (?:verdad|cierto)\b",
            r"(?:es )?culpa suya\b",
            r"su (?:propia )?culpa\b",
            r"usted (?:se equivoca|es el único|es la única)\b",
            r"(?:idiota|estúpid[oa]|ridícul[oa]|cálmese|hable más alto)\b",
            r"(?:qué|es una) (?:lástima|pena)\b",
            r"decepcionad[oa]s? con usted\b",
            r"solo son (?:un|dos|unos)\b",
            r"(?:por favor,? )?no cuelgue\b",
        )
    ),
}
_SECRET: Mapping[str, re.Pattern[str]] = {
    "en": any_of(
        (
            r"(?:what (?:is|are)|tell (?:us|me)|give (?:us|me)|say|enter|spell) your (?:\w+ ){0,2}"
            r"(?:password|pin|card number|security code|account number|iban|social security number|passport number)\b",
        )
    ),
    "de": any_of(
        (
            r"(?:lautet|ist|nennen sie|sagen sie|geben sie)(?: \w+){0,3} ihre? (?:\w+ )?"
            r"(?:passwort|kennwort|pin|kartennummer|prüfnummer|kontonummer|iban|ausweisnummer|sozialversicherungsnummer)\b",
        )
    ),
    "fr": any_of(
        (
            r"(?:quel(?:le)? est|dites-nous|donnez-nous|indiquez|saisissez|épelez) (?:votre|le|la) (?:\w+ )?"
            r"(?:mot de passe|code|numéro de (?:carte|compte|passeport|sécurité sociale)|iban)\b",
        )
    ),
    "es": any_of(
        (
            r"(?:cuál es|díganos|indique|marque|deletree|denos) (?:su|el|la) (?:\w+ )?"
            r"(?:contraseña|clave|pin|número de (?:tarjeta|cuenta|pasaporte|seguridad social)|iban)\b",
        )
    ),
}


def unkind(text: str, language: str) -> str | None:
    """What in the text quarrels, reproaches or pleads; None where nothing does, or nobody can say."""
    return _first(_UNKIND, text, language)


def secret(text: str, language: str) -> str | None:
    """What in the text asks for a password, a card or an identity number; None where nothing does."""
    return _first(_SECRET, text, language)


def _first(lists: Mapping[str, re.Pattern[str]], text: str, language: str) -> str | None:
    pattern = lists.get(language.partition("-")[0])
    found = pattern.search(text) if pattern is not None else None
    return None if found is None else found.group()
