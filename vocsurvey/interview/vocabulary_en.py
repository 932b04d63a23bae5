"""What is understood with certainty in English."""

from __future__ import annotations

import re

from vocsurvey.interview.heard import Command
from vocsurvey.interview.wordlist import Vocabulary, numbers, said

_NOUN = (
    r"(?:an? |the |some |your )?(?:(?:real|live|actual|human) )?(?:operator|agent|representative|person|human|"
    r"human being|someone|somebody|colleague|supervisor|manager|receptionist|member of staff|employee)(?: else)?(?: "
    r"(?:from|in|on) your (?:team|company|firm))?"
)
_PERSON = (
    r"(?:no )?(?:(?:can|could|may) (?:i|we) |(?:can|could|would|will) you (?:please )?|"
    r"(?:i|we)(?:'d| would)?(?: rather| much rather)? ?(?:like|want|wish|need|prefer)? ?(?:to )?|let me )?"
    r"(?:please )?(?:(?:speak|talk|be put through|be transferred|be connected) (?:to|with)|"
    rf"(?:connect|transfer|put|get|give) (?:me|us)(?: through)?(?: to| with)?) {_NOUN}|"
    rf"(?:i|we)(?:'d| would)? (?:like|want|prefer|need) {_NOUN}|(?:no )?let me (?:speak|talk) (?:to|with) {_NOUN}|"
    rf"is there {_NOUN} (?:(?:that )?i (?:can|could)|to) (?:speak|talk) (?:to|with)|"
    r"operator|representative|(?:a )?human(?: being)?|(?:a |an )?(?:real|live|actual) (?:person|human)"
)
_WEEKDAY = r"(?:on )?(?:this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_TIMES = {
    "in_an_hour": re.compile(
        r"(?:(?:in|within|after) )?(?:about |around )?(?:(?:an|one|1) hour|(?:60|sixty) minutes)(?: from now|'s time)?|"
        r"an hour (?:later|from now)"
    ),
    "tomorrow_morning": re.compile(
        r"(?:for )?tomorrow(?: (?:early|morning|in the morning|first thing|before noon|a ?m))*|"
        r"(?:first thing|early) tomorrow(?: morning)?"
    ),
    "another_time": re.compile(
        r"(?:at )?(?:some |any )?(?:an)?other (?:time|day)|some other (?:time|day)|later(?: today| this week| on)?|"
        rf"next week|(?:the )?day after tomorrow|tomorrow (?:afternoon|evening)|this (?:afternoon|evening)|{_WEEKDAY}"
    ),
}

