"""What may be said of a call that is over, besides what follows from it by itself: as data, and never against it.

A caller hears what no carrier tells: whose voicemail it was, that somebody else refused, that the number has changed.
What was answered, and that nobody picked up, they cannot change.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from vocsurvey.fieldwork.outcome import AttemptOutcome, CarrierOutcome, Standing
from vocsurvey.fieldwork.protocol import Ending
from vocsurvey.fieldwork.rule import RuleFile, Sourced


class Stage(StrEnum):
    """How far a call came. ``SETTLED``: what they said says by itself how it ended."""

    UNREACHED = "unreached"
    SILENT = "silent"
    DECLINED = "declined"
    BEGUN = "begun"
    SETTLED = "settled"


_SETTLED = frozenset(
    (
        Standing.COMPLETE,
        Standing.PARTIAL,
        Standing.OPTED_OUT_BEFORE,
        Standing.OPTED_OUT_AFTER,
        Standing.WRONG_PERSON,
        Standing.LEFT,
    )
)
_BEGUN = frozenset((Standing.STARTED, Standing.BREAK_OFF, Standing.REFUSED_AFTER))
BREAK_OFF = "2.12"
OTHER_LANGUAGE, NO_SPEAKER, WHO_ANSWERS = "another_language", "no_speaker", "who_answers"
BY_LANGUAGE = frozenset((OTHER_LANGUAGE, NO_SPEAKER, WHO_ANSWERS))
"""Choices that say which language was in the way: somebody here calls in it, nobody does, or it was not the customer's
own but that of whoever answers their phone. They come with the language, and are not among the others."""
HAS_LEFT, SOMEBODY_ELSE = "has_left", "wrong_person"
NOT_THEM = frozenset((HAS_LEFT, SOMEBODY_ELSE))
"""Choices after which somebody else may be asked instead."""
_NOBODY_THERE = frozenset(("3.10", "3.11", "3.12", "3.13", "3.15"))
_NO_HUMAN = frozenset(
    ("2.20", "2.22", "2.221", "2.222", "3.14", "3.16", "3.20", "4.20", "4.31", "4.32", "4.33", "4.41")
)


def stage_of(carrier: CarrierOutcome, standing: Standing, *, heard: bool, answered: bool) -> Stage:
    """How far a call came. ``heard``: somebody said something in this very call; ``answered``: the interview has
    answers, from this call or an earlier one."""
    if standing in _SETTLED:
        return Stage.SETTLED
    picked_up = carrier in (CarrierOutcome.COMPLETED, CarrierOutcome.MACHINE)
    if standing is Standing.NOT_STARTED and not picked_up:
        return Stage.UNREACHED
    if not heard:
        return Stage.SILENT
    if standing in _BEGUN or answered:
        return Stage.BEGUN
    return Stage.DECLINED


def fits(code: str, stage: Stage) -> bool:
    """Whether a code does not contradict that a call came so far."""
    if stage in (Stage.UNREACHED, Stage.SETTLED) or code.startswith("1.") or code in _NOBODY_THERE:
        return False
    if stage is Stage.BEGUN:
        return code == BREAK_OFF
    return code != BREAK_OFF and not (stage is Stage.DECLINED and code in _NO_HUMAN)


class Choice(Sourced):
    """One thing that may be said: its AAPOR ``code``, how the protocol takes it (``ending``), whether the case ends
    with it (``final``), and ``after`` which stages it is possible."""

    name: str = Field(pattern=r"^[a-z_]{3,40}$")
    words: str = Field(min_length=3, max_length=80)
    code: str
    ending: Ending
    final: bool = False
    after: frozenset[Stage] = Field(min_length=1)


class WrapUpRules(RuleFile):
    """Everything that may be chosen, in the order in which it is shown."""

    choices: tuple[Choice, ...]

    @model_validator(mode="after")
    def _never_against_the_evidence(self) -> WrapUpRules:
        names = [one.name for one in self.choices]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"choices are named twice: {', '.join(twice)}")
        for one in self.choices:
            if wrong := sorted(stage for stage in one.after if not fits(one.code, stage)):
                raise ValueError(f"{one.name}: {one.code} contradicts a call that is {', '.join(wrong)}")
        return self

    def possible(self, stage: Stage, suggested: AttemptOutcome) -> tuple[Choice, ...]:
        """What may be said of a call instead of ``suggested``."""
        same = (suggested.code, suggested.ending, suggested.final_for_case)
        here = (one for one in self.choices if stage in one.after)
        return tuple(one for one in here if (one.code, one.ending, one.final) != same)
