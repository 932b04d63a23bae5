"""What people reply in French to whether it is they, and whether now is a good time."""

from __future__ import annotations

from vocsurvey.interview.reply import NAME, Reply, Ways

_NOW = (
    r"(?: (?:malheureusement|actuellement|aujourd'hui|en ce moment|pour le moment|pour l'instant|là|maintenant|encore|"
    r"tout de suite|là maintenant|cette semaine))*"
)
_THEY = rf"(?:elle|il|{NAME}|madame|monsieur)"
_OCCUPIED = (
    r"(?:occupée?s?|en (?:réunion|rendez-vous|ligne|déplacement|pause|communication|conférence|route|train de conduire|"
    r"train de travailler|train de manger)|au (?:volant|téléphone)|en voiture|à table|sur la route|débordée?s?|"
    r"pressée?s?|"
    r"avec un client|chez (?:un client|le médecin)|pas disponible)"
)

FRENCH = Ways(
    said={
        Reply.YES: (
            r"oui|ouais|oui bien sûr|exact|exactement|tout à fait|effectivement|c'est exact|c'est (?:bien )?ça|"
            r"absolument|en "
            r"effet|oui oui",
        ),
        Reply.SPEAKING: (
            rf"(?:c'est |oui c'est )?(?:bien )?(?:moi|elle|lui)[- ]même|c'est (?:bien )?(?:moi|elle|lui|{NAME})|"
            rf"en personne",
            rf"(?:{NAME} )?à l'appareil|je suis (?:bien )?{NAME}|ici {NAME}|c'est {NAME} à l'appareil|lui en personne",
            rf"vous (?:êtes|parlez) (?:bien )?(?:avec|à) (?:elle|lui|moi|{NAME})|(?:c'est )?moi",
        ),
        Reply.ONWARD: (
            r"(?:on |nous )?(?:continuez|continuer|continue|continuons|poursuivez|poursuivons|on peut continuer)|"
            r"question suivante|"
            r"(?:vous pouvez|on peut|je veux bien|je veux) continuer|n'arrêtez pas",
        ),
        Reply.WILLING: (
            r"allez-y|allez y|je vous écoute|d'accord|volontiers|avec plaisir|pas de (?:souci|problème)|ça (?:me "
            r")?va|c'est bon",
            r"ça me convient|ça marche|entendu|j'ai le temps|j'ai (?:un peu de temps|quelques minutes|un moment)|"
            r"pourquoi pas",
            r"si (?:c'est|vous faites) (?:rapide|court|vite)|faites vite|c'est le bon moment|c'est un bon moment|"
            r"parfait|okay|ok",
        ),
        Reply.STOPPED: (
            r"(?:j'ai dit )?stop|(?:arrêtez|arrête|arrêter|cessez)(?: ça| cela| tout| là| ici| maintenant| "
            r"l'appel| les questions)*",
            r"on (?:s'arrête|arrête)(?: là| ici| tout)?|ça suffit(?: comme ça)?|(?:c'est )?assez|j'en ai assez|"
            r"terminez|c'est fini|au revoir",
            r"(?:je veux|je voudrais|je souhaite|j'aimerais) (?:arrêter|m'arrêter|terminer|raccrocher|en finir)"
            r"(?: là| ici| l'appel)*",
            r"(?:ne )?(?:continuez|poursuivez) (?:pas|plus)",
            r"(?:mettez fin à|terminez|terminer|fin de) l'appel|raccrochez|je (?:ne )?veux (?:plus|pas) "
            r"(?:continuer|répondre)|bonne journée",
        ),
        Reply.NO: (r"pas vraiment|non non|plutôt pas|je préfère pas|je ne préfère pas",),
        Reply.BUSY: (
            rf"pas (?:maintenant|tout de suite|là|pour le moment|pour l'instant|en ce moment|aujourd'hui)|"
            rf"{_OCCUPIED}{_NOW}",
            rf"(?:je suis|on est|nous sommes|je ne suis) (?:un peu |très |trop |vraiment |là )?{_OCCUPIED}{_NOW}|"
            rf"je conduis",
            rf"(?:je n'ai|j'ai|on n'a|on a) (?:vraiment )?(?:pas|plus) (?:du tout |vraiment )?(?:le )?temps{_NOW}|pas "
            rf"le temps{_NOW}",
            rf"(?:ce n'est|c'est) (?:vraiment )?pas (?:le|un) (?:bon )?moment{_NOW}|pas le bon moment|(?:c'est "
            rf"un )?mauvais moment",
            rf"je (?:ne )?peux pas(?: parler| répondre| vous parler)?{_NOW}|vous tombez mal|ça ne m'arrange pas|"
            rf"ça tombe mal",
            r"(?:plutôt |peut-être |un peu )?plus tard|une autre fois|un autre jour|je dois (?:y aller|partir|"
            r"raccrocher)",
            r"(?:vous pouvez |pouvez-vous |pourriez-vous )?(?:me |nous )?(?:rappele[zr]|rappeler)(?:[- ](?:moi|"
            r"nous))?(?: plus tard| une "
            r"autre fois| un autre jour)?",
        ),
        Reply.UNAVAILABLE: (
            rf"{_THEY} (?:n'est|est|n'est malheureusement) pas{_NOW} ?(?:là|ici|disponible|présente?|joignable|"
            rf"au bureau|arrivée?|dans "
            rf"les bureaux|rentrée?)?{_NOW}|{_THEY} est{_NOW} (?:{_OCCUPIED}|absente?|sortie?|en vacances|en "
            rf"congés?|malade|en arrêt|"
            rf"partie? (?:déjeuner|manger)|de retour){_NOW}",
            rf"(?:pas (?:là|ici|disponible)|absente?|(?:ce n'est |c'est )?pas (?:possible|moi|elle|lui)){_NOW}",
            rf"{_THEY} (?:revient|rentre|sera (?:là|de retour))|je (?:ne )?suis pas (?:{NAME}|elle|lui|cette personne)",
            rf"non (?:c'est|ici) (?!(?:elle|lui|moi|bien|bon|ça|pas|un|le|une|la|{NAME})\b)\w+(?: \w+)?(?: à "
            rf"l'appareil)?",
        ),
        Reply.PASSED_ON: (
            r"(?:attendez )?(?:un|une|juste un) (?:petite? )?(?:instant|moment|seconde|minute)|ne quittez pas|"
            r"patientez|attendez",
            rf"je (?:vous )?(?:la|le|l') ?(?:passe|appelle|cherche)|je vous passe {NAME}|je (?:vais|vais vous) "
            rf"(?:la |le )?(?:chercher|"
            r"passer|appeler)|je vais (?:la|le) chercher|je vous (?:mets en (?:relation|ligne)|transfère)|je "
            r"transfère(?: l'appel)?",
        ),
        Reply.WRONG_NUMBER: (
            r"(?:c'est |vous avez (?:fait |composé )?|vous faites )?(?:un |le )?(?:faux|mauvais) numéro|erreur "
            r"de numéro",
            r"vous vous (?:êtes )?tromp(?:ez|é|ée|és) de numéro|(?:ce n'est |c'est )?pas le bon numéro",
            rf"il n'y a (?:pas de {NAME}|personne (?:de ce nom|qui s'appelle {NAME}))(?: ici| chez nous)?",
        ),
        Reply.WRONG_PERSON: (
            r"vous vous (?:êtes )?tromp(?:ez|é|ée|és)(?: de personne)?|vous faites erreur|(?:ce n'est |c'est |je "
            r"ne suis |je suis )?pas la "
            r"bonne personne|mauvaise personne|(?:c'est|il y a) une erreur|je suis quelqu'un d'autre|c'est "
            r"quelqu'un d'autre",
            rf"(?:je )?(?:ne )?(?:la |le )?connais pas(?: {NAME})?|(?:je )?ne (?:la|le) connais pas|{_THEY} "
            rf"n'est plus là",
            rf"{_THEY} ne travaille pas (?:ici|chez nous)",
        ),
        Reply.LEFT: (
            rf"{_THEY} (?:ne |n')?(?:travaille|est) plus (?:ici|chez nous|dans (?:l'entreprise|la société|la "
            rf"maison)|avec nous)",
            rf"{_THEY} (?:a |nous a )quittée?(?: (?:l'entreprise|la société|la boîte|la maison))?|{_THEY} a "
            rf"démissionné",
            rf"{_THEY} est (?:partie? (?:à|en) la retraite|partie? en retraite|à la retraite|en retraite|partie? "
            rf"de l'entreprise)",
            rf"{_THEY} (?:ne )?fait plus partie (?:de (?:l'entreprise|la société|l'équipe|la maison)|du "
            rf"personnel|de nos effectifs)",
        ),
        Reply.REFUSED: (
            r"(?:je (?:ne )?suis |nous (?:ne )?sommes |on est )?pas (?:du tout |vraiment )?intéressée?s?|aucun "
            r"intérêt|sans façon",
            r"(?:ça|cela|ceci) (?:ne )?(?:m'intéresse|nous intéresse) pas(?: du tout)?|je refuse(?: de répondre)?"
            r"|pas d'intérêt",
            r"je (?:ne )?(?:souhaite|veux|désire) pas (?:y )?(?:participer|répondre)(?: à (?:cette enquête|ce "
            r"sondage|vos questions))?",
            r"je (?:ne )?réponds pas aux (?:sondages|enquêtes)|pas (?:de|d') ?(?:sondages?|enquêtes?)",
        ),
    },
    hints={
        Reply.STOPPED: ("stop", "arrêtez", "au revoir"),
        Reply.ONWARD: ("continuez", "on continue"),
        Reply.SPEAKING: ("oui, c'est moi", "c'est moi", "c'est elle-même", "c'est lui-même", "à l'appareil"),
        Reply.WILLING: ("allez-y", "je vous écoute", "d'accord"),
        Reply.BUSY: (
            "pas maintenant",
            "plus tard",
            "je suis occupé",
            "je suis au volant",
            "je suis en réunion",
            "rappelez plus tard",
        ),
        Reply.UNAVAILABLE: ("elle n'est pas là", "il n'est pas là", "elle est en réunion", "ce n'est pas moi"),
        Reply.PASSED_ON: ("un instant", "ne quittez pas", "je vous la passe", "je vous le passe"),
        Reply.WRONG_NUMBER: ("faux numéro", "mauvais numéro"),
        Reply.WRONG_PERSON: ("vous vous trompez",),
        Reply.LEFT: ("elle ne travaille plus ici", "il ne travaille plus ici", "elle a quitté l'entreprise"),
        Reply.REFUSED: ("pas intéressé", "ça ne m'intéresse pas"),
        Reply.IN_AN_HOUR: ("dans une heure",),
        Reply.TOMORROW_MORNING: ("demain",),
    },
    between=(
        "mais",
        "et",
        "désolé",
        "désolée",
        "je suis désolé",
        "je suis désolée",
        "pardon",
        "excusez-moi",
        "bonjour",
        "allô",
        "malheureusement",
        "ah",
    ),
    now=r"\b(?:maintenant|actuellement|aujourd'hui|(?:en ce|pour le) moment|pour l'instant|tout de suite)\b",
    until=r"\b(?:rappele|plus tard|autre fois|autre jour|de retour|revient\b|rentre\b|sera\b)",
    denied=r"(?!)",
    titles=("monsieur", "madame", "mademoiselle", "docteur", "m", "mme"),
)
