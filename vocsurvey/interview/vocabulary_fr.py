"""What is understood with certainty in French."""

from __future__ import annotations

import re

from vocsurvey.interview.heard import Command
from vocsurvey.interview.wordlist import Vocabulary, numbers, said

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
        ),
        *("pas vraiment", "pas pour le moment", "pas pour l'instant", "pour le moment", "pour l'instant", "aucune"),
        *("aucune idée", "pas d'idée", "je n'ai pas d'idée", "rien ne me vient", "rien ne me vient à l'esprit"),
        *("sans commentaire", "pas de commentaire", "c'est tout", "ce sera tout", "pas que je sache"),
        *("merci", "merci bien", "euh", "heu", "hm", "hmm", "ben", "bah", "bof", "silence", "pas de réponse"),
    ),
    commands={
        "répétez": Command.REPEAT,
        "pouvez-vous répéter": Command.REPEAT,
        "retour": Command.BACK,
        "je veux parler à quelqu'un": Command.PERSON,
        "parler à une personne": Command.PERSON,
        "puis-je parler à quelqu'un": Command.PERSON,
    },
)
