"""What is understood with certainty in French."""

from __future__ import annotations

import re

from vocsurvey.interview.heard import Command
from vocsurvey.interview.wordlist import Vocabulary, numbers, said

_NOUN = (
    r"(?:(?:une? |l'|le |la |votre )?(?:vraie? )?(?:personne|opérateur|opératrice|conseiller|conseillère|agent|humain|"
    r"être humain|standardiste|standard|responsable|collègue|employée?|représentante?)(?: réelle?| humaine?)?|"
    r"quelqu'un(?: d'autre)?)"
)
_PERSON = (
    r"(?:(?:je |j'|nous )(?:veux|voudrais|souhaite|souhaiterais|aimerais|préfère|préférerais|voulons|voudrions) )?"
    rf"(?:bien )?(?:parler|discuter) (?:à|avec) {_NOUN}|"
    rf"(?:puis-je|pourrais-je|est-ce que je peux|je peux|peut-on|on peut) parler (?:à|avec) {_NOUN}|"
    rf"(?:je |j')(?:veux|voudrais|souhaite|aimerais) {_NOUN}|passez[- ]moi {_NOUN}|"
    rf"(?:pouvez-vous|pourriez-vous|vous pouvez) me (?:passer|mettre en relation avec|transférer à) {_NOUN}|"
    rf"(?:y a-t-il|il y a) {_NOUN} à qui (?:je peux|on peut) parler|"
    r"(?:un )?opérateur|(?:une )?opératrice|(?:un )?conseiller|(?:un )?humain|standardiste|une vraie personne|"
    r"une personne réelle"
)
_TIMES = {
    "in_an_hour": re.compile(
        r"(?:(?:dans|d'ici) )?(?:environ )?(?:une|1) (?:petite )?heure|dans (?:60|soixante) minutes|une heure plus tard"
    ),
    "tomorrow_morning": re.compile(
        r"demain(?: (?:matin|dans la matinée|en matinée|à la première heure|de bonne heure|tôt))*"
    ),
    "another_time": re.compile(
        r"(?:à )?un autre (?:moment|jour)|(?:à )?une autre (?:fois|heure)|autre moment|autre jour|plus tard|"
        r"la semaine prochaine|après-demain|demain (?:après-midi|soir|midi)|cet après-midi|ce soir|"
        r"(?:le |ce )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
    ),
}

