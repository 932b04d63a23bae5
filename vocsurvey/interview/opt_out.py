"""Not to be called again, said in one's own words, in four languages.

Two kinds of phrases. What speaks clearly of the speaker and of calls ("stop calling me", "I do not want to be called")
counts wherever it is said, in a comment of any length. What could be about other things as well ("no more calls",
"leave me alone") counts only in an utterance, or a sentence of one, of at most six words. A wish about the hour ("don't
call me before nine"), a complaint about calls that do not come ("you never call me back") and what is said of somebody
else ("I told them to stop calling my colleague") are none. In doubt it is one: an interview lost does less harm than
one call too many.

All languages are looked at, whichever is spoken: nothing that is meant so may be lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vocsurvey.interview.vocabulary import normalised

LONGEST_SHORT = 6
"""Words: in more than these only a clear phrase counts."""
_MOST_BESIDE = 3
"""Words: as many beside the phrase may be "please" and "thank you"; with more, something was told as well."""


_SENTENCE_END = re.compile(r"[.!?;…]+(?=\s|$)")
"""A recogniser that writes full stops has heard pauses: what stands between them was said by itself."""


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Patterns over normalised words: ``clear`` ones count anywhere, ``short`` ones in a short utterance."""

    clear: re.Pattern[str]
    short: re.Pattern[str]


def asked(words: str) -> bool:
    """Whether the words ask not to be called again."""
    return _found(words) is not None


def tells_more(words: str) -> bool:
    """Whether words that ask not to be called again also tell something, which is to be kept."""
    found = _found(words)
    return found is not None and len(normalised(words).split()) - len(found.split()) > _MOST_BESIDE


def _found(words: str) -> str | None:
    said = normalised(words)
    sentences = [normalised(one) for one in _SENTENCE_END.split(words)]
    brief = [one for one in sentences if 0 < len(one.split()) <= LONGEST_SHORT]
    for phrases in _LANGUAGES.values():
        for found in (phrases.clear.search(said), *map(phrases.short.search, brief)):
            if found is not None:
                return found[0]
    return None


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(patterns) + r")(?!\w)")


