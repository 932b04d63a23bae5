"""Every rule of the lint as data: its name, how grave it is, what to do, and whether a file may silence it.

A rule may be silenced where an ear can judge better than a list. What protects the person who is phoned, what the
engine needs to work, and what is proved cannot be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vocsurvey.questionnaire.finding import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``remedy`` finishes the sentence "to mend it, …"."""

    name: str
    severity: Severity
    silenceable: bool
    remedy: str


def _rules(*rows: tuple[str, Severity, bool, str]) -> Mapping[str, Rule]:
    return {name: Rule(name, severity, silenceable, remedy) for name, severity, silenceable, remedy in rows}


FILE: Mapping[str, Rule] = _rules(
    ("no-file", "error", False, "name an existing text file"),
    ("not-text", "error", False, "name a text file, not a picture or a program"),
    ("not-utf-8", "error", False, "save the file as UTF-8"),
    ("byte-order-mark", "error", False, "save the file as UTF-8 without a byte-order mark"),
    ("empty-file", "error", False, "write a questionnaire into the file"),
    ("file-too-large", "error", False, "split the file; at most 256 kB"),
    ("yaml-too-many", "error", False, "split the file; at most 20,000 values"),
    ("yaml-too-deep", "error", False, "nest less; at most 20 levels"),
    ("control-character", "error", False, "remove the character, or take a file that is text"),
    ("tab", "error", False, "indent with spaces"),
    ("yaml-syntax", "error", False, "look at the place that is named; put the text in quotes"),
    ("yaml-anchor", "error", False, "write the value out where it is needed"),
    ("yaml-alias", "error", False, "write the value out"),
    ("yaml-merge", "error", False, "write the keys out"),
    ("yaml-tag", "error", False, "remove the tag; put text in quotes"),
    ("yaml-key", "error", False, "make the key a plain word"),
    ("yaml-directive", "error", False, "remove the line that begins with a percent sign"),
    ("yaml-documents", "error", False, "keep one document in the file"),
    ("duplicate-key", "error", False, "keep one of the two"),
    ("missing-key", "error", False, "write the key that is named"),
    ("unknown-key", "error", False, "correct the key, or remove it"),
    ("unknown-kind", "error", False, "use one of the kinds that are named"),
    ("unknown-include", "error", False, "name a question of the bank"),
    ("include-unflagged", "error", False, "keep a negative rule, or copy the question instead of including it"),
    ("unknown-word", "error", False, "use one of the words that are named"),
    ("wrong-type", "error", False, "write the kind of value that is named"),
    ("not-a-condition", "error", False, "begin the condition with one of the keys that are named"),
    ("bad-name", "error", False, "use small letters, digits and the sign that is named"),
    ("out-of-range", "error", False, "keep to the limit that is named"),
    ("too-few", "error", False, "add what is missing"),
    ("too-many", "error", False, "remove what is too much"),
    ("too-short", "error", False, "write a sentence that somebody else can follow"),
    ("no-phrases", "error", False, "give the phrases of the language"),
    ("phrase-fill", "error", False, "let the phrase say what it has to, and nothing that may be unknown"),
    ("duplicate-name", "error", False, "give each questionnaire of a folder its own name"),
    ("no-questionnaires", "error", False, "put a questionnaire into the folder"),
    ("no-recording", "error", False, "record the prompt, or take the name of the file out"),
)
"""How the file is written."""

