"""A rehearsal: a questionnaire played by a script or a persona, as steps that can be shown or read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from vocsurvey.followup.flag import RaisedFlag
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Keys, Recorded, Speaks, Speech
from vocsurvey.interview.persona import Move, Persona, Respondent, Scene, respondent
from vocsurvey.interview.reading import Sign, read_menu
from vocsurvey.interview.script import scripted
from vocsurvey.interview.state import MENU, STOPPING
from vocsurvey.interview.stopping import confirmed
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Ask, Course, Ending, Part, Settled, Turn
from vocsurvey.questionnaire.condition import FactValue, Value
from vocsurvey.questionnaire.model import Missing, Questionnaire

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
    "touchpoint.closed_on": "2026-05-11",
    "agent.name": "Tom Berger",
    "agent.first_name": "Tom",
    "owner.name": "Anna Schmidt",
    "promise.by": "2026-05-13T12:00",
    "company.name": "Example Systems",
    "campaign.name": "the spring survey",
    "follow_up.open": False,
    "call.at": "2026-05-12T10:30",
}
"""Facts for a rehearsal without real ones."""
_SUBJECTS: Mapping[str, str] = {
    "de": "Etikettendrucker",
    "fr": "l'imprimante d'étiquettes",
    "es": "la impresora de etiquetas",
}


class Speaker(StrEnum):
    """Whose line it is. ``STAGE``: nobody says it; it is what happens, or what it comes to."""

    VOICE = "vocsurvey"
    CALLER = "caller"
    CUSTOMER = "customer"
    STAGE = "stage"


class Kind(StrEnum):
    """What a step is. The first five are a line's part in a turn, as ``turn.Part`` explains it."""

    ACKNOWLEDGE = "acknowledge"
    REPAIR = "repair"
    SPEECH = "speech"
    KEYS = "keys"
    NOTE = "note"
    HEARD = "heard"
    WITHDRAWN = "withdrawn"
    ANSWER = "answer"
    FLAG = "flag"
    HUNG_UP = "hung_up"
    CALL = "call"
    UNHEARD = "unheard"
    ENDED = "ended"
    AGREED = "agreed"
    FINAL_ANSWER = "final_answer"
    FLAGS = "flags"
    FINAL_FLAG = "final_flag"


