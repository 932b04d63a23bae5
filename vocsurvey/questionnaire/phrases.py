"""The house's standing phrases, in one language: how to answer, and what is said when something goes otherwise.

A phrase that may be None came later than the first questionnaires that were pinned; without it, another one is said.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from vocsurvey.questionnaire.condition import Frozen


class FramePhrase(Frozen):
    """A question of the house's own, put around the interview: ``answers`` are its keys 1, 2, 3 … in words."""

    ask: str
    keys: str = Field(description="how to answer by the keys")
    answers: tuple[str, ...] = ()


class Alarms(Frozen):
    """Words that must not wait, wherever they fall in a comment. Each entry is the beginning of a word or phrase."""

    safety: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()


class CallerReplies(Frozen):
    """What a caller reads out to somebody who asks; the automated voice says none of it."""

    why_me: str = Field(description="why they of all people are called")
    whose_number: str = Field(description="where we have their number from")
    recorded: str = Field(description="whether the call is recorded")


class Phrases(Frozen):
    """The house's standing phrases in one language; lists of two are for the first and the second repeat."""

    yes_no_keys: str
    scale_keys: str = Field(description="low, high, low_label, high_label; the label is said before its key")
    scale_keys_hash: str = Field(description="as scale_keys, for scales of two digits: ends with the hash key")
    choice_key: str = Field(description="label, key")
    number_keys: str
    number_key: str | None = Field(None, description="said instead of number_keys where one key is enough: no hash key")
    open_words: str
    recorded_words: str | None = Field(None, description="said instead of open_words when the comment is recorded")
    cant_say_key: str = Field(description="that 0 means: I cannot say")
    silence: tuple[str, str]
    wrong_key: tuple[str, str]
    unheard: tuple[str, str] | None = Field(None, description="said instead of wrong_key where words were spoken")
    give_up: str = Field(description="a polite end after three tries")
    gone_quiet: str | None = Field(None, description="said instead of give_up where nothing was heard at last")
    menu: str = Field(description="1 repeat, 2 back, 3 skip, 4 a person, 9 do not call again")
    stopping: str | None = Field(None, description="asked when somebody says stop: 1 end, 2 go on, 9 do not call again")
    who_calls: str | None = Field(None, description="said when somebody asks who calls; the question follows again")
    why_calling: str | None = Field(None, description="touchpoint.subject; said when somebody asks why we call")
    how_long: str | None = Field(None, description="said when somebody asks how long it takes")
    automated: str | None = Field(None, description="said when somebody asks whether it is a machine")
    confidential: str | None = Field(None, description="said when somebody asks who hears the answers")
    no_way_back: str
    skipped: str
    acknowledge: tuple[str, ...] = Field(min_length=2, description="said after a negative answer, one after the other")
    acknowledge_safety: str | None = Field(None, description="instead of acknowledge, where somebody may be hurt")
    opted_out: str
    opted_out_owed: str | None = Field(None, description="instead of `opted_out` to who is owed a call; promise.by")
    owed: str | None = Field(None, description="owner.name, promise.by; before another goodbye to who is owed a call")
    person: str = Field(description="said when a person was asked for; the call then ends")
    resume: str = Field(description="said before the question where it stopped, when it goes on in a later call")
    resumption: FramePhrase | None = Field(None, description="a later call: 1 yes, now, 2 I will fetch them, 3 not now")
    resumption_inbound: FramePhrase | None = Field(None, description="instead of `resumption` where they call us")
    resume_inbound: str | None = Field(None, description="said instead of `resume` to somebody who calls us")
    called_back: str | None = Field(None, description="said first to somebody who calls us back; the opening follows")
    not_now_inbound: str | None = Field(None, description="said instead of the opening's not_now to who calls us")
    right_person_inbound: FramePhrase | None = Field(None, description="instead of `right_person` where they call us")
    right_person: FramePhrase = Field(description="1 I am, 2 I will fetch them, 3 they cannot come; shared lines only")
    fetched: str = Field(description="said while the phone is passed on")
    when: FramePhrase = Field(description="1 in an hour, 2 tomorrow morning, 3 another time, 4 I am not the person")
    day: FramePhrase = Field(description="which day; its answers are the next days on which we can call")
    hour: FramePhrase = Field(description="hours; which hour of the day, by the 24-hour clock")
    not_then: str | None = Field(None, description="said when we cannot call at the time that was asked for")
    call_back: str = Field(description="call_back.at; said when a time was agreed; the call then ends")
    who: FramePhrase = Field(description="1 has left, 2 wrong number")
    successor: FramePhrase = Field(description="whom to ask for instead, in the person's own words")
    offer: FramePhrase | None = Field(
        None, description="after a critical answer, where a person can be reached: yes, no"
    )
    corrected: str = Field(description="said when we were told that we have the wrong person; the call then ends")
    switch_key: str = Field(description="key; offers this language to somebody who hears another one")
    caller: CallerReplies | None = Field(None, description="what only callers answer to somebody who asks")
    alarms: Alarms = Alarms()
    audio: Mapping[str, str] | None = Field(None, description="recorded files: of `menu`, `silence.2`, `when.ask` …")
