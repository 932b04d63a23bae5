"""The wish to be called back, or to speak with a person, said in a comment: somebody answers for it, whatever else was
said.

All languages are looked at, whichever is spoken. A wish not to be called is heard before it; a complaint about calls
that did not come ("you never call me back") is none.
"""

from __future__ import annotations

import re

from vocsurvey.interview.heard import Command
from vocsurvey.interview.vocabulary import normalised, vocabulary

_PATTERNS = (
    r"(?<!don't )(?<!not )(?<!never )(?<!you )(?<!to )(?<!they )(?<!would )(?<!did )(?:please |can you |could you |can "
    r"somebody |can someone |could somebody |could someone |somebody should |someone should |you should |i want "
    r"you to |"
    r"i'd like you to |let somebody |let someone |have somebody |have someone )(?:please )?(?:call|phone|ring) "
    r"(?:me|us)(?! names)",
    r"(?:^|and |so |but )(?:call|phone|ring) (?:me|us) (?:back|later|today|tomorrow|now|please|as soon as|about|again "
    r"today|when|at|on)",
    r"(?:i|we) (?:need|want|expect|would like|'d like|demand|request) (?:a|your) (?:call|phone call|callback|"
    r"call back)",
    r"(?<!warum )(?<!wieso )rufen sie (?:mich|uns)(?: bitte| heute| morgen| später| doch| umgehend| sofort| noch| mal| "
    r"dringend| "
    r"deswegen| so| schnell| wie| möglich| dazu)* (?:an|zurück)",
    r"(?:ich|wir) (?:möchte|möchten|will|wollen|bitte|bitten|erwarte|erwarten|brauche|brauchen|wünsche)(?: "
    r"um)?(?: dringend| "
    r"heute| noch| bitte)* (?:einen |ihren )?(?:rückruf|anruf)",
    r"bitte(?: um)?(?: heute| dringend| schnellen| einen| umgehenden)* (?:rückruf|zurückrufen)",
    r"(?<!ne )(?:rappelez|appelez|contactez)[- ](?:moi|nous)(?! plus(?! tard)| pas)",
    r"(?:je|nous) (?:veux|voudrais|souhaite|voulons|souhaitons|aimerais) (?:être |qu'on me |que vous me )(?:rappel\w+)",
    r"(?:pouvez-vous|pourriez-vous|merci de) (?:me |nous )(?:rappeler|appeler)",
    r"(?<!no me )(?:llámeme|llámenme|llámenos|llámennos)(?! más nunca)",
    r"(?:quiero|queremos|necesito|necesitamos) (?:que (?:me|nos) llamen|una llamada)|(?:pueden|podrían|puede) llamarme",
)
_WISH = re.compile("|".join(_PATTERNS))
_LANGUAGES = ("en", "de", "fr", "es")
_SENTENCE_END = re.compile(r"[.,;!?…]+(?=\s|$)")


def call_wanted(words: str) -> bool:
    """Whether somebody asks to be called, or, with nothing else, for a person to speak with."""
    if any(_WISH.search(normalised(one)) is not None for one in _SENTENCE_END.split(words)):
        return True
    said = normalised(words)
    return any(vocabulary(language).command(said) is Command.PERSON for language in _LANGUAGES)