FRENCH = Vocabulary(
    yes=said(
        "oui ouais d'accord absolument effectivement exactement certainement volontiers si",
        "oui s'il vous plaît|tout à fait|bien sûr|oui bien sûr|oui tout à fait|oui d'accord|oui absolument",
        "oui effectivement",
        "mais oui|oui volontiers|oui c'est ça|c'est ça|oui je crois|oui je pense|oui c'est bon|c'est vrai",
        "oui c'est vrai",
    ),
    no=said(
        "non",
        "non merci|pas du tout|non pas du tout|non pas vraiment|non pas encore|pas encore|absolument pas",
        "non absolument pas",
        "malheureusement non|non malheureusement|non jamais|bien sûr que non|non je ne crois pas|mais non",
    ),
    numbers=numbers(
        "zéro un|une deux trois quatre cinq six sept huit neuf dix onze douze|midi treize quatorze quinze "
        "seize dix-sept "
        "dix-huit dix-neuf vingt vingt_et_un|vingt_et_une|vingt-et-un|vingt-et-une vingt-deux vingt-trois"
    ),
    articles=("le ", "la ", "les ", "l'", "un ", "une ", "des ", "notre ", "votre "),
    very="très",
    around=re.compile(
        r"(?:à |a |vers |un |je dirais )?(?P<number>.+?)(?: (?:heures?|h))?"
        r"(?P<late> (?:de l'après-midi|du soir))?(?: (?:du matin|s'il vous plaît))?"
    ),
    cant_say=("je ne sais pas", "je sais pas", "sans avis"),
    nothing=(
        *("rien", "rien du tout", "rien de plus", "rien d'autre", "rien de particulier", "rien de spécial", "non rien"),
        *(
            "rien à ajouter",
            "rien à signaler",
            "je n'ai rien",
            "je n'ai rien à ajouter",
            "je ne vois pas",
            "je vois pas",
            *said(
                "",
                "personne|personne d'autre|il n'y a personne|je ne sais pas qui|je sais pas qui|je n'en "
                "sais rien|je ne peux pas vous dire|aucune personne",
            ),
        ),
        *("pas vraiment", "pas pour le moment", "pas pour l'instant", "pour le moment", "pour l'instant", "aucune"),
        *("aucune idée", "pas d'idée", "je n'ai pas d'idée", "rien ne me vient", "rien ne me vient à l'esprit"),
        *("sans commentaire", "pas de commentaire", "c'est tout", "ce sera tout", "pas que je sache"),
        *("merci", "merci bien", "euh", "heu", "hm", "hmm", "ben", "bah", "bof", "silence", "pas de réponse"),
    ),
    fillers=said("euh heu hm hmm ben bah alors donc ok", "eh bien"),
    courtesies=said("svp merci", "s'il vous plaît|s'il te plaît|merci beaucoup|merci bien|je vous prie"),
    leads=said(
        "pour en à ce dans disons plutôt c'est c'était",
        "je dirais|je dis|je choisis|je préfère|je préférerais|je voudrais|je donne|je donnerais|je mets|je mettrais",
        "je pense|à cause de|ce serait|surtout",
    ),
    trails=said(
        "points étoiles alors",
        "me convient|me convient bien|me va|me va bien|c'est bien|serait bien|serait parfait|si possible|je dirais",
        "je pense",
    ),
    out_of=("sur",),
    times=_TIMES,
    staff=re.compile(_NOUN),
    person=re.compile(rf"{_PERSON}|{_NOUN} (?:s'il vous plaît|svp)|(?:s'il vous plaît|svp) {_NOUN}"),
    commands={
        **dict.fromkeys(
            said(
                "pardon comment répéter quoi",
                "encore une fois|répétez la question|pouvez-vous répéter la question|vous pouvez répéter",
                "vous pouvez répéter la question|pourriez-vous répéter",
                "pourriez-vous répéter la question",
                "qui est à l'appareil|qui êtes-vous|c'est qui|qui est-ce|de quoi s'agit-il|c'est à quel sujet|"
                "qui appelle|c'est pour quoi",
            ),
            Command.REPEAT,
        ),
        **dict.fromkeys(
            said("", "en arrière|question précédente|la question précédente|revenir en arrière"), Command.BACK
        ),
        **dict.fromkeys(
            said("passer passez sauter", "question suivante|la question suivante|je passe|sauter la question"),
            Command.SKIP,
        ),
        "répétez": Command.REPEAT,
        "pouvez-vous répéter": Command.REPEAT,
        "retour": Command.BACK,
        "je veux parler à quelqu'un": Command.PERSON,
        "parler à une personne": Command.PERSON,
        "puis-je parler à quelqu'un": Command.PERSON,
    },
    menu={
        **dict.fromkeys(
            said("", "réécouter|écouter encore|la question|entendre encore|répéter la question"), Command.REPEAT
        ),
        **dict.fromkeys(said("", "précédente|une question en arrière|arrière|revenir"), Command.BACK),
        **dict.fromkeys(said("", "suivante|la suivante|sautez|laisser de côté|suivant"), Command.SKIP),
        **dict.fromkeys(
            said("", "personne|une personne|quelqu'un|agent|un agent|humain|un collègue|parler|parler à quelqu'un"),
            Command.PERSON,
        ),
        **dict.fromkeys(
            said("", "plus jamais|plus d'appels|ne plus appeler|jamais|ne plus être appelé|ne plus être appelée"),
            Command.OPT_OUT,
        ),
    },
)