_LABELS: Mapping[Kind, str] = {
    Kind.NOTE: "note: ",
    Kind.WITHDRAWN: "no longer counts: ",
    Kind.ANSWER: "answer: ",
    Kind.FLAG: "flag: ",
    Kind.ENDED: "ended: ",
    Kind.FINAL_ANSWER: "  ",
    Kind.FLAGS: "flags: ",
    Kind.FINAL_FLAG: "  ",
}
_REQUESTS: Mapping[Command, str] = {
    Command.REPEAT: "to hear that again",
    Command.BACK: "to go back",
    Command.SKIP: "to leave this question out",
    Command.PERSON: "to speak with somebody else",
    Command.OPT_OUT: "not to be called again",
    Command.NOT_NOW: "to be called another time",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing in a rehearsal: something said, something heard, or what came of it.

    ``language`` is the one that ``text`` is spoken in, None on the stage. ``answer`` is set where ``kind`` speaks of an
    answer, ``flag`` where it speaks of a flag.
    """

    speaker: Speaker
    kind: Kind
    text: str
    language: str | None = None
    answer: Settled | None = None
    flag: RaisedFlag | None = None

    @property
    def line(self) -> str:
        """The step as one printed line."""
        if self.speaker is Speaker.STAGE:
            return f"-- {_LABELS.get(self.kind, '')}{self.text}"
        return f"{self.speaker.value}: {self.text}"


def example_facts(language: str) -> Mapping[str, FactValue]:
    """Facts for a rehearsal in a language, such as ``de``, in its words where we have them."""
    subject = _SUBJECTS.get(language.split("-")[0], EXAMPLE_FACTS["touchpoint.subject"])
    return {**EXAMPLE_FACTS, "contact.language": language, "touchpoint.subject": subject}


def cut_off(questionnaire: Questionnaire, facts: Mapping[str, FactValue], channel: Channel = Channel.IVR) -> Transcript:
    """The transcript of somebody whom a first call lost after an answer, at the beginning of the second.

    Where one answer is the whole interview, it was lost before it.
    """
    transcript, questions = Transcript(channel=channel), {one.id for one in questionnaire.questions}
    somebody, begun = respondent(Persona.HAPPY), transcript
    course = play(questionnaire, facts, transcript)
    while course.turn.ask is not None and not course.standing_answers:
        if course.turn.ask.step in questions:
            begun = transcript
        heard = somebody(Scene(questionnaire, course, transcript))
        assert heard is not None, "who is content answers to the end"
        assert not isinstance(heard, Move), "who is content stays on the line"
        transcript = transcript.heard(heard)
        course = play(questionnaire, facts, transcript)
    return replace(begun if course.ending is not None else transcript, leg=2)


def rehearse(
    questionnaire: Questionnaire,
    facts: Mapping[str, FactValue],
    tokens: Iterable[str],
    channel: Channel = Channel.IVR,
) -> Iterator[str]:
    """The printed lines of a rehearsal by a script, as ``played`` gives them. Raises ValueError for a wrong token."""
    return (step.line for step in played(questionnaire, facts, scripted(tokens), channel))


def played(
    questionnaire: Questionnaire,
    facts: Mapping[str, FactValue],
    answering: Respondent,
    channel: Channel = Channel.IVR,
    begun: Transcript | None = None,
) -> Iterator[Step]:
    """The steps of a rehearsal; who answers is asked only when the steps before have been given. ``begun``: what was
    heard in the calls before this one, as ``cut_off`` gives it.

    A ``CALL_AGAIN`` starts the next call of the same interview after a hang-up or an end that is not for ever. What is
    heard when nobody is on the line any more is only told. At the end comes what it all came to.
    """
    transcript = begun or Transcript(channel=channel)
    course = play(questionnaire, facts, transcript)
    if transcript.leg > 1:
        yield Step(Speaker.STAGE, Kind.CALL, f"call {transcript.leg}")
    yield from _spoken(course.turn, channel)
    on_the_line = True
    while course.ending not in (Ending.COMPLETED, Ending.OPTED_OUT):
        match answering(Scene(questionnaire, course, transcript, on_the_line and course.ending is None)):
            case None:
                break
            case Move.HANG_UP:
                on_the_line = False
                yield Step(Speaker.STAGE, Kind.HUNG_UP, "the customer hangs up")
            case Move.CALL_AGAIN:
                on_the_line = True
                transcript = replace(transcript, leg=transcript.leg + 1)
                course = play(questionnaire, facts, transcript)
                yield Step(Speaker.STAGE, Kind.CALL, f"call {transcript.leg}")
                yield from _spoken(course.turn, channel)
            case heard if on_the_line and course.ending is None:
                transcript = transcript.heard(heard)
                before, course = course, play(questionnaire, facts, transcript)
                yield from _exchanged(before, course, transcript)
            case heard:
                told = f"nobody is on the line any more: the customer {_uttered(heard, None)}, and is not heard"
                yield Step(Speaker.STAGE, Kind.UNHEARD, told)
    yield from _summary(course)


def _exchanged(before: Course, after: Course, transcript: Transcript) -> Iterator[Step]:
    """What was heard, what it settled and raised, and what is said to it."""
    uttered = _uttered(transcript.exchanges[-1].heard, before.turn.ask)
    yield Step(Speaker.CUSTOMER, Kind.HEARD, uttered, before.turn.language)
    position = transcript.position - 1
    for answer in after.settled:
        if answer.superseded_at == position:
            yield Step(Speaker.STAGE, Kind.WITHDRAWN, _put(answer), answer=answer)
    for answer in after.settled:
        if answer.position == position:
            yield Step(Speaker.STAGE, Kind.ANSWER, _put(answer), answer=answer)
            if answer.flag is not None:
                yield Step(Speaker.STAGE, Kind.FLAG, _raised(answer.flag), answer=answer, flag=answer.flag)
    yield from _spoken(after.turn, transcript.channel)


def _spoken(turn: Turn, channel: Channel) -> Iterator[Step]:
    speaker = Speaker.VOICE if channel is Channel.IVR else Speaker.CALLER
    for line in turn.lines:
        who = Speaker.STAGE if line.part is Part.NOTE else speaker
        yield Step(who, Kind(line.part.value), line.text, line.language or turn.language)


def _uttered(heard: Heard, ask: Ask | None) -> str:
    match heard:
        case Keys(digits=digits):
            meaning = _meaning(digits, ask)
            return f"presses {digits} ({meaning})" if meaning else f"presses {digits}"
        case Speech(words=words) | Coded(value=None, missing=None, verbatim=str(words)):
            return f"says “{words}”"
        case Recorded(seconds=seconds):
            return f"speaks after the tone, for {seconds} seconds"
        case Coded(missing=str(missing)):
            return "cannot say" if missing == Missing.DONT_KNOW.value else "would rather not say"
        case Coded(value=value) if value is not None:
            return f"answers {_labelled(value, ask)}"
        case Asked(command=command):
            return f"asks {_REQUESTS[command]}"
        case Speaks(language=language):
            return f"would rather speak {language}"
        case _:
            return "says nothing"


def _meaning(digits: str, ask: Ask | None) -> str | None:
    """What the keys mean where they were pressed, in words."""
    if digits.startswith("*"):
        return "back to the question" if ask is not None and ask.step == MENU else "menu"
    if ask is not None and ask.step in (MENU, STOPPING):
        wish = read_menu(Keys(digits), "") if ask.step == MENU else confirmed(Keys(digits), "")
        return None if wish is None or isinstance(wish, Sign) else wish.value.replace("_", " ")
    offered = ask.offered if ask is not None else ()
    label = next((answer.label for answer in offered if answer.key == digits.removesuffix("#")), None)
    return None if label == digits else label


def _labelled(value: Value, ask: Ask | None) -> str:
    """A value that a caller entered, as the person said it: a number with its label, all else by its label alone."""
    offered = ask.offered if ask is not None else ()
    label = next((answer.label for answer in offered if answer.value == value), str(value))
    return label if isinstance(value, str) or label == str(value) else f"{value} ({label})"


def _put(answer: Settled) -> str:
    if answer.missing is Missing.NPS_GATE:
        return f"{answer.question} is held back by the NPS gate"
    given = f"({answer.missing.value})" if answer.missing is not None else answer.value
    if answer.recorded is not None:
        given = f"(a recording of {answer.recorded} seconds)"
    words = f"“{answer.verbatim}”" if answer.verbatim is not None else None
    return f"{answer.question} = {' '.join(str(part) for part in (given, words) if part is not None)}"


def _raised(flag: RaisedFlag) -> str:
    about = f", {flag.dimension}" if flag.dimension is not None else ""
    return f"{flag.kind.value}, {flag.rule}, {flag.severity.value}{about}, for {flag.queue.value.replace('_', ' ')}"


def _summary(course: Course) -> Iterator[Step]:
    """How it ended, what was agreed, and the answers and flags that stand."""
    ended = course.ending.value.replace("_", " ") if course.ending is not None else "broken off"
    told = f"{ended}; the interview is: {course.completeness.value.replace('_', ' ')}"
    yield Step(Speaker.STAGE, Kind.ENDED, told)
    yield from (Step(Speaker.STAGE, Kind.AGREED, text) for text in _agreed(course))
    for answer in course.standing_answers:
        yield Step(Speaker.STAGE, Kind.FINAL_ANSWER, _put(answer), answer=answer)
    flagged = [(answer, answer.flag) for answer in course.standing_answers if answer.flag is not None]
    yield Step(Speaker.STAGE, Kind.FLAGS, str(len(flagged)))
    for answer, flag in flagged:
        yield Step(Speaker.STAGE, Kind.FINAL_FLAG, f"{flag.question}: {_raised(flag)}", answer=answer, flag=flag)


def _agreed(course: Course) -> Iterator[str]:
    if course.call_back is not None:
        yield f"agreed: we call again at {course.call_back:%Y-%m-%d %H:%M}"
    if course.successor is not None:
        yield f"to ask for instead: “{course.successor}”"
    if course.promised is not None:
        yield f"promised: a call by {course.promised:%Y-%m-%d %H:%M}"
