"""How people ask in English not to be called again."""

from __future__ import annotations

import re

from vocsurvey.interview.opt_out_phrases import Phrases, ahead, behind, matching, starting

_NOT = r"(?<!they )(?<!you )(?<!who )(?<!people )(?<!i )(?<!we )(?<!why )(?:please )?(?:don't|do not|dont|never)"
# "The engineers don't call us", "your calls never disturb me".
_SUBJECT = (
    r"\b(?:the|your|these|those|their|some|most|his|her|our|my|all) (?:\w+ )?(?:\w*(?:ers|ians|ents|ives|eagues|reps|"
    r"alls|oises)|staff|team|guys|people|sales|support) (?=(?:don't|do not|dont|never) )"
)
_START = starting(
    *("please", "and", "but", "so", "no", "just", "then", "thanks", "you", "yes", "okay", "ok", "sorry", "well", "or")
)
_CALL = r"(?:call|phone|ring|contact|bother|disturb)"
_CALLING = r"(?:calling|phoning|ringing|contacting|bothering|pestering|harassing|disturbing)"
_MINE = r"(?:my|our|this) (?:\w+ )?(?:number|phone|mobile|name|line)"
_ME = rf"(?:me|us|here|{_MINE})"
_NOW = r"(?: (?:right now|now|today|right away|at once|immediately|already|at work))*"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_TIMES = (
    r"(?:right|just) (?:now|yet|after|before|at|this)|now|yet|today|tonight|tomorrow|later|back later|next|early|late|"
    r"over (?:the|lunch|christmas|easter)|before|after|until|till|while|during|unless|"
    r"when (?:i|we|i'm|we're|it's|my)|(?:so|too) (?:early|late|often|much|many|soon)|these days|"
    r"that (?:early|late|often|much|soon)|"
    r"this (?:week|month|year|morning|afternoon|evening|time|early|late|often|soon|minute|moment|\w+day)|"
    r"at(?! (?:all|any|(?:this|that|my|our) \w*number))|in(?! (?:the )?future| any)|"
    r"on(?! (?:this|that|my|our) (?:\w+ )?(?:number|phone|mobile|line))|by(?! (?:phone|telephone|any|you))|"
    r"for (?:now|today|the (?:moment|next|rest)|(?:\w+ ){1,3}(?:minutes?|hours?|days?|weeks?|months?|while))|"
    rf"{_DAY}|weekdays?|weekends?|mornings?|afternoons?|evenings?|nights?|twice|"
    r"(?:two|three|four|five|six|ten|\d+|several|many) times"
)
_NAMED = r"an?(?! (?:whole|hundred|dozen|thousand|million|lot|second|third|few|couple)| \w+ times?)|names|sir|madam"
# Somebody else is not to be called, or something is.
_OTHER = r"(?! (?:if|my|our|him|her|them|it|his|their|people|support)(?!\w))"
_THAN = (
    r"(?! than)(?!(?: but)? (?:i|we)(?:'d| would)?(?: just| only)? (?:want|need|like) "
    r"(?!to be (?:left|removed|taken)|you to (?:stop|leave|take|remove|delete|never|not)|peace|quiet|no |none|out|off))"
)
ENGLISH = Phrases(
    ever=matching(
        (
            rf"(?:take|get|remove|delete|drop|strike|cross|scratch) (?:me|us|{_MINE})(?: please)? (?:off|from|out)"
            r"(?: of)? (?:your|the|this|that|all|any|these)"
            r"(?: (?!wait|pric|order|deliver|shipping|guest|black|supplier|standby|parts|test|billing)\w+){0,3} "
            r"(?:lists?|database|systems?|records?|register|files?)",
            r"(?:put|place|add) (?:me|us) (?:on|to) (?:your|the|a|that)(?: \w+)? (?:do not|don't|no) call",
            r"opt (?:me|us) out",
            r"unsubscribe (?:me|us)",
            r"lose (?:my|our|this) number",
        )
    ),
    clear=matching(
        (
            rf"(?<!don't )(?<!not )(?<!never )(?:stop|quit|cease) {_CALLING} {_ME}{_NOW}",
            rf"{_NOT} (?:ever )?{_CALL} {_ME} (?:ever )?(?:again|any ?more|ever)",
            rf"(?:rather|prefer|wish|better|appreciate)(?: \w+){{0,2}} you (?:don't|do not|didn't|did not|"
            rf"wouldn't|never|"
            rf"stopped) (?:ever )?(?:{_CALL}|{_CALLING}) {_ME}(?! if)",
            r"(?:want|like|need|prefer|ask|asking|asked|tell|telling) you (?:please )?(?:to )?(?:never|not)(?: to)? "
            rf"(?:ever )?{_CALL}(?: {_ME}| again| any ?more)*+(?! if)",
            r"(?:i|we) (?:don't|do not|no longer) (?:want|wish|like|need)(?: to (?:get|have|receive|take))? "
            rf"(?:any|more|any more|these|such|your|further|other|this kind of)(?: \w+)? calls{_THAN}",
            r"(?:i|we) (?:don't|do not|no longer|never) (?:ever )?(?:want|wish|like) to be "
            r"(?:called|phoned|rung|contacted|bothered|disturbed)",
            rf"(?:i|we) (?:don't|do not) (?:want|wish|like) (?:you|anyone|anybody|them) to "
            rf"(?:(?:ever )?{_CALL}|keep {_CALLING}) {_ME}(?! if)",
        )
    ),
    short=matching(
        (
            rf"(?:{_START}{_NOT} (?:ever )?(?:bother|disturb)|"
            rf"{_NOT} (?:ever )?(?:call|phone|ring|contact))(?: {_ME}| again| any ?more)*+{_OTHER}"
            r"(?! (?:with|about) (?!your|these|such|this|that|any|calls|surveys|more))",
            rf"(?<!don't )(?<!not )(?<!never )(?:stop|quit) (?:{_CALLING}|(?:these|the|all|all these|your) calls)"
            rf"(?: {_ME})*+{_OTHER}{_NOW}",
            r"no (?:more|further) (?:phone )?calls(?! than)",
            r"(?:take|remove|delete|get) (?:me|us|my number|our number)(?: (?:off|from this|please))?$",
            r"(?:take|remove) (?:me|us) off (?:this|it|that)$",
            rf"leave (?:me|us) (?:alone|in peace){_NOW}",
            rf"opt[ -]?out(?! of (?:our|my|the|a)){_NOW}",
            rf"unsubscribe{_NOW}",
        )
    ),
    beside=behind(
        "again|any ?more|please|back|here",
        f"{_TIMES}|{_NAMED}",
        r"(?:or|nor|and) (?:ever|never|any|again|at any|in (?:the )?future)",
    ),
    before=ahead(
        "no|but|and|well|so|sorry|please|yes",
        rf"(?:right|just) now|today|tonight|tomorrow|at (?:the moment|work|night)|(?:this|next) \w+|in the \w+|"
        rf"(?:on )?{_DAY}",
        "please|i|we|just|really|but",
    ),
    subject=re.compile(_SUBJECT),
)
