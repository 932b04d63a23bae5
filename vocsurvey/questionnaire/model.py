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
from vocsurvey.questionnaire.phrases import Alarms as Alarms
from vocsurvey.questionnaire.phrases import CallerReplies as CallerReplies
from vocsurvey.questionnaire.phrases import FramePhrase as FramePhrase
from vocsurvey.questionnaire.phrases import Phrases as Phrases

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
