"""What people reply in English to whether it is they, and whether now is a good time."""

from __future__ import annotations

from vocsurvey.interview.reply import NAME, Reply, Ways

_NOW = r"(?: (?:right now|now|just now|at the moment|at this moment|today|currently|i'm afraid|this week|yet))*"
_VERY = r"(?:(?:a bit|a little|very|too|really|quite|so|rather|pretty|just|currently|kind of|actually|right now) )*"
_THEY = rf"(?:she|he|they|{NAME})"
_IS = rf"(?:(?:she|he|{NAME})(?:'s| is)|they(?:'re| are))"
_PLACE = (
    r"(?:here|in|available|there|around|at (?:her|his|their) desk|in the (?:office|building|house)|on site|free|in yet|"
    r"at work|reachable)"
)
_OCCUPIED = (
    r"(?:busy|in (?:a|another|the) (?:meeting|call|conference|appointment)|at lunch|on (?:another|the other) "
    r"(?:call|line)"
    r"|on (?:a call|the phone|the road|holiday|vacation|leave)|tied up|travell?ing|driving)"
)
_WANT = r"(?:i|we) (?:really )?(?:don't|do not) (?:want|wish|care) to"

ENGLISH = Ways(
    said={
        Reply.YES: (
            r"yes|yeah|yep|yup|aye|correct|exactly|indeed|certainly|absolutely|(?:that's|that is) (?:right|correct)",
            r"yes (?:please|sure|of course)|i am|it is|yes i am|yes it is|yes indeed|you are",
        ),
        Reply.SPEAKING: (
            r"speaking|(?:that's|that is|it's|it is|this is|'tis) me|i'm (?:she|he|the one|that person)|in person",
            rf"(?:this is|that would be|it is|it's) (?:she|he|her|him|me|{NAME})(?: speaking| here)?",
            rf"{NAME} (?:speaking|here)|(?:i'm|i am|my name is) {NAME}|you (?:found|have|got|reached) (?:her|him|me)",
            rf"(?:you are|you're) (?:speaking|talking) (?:to|with) (?:her|him|me|{NAME})|you've got (?:her|him|me)",
        ),
        Reply.ONWARD: (
            r"(?:please |just |let's |we can |you can )?(?:go on|carry on|continue|keep going|proceed)(?: with "
            r"(?:it|the questions))?"
            r"|next question|(?:don't|do not) stop",
        ),
        Reply.WILLING: (
            r"go (?:ahead|for it)|fire away|shoot|please do|fine|(?:that's|it's|it is|that is|i'm) (?:fine|"
            r"okay|ok|good)",
            r"alright|all right|now is (?:fine|good|okay|perfect|a good time)|(?:it's|it is|this is|yes it's) a "
            r"good time",
            r"i (?:do |do have |have |have got |can spare |guess i have )(?:the |some )?time(?: now)?|i've got "
            r"time|why not",
            r"i(?:'ve got| have) (?:a|one|two|three|four|five|a few|a couple of) (?:minutes?|moments?)|no "
            r"problem|let's go",
            r"if (?:it's|you're|you are|it is) (?:quick|short|brief)|(?:please )?(?:be|make it) (?:quick|brief|short)",
            r"let's do it|i can talk(?: now)?|i'm (?:free|available)(?: now)?|i'm not busy|with "
            r"pleasure|gladly",
            r"by all means|as good (?:a time )?as any|good time|start|you can start|let's start|ask away",
        ),
        Reply.STOPPED: (
            r"(?:i said |just |please )?stop(?: it| this| that| here| now| there| talking| asking(?: me)?(?: "
            r"questions)?)?(?: now)?",
            r"(?:stop|end|finish|quit|cancel|terminate|leave) (?:the|this) (?:call|survey|interview|questions|"
            r"questionnaire|thing)",
            r"(?:i'd like|i would like|i want|let me|can i|can we|could we|let us|let's) (?:to )?(?:stop|end|"
            r"finish|quit|hang up)"
            r"(?: it| this| here| now| the call| this call| the survey| this survey)?|(?:bye )?bye|goodbye|good "
            r"bye|hang up|quit|exit",
            r"(?:that's |that is |it's )?enough(?: now| of (?:this|that))?|(?:i've|i have) had enough|i'm "
            r"(?:done|finished)(?: with "
            r"this| here)?|no more questions|i (?:don't|do not) want to (?:go on|continue|carry on|answer any "
            r"more(?: questions)?)",
            r"(?:please )?(?:don't|do not) (?:go on|continue|carry on|keep going|proceed)",
        ),
        Reply.NO: (r"i'd rather not|i would rather not|rather not|no i'm not|it's not|it is not|it isn't",),
        Reply.BUSY: (
            rf"not (?:right )?now|not just now|not at the moment|not today|(?:i'm|i am|we're|we are) "
            rf"{_VERY}{_OCCUPIED}{_NOW}",
            rf"(?:i'm|i am) {_VERY}(?:in (?:my|the) car|with (?:a|another) (?:customer|client|patient|visitor)|"
            rf"at the doctor"
            rf"(?:'s)?|in the middle of something|about to leave|on my way(?: out)?|in a hurry|in a rush|not free|"
            rf"not available|eating|at dinner|working|having lunch|not at my desk){_NOW}",
            rf"{_VERY}busy{_NOW}|driving|in a meeting|on the road|i have (?:a|another) (?:meeting|call|"
            rf"appointment){_NOW}",
            r"(?:it's |it is |this is |now is |that's )?(?:not|n't) (?:a|the|really a) (?:good|best|right|great) "
            r"(?:time|moment)",
            r"(?:it|this|now) isn't (?:a|the|really a) (?:good|best|right|great) (?:time|moment)",
            r"(?:it's |this is |now is )?(?:a )?(?:very )?(?:bad|difficult|awkward) (?:time|moment)|inconvenient",
            rf"i (?:don't|do not|haven't|have not)(?: really)?(?: have| got)?(?: any| the| much)? time{_NOW}|no "
            rf"time{_NOW}|(?:i have|i've|i have got|i've got|we have) no time{_NOW}",
            rf"i (?:can't|cannot|can not)(?: really)?(?: talk| speak| do it| do this| do that)?{_NOW}|i have to "
            rf"go{_NOW}|i must go{_NOW}|i(?:'ve| have) got to go{_NOW}",
            r"(?:maybe |perhaps |rather |much )?later|some other time|another time|(?:try|call) again|try (?:me )?"
            r"(?:again )?later",
            r"(?:please )?(?:can you |could you |would you |will you |you can )?(?:please )?(?:call|ring|phone|"
            r"try)(?: me| us)?"
            r"(?: back| again)?(?: later| another time| some other time| on)?|give me a (?:call|ring)(?: back)?"
            r"(?: later)?",
        ),
        Reply.UNAVAILABLE: (
            rf"{_IS} (?:unfortunately )?not {_PLACE}{_NOW}|(?:she|he|{NAME}) isn't {_PLACE}{_NOW}|they aren't "
            rf"{_PLACE}{_NOW}",
            rf"{_IS} {_VERY}(?:{_OCCUPIED}|out|away|off|off sick|sick|ill|out of (?:the )?office|on maternity "
            rf"leave|gone for "
            rf"the day|home|out to lunch|unavailable){_NOW}",
            rf"not (?:here|available|in|in the office|there|possible|me){_NOW}|(?:it's|it is|that's|that is) not "
            rf"(?:me|possible)",
            rf"{_THEY} (?:can't|cannot|won't be able to) (?:come|talk|speak|come to the phone|take the call)"
            rf"{_NOW}|out of office",
            rf"i'm not(?: her| him| {NAME})?|i am not(?: her| him| {NAME})?|(?:{_THEY}(?:'ll| will)? be |{_IS} )?back",
            rf"no this is (?!(?:she|he|her|him|me|it|fine|good|okay|ok|not|a|the|{NAME})\b)\w+(?: \w+)?(?: "
            rf"speaking| here)?",
        ),
        Reply.PASSED_ON: (
            r"(?:just |wait )?(?:one|a) (?:moment|second|minute|sec)|hold on|hold the line|hang on|(?:please )?"
            r"hold|bear with me",
            rf"(?:i'll|i will|let me|i can|i'm going to)(?: just| go)? (?:get|fetch|find|put|pass|connect|"
            rf"transfer|grab) (?:you|"
            rf"her|him|them|{NAME}|the phone)(?: to (?:her|him|them|{NAME}))?(?: on| over| through)?(?: for you| "
            rf"to you)?",
            rf"(?:i'll |i will |i'm )?(?:putting|put|hand|handing|passing|pass) you (?:through|on|over)(?: to "
            rf"(?:her|him|{NAME}))?",
        ),
        Reply.WRONG_NUMBER: (
            r"(?:you have |you've got |you got |you have got |this is |that's |it's |it is )?(?:the |a )?wrong number",
            r"(?:you've|you have) (?:dialled|dialed|called|reached) the wrong (?:number|company|place|firm)",
            rf"(?:there's|there is) (?:no|nobody called|no one called|nobody named|no one named) {NAME} here",
            r"(?:there's |there is |we have )?(?:nobody|no one|no-one) (?:of|by|with) that name(?: here)?",
        ),
        Reply.WRONG_PERSON: (
            rf"(?:you have |you've got |you got |i'm |i am |this is )?(?:the )?wrong person|i'm not (?:the "
            rf"(?:right )?person)|"
            rf"not the right person|{_THEY} (?:doesn't|does not|don't) work here",
            r"(?:you want|you need|i'm|i am|that's|it's) (?:someone|somebody) else|i'm not responsible(?: for "
            r"(?:that|this))?",
            rf"(?:i've |i have )?never heard of (?:her|him|them|{NAME})|i (?:don't|do not) know (?:her|him|them|"
            rf"any|who "
            rf"that is|{NAME})(?: {NAME})?",
            rf"{_IS} (?:not|no longer) here(?: any ?more| any longer)?|{_IS} gone|{_THEY}(?: has|'s)? left",
            r"(?:you are|you're) mistaken|(?:there must be|it must be|it's|that's) a mistake",
        ),
        Reply.LEFT: (
            rf"{_THEY} (?:no longer works?|(?:doesn't|does not|don't) work) (?:here|for us|with us)(?: any ?more|"
            rf" any longer)",
            rf"{_THEY} no longer works? (?:here|for us|with us|for the company)|no longer (?:works|working|"
            rf"employed) here",
            rf"{_IS} no longer (?:with (?:us|the company|the firm)|working here|employed here|in the company)",
            rf"{_IS} not (?:with us|with the company|working here) any ?more|no longer with (?:us|the company)",
            rf"{_THEY}(?:'s| has| have)? (?:left|quit) (?:the (?:company|business|firm|organi[sz]ation)|us)",
            rf"{_THEY}(?:'s| has| have| is)? (?:retired|resigned|been made redundant|moved on|been let go)",
        ),
        Reply.REFUSED: (
            r"(?:i'm |i am |we're |we are )?(?:really |just |absolutely |simply )?not (?:at all |really |that )?"
            r"interested"
            r"(?: at all| in (?:this|that|it|surveys|a survey|any surveys?))?|no interest|i have no interest|i'm good",
            rf"{_WANT} (?:take part|participate|do (?:this|it|a survey|the survey|any surveys?|surveys)|"
            rf"answer(?: any| your| "
            rf"these)? questions|talk to you|be part of (?:this|it))|we don't (?:do|take part in) surveys",
            r"i (?:don't|do not|never) (?:do|answer|take part in) surveys|no surveys|i (?:refuse|decline)|count me out",
        ),
    },
    hints={
        Reply.STOPPED: ("stop", "stop here", "goodbye"),
        Reply.ONWARD: ("go on", "continue"),
        Reply.SPEAKING: ("speaking", "this is she", "this is he", "that's me", "yes speaking"),
        Reply.WILLING: ("sure", "go ahead", "that's fine"),
        Reply.BUSY: ("not now", "later", "I'm busy", "I'm driving", "I'm in a meeting", "call me back later"),
        Reply.UNAVAILABLE: ("she's not here", "he's not here", "she's in a meeting", "he's out"),
        Reply.PASSED_ON: ("one moment", "hold on", "I'll get her", "I'll get him"),
        Reply.WRONG_NUMBER: ("wrong number",),
        Reply.WRONG_PERSON: ("wrong person",),
        Reply.LEFT: ("she no longer works here", "he no longer works here", "she has left the company"),
        Reply.REFUSED: ("not interested",),
        Reply.IN_AN_HOUR: ("in an hour",),
        Reply.TOMORROW_MORNING: ("tomorrow",),
    },
    between=(
        "but",
        "and",
        "so",
        "sorry",
        "i'm sorry",
        "i'm afraid",
        "i am afraid",
        "no sorry",
        "bye",
        "goodbye",
        "hello",
    ),
    now=r"\b(?:now|today|currently|at (?:the|this) moment|this week)\b",
    until=r"\bgive me a |(?<!a )(?<!the )(?<!other )\b(?:call|ring|phone)\b|\b(?:try|later|(?:an)?other time|back)\b",
    denied=r"(?:no )?(?:it's|it is|i'm|i am|that's|that is) not (?!i\b|i'm|we\b|it\b|it's|she|he\b).*",
    assent=("ok", "okay", "oh ok", "oh okay", "ok then", "okay then"),
    titles=("mr", "mrs", "ms", "miss", "dr", "mister"),
)
