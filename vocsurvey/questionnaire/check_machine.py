"""Rules for the message that is left on a machine: what somebody is owed who hears it later, alone or with others."""

from __future__ import annotations

from collections.abc import Iterator

from vocsurvey.questionnaire.clause import notified, tells_how_to_stop
from vocsurvey.questionnaire.finding import Finding, Marks, shown
from vocsurvey.questionnaire.lexicon import Lexicon, lexicon
from vocsurvey.questionnaire.model import MachineMessage
from vocsurvey.questionnaire.part import Part, Text, heard_on
from vocsurvey.questionnaire.wording import fills_in, word_count

MOST_WORDS = 50
"""Twenty seconds at 2.5 words a second: longer, and the machine may cut it short before it says how to stop."""
_QUESTION_MARKS = frozenset("?¿\N{GREEK QUESTION MARK}\N{FULLWIDTH QUESTION MARK}\N{ARABIC QUESTION MARK}")
_PRIVATE = ("touchpoint.", "agent.", "account.", "follow_up.")


def message_honest(part: Part, marks: Marks) -> Iterator[Finding]:
    """The message says for whom we call, that the voice is automated, how to reach us and how to stop; it asks nothing
    that nobody can answer, is short, and tells nobody else what the person's business with us is."""
    if not isinstance(part.value, MachineMessage):
        return
    for language in part.languages:
        automated = heard_on(part.value, part.path, language, live=False)
        for live in (False, True):
            text = heard_on(part.value, part.path, language, live=live)
            if text is None or (live and text == automated):
                continue
            yield from _always(text, marks)
            words = lexicon(language)
            if words is not None:
                yield from _notices(text, words, marks, live=live)


def _always(text: Text, marks: Marks) -> Iterator[Finding]:
    """What is judged without word lists."""
    named = [fill.name for fill in fills_in(text.words)]
    if "company.name" not in named:
        message = "the message does not say for whom we call; say `{company.name}`"
        yield marks.error(text.path, "message-unidentified", message)
    if not _QUESTION_MARKS.isdisjoint(text.words):
        yield marks.error(text.path, "message-question", "the message asks something; nobody can answer it, so say it")
    if (count := word_count(text.words)) > MOST_WORDS:
        message = f"{count} words take more than 20 s; at most {MOST_WORDS}"
        yield marks.error(text.path, "message-long", message)
    if private := next((name for name in named if name.startswith(_PRIVATE)), None):
        message = f"{shown(private)} may be heard by others, because a machine is often shared; leave it out"
        yield marks.warning(text.path, "message-private", message)


def _notices(text: Text, words: Lexicon, marks: Marks, *, live: bool) -> Iterator[Finding]:
    if not tells_how_to_stop(text.words, words):
        message = "the message does not say how to stop these calls; say it"
        yield marks.error(text.path, "message-no-opt-out", message)
    if not words.call_back.search(text.words):
        message = "the message does not say that this number can be called back; say it"
        yield marks.error(text.path, "message-no-call-back", message)
    if not live and not notified(text.words, words):
        message = "the message does not say that the voice is automated; say it under `ivr` or `say`"
        yield marks.error(text.path, "no-automated-notice", message)
