"""The questionnaire as frozen values: ``format: 1``.

Every ``Mapping[str, str]`` called wording is language code → text. A fill such as ``{contact.first_name}`` is
replaced by a fact; a part in square brackets that holds a fill, ``[ about {touchpoint.subject}]``, is left out when
its fact is unknown; ``{contact.first_name|there}`` gives a fallback.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from vocsurvey.questionnaire.condition import Condition, Frozen, LabelledValue, Test, Whole

Wording = Mapping[str, str]


class Dimension(StrEnum):
    """What an answer is about; never blended silently (satisfaction is not service)."""

    SERVICE = "service"
    PRODUCT = "product"
    PRICE = "price"
    DELIVERY = "delivery"
    PROCESS = "process"
    RELATIONSHIP = "relationship"


class Metric(StrEnum):
    """A figure that a question feeds."""

    CARED = "cared"
    CSAT = "csat"
    CES = "ces"
    NPS = "nps"
    FCR_RESOLVED = "fcr_resolved"
    FCR_ONE_CONTACT = "fcr_one_contact"


class Missing(StrEnum):
    """Why there is no value; kept distinct everywhere."""

    NOT_ROUTED = "not_routed"
    NPS_GATE = "nps_gate"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    NO_INPUT = "no_input"
    BREAK_OFF = "break_off"
    NOT_REACHED = "not_reached"
    REDACTED = "redacted"


class Attribution(StrEnum):
    """What a negative answer is about, in the person's own judgement."""

    AGENT = "agent"
    PRODUCT = "product"
    PROCESS = "process"
    PRICE = "price"
    DELIVERY = "delivery"
    RELATIONSHIP = "relationship"


class Purpose(StrEnum):
    """What a consent is for; each is given, refused and revoked by itself."""

    RECORDING = "recording"
    QUOTE = "quote"
    SHARE_WITH_AGENT = "share_with_agent"
    AUTOMATED_VOICE = "automated_voice"
    LIVE_CALL = "live_call"


class FlagRule(Frozen):
    """Which answers to the question oblige us to act. ``rule`` names it: unique within the questionnaire.

    Without ``when`` every answer does, as with an idea that somebody puts into words.
    """

    rule: str
    when: Test | None = None
    kind: Literal["negative", "education", "idea"] = "negative"
    severity: Literal["critical", "high", "medium", "low"] = "high"
    dimension: Dimension | None = None


class Spoken(Frozen):
    """Something said: ``say`` on every channel, ``ivr`` and ``caller`` instead of it on that channel."""

    say: Wording
    ivr: Wording | None = None
    caller: Wording | None = None
    audio: Wording | None = Field(
        default=None, description="A recorded file per language, played by the automated voice instead of its words."
    )

    def text(self, language: str, *, live: bool) -> str:
        """The wording for a language on a channel."""
        override = self.caller if live else self.ivr
        return (override or {}).get(language) or self.say[language]


class Question(Spoken):
    """What every kind of question has."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    ask_if: Condition | None = None
    dimension: Dimension | None = None
    metric: Metric | None = None
    flags: tuple[FlagRule, ...] = ()
    note: Wording | None = Field(default=None, description="An instruction for the caller, never read aloud.")


class YesNo(Question):
    """Yes is key 1, no is key 2. Values: ``"yes"``, ``"no"``."""

    kind: Literal["yes_no"]


class Scale(Question):
    """Whole numbers from ``low`` to ``high``, keyed as they are. Values: int. End points are labelled."""

    kind: Literal["scale"]
    low: Whole = Field(ge=0, le=98)
    high: Whole = Field(ge=1, le=99)
    labels: Mapping[LabelledValue, Wording]
    good_end: Literal["high", "low"] = "high"


class Option(Frozen):
    """One option of a choice; its key is its place in the list, from 1."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    label: Wording
    attribution: Attribution | None = Field(default=None, description="What negative answers were about, if chosen.")
    stays: bool = Field(default=False, description="Keeps its place when the options are rotated, as “other” does.")


class Choice(Question):
    """One of a few named options. Values: the option's id.

    Spoken lists favour what comes last, so that the options of a nominal list are put in another order for each case
    when ``rotate`` is set.
    """

    kind: Literal["choice"]
    rotate: bool = False
    options: tuple[Option, ...] = Field(min_length=2, max_length=9)


class Number(Question):
    """A whole number. Values: int within ``low`` and ``high``."""

    kind: Literal["number"]
    low: Whole = Field(default=0, ge=0, le=999999)
    high: Whole = Field(ge=1, le=999999)


