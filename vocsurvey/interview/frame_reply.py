"""What a spoken reply means at a step of the frame: the value of the step, also of one that would come later.

"Wrong number" to whether it is they, and "tomorrow morning" to whether now is a good time, spare the person the
questions that would lead there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vocsurvey.interview import opt_out
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.heard import Heard, Speech
from vocsurvey.interview.reading import CERTAIN_FROM, Given, Reading, Sign, Withheld
from vocsurvey.interview.replies import hints, pieces, replied
from vocsurvey.interview.reply import TIMES, Reply
from vocsurvey.interview.state import Frame
from vocsurvey.interview.vocabulary import normalised, vocabulary
from vocsurvey.questionnaire.model import Missing

REFUSED = "refused"
SOMEBODY_ELSE = "somebody_else"
"""We have the wrong number, or the wrong person there: which, is asked."""
IT_IS_I = "it_is_i"
"""To two questions in one, the answer to the first."""
_ELSEWHERE: Mapping[Reply, str] = {
    Reply.WRONG_NUMBER: "wrong_number",
    Reply.LEFT: "left",
    Reply.WRONG_PERSON: SOMEBODY_ELSE,
    Reply.REFUSED: REFUSED,
    **{time: time.value for time in TIMES},
}
_AWAY = dict.fromkeys((Reply.NO, Reply.BUSY, Reply.UNAVAILABLE), "unavailable")
_PERSON = {**_ELSEWHERE, **_AWAY, Reply.YES: "speaking", Reply.PASSED_ON: "passed_on"}
_MEANINGS: Mapping[Frame, Mapping[Reply, str]] = {
    Frame.RIGHT_PERSON: {**_PERSON, Reply.SPEAKING: "speaking"},
    Frame.RESUMPTION: {**_PERSON, Reply.WILLING: "speaking", Reply.ONWARD: "speaking", Reply.SPEAKING: IT_IS_I},
    Frame.GOOD_TIME: {
        **_ELSEWHERE,
        **dict.fromkeys(_AWAY, "no"),
        **dict.fromkeys((Reply.YES, Reply.WILLING, Reply.ONWARD), "yes"),
    },
    Frame.OFFER: {
        **dict.fromkeys((Reply.YES, Reply.WILLING), "yes"),
        **dict.fromkeys((Reply.NO, Reply.ONWARD, Reply.REFUSED), "no"),
    },
    Frame.WHEN: _ELSEWHERE,
    Frame.WHO: {Reply.WRONG_NUMBER: "wrong_number", Reply.LEFT: "left"},
}
"""In the order in which one is looked for where several were said, such as "yes, speaking"."""


def meant(basis: Basis, frame: Frame | None, heard: Heard) -> str | None:
    """The value that spoken words give a step; None where they do not, or not with certainty."""
    meanings = {} if frame is None else _MEANINGS.get(frame, {})
    if not meanings or not isinstance(heard, Speech) or opt_out.asked(heard.words):
        return None
    if heard.confidence is not None and heard.confidence < CERTAIN_FROM:
        return None
    said = replied(heard.words, basis.language, str(basis.fact("contact.name") or ""))
    return next((value for reply, value in meanings.items() if reply in said), None)


def named(reading: Reading, language: str) -> Reading:
    """Whom to ask for, as it was said: a request, a goodbye or "nobody" is nobody's name, and "yes" is asked again."""
    if not isinstance(reading, Given) or reading.verbatim is None:
        return reading
    words = reading.verbatim
    if not replied(words, language).isdisjoint((Reply.STOPPED, Reply.REFUSED, Reply.NO)):
        return Withheld(Missing.REFUSED)
    number = vocabulary(language).number(normalised(words))
    return Sign.UNHEARD if number is not None or pieces(words, language) is not None else reading


def likely(basis: Basis, frame: Frame | None) -> Iterator[str]:
    """What is likely to be said to a step, for a recogniser."""
    examples = hints(basis.language)
    for reply in {} if frame is None else _MEANINGS.get(frame, {}):
        yield from examples.get(reply, ())