SAID: Mapping[str, Rule] = _rules(
    ("language-gap", "error", False, "give every wording a text in each of the languages"),
    ("language-unknown", "error", False, "add the language to the languages, or remove the text"),
    ("empty-text", "error", False, "write the text, or remove the key"),
    ("other-language", "error", True, "translate the text"),
    ("strange-letters", "error", True, "type the word again, in the letters of its language"),
    ("address-mixed", "error", True, "address people in one way throughout"),
    ("wording-astray", "error", True, "let both wordings ask the question"),
    ("language-code", "error", False, "write codes such as en or de-AT"),
    ("duplicate-language", "error", False, "name each language once"),
    ("no-word-list", "warning", True, "have the notices and leading words of that language checked by ear"),
    ("wording-syntax", "error", False, "close every brace and bracket; put a fill into every bracket"),
    ("unknown-fill", "error", False, "use a fact that there is"),
    ("fill-of-yes-no", "error", False, "use the fact in a condition instead"),
    ("fill-without-fallback", "error", False, "add a fallback, or put the words in brackets"),
    ("too-long", "error", True, "say it in at most 40 words"),
    ("long", "warning", True, "say it in fewer words: 25 for a question, 50 for anything else"),
    ("prompt-long", "warning", True, "shorten the question or its options to 20 seconds with the keys"),
    ("leading", "error", True, "ask so that every answer is as easy to give"),
    ("selling", "error", True, "take the offer out; an interview listens"),
    ("threat", "error", False, "take the threat out"),
    ("machine-as-person", "error", False, "let the voice say what it is; a caller's words have a key of their own"),
    ("person-as-machine", "error", True, "write what a person says under caller, in each language"),
    ("forced-answer", "error", False, "let people leave the question out"),
    ("key-in-wording", "error", True, "leave the keys to the standing phrases"),
    ("double-negative", "error", True, "say it without negations"),
    ("negation", "warning", True, "ask what is, not what is not"),
    ("double-barrelled", "warning", True, "ask two questions, or one"),
    ("loaded", "warning", True, "leave the adjective out"),
    ("agreement", "warning", True, "ask for the thing itself instead of for agreement"),
    ("hypothetical", "warning", True, "ask about what happened"),
    ("acronym", "warning", True, "say the words that the letters stand for"),
    ("sensitive-first", "warning", True, "ask it later, when the person has come to trust the call"),
    ("channels-differ", "warning", True, "let both wordings ask for the same"),
    ("audio-gap", "warning", True, "record the prompt, or let the synthetic voice speak them all"),
    ("audio-name", "error", False, "name a file such as csat-en.wav or csat-en.mp3"),
    ("audio-shared", "error", False, "record one file for each text, and name it"),
    ("audio-twice", "warning", True, "name the first file at both places"),
    ("audio-varies", "error", False, "take the fill out, or let the synthetic voice say it"),
    ("no-identification", "error", False, "say {company.name} in the opening"),
    ("no-opt-out", "error", False, "say in the opening how to stop these calls"),
    ("no-automated-notice", "error", False, "say in the opening that the voice is automated"),
    ("no-recording-notice", "error", False, "say in the consent question that it is recorded"),
    ("recording-unasked", "error", False, "ask for consent to the recording by a question of kind consent"),
    ("consent-idle", "warning", True, "ask for the consent before the open questions"),
    ("length-untrue", "error", False, "say how long it takes"),
    ("no-length", "warning", True, "name the minutes in the opening"),
    ("message-unidentified", "error", False, "say {company.name} in the message"),
    ("message-question", "error", False, "say it, or leave it for the call"),
    ("message-long", "error", False, "say it in at most 50 words"),
    ("message-private", "warning", True, "leave out what only the person should hear"),
    ("message-no-opt-out", "error", False, "say in the message how to stop these calls"),
    ("message-no-call-back", "error", False, "say in the message that this number can be called back"),
    ("no-thanks", "warning", True, "thank the person in the closing"),
    ("no-name", "warning", True, "thank the person by name"),
    ("no-promise", "error", True, "say in the flagged closing who will call and by when, as {promise.by}"),
    ("promise-unowned", "error", False, "flag the answer that the promise follows, or promise nothing"),
    ("time-fixed", "error", True, "leave the time out; only {promise.by} in the flagged closing is kept"),
    ("good-time-turned", "error", False, "ask whether now is a good time"),
    ("cheerful-reply", "error", True, "say that you heard it, without cheer"),
    ("unkind-words", "error", True, "say it kindly, or leave it out"),
    ("reply-asks", "error", False, "say it, or leave it out"),
    ("secret-asked", "error", False, "leave it out"),
    ("consent-turned", "error", False, "ask straight for the consent"),
    ("alarm-words", "error", False, "leave the words of the house, or give others of three letters at least"),
    ("phrase-untrue", "error", False, "say what happens then"),
    ("cant-say-key", "error", False, "let the phrase name the key 0"),
    ("phrase-keys", "error", False, "let the phrase name each of its keys once, and no other"),
    ("keys-crossed", "error", False, "say of each key what it does"),
)
"""What is said, on either channel."""