class Open(Question):
    """The person's own words, by voice or typed. Value: the words, kept as the verbatim."""

    kind: Literal["open"]
    max_seconds: Whole = Field(default=30, ge=5, le=60)


class Consent(Question):
    """Whether the person agrees to something. Yes is key 1, no is key 2. Values: ``"yes"``, ``"no"``."""

    kind: Literal["consent"]
    purpose: Purpose


class Statement(Question):
    """Something said that expects no answer."""

    kind: Literal["statement"]


Asked = YesNo | Scale | Choice | Number | Open | Consent
AnyQuestion = Annotated[YesNo | Scale | Choice | Number | Open | Consent | Statement, Field(discriminator="kind")]


class Opening(Spoken):
    """Who is calling, for whom, why, how long, that it is a machine (IVR), how to stop; then ``good_time``."""

    good_time: Spoken
    inbound: Wording | None = Field(default=None, description="Said instead of `ivr` and `say` to who calls us.")
    not_now: Spoken = Field(description="Said when now is not a good time; the call then ends.")


class Closing(Spoken):
    """The thanks, by name. ``flagged`` is said instead when an answer was flagged: what happens next."""

    flagged: Spoken


class MachineMessage(Spoken):
    """Left once at most for a person whose machine answers, where the call protocol says so: who calls, for whom, why,
    that the number can be called back, how to stop. It asks nothing."""


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
    menu: str = Field(description="1 repeat, 2 back, 3 skip, 4 a person, 9 do not call again")
    no_way_back: str
    skipped: str
    acknowledge: tuple[str, ...] = Field(min_length=2, description="said after a negative answer, one after the other")
    opted_out: str
    person: str = Field(description="said when a person was asked for; the call then ends")
    resume: str = Field(description="said before the question where it stopped, when it goes on in a later call")
    resumption: FramePhrase | None = Field(None, description="a later call: 1 yes, now, 2 I will fetch them, 3 not now")
    resumption_inbound: FramePhrase | None = Field(None, description="instead of `resumption` where they call us")
    resume_inbound: str | None = Field(None, description="said instead of `resume` to somebody who calls us")
    called_back: str | None = Field(None, description="said first to somebody who calls us back; the opening follows")
    right_person_inbound: FramePhrase | None = Field(None, description="instead of `right_person` where they call us")
    right_person: FramePhrase = Field(description="1 I am, 2 I will fetch them, 3 they cannot come; shared lines only")
    fetched: str = Field(description="said while the phone is passed on")
    when: FramePhrase = Field(description="1 in an hour, 2 tomorrow morning, 3 another time, 4 I am not the person")
    day: FramePhrase = Field(description="which day; its answers are the next days on which we can call")
    hour: FramePhrase = Field(description="low, high; the hour of the day, by the 24-hour clock")
    not_then: str | None = Field(None, description="said when we cannot call at the time that was asked for")
    call_back: str = Field(description="call_back.at; said when a time was agreed; the call then ends")
    who: FramePhrase = Field(description="1 has left, 2 wrong number")
    successor: FramePhrase = Field(description="whom to ask for instead, in the person's own words")
    corrected: str = Field(description="said when we were told that we have the wrong person; the call then ends")
    switch_key: str = Field(description="key; offers this language to somebody who hears another one")
    alarms: Alarms = Alarms()
    audio: Mapping[str, str] | None = Field(None, description="recorded files: of `menu`, `silence.2`, `when.ask` …")


class Allowance(Frozen):
    """A finding of the lint that the author has looked at and wants to keep, with the reason."""

    rule: str
    at: str | None = Field(
        default=None,
        description="A question's id, `opening`, `closing`, `machine_message` or `phrases`; all when left out.",
    )
    reason: str = Field(min_length=10)


class Questionnaire(Frozen):
    """One questionnaire, complete in itself: its phrases are part of it, and so of its digest."""

    format: Literal[1]
    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,59}$")
    title: Wording
    languages: tuple[str, ...] = Field(min_length=1, description="the first one is spoken when nothing is known")
    core: tuple[str, ...] = Field(min_length=1, description="the questions that a complete interview has answered")
    opening: Opening
    questions: tuple[AnyQuestion, ...] = Field(min_length=1)
    closing: Closing
    machine_message: MachineMessage | None = None
    phrases: Mapping[str, Phrases]
    allow: tuple[Allowance, ...] = Field(default=(), description="Findings of the lint to pass over, with the reason.")

    def question(self, question_id: str) -> AnyQuestion:
        """The question with that id. Raises KeyError when there is none."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def language(self, wanted: str | None) -> str:
        """The language to speak: the wanted one when the questionnaire has it, else its first."""
        return wanted if wanted in self.languages else self.languages[0]