ENGLISH = Vocabulary(
    yes=said(
        "yes yeah yep sure correct absolutely definitely certainly indeed okay",
        "of course|that's right|that is right|that's correct|it has|it is|it did|it was|they did|they have",
        "i did|i do|go ahead",
        "yes please|yes sure|yes of course|yes absolutely|yes definitely|yes certainly|yes indeed",
        "yes very much|yes i did",
        "yes i do|yes i am|yes i have|yes i think so|yes it is|yes it was|yes it has|yes it did|yes they did",
        "yes they have",
        "yes you did|yes you have|yes you may|yes you can|yes go ahead|yes that's right|yes that's fine",
        "yes okay|yeah sure",
    ),
    no=said(
        "no nope",
        "no thanks|no thank you|not really|no not really|not at all|no not at all|absolutely not",
        "no absolutely not|not yet",
        "no not yet|definitely not|unfortunately not|no unfortunately not|i'm afraid not|no never",
        "no i did not|no i didn't",
        "no i do not|no i have not|no i haven't|no i'm not|no it is not|no it isn't|no it has not",
        "no it hasn't|no it was not",
        "no it wasn't|no it did not|no it didn't|no they did not|no they didn't|no they have not|no they haven't",
        "no you did not|no you didn't|no you haven't|it hasn't|it has not|it didn't|it did not|they didn't",
        "they did not",
    ),
    numbers=numbers(
        "zero|nought one two three four five six seven eight nine ten eleven twelve|noon thirteen fourteen "
        "fifteen sixteen "
        "seventeen eighteen nineteen twenty twenty-one|twenty_one twenty-two|twenty_two twenty-three|twenty_three"
    ),
    articles=("the ", "a ", "an ", "our ", "your "),
    very="very",
    around=re.compile(
        r"(?:at |about |a |an |number |i'd say |i would say )?(?P<number>.+?)(?: o'clock)?"
        r"(?P<late> (?:p ?m|in the afternoon|in the evening))?(?: (?:a ?m|in the morning|sharp|please))?"
    ),
    cant_say=("i don't know", "don't know", "i can't say", "i cannot say", "not sure", "i'm not sure"),
    nothing=(
        *(
            "nothing",
            "nothing else",
            "nothing really",
            "nothing at all",
            "nothing to add",
            "nothing more",
            "nothing new",
            *said(
                "",
                "nobody|no one|nobody else|no one else|there is nobody|there's nobody|there is no one|"
                "there's no one|i have no idea who|i don't know who|anybody|anyone|i couldn't say|i can't tell you",
            ),
        ),
        *(
            "nothing comes to mind",
            "nothing i can think of",
            "not really",
            "not at the moment",
            "not right now",
            "none",
        ),
        *("no idea", "no ideas", "no comment", "no comments", "i have nothing", "i've nothing", "i don't think so"),
        *("i have no idea", "i can't think of anything", "i cannot think of anything", "that's all", "that is all"),
        *("no i don't", "no there isn't", "no that's all", "not that i know of", "at the moment", "right now"),
        *("thanks", "thank you", "um", "uh", "er", "erm", "hm", "hmm", "mm", "well", "silence", "no answer"),
    ),
    fillers=said("well um uh er erm hm hmm oh okay ok so", "oh well"),
    courtesies=said("please thanks sorry", "thank you|thank you very much|thanks a lot"),
    leads=said(
        "on in at for this it's that's say number",
        "this coming|i'd say|i would say|i'll say|i'd like|i would like|i'd prefer|i would prefer|let's say|make it",
        "how about|i think|it was|it is|i'd give it|i would give it|i'd give you|i'll give it|i give it|i'd go for",
        "i'd rate it|i would rate it|because of|mostly|mainly|that would be|it would be",
    ),
    trails=said(
        "points stars works then",
        "would be good|would be fine|would be great|would be best|would be perfect|would work|works for me|is good",
        "is fine|is best|is okay|suits me|suits me best|suits me well|if possible|i think|i'd say|i would say",
    ),
    out_of=("out of", "of", "from"),
    times=_TIMES,
    staff=re.compile(_NOUN),
    person=re.compile(rf"{_PERSON}|{_NOUN} please|please {_NOUN}"),
    commands={
        **dict.fromkeys(
            said(
                "again what",
                "i didn't catch that",
                "say again|once more|one more time|come again|repeat that|repeat it|repeat the question|what was that",
                "excuse me|can you repeat that|could you repeat that|can you repeat the question",
                "could you repeat the question|can you say that again|could you say that again|pardon me",
                "who is this|who's this|who is calling|who's calling|who are you|what is this about|what's this "
                "about|who is speaking|what is it about",
            ),
            Command.REPEAT,
        ),
        **dict.fromkeys(said("back", "previous question|the previous question|go back one question"), Command.BACK),
        **dict.fromkeys(
            said("skip pass", "skip this|skip that|skip it|skip this question|skip the question|next question"),
            Command.SKIP,
        ),
        "repeat": Command.REPEAT,
        "pardon": Command.REPEAT,
        "sorry": Command.REPEAT,
        "repeat that please": Command.REPEAT,
        "please repeat": Command.REPEAT,
        "say that again": Command.REPEAT,
        "go back": Command.BACK,
        "let me speak to a person": Command.PERSON,
        "i want to speak to a person": Command.PERSON,
        "a person please": Command.PERSON,
        "can i speak to a person": Command.PERSON,
        "can i speak to someone": Command.PERSON,
        "can i speak to somebody": Command.PERSON,
    },
    menu={
        **dict.fromkeys(
            said("", "hear it again|hear that again|the question again|repeat please|once again|the question"),
            Command.REPEAT,
        ),
        **dict.fromkeys(
            said("", "previous|one back|go back one|one question back|the last question|go back please"), Command.BACK
        ),
        **dict.fromkeys(
            said(
                "",
                "next|leave it out|leave this out|leave that out|leave this question out|next "
                "one|skip one|skip it please",
            ),
            Command.SKIP,
        ),
        **dict.fromkeys(
            said(
                "",
                "person|a person|someone|somebody|agent|an agent|human|people|a colleague|"
                "colleague|speak to a person|talk|speak with a person|talk to a person",
            ),
            Command.PERSON,
        ),
        **dict.fromkeys(
            said(
                "", "never again|remove me|take me off|no calls|no call|do not call|don't call|never|remove my number"
            ),
            Command.OPT_OUT,
        ),
    },
)