ASKED: Mapping[str, Rule] = _rules(
    ("duplicate-id", "error", False, "rename or remove the second"),
    ("duplicate-flag", "error", False, "rename or remove the second"),
    ("duplicate-core", "error", False, "remove the second"),
    ("duplicate-metric", "error", False, "feed the metric from one question"),
    ("duplicate-option", "error", False, "rename or remove the second"),
    ("reserved-id", "error", False, "choose another id"),
    ("core-unknown", "error", False, "name a question that there is"),
    ("core-unanswered", "error", False, "name a question that is answered"),
    ("range", "error", False, "let low be below high"),
    ("scale-labels", "error", False, "label both end points"),
    ("label-same", "error", False, "say of each point what it alone means"),
    ("label-wordless", "error", True, "say in words what it means"),
    ("label-outside", "error", False, "remove the label, or widen the scale"),
    ("scale-direction", "error", False, "let all scales have the same good end"),
    ("label-direction", "error", True, "exchange the labels of the end points, or set good_end"),
    ("options", "error", True, "offer at most seven options"),
    ("options-many", "warning", True, "offer at most five options"),
    ("option-cant-say", "error", True, "remove the option; the key 0 says it already"),
    ("key-meaning", "error", True, "let a key mean the same throughout"),
    ("attribution-crossed", "error", True, "attribute the option to what it says"),
    ("rotate-ordered", "warning", True, "remove rotate; a scale keeps its order"),
    ("other-moves", "warning", True, "set stays on the option"),
    ("metric-kind", "error", False, "give the question the kind of its metric"),
    ("metric-range", "error", False, "give the question the range of its metric"),
    ("metric-unflagged", "error", False, "add a negative rule for the low answers"),
    ("metric-overflagged", "error", False, "let no negative rule take the best answer"),
    ("flag-shadowed", "error", False, "reorder the rules, or remove this one"),
    ("flag-every", "error", False, "say by when which answers are negative"),
    ("answer-idle", "warning", True, "add a flag rule for the answer that somebody should act on, or leave it out"),
    ("no-dimension", "warning", True, "set the dimension"),
    ("no-reason", "error", True, "ask why with an open question after it, on every way"),
    ("probe-unearned", "warning", True, "ask it only after a negative answer, by ask_if"),
    ("no-attribution", "error", True, "ask what it was about with a choice that has attribution, on every way"),
    ("cared-turned", "error", False, "ask whether we cared, not whether we did not"),
    ("no-cared", "warning", True, "ask whether the person felt that we genuinely cared"),
    ("nps-early", "error", False, "ask NPS after the questions on service"),
    ("nps-ungated", "error", False, "set metric: nps, so that nobody who is angry is asked"),
    ("two-open", "warning", True, "put a closed question between them, or drop one"),
    ("unknown-question", "error", False, "compare a question that there is"),
    ("unknown-fact", "error", False, "compare a fact that there is"),
    ("condition-order", "error", False, "look at earlier questions only"),
    ("condition-empty", "error", False, "compare with something"),
    ("type-mismatch", "error", False, "compare with values that the answer can have"),
    ("never-asked", "error", False, "correct the condition, or remove the question"),
    ("always-asked", "warning", True, "remove the condition"),
    ("part-idle", "warning", True, "correct that part of the condition, or remove it"),
    ("routes-unproved", "error", False, "use fewer conditions that depend on each other"),
    ("over-budget", "error", False, "shorten the questions that are named"),
    ("near-budget", "warning", True, "shorten the questions that are named"),
)
"""What is asked, and on which ways."""

PASSED_OVER: Mapping[str, Rule] = _rules(
    ("allowance-unknown", "error", False, "name a rule of this page"),
    ("allowance-refused", "error", False, "mend what the rule found; it protects people"),
    ("allowance-idle", "warning", False, "remove the allowance; it passes over nothing"),
)
"""What the file asks to be passed over."""

RULES: Mapping[str, Rule] = {**FILE, **SAID, **ASKED, **PASSED_OVER}
"""Every rule by its name."""
