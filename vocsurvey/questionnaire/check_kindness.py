"""Rules for whatever is said without a question: kindly, in few words, and so that nothing is left unanswered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocsurvey.questionnaire.bargain import uncaring
from vocsurvey.questionnaire.check_phrases import phrase_texts
from vocsurvey.questionnaire.check_wording import MANY_WORDS_FRAME
from vocsurvey.questionnaire.clause import negated, plain
from vocsurvey.questionnaire.finding import Finding, Marks, shown
from vocsurvey.questionnaire.kindness import secret, unkind
from vocsurvey.questionnaire.lexicon import lexicon
from vocsurvey.questionnaire.model import Closing, Consent, Metric, Opening, Question, Questionnaire, YesNo
from vocsurvey.questionnaire.part import Part, Text, spoken_in, texts
from vocsurvey.questionnaire.wording import word_count

SAID = frozenset(
    {
        "acknowledge",
        "opted_out",
        "opted_out_owed",
        "owed",
        "person",
        "give_up",
        "gone_quiet",
        "acknowledge_safety",
        "not_now_inbound",
        "call_back",
        "corrected",
        "skipped",
        "no_way_back",
        "not_then",
        "called_back",
        "resume",
        "resume_inbound",
        "fetched",
    }
)
"""The phrases after which nobody listens for an answer to them."""
SHORTEST_ALARM = 3
_BESIDE = re.compile(r"\s*(?:so that|if|unless|damit|wenn|falls|si|pour|afin|para)\b", re.IGNORECASE)


def phrases_kind(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """No phrase quarrels or pleads, asks what nobody can answer, or is too long; and the alarms have their words."""
    for language, phrases in whole.phrases.items():
        for name, path, words in phrase_texts(phrases, ("phrases", language)):
            if name.startswith("alarms"):
                if 0 < len(words.strip()) < SHORTEST_ALARM:
                    message = f"{shown(words)} begins countless words; say at least {SHORTEST_ALARM} letters"
                    yield marks.error(path, "alarm-words", message)
                continue
            yield from _unkind(Text(path, language, words), marks, asks_nothing=name in SAID)
            if (count := word_count(words)) > MANY_WORDS_FRAME:
                message = f"{count} words in one piece; better no more than {MANY_WORDS_FRAME}"
                yield marks.warning(path, "long", message)
        for kind, alarms in phrases.alarms:
            if kind != "leaving" and not alarms and lexicon(language) is not None:
                message = f"no words of `{kind}` raise an alarm; leave the words of the house, or give others"
                yield marks.error(("phrases", language, "alarms", kind), "alarm-words", message)


def parts_kind(part: Part, marks: Marks) -> Iterator[Finding]:
    """The same for what ends a call: the other time and the closings."""
    quiet = [path for path, _ in spoken_in(part) if isinstance(part.value, Closing) or path[-1] == "not_now"]
    for text in texts(part) if isinstance(part.value, Closing | Opening) else ():
        ends = any(text.path[: len(path)] == path for path in quiet)
        yield from _unkind(text, marks, asks_nothing=ends)


def _unkind(text: Text, marks: Marks, *, asks_nothing: bool) -> Iterator[Finding]:
    if found := unkind(plain(text.words), text.language):
        message = f"{shown(found)} quarrels, reproaches or pleads; say it kindly, or leave it out"
        yield marks.error(text.path, "unkind-words", message)
    if asks_nothing and "?" in text.words:
        message = "this asks something, and nobody listens for the answer; say it, or leave it out"
        yield marks.error(text.path, "reply-asks", message)


def secrets_kept(part: Part, marks: Marks) -> Iterator[Finding]:
    """Nobody is asked for a password, a card or an identity number on the phone."""
    for text in texts(part) if isinstance(part.value, Question) else ():
        if text.spoken and (found := secret(plain(text.words), text.language)):
            message = f"{shown(found)}: nobody is to say that to a voice on the phone; leave it out"
            yield marks.error(text.path, "secret-asked", message)


def consent_straight(part: Part, marks: Marks) -> Iterator[Finding]:
    """A yes gives the consent: what is asked last has no negation, beside "so that nothing is lost" and the like."""
    for text in texts(part) if isinstance(part.value, Consent) else ():
        words = lexicon(text.language)
        if not text.spoken or words is None:
            continue
        asked = re.split(r"[.!:;]", text.words.rstrip(" ?!."))[-1]
        main = [one for one in asked.split(",") if not _BESIDE.match(one)]
        if any(negated(one, words) for one in main):
            message = "with a negation, who can say what a yes means? ask straight for the consent"
            yield marks.error(text.path, "consent-turned", message)


def cared_straight(part: Part, marks: Marks) -> Iterator[Finding]:
    """A yes to the headline question is the good answer: it asks whether we cared, and not whether we did not."""
    question = part.value
    if not isinstance(question, YesNo) or question.metric is not Metric.CARED:
        return
    for text in texts(part):
        words = lexicon(text.language)
        turned = words is not None and negated(text.words, words)
        if text.spoken and (turned or uncaring(plain(text.words), text.language)):
            message = "a yes counts as cared for; ask whether we cared, without a negation and without its opposite"
            yield marks.error(text.path, "cared-turned", message)