_EN_NOT = r"(?<!they )(?<!you )(?<!who )(?<!people )(?<!i )(?<!we )(?<!why )(?:please )?(?:don't|do not|dont|never)"
_EN_CALL = r"(?:call|phone|ring|contact|bother|disturb)"
_EN_CALLING = r"(?:calling|phoning|ringing|contacting|bothering|pestering|harassing|disturbing)"
_EN_MINE = r"(?:my|our|this) (?:\w+ )?(?:number|phone|mobile|name|line)"
_EN_ME = rf"(?:me|us|here|{_EN_MINE})"
# When, not whether: a wish about the hour is none about being called at all.
_EN_WHEN = (
    r"(?! (?:now|today|tonight|tomorrow|this|before|after|until|while|during|later|back later|so|by|in|on|at|"
    r"(?:if|unless|when)))"
)
_ENGLISH = _Phrases(
    clear=_any(
        (
            rf"(?<!don't )(?<!not )(?<!never )(?:stop|quit|cease) {_EN_CALLING} {_EN_ME}"
            r"(?! (?:before|after|until|so|by|during|while))",
            rf"{_EN_NOT} (?:ever )?{_EN_CALL} {_EN_ME} (?:ever )?(?:again|any ?more|ever)",
            rf"(?:rather|prefer|wish|better|appreciate)(?: \w+){{0,2}} you (?:don't|do not|didn't|did not|"
            rf"wouldn't|never|"
            rf"stopped) (?:ever )?(?:{_EN_CALL}|{_EN_CALLING}) {_EN_ME}{_EN_WHEN}",
            r"(?:want|like|need|prefer|ask|asking|asked|tell|telling) you (?:please )?(?:to )?(?:never|not)(?: to)? "
            rf"(?:ever )?{_EN_CALL}(?: {_EN_ME}| again| any ?more)?+{_EN_WHEN}",
            r"(?:i|we) (?:don't|do not|no longer) (?:want|wish|like|need)(?: to (?:get|have|receive|take))? "
            r"(?:any|more|any more|these|such|your|further|other|this kind of)(?: \w+)? calls",
            r"(?:i|we) (?:don't|do not|no longer|never) (?:ever )?(?:want|wish|like) to be "
            r"(?:called|phoned|rung|contacted|bothered|disturbed)(?! (?:by e|names|before|after|until|a ))",
            rf"(?:i|we) (?:don't|do not) (?:want|wish|like) (?:you|anyone|anybody|them) to "
            rf"(?:(?:ever )?{_EN_CALL}|keep {_EN_CALLING}) {_EN_ME}{_EN_WHEN}",
            rf"(?:take|get|remove|delete|drop|strike|cross|scratch) (?:me|us|{_EN_MINE})(?: please)? (?:off|"
            rf"from|out)(?: of)? "
            r"(?:your|the|this|that|all|any|these)(?: (?!waiting)\w+){0,3} (?:lists?|database|systems?|"
            r"records?|register|files?)",
            r"(?:put|place|add) (?:me|us) (?:on|to) (?:your|the|a|that)(?: \w+)? (?:do not|don't|no) call",
            r"opt (?:me|us) out",
            r"unsubscribe (?:me|us)",
            r"lose (?:my|our|this) number",
        )
    ),
    short=_any(
        (
            rf"{_EN_NOT} (?:ever )?{_EN_CALL}(?: {_EN_ME}| again| any ?more)?+{_EN_WHEN}",
            rf"(?<!don't )(?<!not )(?<!never )(?:stop|quit) (?:{_EN_CALLING}|(?:these|the|all|all these|your) calls)"
            rf"(?: {_EN_ME})?+(?! (?:my|our|him|her|them|it)){_EN_WHEN}",
            r"no (?:more|further) (?:phone )?calls(?! than)",
            r"(?:take|remove|delete|get) (?:me|us|my number|our number)(?: (?:off|from this|please))?$",
            r"(?:take|remove) (?:me|us) off (?:this|it|that)$",
            r"leave (?:me|us) (?:alone|in peace)",
            r"opt[ -]?out(?! of (?:our|my|the|a))",
            r"unsubscribe",
        )
    ),
)

_DE_SOFT = (
    r"(?: (?:bitte|hier|einfach|doch|bloss|auch|jetzt|in zukunft|künftig|endlich|"
    r"unter dieser nummer|auf dieser nummer))*"
)
_DE_NEVER = r"(?:nicht mehr|nie mehr|nie wieder|nie|nicht wieder|nicht länger|nicht noch einmal|nicht weiter|nicht)"
_DE_ME = r"(?:mich|uns|hier|diese nummer|meine nummer|bei mir|bei uns)"
_DE_WANT = r"(?:will|möchte|möchten|wollen|mag|mögen|wünsche|wünschen)"
_DE_BOTHERED = r"(?:angerufen|kontaktiert|belästigt|gestört)"
_GERMAN = _Phrases(
    clear=_any(
        (
            rf"(?<!warum )(?<!wieso )(?<!weshalb )(?:rufen|ruft|ruf)(?: sie)?{_DE_SOFT} {_DE_ME}{_DE_SOFT}"
            rf" {_DE_NEVER}{_DE_SOFT} an",
            rf"(?<!warum )(?<!wieso )(?<!weshalb )rufen sie{_DE_SOFT} (?:nicht mehr|nie mehr|nie wieder){_DE_SOFT} an",
            rf"{_DE_WANT}(?: \w+){{0,5}} {_DE_NEVER}(?: \w+){{0,3}} {_DE_BOTHERED} werden",
            rf"{_DE_WANT}(?: \w+){{0,3}} keine(?: \w+){{0,2}} anrufe",
            rf"(?:nicht|nie wieder) dass (?:sie|man) {_DE_ME}(?: (?:noch einmal|wieder|weiter|weiterhin|nochmal))* "
            r"(?:anrufen|anruft|kontaktieren|kontaktiert|belästigen|belästigt)",
            rf"(?:hören|hör|hört)(?: sie)?{_DE_SOFT} auf(?: (?:{_DE_ME}|bitte|ständig|dauernd|immer|damit))* anzurufen",
            r"(?:hören|hör|hört)(?: sie)?(?: bitte| endlich)* (?:bitte )?auf mit (?:den|diesen|ihren) anrufen",
            r"(?:streichen|nehmen|löschen|entfernen|tragen|werfen) sie(?: bitte)? (?:mich|uns|(?:meine|unsere|diese) "
            r"(?:\w*)nummer|meinen namen|meine daten)(?: bitte)?(?: \w+)? (?:von|aus)(?: \w+){1,2}",
            r"(?:streichen|löschen|entfernen) sie(?: bitte)? (?:meine|unsere|diese) \w*nummer",
            r"lassen sie (?:mich|uns)(?: \w+)? in (?:ruhe|frieden)(?! (?:über|nach|mal|das|die|den))",
            r"(?:verbitte|verbitten) (?:mir|uns)(?: \w+){0,2} anrufe",
            r"unterlassen sie(?: bitte)? (?:weitere|diese|die|ihre|solche|jegliche) anrufe",
            r"widerspreche(?: \w+){0,2} (?:anrufen|anruf)",
        )
    ),
    short=_any(
        (
            r"(?:nicht mehr|nie mehr|nie wieder|nicht wieder|nicht noch einmal) (?:anrufen|kontaktieren|"
            r"belästigen|stören)",
            r"keine (?:weiteren |solchen |lästigen )?anrufe mehr",
            r"keine weiteren anrufe",
            rf"{_DE_NEVER} (?:mehr )?{_DE_BOTHERED} werden",
            r"von (?:der|ihrer|dieser) liste (?:streichen|nehmen|löschen)",
            r"nummer (?:bitte )?löschen",
        )
    ),
)

