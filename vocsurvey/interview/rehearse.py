"""A rehearsal: a questionnaire played from a script of heard things, as lines that can be read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from vocsurvey.followup.flag import RaisedFlag
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Asked, Command, Heard, Keys, Silence, Speech
from vocsurvey.interview.reading import read_menu
from vocsurvey.interview.state import MENU
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Ask, Course, Ending, Part, Settled, Turn
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Missing, Questionnaire

HANG_UP = "hangup"
CALL_AGAIN = "call again"
_SAY = "say:"
_ASK = "ask:"
_KEYS = frozenset("0123456789*#")

EXAMPLE_FACTS: Mapping[str, FactValue] = {
    "contact.name": "Maria Keller",
    "contact.first_name": "Maria",
    "contact.role": "user",
    "contact.language": "en",
    "contact.decision_maker": False,
    "account.name": "Nordlicht Logistics",
    "account.tier": "gold",
    "touchpoint.kind": "ticket",
    "touchpoint.subject": "the label printer",
    "touchpoint.closed_on": "last Tuesday",
    "agent.name": "Tom Berger",
    "agent.first_name": "Tom",
    "owner.name": "Anna Schmidt",
    "company.name": "Example Systems",
    "campaign.name": "the spring survey",
    "follow_up.open": False,
}
"""Facts for a rehearsal without real ones."""


def script(text: str) -> Iterator[tuple[int, str]]:
    """The tokens of a script with their line numbers from 1: one a line, without blank lines and comments.

    A comment begins with ``#`` and a space; ``#`` alone is a key.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("# "):
            yield number, line.strip()


def checked(token: str) -> str:
    """The token as it is. Raises ValueError with a sentence that says what a token may be when it is none."""
    if token.strip() not in (HANG_UP, CALL_AGAIN):
        heard_of(token)
    return token


def heard_of(token: str) -> Heard:
    """What one line of a script stands for. Raises ValueError with a sentence that says what a line may be."""
    text = token.strip()
    if text in ("", "silence"):
        return Silence()
    if text.startswith(_SAY):
        return Speech(text.removeprefix(_SAY).strip())
    if text.startswith(_ASK):
        return Asked(_command(text.removeprefix(_ASK).strip()))
    if _KEYS.issuperset(text):
        return Keys(text)
    raise ValueError(
        f"{text!r} is nothing that can be heard; write keys (such as 1, * or 10#), silence, hangup, call again, "
        "say: words, or ask: and a command"
    )


def rehearse(
    questionnaire: Questionnaire,
    facts: Mapping[str, FactValue],
    tokens: Iterable[str],
    channel: Channel = Channel.IVR,
) -> Iterator[str]:
    """The printed lines of a rehearsal; a token is taken only when the lines before it have been given.

    Tokens are those of ``heard_of``, ``hangup``, and ``call again``, which starts the next call of the same interview
    after a hang-up or an end that is not for ever. Raises ValueError for a token that is none.
    """
    transcript = Transcript(channel=channel)
    course = play(questionnaire, facts, transcript)
    yield from _spoken(course.turn, channel)
    on_the_line = True
    for token in tokens:
        text = token.strip()
        if text == HANG_UP:
            on_the_line = False
            yield "-- the customer hangs up"
        elif text == CALL_AGAIN:
            on_the_line = True
            transcript = replace(transcript, leg=transcript.leg + 1)
            course = play(questionnaire, facts, transcript)
            yield f"-- call {transcript.leg}"
            yield from _spoken(course.turn, channel)
        elif on_the_line and course.ending is None:
            transcript = transcript.heard(heard_of(text))
            before, course = course, play(questionnaire, facts, transcript)
            yield from _exchanged(before, course, transcript, channel)
        else:
            yield f"-- nobody is on the line any more: {text!r} is not heard"
        if course.ending in (Ending.COMPLETED, Ending.OPTED_OUT):
            break
    yield from _summary(course)


def _command(name: str) -> Command:
    try:
        return Command(name.replace(" ", "_"))
    except ValueError:
        known = ", ".join(command.value.replace("_", " ") for command in Command)
        raise ValueError(f"{name!r} is no command; write one of: {known}") from None


def _exchanged(before: Course, after: Course, transcript: Transcript, channel: Channel) -> Iterator[str]:
    """What was heard, what it settled and raised, and what is said to it."""
    yield f"customer: {_uttered(transcript.exchanges[-1].heard, before.turn.ask)}"
    position = transcript.position - 1
    for answer in after.settled:
        if answer.superseded_at == position:
            yield f"-- no longer counts: {_put(answer)}"
    for answer in after.settled:
        if answer.position == position:
            yield f"-- answer: {_put(answer)}"
            if answer.flag is not None:
                yield f"-- flag: {_raised(answer.flag)}"
    yield from _spoken(after.turn, channel)


def _spoken(turn: Turn, channel: Channel) -> Iterator[str]:
    speaker = "vocsurvey" if channel is Channel.IVR else "caller"
    for line in turn.lines:
        yield f"-- note: {line.text}" if line.part is Part.NOTE else f"{speaker}: {line.text}"


def _uttered(heard: Heard, ask: Ask | None) -> str:
    match heard:
        case Keys(digits=digits):
            meaning = _meaning(digits, ask)
            return f"presses {digits} ({meaning})" if meaning else f"presses {digits}"
        case Speech(words=words):
            return f"says “{words}”"
        case Asked(command=command):
            return f"asks: {command.value.replace('_', ' ')}"
        case _:
            return "says nothing"


def _meaning(digits: str, ask: Ask | None) -> str | None:
    """What the keys mean where they were pressed, in words."""
    if digits.startswith("*"):
        return "back to the question" if ask is not None and ask.step == MENU else "menu"
    if ask is not None and ask.step == MENU:
        command = read_menu(Keys(digits))
        return command.value.replace("_", " ") if command is not None else None
    offered = ask.offered if ask is not None else ()
    label = next((answer.label for answer in offered if answer.key == digits.removesuffix("#")), None)
    return None if label == digits else label


def _put(answer: Settled) -> str:
    if answer.missing is Missing.NPS_GATE:
        return f"{answer.question} is held back by the NPS gate"
    given = f"({answer.missing.value})" if answer.missing is not None else answer.value
    words = f"“{answer.verbatim}”" if answer.verbatim is not None else None
    return f"{answer.question} = {' '.join(str(part) for part in (given, words) if part is not None)}"


def _raised(flag: RaisedFlag) -> str:
    about = f", {flag.dimension}" if flag.dimension is not None else ""
    return f"{flag.kind.value}, {flag.rule}, {flag.severity.value}{about}, for {flag.queue.value.replace('_', ' ')}"


def _summary(course: Course) -> Iterator[str]:
    ended = course.ending.value.replace("_", " ") if course.ending is not None else "broken off"
    yield f"-- ended: {ended}; the interview is: {course.completeness.value.replace('_', ' ')}"
    for answer in course.standing_answers:
        yield f"--   {_put(answer)}"
    flags = [answer.flag for answer in course.standing_answers if answer.flag is not None]
    yield f"-- flags: {len(flags)}"
    for flag in flags:
        yield f"--   {flag.question}: {_raised(flag)}"
