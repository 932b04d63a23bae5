"""How people ask in English not to be called again."""

from __future__ import annotations

import re

from vocsurvey.interview.opt_out_phrases import Phrases, ahead, behind, matching, starting

_NOT = r"(?<!they )(?<!you )(?<!who )(?<!people )(?<!i )(?<!we )(?<!why )(?:please )?(?:don't|do not|dont|never)"
# "The engineers don't call us", "your calls never disturb me".
_SUBJECT = (
    r"\b(?:the|your|these|those|their|some|most|his|her|our|my|all) (?:\w+ )?(?:\w*(?:ers|ians|ents|ives|eagues|reps|"
    r"alls|oises)|phones|telephones|lines|staff|team|guys|people|sales|support) (?=(?:don't|do not|dont|never) )"
)
_START = starting(
    *("please", "and", "but", "so", "no", "just", "then", "thanks", "you", "yes", "okay", "ok", "sorry", "well", "or")
)
_CALL = r"(?:call|phone|ring|contact|bother|disturb)"
_CALLING = r"(?:calling|phoning|ringing|contacting|bothering|pestering|harassing|disturbing)"
_MINE = r"(?:my|our|this) (?:\w+ )?(?:number|phone|mobile|name|line)"
_ME = rf"(?:me|us|here|{_MINE})"
_CALLED = r"(?:called|phoned|rung|contacted|bothered|disturbed)"
_AGAIN = r"(?:again|any ?more|ever|any longer)"
# What a verb of calling needs to be about the speaker: whom, that it goes on, or that nothing follows.
_CALL_ME = rf"{_CALL}(?: {_ME}(?: {_AGAIN})*| {_AGAIN}|(?: please| thanks| thank you)*$)(?! if)"
_CALLING_ME = rf"{_CALLING}(?: {_ME}(?: {_AGAIN})*| {_AGAIN}|(?: please| thanks| thank you)*$)(?! if)"
_CALLED_ME = (
    rf"(?:called|phoned|rung|rang|contacted)(?: {_ME}(?: {_AGAIN})*| {_AGAIN}|(?: please| thanks| thank you)*$)(?! if)"
)
_WOULD = r"(?:i|we)(?:'d| would|'ve| have)?(?: (?:really|much|very much|strongly|kindly|just|do|only|already))*"
# A polite wish, and then what the other side should do: "I'd rather", "it would be kind if".
_POLITE = (
    r"(?:rather|prefer|wish|better|(?:appreciate it|appreciated|grateful|obliged|glad|happy|happier|thankful|nice|"
    r"good|great|"
    r"kind|best|better|prefer it)(?: very much)? if|(?:ask|asking|request|requesting|insist|insisting|"
    r"demand|demanding|"
    r"suggest|prefer|wish) that|(?:make|making) sure(?: that)?|ensure(?: that)?|see to it that)"
)
_SURVEY_CALLS = (
    r"(?:(?:any|more|any more|these|such|your|further|other|all|this kind of|these kinds? of)(?: (?:more|other|further|"
    r"phone|survey|sales|marketing|automated|of your|of these))* calls?|calls (?:like (?:this|these)|of this kind|"
    r"from (?:you|your (?:company|firm))))"
)
_LISTED = (
    r"(?:your|the|this|that|all|any|these)"
    r"(?: (?!wait|pric|order|deliver|shipping|guest|black|supplier|standby|parts|test|billing)\w+){0,3} "
    r"(?:lists?|database|systems?|records?|register|files?)"
)
_TAKEN_OFF = r"(?:taken|removed|deleted|dropped|struck|crossed|scratched|erased|left) (?:off|from|out)(?: of)?"
_MY_NUMBER = r"(?:my|our|this) (?:\w+ )?(?:number|mobile|name)"
_NUMBER_GONE = (
    rf"(?:removed|deleted|erased|blocked|taken|struck)"
    rf"(?: (?:off|from|out of|out) {_LISTED}|(?: off| out)?(?: please| thanks| thank you)*$)"
)
_NOW = r"(?: (?:right now|now|today|right away|at once|immediately|already|at work))*"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_TIMES = (
    r"(?:right|just) (?:now|yet|after|before|at|this)|now|yet|today|tonight|tomorrow|later|back later|next|early|late|"
    r"over (?:the|lunch|christmas|easter)|before|after|until|till|while|during|unless|"
    r"when (?:i|we|i'm|we're|it's|my)|(?:so|too) (?:early|late|often|much|many|soon)|these days|"
    r"that (?:early|late|often|much|soon)|"
    r"this (?:week|month|year|morning|afternoon|evening|time|early|late|often|soon|minute|moment|\w+day)|"
    r"at(?! (?:all|any|(?:this|that|my|our) \w*number))|in(?! (?:the )?future| any)|"
    r"on(?! (?:this|that|my|our) (?:\w+ )?(?:number|phone|mobile|line))|by (?:noon|midday|then|now|name|mistake|"
    r"accident|the end|my|our|his|her|\d+|\w+day)|"
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
            rf"(?:take|get|remove|delete|drop|strike|cross|scratch) (?:me|us|{_MINE}|our (?:company|firm|business|"
            rf"office))(?: please)? (?:off|from|out)"
            rf"(?: of)? {_LISTED}",
            rf"(?:want|get|like|need)(?: to (?:be|get))? (?:off|out of) {_LISTED}",
            rf"(?:{_WOULD} (?:like|want|wish|need|ask|asked|request|requested|prefer|demand) to|(?:can|could|may) "
            rf"(?:i|we)"
            rf"(?: please)?) (?:be|get) "
            rf"(?:{_TAKEN_OFF}) {_LISTED}",
            rf"(?:want|like|have|need|get|wish|ask for|see) {_MY_NUMBER} (?:to be )?{_NUMBER_GONE}",
            rf"{_MY_NUMBER} (?:(?:should|must|needs to|has to|is to|ought to) be) {_NUMBER_GONE}",
            r"(?:put|place|add) (?:me|us|(?:my|our|this) number) (?:on|to) (?:your|the|a|that)(?: \w+)? "
            r"(?:do[ -]not|don't|no)[ -]call",
            r"(?:withdraw|revoke) (?:my|our|any|all) (?:consent|permission|agreement)(?: \w+){1,3} (?:calls?|called|"
            r"calling|contacted|phoned)(?! back)",
            r"opt (?:me|us) out",
            r"unsubscribe (?:me|us)",
            r"lose (?:my|our|this) number",
        )
    ),
    clear=matching(
        (
            rf"(?<!don't )(?<!not )(?<!never )(?:stop|quit|cease) {_CALLING} {_ME}{_NOW}",
            rf"{_NOT} (?:ever )?{_CALL} {_ME} (?:ever )?(?:again|any ?more|ever)",
            rf"{_POLITE} you (?:please |people |would |could |will )*(?:don't|do not|didn't|did not|wouldn't|"
            rf"would not|won't|will not|never|not)(?: (?:ever|please))* (?:{_CALL_ME}|{_CALLED_ME})",
            rf"{_POLITE} you (?:please |people |would |could |will )*(?:stop|stopped|quit|cease|ceased) {_CALLING_ME}",
            rf"{_POLITE} (?:nobody|no one|no-one) (?:ever )?(?:calls?|phones?|rings?|contacts?|called) {_ME}",
            rf"{_WOULD} (?:rather|prefer|like|wish|want|ask|asked|choose|request)(?: to)? (?:not|never)(?: to)?"
            rf"(?: ever)? be {_CALLED}",
            rf"{_WOULD} (?:rather|prefer|like|wish|want|ask|asked)(?: to)? (?:not|never)(?: to)?(?: ever)? "
            rf"(?:get|have|receive|take) {_SURVEY_CALLS}",
            rf"(?:{_WOULD}|i'm|i am|we're|we are|^)(?: no)? ?not interested in (?:being {_CALLED}|(?:getting |"
            rf"receiving )?"
            rf"{_SURVEY_CALLS})",
            rf"(?:mind|please|kindly) not (?:ever )?(?:{_CALL_ME}|{_CALLING_ME})",
            rf"(?:refrain|abstain|desist) from (?:{_CALLING_ME}|(?:making )?{_SURVEY_CALLS})",
            rf"you (?:\w+ )?to (?:please )?(?:stop|quit) {_CALLING_ME}",
            rf"(?:i|we) (?:don't|do not|no longer|never) (?:want|wish|like|need)(?: to (?:get|have|receive|take|"
            rf"accept))? "
            rf"{_SURVEY_CALLS}{_THAN}",
            r"(?:i|we) (?:don't|do not|no longer|never) (?:ever )?(?:want|wish|like) to be (?:surveyed|interviewed|"
            r"polled|"
            r"questioned) (?:by (?:phone|telephone)|over the phone|on the phone|again|any ?more)",
            rf"{_NOT} (?:ever )?{_CALL} (?:again|any ?more)(?: please| thanks| thank you)*$",
            r"(?<!got )(?<!get )no (?:more|further) (?:phone |survey )?calls (?:to (?:me|us|here|this number|my "
            r"number|our "
            r"number)|please)",
            rf"(?:no|not have|don't have|haven't got) (?:my |our |any |the )?(?:permission|right|consent) to {_CALL} "
            rf"{_ME}",
            rf"(?<!why )(?:could|can|would|will) you (?:please )?not (?:ever )?{_CALL}(?: {_ME})? {_AGAIN}",
            r"opt out of (?:these|your|all|any|future|this kind of)(?: \w+)? (?:calls|surveys)",
            rf"{_MINE} (?:must|should|may|is|shall) (?:not|never)(?: to)?(?: ever)? be {_CALLED}",
            rf"(?:cease|end) (?:making )?{_SURVEY_CALLS}(?! (?:with|by|at))",
            rf"(?:nobody|no one|no-one|none of you) (?:should|must|shall|may|is (?:to|allowed to)) (?:ever )?"
            rf"{_CALL} (?:{_ME}|{_AGAIN})",
            rf"you(?: are|'re) not (?:to|allowed to|permitted to|supposed to|welcome to) (?:ever )?{_CALL} "
            rf"(?:{_ME}|{_AGAIN})",
            rf"you (?:must not|mustn't|may not|shall not) (?:ever )?{_CALL} (?:{_ME}|{_AGAIN})",
            rf"you (?:cannot|can't|should not|shouldn't|needn't|need not|don't (?:need|have) to|do not (?:need|have) "
            rf"to)"
            rf" (?:ever )?{_CALL}(?: {_ME})? {_AGAIN}",
            rf"(?:i|we) (?:don't|do not|never|no longer) (?:want|wish|like|need) (?:you|anyone|anybody|people|somebody|"
            rf"someone|your (?:people|company|firm|colleagues|team))(?: lot| people| guys)? {_CALLING} {_ME}",
            rf"(?:i am|i'm|we are|we're|{_MINE} is) not to be {_CALLED}",
            rf"(?:i|we) (?:don't|do not) need to be {_CALLED}",
            rf"(?:i|we)(?: (?:hereby|strongly|strictly))* (?:forbid|prohibit) (?:you (?:to|from) (?:{_CALL_ME}|"
            rf"{_CALLING_ME})|(?:you )?{_SURVEY_CALLS})",
            rf"(?:i|we)(?: (?:hereby|strongly|do))* (?:object to|oppose) (?:being {_CALLED}|{_SURVEY_CALLS})",
            rf"(?:i|we) (?:don't|do not|no longer) (?:consent|agree) to (?:(?:be|being) {_CALLED}|(?:get |receive |"
            rf"getting |receiving )?{_SURVEY_CALLS})",
            r"(?:i|we) (?:don't|do not|never|no longer) (?:ever )?(?:want|wish|like|need) to (?:ever )?hear "
            r"(?:anything )?(?:more )?from you(?: people| guys| lot| again| any ?more| ever)*(?! (?:that|how|about|why|"
            r"what|on|when|if|before))",
            rf"(?:told|asked|warned|begged|ordered) you (?:already |before |once |twice |people )?(?:never|not) to "
            rf"(?:ever )?{_CALL_ME}",
            rf"(?:tell|ask|get) (?:your|the|these|those) (?:\w+ )?(?:people|colleagues|team|staff|agents|robots?|"
            rf"system|"
            rf"company) (?:not to {_CALL}|to (?:stop|quit) {_CALLING}) {_ME}",
            rf"the last time (?:that )?you(?:'ll| will| are going to|'re going to)?(?: ever)? {_CALL} {_ME}",
            r"(?:let|make) (?:this|that|it) (?:be )?(?:the|your) (?:very )?last call",
            rf"(?<!why )(?:don't|do not|never) (?:you )?(?:ever |even )?(?:dare(?: to| to ever| ever)?|(?:even )?think"
            rf"(?:ing)? (?:of|about)) (?:{_CALL_ME}|{_CALLING_ME})",
            rf"(?<!why )(?:don't|do not|never) you (?:people |guys |lot )?(?:ever )?{_CALL}(?: {_ME})? (?:again|"
            rf"any ?more)",
            rf"(?:i|we) (?:can|could) (?:well |easily |certainly |really )*do without {_SURVEY_CALLS}",
            rf"(?:spare|save) (?:me|us) {_SURVEY_CALLS}",
            r"(?:these|your|all these|all your) (?:\w+ )?calls (?:have (?:got )?to|must|need to|should) (?:stop|end|"
            r"cease)",
            r"(?:i|we)(?:'d| would)? (?:want|like|need) (?:these|your|the|all these|all your) (?:\w+ )?calls (?:to "
            r"(?:stop|end|cease)|stopped)",
            r"(?:want|like|need|prefer|ask|asking|asked|tell|telling) you (?:please )?(?:to )?(?:never|not)(?: to)? "
            rf"(?:ever )?{_CALL}(?: {_ME}| again| any ?more)*+(?! if)",
            r"(?:i|we) (?:don't|do not|no longer) (?:want|wish|like|need)(?: to (?:get|have|receive|take))? "
            rf"(?:any|more|any more|these|such|your|further|other|this kind of)(?: \w+)? calls{_THAN}",
            r"(?:i|we) (?:don't|do not|no longer|never) (?:ever )?(?:want|wish|like) to be "
            r"(?:called|phoned|rung|contacted|bothered|disturbed)",
            rf"(?:i|we) (?:don't|do not) (?:want|wish|like) (?:you(?: people| guys| lot)?|anyone|anybody|them) to "
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
            r"(?<!get )(?<!got )(?<!gets )(?<!receive )(?<!received )(?<!had )(?<!were )(?<!was )(?<!are )(?<!made )"
            r"no (?:more|further) (?:phone |survey )?calls(?! (?:than|came|come|were|are|have|had|got|get|since))",
            r"^(?:please |sorry |no |thanks )*no (?:phone |survey )?calls(?: (?:please|here|to this number|to me|"
            r"thank you))+$",
            rf"{_START}(?:please )?(?:block|blacklist|delete) (?:my|our|this) (?:phone |telephone |mobile )?number",
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
        rf"(?:right|just) now|today|tonight|tomorrow|at (?:the moment|work|night)|(?:this|next) (?!is\b|was\b|number|"
        rf"phone|line)\w+|in the \w+|"
        rf"(?:on )?{_DAY}",
        "please|i|we|just|really|but",
    ),
    subject=re.compile(_SUBJECT),
)