_FR_ME = r"(?:m'|me |nous |l'|)"
_FR_CALL = r"(?:appel|rappel|téléphon|contact|dérang|harcel|sollicit|import)"
_FR_PLEASE = r"(?: (?:s'il vous plaît|s'il te plaît|svp|donc|enfin|merci))*"
_FR_LIST = r"(?:liste|listes|fichier|fichiers|base|répertoire|registre|système)"
_FR_WANT = r"(?:veux|voulons|souhaite|souhaitons|désire|désirons|voudrais|voudrions|aimerais|aimerions)"
_FRENCH = _Phrases(
    clear=_any(
        (
            # "vous ne me rappelez plus" is a complaint, "ne me rappelez plus" is none.
            rf"(?<!vous )(?<!vous ne )(?<!vous n')(?:ne )?(?:m'|me |nous ){_FR_CALL}(?:ez|e|le|les|lez)(?: "
            rf"(?:jamais plus|plus|"
            r"pas|jamais))+(?! (?:avant|après|le|la|les|à|a|au|tôt|tard|pendant|si|quand|tout|aussi|maintenant))",
            rf"ne (?:plus|pas|jamais|plus jamais) {_FR_ME}{_FR_CALL}er(?! (?:avant|après|le|la|les|à|au|"
            rf"pendant|mes|nos|mon))",
            rf"{_FR_WANT} (?:ne )?(?:plus|pas|plus jamais)(?: jamais)? être(?: \w+)? {_FR_CALL}(?:é|ée|és|ées|"
            rf"lé|lée|lés)",
            rf"ne (?:plus|pas) être(?: \w+)? {_FR_CALL}(?:é|ée|és|ées)",
            rf"{_FR_WANT} (?:plus|pas|plus jamais) (?:que vous|qu'on|que l'on) (?:m'|me |nous "
            rf"){_FR_CALL}(?:iez|liez|e|le)",
            rf"{_FR_WANT} (?:ne )?(?:plus|pas)(?: recevoir)? (?:d'|de |d'autres |vos |de vos |ces |de ces )appels?",
            rf"(?:arrêtez|arrêter|arrête|cessez|cesser){_FR_PLEASE} de (?:m'|me |nous ){_FR_CALL}er",
            r"(?:retirez|enlevez|supprimez|rayez|effacez|ôtez|sortez|désinscrivez)[ -](?:moi|nous|mon nom|mon numéro|"
            rf"notre nom|notre numéro|ce numéro)(?!\w){_FR_PLEASE}(?: (?:de|du|des)(?: \w+){{0,2}} {_FR_LIST})?",
            r"(?:laissez|laisse|fichez|foutez)[ -](?:moi|nous) (?:tranquilles?|en paix|la paix)",
            r"(?:m'oppose|nous opposons) à (?:vos|ces|tous? (?:vos |ces |les )?|de nouveaux )(?:\w+ )?appels?",
        )
    ),
    short=_any(
        (
            r"(?<!pas )(?<!beaucoup )plus (?:d'|de |aucun |jamais d')(?:\w+ )?appels?(?! que)",
            rf"(?<!vous )(?:n'|ne |){_FR_CALL}(?:ez|lez) (?:plus|jamais plus|plus jamais)",
            rf"(?:arrêtez|cessez){_FR_PLEASE} (?:d'appeler|de téléphoner|d'insister|(?:les|ces|vos|avec vos|"
            rf"avec ces) appels)",
            r"stop aux appels",
            r"désinscription",
        )
    ),
)

