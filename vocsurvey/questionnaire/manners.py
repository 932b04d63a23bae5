"""Words of courtesy per language: what the phone's keys are called, what a key does, and what offends somebody.

Beside the word lists of ``lexicon``, for the standing phrases and for how people are spoken to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vocsurvey.questionnaire.lexicon import any_of

KEYED: Mapping[str, tuple[str, ...]] = {
    "yes_no_keys": ("1", "2"),
    "menu": ("1", "2", "3", "4", "9"),
    "stopping": ("1", "2", "9"),
    "right_person.keys": ("1", "2", "3"),
    "right_person_inbound.keys": ("1", "2", "3"),
    "resumption.keys": ("1", "2", "3"),
    "resumption_inbound.keys": ("1", "2", "3"),
    "when.keys": ("1", "2", "3", "4"),
    "who.keys": ("1", "2"),
    "offer.keys": ("1", "2"),
    "fetched": ("1",),
    "scale_keys": (),
    "scale_keys_hash": (),
    "choice_key": (),
    "open_words": (),
    "recorded_words": (),
    "switch_key": (),
    "successor.keys": (),
}
"""The keys that a phrase explains by their numbers, as the engine reads them."""

HASHED = frozenset({"scale_keys_hash", "number_keys", "open_words", "recorded_words", "hour.keys", "successor.keys"})
"""The phrases that have to name the hash key: without it, nothing that is keyed or said comes to an end."""

ANY_DAY = r"(?!\w* (?:day|weekend|evening|afternoon|morning|tag|abend|journée|soirée|día|tarde)\b)"


@dataclass(frozen=True, slots=True)
class Manners:
    """One language. ``actions`` hold for a phrase what its keys do, in the order of ``KEYED``; what the menu's last key
    does, the word lists say.

    ``cheerful`` never answers a complaint, ``bad_time`` turns the question of the opening round, ``cant_say`` goes with
    the key 0. ``informal`` and ``formal`` are the two ways to address somebody; English has one.
    """

    star: re.Pattern[str]
    hash_key: re.Pattern[str]
    cant_say: re.Pattern[str]
    cheerful: re.Pattern[str]
    bad_time: re.Pattern[str]
    informal: re.Pattern[str] | None
    formal: re.Pattern[str] | None
    actions: Mapping[str, tuple[re.Pattern[str], ...]]


def _actions(
    menu: Sequence[str], person: Sequence[str], when: Sequence[str], who: Sequence[str]
) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    frames = ("right_person", "right_person_inbound", "resumption", "resumption_inbound")
    named = {"menu": menu, "when": when, "who": who, **dict.fromkeys(frames, person)}
    return {name: tuple(any_of(tuple(one.split("|"))) for one in each) for name, each in named.items()}


_ENGLISH = Manners(
    star=any_of((r"star\b", r"asterisk\b")),
    hash_key=any_of((r"hash\b", r"pound\b", r"number sign\b")),
    cant_say=any_of(
        (r"cannot\b", r"not\b", r"\w+n['’]t\b", "unsure", "rather", "prefer", "skip", "leave", "pass", "no ")
    ),
    cheerful=any_of(
        (
            rf"(?:great|wonderful|lovely|nice|fantastic|excellent|awesome|amazing|brilliant|splendid|terrific)\b{ANY_DAY}",
            r"(?:perfect|super|cool|hooray|yay|bravo)\b",
            "(?:glad|happy|pleased|delighted|good|nice) to (?:hear|know)",
            "congratulations",
            "well done",
            "good for you",
            "(?:no problem|no worries|never mind)",
        )
    ),
    bad_time=any_of(
        (
            "(?:bad|inconvenient|wrong|poor|awkward|difficult|terrible) (?:time|moment)",
            r"(?:disturb|interrupt|bother)\w*",
            r"busy\b",
            r"(?:call|ring|phone) (?:you )?(?:back|later|another)",
            r"another (?:time|day)\b",
        )
    ),
    informal=None,
    formal=None,
    actions=_actions(
        menu=("hear|listen|repeat", "back", "skip|leave|omit", "person|human|somebody|someone|colleague|agent"),
        person=("it is you|it's you|you are|this is you|if you", "pass |hand |fetch", "not |cannot|can't|unavail"),
        when=("hour|in 1 hour", "tomorrow", "another|other time|choose|a time", "right number|wrong number|not "),
        who=("no longer|has left|have left|left ", "wrong number|number"),
    ),
)
_GERMAN = Manners(
    star=any_of((r"stern\w*", "asterisk")),
    hash_key=any_of((r"raute\w*",)),
    cant_say=any_of((r"nicht\b", r"kein", "unsicher", "lieber", "überspring", "auslass", "ohne ")),
    cheerful=any_of(
        (
            rf"(?:großartig|toll|prima|wunderbar|perfekt|ausgezeichnet|hervorragend|fantastisch|klasse|spitze)\w{{0,2}}\b{ANY_DAY}",
            r"super\b",
            "sehr (?:gut|schön)",
            "wie schön",
            "freut (?:uns|mich)",
            "(?:herzlichen )?glückwunsch",
            "macht nichts",
            "kein problem",
        )
    ),
    bad_time=any_of(
        (
            r"(?:ungünstig|unpassend|ungelegen|schlecht|falsch)\w*",
            r"(?:stör|unterbrech)\w*",
            "beschäftigt",
            "später (?:noch einmal |wieder )?anrufen",
            r"keine zeit\b",
            r"ein andermal\b",
        )
    ),
    informal=any_of((r"du\b", r"dir\b", r"dich\b", r"dein\w*", r"euch\b", r"eure\w{0,1}\b")),
    formal=re.compile(r"\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b"),
    actions=_actions(
        menu=("hören|wiederhol", "zurück", "auslass|überspring", "mensch|person|jemand|mitarbeit"),
        person=("sie es sind|sie das sind|sie sind|ja", "weiter(?:zu)?geb|gebe weiter|holen", "nicht |gerade nicht"),
        when=("stunde|in einer stunde", "morgen", "ander|wählen|selbst", "nummer|falsche nummer|nicht "),
        who=("nicht mehr|ausgeschied|verlassen", "nummer|falsche nummer"),
    ),
)
_FRENCH = Manners(
    star=any_of((r"étoile\b", r"astérisque\b")),
    hash_key=any_of((r"dièse\b", r"carré\b")),
    cant_say=any_of((r"pas\b", "sans ", "préfér", "passer", "aucun")),
    cheerful=any_of(
        (
            rf"(?:parfait|génial|formidable|excellent|merveilleu\w|fantastique|magnifique|super)e?\b{ANY_DAY}",
            r"(?:bravo|tant mieux)\b",
            "très bien",
            r"(?:ravis?|heureux|contents?) (?:de|d['’])(?: l['’])? ?(?:apprendre|entendre|savoir)",
            "bonne nouvelle",
            "félicitations",
            "pas de problème",
            "pas grave",
        )
    ),
    bad_time=any_of((r"mauvais moment\b", r"(?:dérang|interromp|gên)\w*", "occupée?s?", "plus tard", "mal tomb")),
    informal=any_of((r"tu\b", r"toi\b", r"t['’]\w+", r"te\b", r"tes\b")),
    formal=re.compile(r"\b(?:vous|votre|vos)\b", re.IGNORECASE),
    actions=_actions(
        menu=(
            "réécout|écout|répét|réentend",
            "revenir|précédent",
            "passer cette|passer la q|saut|ignor",
            "personne|quelqu'un|conseill|humain",
        ),
        person=("c'est (?:bien )?vous|c’est vous|vous êtes|oui", "passer |je passe|chercher", "pas |ce n'est pas"),
        when=("heure|dans une heure", "demain", "autre|choisir", "numéro|mauvais numéro"),
        who=("ne travaille plus|plus chez|quitté|parti", "numéro|mauvais numéro"),
    ),
)
_SPANISH = Manners(
    star=any_of((r"asterisco\b", r"estrella\b")),
    hash_key=any_of((r"almohadilla\b", r"numeral\b", r"gato\b")),
    cant_say=any_of((r"no\b", "sin ", "prefier", "saltar", "omitir")),
    cheerful=any_of(
        (
            rf"(?:genial|perfect[oa]|excelente|estupend[oa]|fantástic[oa]|maravillos[oa]|magnífic[oa]|súper|super)\b{ANY_DAY}",
            r"(?:bravo|felicidades|enhorabuena)\b",
            "(?:muy|qué) bien",
            "(?:me|nos) alegra",
            "buena noticia",
            "no pasa nada",
            "no hay problema",
        )
    ),
    bad_time=any_of(
        (r"mal momento\b", r"(?:molest|interrump|inoportun)\w*", "ocupad[oa]", "más tarde", "en otro momento")
    ),
    informal=any_of(
        (
            r"tú\b",
            r"ti\b",
            r"contigo\b",
            r"tus?\b",
            r"te\b",
            r"eres\b",
            r"estás\b",
            r"tienes\b",
            r"quieres\b",
            r"puedes\b",
            r"vosotr[oa]s\b",
            r"vuestr[oa]s?\b",
            r"os\b",
        )
    ),
    formal=re.compile(r"\b(?:usted(?:es)?|le|les|su|sus)\b", re.IGNORECASE),
    actions=_actions(
        menu=("oír|escuch|repet", "anterior|atrás", "saltar|omitir", "persona|alguien|agente|human"),
        person=("es usted|sí", "pasar|paso|buscar", "no es|no puede|no "),
        when=("hora|dentro de una hora", "mañana", "otro momento|elegir", "número|no es el número"),
        who=("ya no|dejó|se fue", "número|equivocado"),
    ),
)
_MANNERS: Mapping[str, Manners] = {"de": _GERMAN, "en": _ENGLISH, "es": _SPANISH, "fr": _FRENCH}


def manners(language: str) -> Manners | None:
    """The words of courtesy for a language code; ``de-AT`` is judged by ``de``. None when there are none."""
    return _MANNERS.get(language.partition("-")[0])
