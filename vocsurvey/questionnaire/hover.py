"""What an editor shows for a key of a questionnaire's file where the model itself says nothing about it.

Keys are ``Model.key``, or ``key`` for every model that has it.
"""

from __future__ import annotations

from collections.abc import Mapping

HOVER: Mapping[str, str] = {
    "format": "The version of this format: 1.",
    "languages": "Codes such as `en` or `de-AT`.",
    "title": "What people call this questionnaire, in each of the `languages`.",
    "name": "The name by which campaigns and commands know it, such as `support-case`.",
    "questions": "What is asked and said, in this order.",
    "phrases": "Standing phrases by language. Those of the house are taken where nothing is written here.",
    "PhraseBook.phrases": "The house's standing phrases, by language.",
    "theme": "What the questions of this file are about.",
    "use_when": "Where the question serves well.",
    "do_not_use_when": "Where another question is the better one.",
    # What is said
    "say": (
        "What is said, in each of the `languages`. `{contact.name}` says a fact, `{contact.first_name|there}` has a "
        "fallback, and `[ about {touchpoint.subject}]` is left out when its fact is not known."
    ),
    "inbound": "What the automated voice says instead of `ivr` and `say` to somebody who calls us.",
    "ivr": "What the automated voice says instead of `say`, in the languages that are given.",
    "caller": "What a person reads instead of `say`, in the languages that are given.",
    "audio": "A recorded file per language, played by the automated voice instead of its words.",
    "label": "The option as it is said, in each of the `languages`.",
    "good_time": "The first question: whether now is a good time.",
    "flagged": "What is said instead when an answer was negative: who will call, and by when.",
    "machine_message": "What an answering machine hears, if the call protocol has a message left: once per person.",
    # Questions
    "id": "The name in conditions and reports. Keep it for ever: answers are kept under it.",
    "ask_if": "When it is asked, such as `{answer: csat, at_most: 2}`; always when left out.",
    "metric": (
        "The figure that the answers feed: `cared`, `fcr_resolved`, `fcr_one_contact` (yes_no), `csat` (scale 1–5), "
        "`ces` (scale 1–7), `nps` (scale 0–10)."
    ),
    "dimension": "What the answer is about. Never blended: satisfaction is not service.",
    "flags": "Which answers oblige us to act. The first rule whose `when` holds decides.",
    "Scale.low": "The lowest point.",
    "Scale.high": "The highest point. Of two digits, the answer is keyed with the hash key.",
    "labels": "What the points are called, such as `1: {en: very dissatisfied}`. Both ends need a label.",
    "good_end": "Which end is good for us: `high` unless said otherwise.",
    "rotate": "Whether each case hears the options in another order.",
    "options": "The answers to choose from; the keys are their places, from 1. At most seven, better five.",
    "Number.low": "The lowest number that is taken; 0 when left out.",
    "Number.high": "The highest number that is taken.",
    "max_seconds": "For how long the person may speak: 5 to 60, and 30 when left out.",
    # Flags
    "FlagRule.rule": "The rule's name in follow-ups and reports; unique within the questionnaire.",
    "when": "Which answers, such as `{at_most: 2}`; every answer when left out.",
    "FlagRule.kind": "What it is: something to put right (when left out), something to teach, or something to build.",
    "severity": "How soon somebody must act: `high` when left out.",
    "FlagRule.dimension": "What the answer is about, when it is not what the question is about.",
    # Conditions and tests
    "answer": "An earlier question. An answer that is missing (refused, not known, not asked) passes no test.",
    "fact": "A fact of the contact, the account, the touchpoint or the agent.",
    "known": "A fact: the condition holds when it is known at all.",
    "Flagged.flagged": "`yes`: an answer so far was negative. `no`: none was.",
    "all": "Conditions that must all hold.",
    "any": "Conditions of which at least one must hold.",
    "not": "A condition that must not hold.",
    "is": "Just this value: `yes`, `no`, an option's id, a number, or a fact's value.",
    "is_in": "One of these values.",
    "at_most": "This number or less.",
    "at_least": "This number or more.",
    # Standing phrases
    "ask": "The question.",
    "answers": "The answers in words, in the order of their keys.",
    "safety": "Of danger to people.",
    "legal": "Of lawyers, courts and authorities.",
    "leaving": "Of ending the contract.",
    "yes_no_keys": "How to answer yes or no by the keys.",
    "Phrases.scale_keys": "How to key a scale: `{low_label}` before its key `{low}`, `{high_label}` before `{high}`.",
    "Phrases.scale_keys_hash": "The same for scales of two digits: ends with the hash key.",
    "Phrases.choice_key": "How to choose an option: `{label}` before its key `{key}`.",
    "Phrases.cant_say_key": "How to say by the keys that one cannot say: 0.",
    "Phrases.menu": "What the star key leads to: 1 repeat, 2 back, 3 skip, 4 a person, 9 do not call again.",
    "Phrases.stopping": "Asked when somebody says stop, or not interested: 1 end it, 2 go on, 9 do not call again.",
    "Phrases.right_person": "Asked first on a shared line: 1 I am, 2 I will fetch them, 3 they cannot come.",
    "Phrases.resumption": "Begins a later call: who calls and why, 1 yes and now, 2 I will fetch them, 3 not now.",
    "Phrases.resumption_inbound": "Begins it instead when somebody calls us.",
    "Phrases.resume_inbound": "Said instead of `resume` to somebody who calls us.",
    "Phrases.right_person_inbound": "Asked instead of `right_person` when somebody calls us.",
    "Phrases.called_back": "Said before all else to somebody who calls back; the opening follows.",
    "Phrases.when": "When to call back: 1 in an hour, 2 tomorrow morning, 3 another time, 4 I am not the person.",
    "Phrases.who": "Why it is the wrong person: 1 has left, 2 wrong number.",
    "Phrases.hour": "Which hour of the day, by the 24-hour clock; its keys say the `{hours}` that are offered.",
    "Phrases.not_then": "Said when nobody can call at the time that was asked for; the days are offered next.",
    "Phrases.call_back": "Said when a time was agreed, `{call_back.at}`; the call then ends.",
    "Phrases.audio": "Recorded files, played instead of a phrase: `menu: menu-en.wav`, `silence.2: …`, `when.ask: …`.",
    "Phrases.switch_key": "Offers this language, by its `{key}`, to somebody who hears another one.",
    "number_keys": "How to key a number; may say `{low}` and `{high}`.",
    "Phrases.number_key": "The same, where one key is enough: without the hash key.",
    "open_words": "How to answer in one's own words, and that the hash key leaves it out.",
    "Phrases.recorded_words": "The same, where the comment is recorded: speak after the tone, and which key ends it.",
    "silence": "Said when nothing was heard: the first and the second time.",
    "wrong_key": "Said when the key is no answer: the first and the second time.",
    "Phrases.unheard": "The same, where words were spoken that are no answer: the first and the second time.",
    "Phrases.who_calls": "Answers somebody who asks who calls; then the question is put again.",
    "Phrases.why_calling": "Answers why we call; may say `{touchpoint.subject}`, which is said only at the questions.",
    "Phrases.how_long": "Answers how long it takes.",
    "Phrases.automated": "Answers whether it is a machine or a recording: say that it is, and how to reach a person.",
    "Phrases.confidential": "Answers who hears the answers, and whether they are confidential.",
    "no_way_back": "Said when somebody wants to go back from the first question.",
    "skipped": "Said when a question is left out.",
    "Phrases.gone_quiet": "Said instead of `give_up` where nothing was heard at last.",
    "Phrases.acknowledge_safety": "Said instead of `acknowledge` to words of danger or of somebody who was hurt.",
    "Phrases.not_now_inbound": "Said instead of the opening's `not_now` when somebody calls us.",
    "opted_out": "Said to somebody who does not want to be called again; the call then ends.",
    "Phrases.opted_out_owed": "The same where we owe a call: no survey any more, but `{owner.name|…}` calls.",
    "Phrases.owed": "Said where we owe a call, before a goodbye that is not the closing: who calls, by when.",
    # Findings passed over
    "Allowance.rule": "The rule's name, as `vocsurvey check` prints it.",
    "reason": "Why it is right here; at least a few words.",
}