_ES_CALL = r"(?:llam|contact|molest|telefone)"
_ES_CALLS = rf"{_ES_CALL}(?:e|en|es|éis|emos)"
_ES_WHEN = (
    r"(?! (?:antes|después|hasta|por la|a las|a la|al|mañana|hoy|ahora|en |los|el |tan|si |cuando|durante|mientras|"
    r"señor|así|tonto))"
)
_SPANISH = _Phrases(
    clear=_any(
        (
            rf"no (?:me|nos) {_ES_CALLS} (?:ya )?(?:más|nunca|jamás|otra vez|de nuevo)",
            rf"(?:nunca|jamás) (?:más )?(?:me|nos) {_ES_CALLS}",
            r"no (?:me |nos )?(?:vuelva|vuelvan|vuelvas|volváis) a (?:llamar|contactar|molestar)(?:me|nos)?(?!\w)",
            r"(?:deje|dejen|deja|dejad|paren|pare) (?:ya )?de (?:llamar|contactar|molestar)(?:me|nos)"
            r"(?! (?:antes|después|tan))",
            rf"no (?:quiero|queremos|deseo|deseamos) que (?:ya )?(?:me|nos) (?:{_ES_CALLS}|(?:vuelva|vuelvan) "
            rf"a llamar){_ES_WHEN}",
            r"no (?:quiero|queremos|deseo|deseamos) (?:recibir )?(?:más |este tipo de |estas |sus |esas |"
            r"otras )+llamadas",
            r"no (?:quiero|queremos|deseo|deseamos) (?:volver a )?(?:recibir (?:ninguna |más )?llamadas?|ser "
            r"contactad\w+)",
            r"(?:qu[ií]t|b[oó]rr|elim[ií]n|s[aá]qu|ret[ií]r|d)[eé](?:n|)(?:me|nos)(?: por favor)? (?:de|de "
            r"baja de|de baja en)"
            r"(?: (?:su|la|sus|las|esta|esa))? (?:\w+ )?(?:lista|listas|base|registro|registros|fichero|sistema)",
            r"(?:quiten|quite|borren|borre|eliminen|elimine|saquen|saque) (?:por favor )?(?:mi|nuestro|este) "
            r"(?:número|teléfono|nombre)",
            r"d[eé]jen?(?:me|nos) (?:en paz|tranquil\w+)",
        )
    ),
    short=_any(
        (
            rf"(?<!que )no (?:me|nos) {_ES_CALLS}{_ES_WHEN}",
            r"(?:no|ni una) (?:más llamadas?|llamadas? más)",
            r"no (?:llame|llamen|llames|llaméis) (?:más|nunca más|otra vez)",
            r"(?:deje|dejen|deja|dejad|paren) (?:ya )?de (?:llamar|molestar)",
            r"basta (?:ya )?de llamadas",
            r"(?:qu[ií]te|b[oó]rre|s[aá]que|elim[ií]ne)n?(?:me|nos)(?!\w)",
        )
    ),
)

_LANGUAGES: Mapping[str, _Phrases] = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}
