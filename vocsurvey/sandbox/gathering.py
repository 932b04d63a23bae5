"""What a Gather hears: a pure function of its rules, of how long the prompt is, and of what the person does.

Times are seconds from the beginning of the prompt, in the person's life. Source: Twilio's page on Gather.
"""

from dataclasses import dataclass

from vocsurvey.sandbox.verbs import Gather


@dataclass(frozen=True)
class Press:
    """One key, pressed at a time."""

    at: float
    key: str


@dataclass(frozen=True)
class Speech:
    """Words spoken from `at` for `seconds`, as recognised."""

    at: float
    seconds: float
    text: str
    confidence: float = 0.9


@dataclass(frozen=True)
class Reaction:
    """What a person does with a prompt. `leaves_at`: hangs up then; `leaves_next`: hangs up as soon as the input
    is complete, while it is still on its way to the customer."""

    presses: tuple[Press, ...] = ()
    speech: Speech | None = None
    leaves_at: float | None = None
    leaves_next: bool = False


@dataclass(frozen=True)
class Gathered:
    """The result: digits or speech (or neither), after how long, and the keys that nobody heard."""

    seconds: float
    digits: str = ""
    finished_on: str = ""
    speech: Speech | None = None
    lost: str = ""
    left: bool = False

    @property
    def empty(self) -> bool:
        """Nothing was heard."""
        return not self.digits and self.speech is None


def _keyed(rules: Gather, prompt_seconds: float, presses: tuple[Press, ...]) -> Gathered:
    digits, deadline = "", prompt_seconds + rules.timeout
    for index, press in enumerate(presses):
        if press.at > deadline:
            return Gathered(deadline, digits, lost="".join(late.key for late in presses[index:]))
        rest = "".join(late.key for late in presses[index + 1 :])
        if press.key == rules.finish_on_key:
            return Gathered(press.at, digits, press.key, lost=rest)
        digits += press.key
        if len(digits) == rules.num_digits:
            return Gathered(press.at, digits, lost=rest)
        deadline = press.at + rules.timeout
    return Gathered(deadline, digits)


def gather(rules: Gather, prompt_seconds: float, reaction: Reaction) -> Gathered:
    """Hear the reaction by the rules: the first heard of keys and speech wins; keys after the end are lost."""
    # Without barge-in the prompt is spoken to its end, and what was entered meanwhile counts then.
    floor = 0.0 if rules.barge_in else prompt_seconds
    presses = tuple(Press(max(press.at, floor), press.key) for press in reaction.presses)
    heard = presses if "dtmf" in rules.inputs else ()
    speech = reaction.speech if "speech" in rules.inputs else None
    speaks_at = max(speech.at, floor) if speech else float("inf")
    if speech and speaks_at <= prompt_seconds + rules.timeout and (not heard or speaks_at < heard[0].at):
        end = speaks_at + speech.seconds + rules.speech_timeout
        result = Gathered(end, speech=speech, lost="".join(press.key for press in presses))
    else:
        result = _keyed(rules, prompt_seconds, heard)
        if not heard:
            result = Gathered(result.seconds, lost="".join(press.key for press in presses))
    if reaction.leaves_at is not None and reaction.leaves_at < result.seconds:
        return Gathered(reaction.leaves_at, lost="".join(press.key for press in presses), left=True)
    return result
