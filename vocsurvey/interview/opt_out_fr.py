"""How people ask in French not to be called again."""

from __future__ import annotations

from vocsurvey.interview.opt_out_phrases import Phrases, ahead, behind, matching, starting

_ME = r"(?:m'|me |nous |l'|)"
_CALL = r"(?:appel|rappel|téléphon|contact|dérang|harcel|sollicit|import)"
_PLEASE = r"(?: (?:s'il vous plaît|s'il te plaît|svp|donc|enfin|merci))*"
_NOW = r"(?: (?:maintenant|tout de suite|immédiatement|dès maintenant))*"
_LIST = r"(?:liste|listes|fichier|fichiers|base|répertoire|registre|système)"
_WANT = r"(?:veux|voulons|souhaite|souhaitons|désire|désirons|voudrais|voudrions|aimerais|aimerions)"
_START = starting("et", "mais", "non", "alors", "donc", "plaît", "merci", "svp", "oui")
_DAY = r"(?:lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?)"
_TIMES = (
    r"maintenant|demain|après-demain|aujourd'hui|avant|après|"
    r"(?:le|la|les) (?:matins?|soirs?|midi|nuit|week-ends?|semaine|prochaine|journée|jours?)|"
    rf"(?:le|les) {_DAY}|tôt|tard|trop|pendant|durant|si|quand|lorsque|"
    r"tout|aussi|tant|dans|d'ici|jusqu'\w+|ce (?:matin|soir|midi|mois|week-end|jour|trimestre|moment)|"
    r"cet (?:après-midi|été|hiver)|"
    rf"cette (?:semaine|année|nuit|fois|heure)|c(?:e|et) {_DAY}|ces jours|en(?! (?:aucun|plus))|"
    r"(?:à|a)(?! (?:l'avenir|(?:ce|mon|notre) numéro))|au(?! (?:numéro|\d))|aux|chaque|pour (?:l'instant|le moment)|"
    rf"tous les|toutes les|{_DAY}|(?:deux|trois|quatre|cinq|dix|plusieurs|cent|\d+) fois|par (?:mon|notre)|"
    r"madame|monsieur"
)
_THAN = r"(?! que)(?! (?:mais )?(?:je|nous) (?:veux|voudrais|voulons) (?!la paix|être (?:tranquille|laissé)|plus))"
FRENCH = Phrases(
    ever=matching(
        (
            r"(?:retirez|enlevez|supprimez|rayez|effacez|ôtez|sortez|désinscrivez)[ -](?:moi|nous|mon nom|mon numéro|"
            rf"notre nom|notre numéro|ce numéro)(?!\w){_PLEASE}(?: (?:de|du|des)(?: \w+){{0,2}} {_LIST})?",
            r"(?:m'oppose|nous opposons) à (?:vos|ces|tous? (?:vos |ces |les )?|de nouveaux )(?:\w+ )?appels?",
        )
    ),
    clear=matching(
        (
            # "vous ne me rappelez plus" is a complaint, "ne me rappelez plus" is none.
            rf"(?:(?<!vous )(?<!vous ne )(?<!vous n')(?:ne )?(?:m'|me |nous ){_CALL}(?:ez|lez)|"
            rf"{_START}ne (?:m'|me |nous ){_CALL}(?:e|le|les))(?: (?:jamais plus|plus|pas|jamais))+",
            rf"ne (?:plus|pas|jamais|plus jamais) {_ME}{_CALL}er(?! (?:mes|nos|mon|le|la|les))",
            rf"{_WANT} (?:ne )?(?:plus|pas|plus jamais)(?: jamais)? être(?: (?!maintenant)\w+)? "
            rf"{_CALL}(?:é|ée|és|ées|lé|lée|lés)",
            rf"(?<!veut )ne (?:plus|pas) être(?: \w+)? {_CALL}(?:é|ée|és|ées)",
            rf"{_WANT} (?:plus|pas|plus jamais) (?:que vous|qu'on|que l'on) (?:m'|me |nous "
            rf"){_CALL}(?:iez|liez|e|le)",
            rf"{_WANT} (?:ne )?(?:plus|pas)(?: recevoir)? (?:d'|de |d'autres |vos |de vos |ces |de ces )appels?"
            rf"{_THAN}",
            rf"(?:arrêtez|arrêter|arrête|cessez|cesser){_PLEASE} de (?:m'|me |nous ){_CALL}er{_NOW}",
            rf"(?:laissez|laisse|fichez|foutez)[ -](?:moi|nous) (?:tranquilles?|en paix|la paix){_NOW}",
        )
    ),
    short=matching(
        (
            r"(?<!pas )(?<!beaucoup )plus (?:d'|de |aucun |jamais d')(?:\w+ )?appels?(?! que)",
            rf"(?<!vous )(?:n'|ne |){_CALL}(?:ez|lez) (?:plus|jamais plus|plus jamais)",
            rf"(?:arrêtez|cessez){_PLEASE} (?:d'appeler|de téléphoner|d'insister|(?:les|ces|vos|avec vos|"
            rf"avec ces) appels){_NOW}",
            r"stop aux appels",
            r"désinscription",
        )
    ),
    beside=behind(
        "s'il vous plaît|s'il te plaît|svp|merci",
        _TIMES,
        r"(?:ni|ou|et) (?:jamais|plus jamais|plus tard|à l'avenir)",
    ),
    before=ahead(
        "non|mais|et|alors|oui|désolée?",
        rf"maintenant|demain|aujourd'hui|en ce moment|pour (?:l'instant|le moment)|cet? \w+|cette \w+|(?:le )?{_DAY}",
        "s'il vous plaît|svp|merci|de|je|nous|ne|on",
    ),
)
