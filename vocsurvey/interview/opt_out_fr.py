"""How people ask in French not to be called again."""

from __future__ import annotations

from vocsurvey.interview.opt_out_phrases import Phrases, ahead, behind, matching, starting

_ME = r"(?:m'|me |nous |)"
_CALL = r"(?:appel|rappel|téléphon|contact|dérang|harcel|sollicit|import)"
_PLEASE = (
    r"(?: (?:s'il vous plaît|s'il te plaît|svp|donc|enfin|merci|immédiatement|maintenant|tout de suite|désormais))*"
)
_NOW = r"(?: (?:maintenant|tout de suite|immédiatement|dès maintenant))*"
_LIST = r"(?:liste|listes|fichier|fichiers|base|répertoire|registre|système)"
# "il ne veut pas être appelé" is said of somebody else: of the third person only "on" is the speaker.
_WANT = (
    r"(?:veux|voulons|souhaitons|désirons|voudrais|voudrions|aimerais|aimerions|(?:(?<=\bje )|(?<=\bje ne )|(?<=\bon )|"
    r"(?<=\bon ne )|(?<=\bon n')|(?<=\bon n'en )|(?<=\bon en )|(?<=^ne )|(?<=^))(?:veut|souhaite|désire|voudrait|"
    r"aimerait))"
)
_NEVER = r"(?:plus jamais|jamais plus|plus|pas|jamais)"
_WISH = (
    r"(?:préfère|préférons|préférerais|préférerait|préférerions|mieux|aimerais|aimerait|aimerions|souhaite|souhaitons|"
    r"souhaiterais|souhaiterait|voudrais|voudrait|voudrions|veux|veut|voulons|apprécierais|apprécierions|"
    r"reconnaissante?s?|demande|demandons|exige|exigeons|bien|gentil|sympa|content|contente|tiens à ce|prie|"
    r"préférable|souhaitable|faites en sorte|assurez-vous)"
)
_THAT_YOU = r"(?:que vous|qu'on|que l'on|que personne|si vous|si on|si l'on|si plus personne|que plus personne)"
_CALLING = rf"{_CALL}(?:ez|lez|iez|liez|e|le|ent|lent|ait|lait)"
_CALLED = rf"{_CALL}(?:é|ée|és|ées|lé|lée|lés)"
_LISTED = (
    rf"(?:de|du|des)(?: (?:la|votre|vos|cette|ces|toutes|leur|leurs|les|l'))*(?: \w+)? "
    rf"{_LIST}(?! (?:d'attente|de prix|des prix|de livraison|d'achats?))"
)
_TAKE_OFF = r"(?:retirer|enlever|supprimer|rayer|effacer|ôter|sortir|désinscrire|radier)"
_TAKEN_OFF = r"(?:retiré|enlevé|supprimé|rayé|effacé|ôté|sorti|désinscrit|radié)(?:e|s|es)?"
_NUMBER = r"(?:mon|notre|ce) numéro"
_CALLS = r"(?:vos|ces|d'autres|de nouveaux|de vos|de ces|tout|tous|tous vos|tous ces|tous les) (?:\w+ )?appels?"
_START = starting("et", "mais", "non", "alors", "donc", "plaît", "merci", "svp", "oui")
_DAY = r"(?:lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?)"
_TIMES = (
    r"maintenant|demain|après-demain|aujourd'hui|avant|après|"
    r"(?:le|la|les) (?:matins?|soirs?|midi|nuit|week-ends?|semaine|prochaine|journée|jours?)|"
    rf"(?:le|les) {_DAY}|tôt|tard|trop|pendant|durant|si|quand|lorsque|entre|sur(?! (?:ce|mon|notre|cette) (?:numéro|"
    rf"ligne))|"
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
            rf"(?:m'oppose|nous opposons|s'oppose) à (?:{_CALLS}|être {_CALLED}|ce (?:que vous|qu'on) (?:m'|me |nous )"
            rf"{_CALLING})",
            rf"(?:me|nous) {_TAKE_OFF} {_LISTED}",
            rf"(?:veux|voudrais|voulons|souhaite|souhaitons|aimerais|comment|puis-je|peut-on)(?: \w+)? sortir "
            rf"{_LISTED}",
            rf"oubliez {_NUMBER}",
            rf"(?:voudrais|voudrions|veux|voulons|souhaite|souhaitons|souhaiterais|souhaiterions|aimerais|aimerions|"
            rf"demande|demandons|(?:on|je) (?:veut|voudrait|aimerait))(?: à)? être {_TAKEN_OFF} {_LISTED}",
            rf"{_NUMBER} (?:soit|doit être|devrait être) (?:\w+ )?(?:{_TAKEN_OFF}|bloqué)",
            r"(?:suppression|retrait|radiation) de (?:mon numéro|notre numéro|ce numéro|mon nom|notre nom)",
            rf"(?:{_TAKE_OFF}|bloquer|bloquez) {_NUMBER}(?! (?:de|du|des) (?!\w+ {_LIST}))",
            r"(?:mettez|inscrivez|placez|ajoutez|mettre|inscrire)(?:[ -](?:moi|nous))?(?: \w+){0,3} (?:liste "
            r"(?:rouge|"
            r"noire|d'opposition)|bloctel|à ne (?:pas|plus) (?:appeler|contacter|déranger))",
            rf"(?:retire|retirons|révoque|révoquons) (?:mon|notre) (?:consentement|accord|autorisation)(?: \w+){{0,3}} "
            rf"(?:appels?|{_CALLED}|(?:m'|me |nous ){_CALL}er)",
            rf"(?:interdis|interdisons|interdit|défends|défendons)(?: \w+)? de (?:m'|me |nous ){_CALL}er",
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
            rf"{_WISH}(?: (?:beaucoup|vraiment|autant|mieux))* {_THAT_YOU} (?:ne |n')(?:m'|me |nous )?{_CALLING}"
            rf"(?: {_NEVER})*",
            rf"{_WISH} (?:que vous|qu'on|que l'on) (?:m'|me |nous ){_CALLING} (?:pas|jamais)",
            rf"(?:que vous|qu'on|que l'on|si vous|si on) (?:arrêt|cess)(?:iez|e|ait|ent) de (?:m'|me |nous ){_CALL}er",
            rf"(?:pouvez|pourriez|voulez|voudriez)[- ]vous (?:arrêter|cesser) de (?:m'|me |nous )?{_CALL}er(?! "
            rf"(?:mes|nos|"
            rf"mon|le|la|les|des|un))",
            r"(?:qu'on|que vous|que l'on|si vous|si on) (?:me|nous) (?:laiss|fich|fout)(?:e|iez|ait) (?:tranquilles?|"
            r"en paix|la paix)",
            rf"(?:faut|faudrait|devez|devriez) {_NEVER} (?:m'|me |nous ){_CALL}er",
            rf"avez (?:plus|pas) (?:le droit de|à|l'autorisation de|la permission de|mon accord pour) (?:m'|me |nous )"
            rf"{_CALL}er",
            rf"avez plus besoin de (?:m'|me |nous ){_CALL}er",
            rf"(?:^|(?<=et )|(?<=merci )|(?<=mais )|(?<=plaît )|(?<=non )|(?<=alors )|(?<=veux )|(?<=veut )|"
            rf"(?<=voulons )|(?<=demande )|(?<=exige )|(?<=sorte )|(?<=faut ))(?:que (?:plus )?personne|qu'on|"
            rf"que l'on) (?:ne )?(?:m'|me |nous |l'){_CALLING}(?: {_NEVER})+",
            rf"(?:^|(?<=veux )|(?<=voulons )|(?<=demande )|(?<=exige ))que (?:plus )?personne ne (?:m'|me |nous )"
            rf"{_CALLING}",
            rf"(?:refuse|refusons) (?:d'être {_CALLED}|{_CALLS}|(?:que vous|qu'on) (?:m'|me |nous ){_CALLING})",
            rf"(?:je|nous|on)(?: (?:ne|n'))?(?: \w+){{0,2}} (?:pas|plus) d'accord (?:pour (?:être {_CALLED}|que vous "
            rf"(?:m'|"
            rf"me |nous ){_CALLING}|qu'on (?:m'|me |nous ){_CALLING})|avec {_CALLS})",
            rf"(?:autoris|permet|perm)(?:e|s|ons|tons) (?:pas|plus) (?:à|de) (?:m'|me |nous ){_CALL}er",
            rf"(?:accepte|acceptons|consens|consentons) (?:pas|plus) (?:d'être {_CALLED}|à être {_CALLED}|{_CALLS}|"
            rf"(?:que "
            rf"vous|qu'on) (?:m'|me |nous ){_CALLING})",
            rf"(?:cesser|arrêter|stopper|cessez|arrêtez|stoppez){_PLEASE} (?:tous )?(?:vos|ces|les) appels(?! "
            rf"(?:pour|de|du|"
            rf"des|en))",
            rf"n'autoris(?:e|ons) (?:pas|plus) (?:{_CALLS}|que vous (?:m'|me |nous ){_CALLING})",
            rf"{_WANT} (?:plus jamais|plus|pas|jamais)(?: jamais)? entendre parler de vous(?! (?:en|dans|à|avant))",
            r"(?:ça suffit|assez|suffit)(?: (?:de|avec))? (?:vos|ces|tous ces|tous vos) appels",
            rf"la dernière fois que vous (?:m'|me |nous ){_CALL}(?:ez|lez)",
            rf"{_WANT} (?:plus|pas|plus jamais) (?:que vous|qu'on|que l'on) (?:m'|me |nous "
            rf"){_CALL}(?:iez|liez|e|le)",
            rf"{_WANT} (?:ne )?(?:plus|pas) (?:recevoir |avoir )?(?:vos|ces|aucun de vos|de vos|de ces) appels?",
            rf"{_WANT} (?:ne )?(?:plus|pas)(?: recevoir| avoir)? (?:d'|de |d'autres |vos |de vos |ces |de ces )appels?"
            rf"{_THAN}",
            rf"(?<!\bon )(?<!\bil )(?<!elle )(?:arrêtez|arrêter|arrête|cessez|cesser){_PLEASE} de (?:m'|me |nous "
            rf"){_CALL}er{_NOW}",
            rf"(?:laissez|laisse|fichez|foutez)[ -](?:moi|nous) (?:tranquilles?|en paix|la paix){_NOW}",
        )
    ),
    short=matching(
        (
            r"(?<!pas )(?<!beaucoup )(?<!reçois )(?<!reçoit )(?<!recevons )(?<!reçu )(?<!avons )(?<!avait )(?<!\bai )"
            r"(?<!y a )(?<!y avait )(?<!permet )(?<!passe )(?<!n'a )(?<!eu )plus (?:d'|de |aucun |jamais d')(?:\w+ "
            r")?appels?(?! que)",
            rf"(?<!vous )(?<!vous ne )(?<!vous n')(?:n'|ne |){_CALL}(?:ez|lez) (?:plus|jamais plus|plus jamais)",
            rf"(?:arrêtez|cessez){_PLEASE} (?:d'appeler|de téléphoner|d'insister|(?:les|ces|vos|avec vos|"
            rf"avec ces) appels){_NOW}",
            r"stop aux appels",
            r"plus (?:de |d'|aucune? )(?:enquêtes?|sondages?|questionnaires?) (?:téléphoniques?|par téléphone)",
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
