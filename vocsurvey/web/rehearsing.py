"""A rehearsal in the page: what was clicked so far, played on both channels from the beginning each time.

Nothing is kept between two clicks: the form, or the link, carries all that was heard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from werkzeug.datastructures import MultiDict

from vocsurvey.interview.heard import Asked, Heard, Keys, Recorded, Speech
from vocsurvey.interview.persona import Move, Persona, Respondent, Scene, respondent
from vocsurvey.interview.rehearse import EXAMPLE_FACTS, Kind, Speaker, Step, cut_off, played
from vocsurvey.interview.script import checked, scripted
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Ask
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.web.beside_the_question import offered_beside

MOST_HEARD = 120
LONGEST_WORDS = 300
PERSONAS: Mapping[Persona, str] = {
    Persona.HAPPY: "a happy customer",
    Persona.ANGRY: "an angry one",
    Persona.SILENT: "one who says nothing",
    Persona.HANGS_UP: "one who hangs up",
    Persona.OPTS_OUT: "one who wants no more calls",
    Persona.BUSY: "one who has no time now",
    Persona.WRONG_PERSON: "the wrong person",
    Persona.CORRECTS: "one who corrects an answer",
}
SUBJECTS = {"de": "Etikettendrucker", "fr": "l'imprimante d'étiquettes", "es": "la impresora de etiquetas"}
"""The made-up touchpoint in other languages than English."""
_TICKS = ("decides", "complaint", "grievance", "sparse", "shared", "later", "inbound")
_SUMMARY = frozenset({Kind.ENDED, Kind.AGREED, Kind.FINAL_ANSWER, Kind.FLAGS, Kind.FINAL_FLAG})
_FULL = f"A rehearsal holds {MOST_HEARD} answers. Undo some, or start over."


@dataclass(frozen=True)
class Circumstances:
    """Whom the rehearsal calls. ``sparse``: only the facts that are always known; ``wanted`` is the persona.

    ``shared``: several people share the line; ``later``: an earlier call was cut off; ``inbound``: they call us.
    """

    language: str
    decides: bool = False
    complaint: bool = False
    grievance: bool = False
    sparse: bool = False
    shared: bool = False
    later: bool = False
    inbound: bool = False
    wanted: Persona | None = None

    @classmethod
    def of(cls, form: MultiDict[str, str], questionnaire: Questionnaire) -> Circumstances:
        """What a form or a link says; what it says wrongly is left at its default."""
        persona = form.get("persona")
        return cls(
            language=questionnaire.language(form.get("language")),
            wanted=Persona(persona) if persona in list(Persona) else None,
            **{name: form.get(name) == "yes" for name in _TICKS},
        )

    def facts(self) -> Mapping[str, FactValue]:
        """The facts of somebody made up."""
        known = {
            name: value
            for name, value in EXAMPLE_FACTS.items()
            if not self.sparse or name not in KNOWN_FACTS or KNOWN_FACTS[name].certain
        }
        complaint = {"touchpoint.kind": "complaint"} if self.complaint else {}
        spoken = SUBJECTS.get(self.language.partition("-")[0])
        subject = {"touchpoint.subject": spoken} if spoken and not self.sparse else {}
        return {
            **known,
            **complaint,
            **subject,
            "contact.language": self.language,
            "contact.decision_maker": self.decides,
            "follow_up.open": self.grievance,
            "call.shared": self.shared,
            "call.inbound": self.inbound,
        }

    def begun(self, questionnaire: Questionnaire, channel: Channel) -> Transcript | None:
        """What was heard in the call before; None where this is the first one."""
        return cut_off(questionnaire, self.facts(), channel) if self.later else None

    def fields(self) -> dict[str, str]:
        """What a link or a form carries, without what is at its default."""
        given = {name: "yes" for name in _TICKS if getattr(self, name)}
        persona = {"persona": self.wanted.value} if self.wanted is not None else {}
        return {"language": self.language, **given, **persona}


@dataclass
class Round:
    """What one thing heard led to on one channel: what the customer did, what came of it, what is said to it."""

    steps: list[Step] = field(default_factory=list)

    @property
    def did(self) -> tuple[Step, ...]:
        """What the customer did."""
        moves = (Kind.HEARD, Kind.HUNG_UP, Kind.CALL, Kind.UNHEARD)
        return tuple(step for step in self.steps if step.kind in moves)

    @property
    def came(self) -> tuple[Step, ...]:
        """The answers that it settled or took back, and the flags that it raised."""
        return tuple(step for step in self.steps if step.kind in (Kind.ANSWER, Kind.WITHDRAWN, Kind.FLAG))

    @property
    def said(self) -> tuple[Step, ...]:
        """What is said to it, notes to the caller included."""
        ours = (Speaker.VOICE, Speaker.CALLER)
        return tuple(step for step in self.steps if step.speaker in ours or step.kind is Kind.NOTE)


@dataclass
class Take:
    """One channel's side. ``scene`` is where it stands when more can be heard, None once it has ended for ever."""

    rounds: list[Round]
    summary: list[Step]
    scene: Scene | None

    def of(self, kind: str) -> list[Step]:
        """What it came to, of one kind."""
        return [step for step in self.summary if step.kind == kind]


@dataclass(frozen=True)
class Rehearsal:
    """Both sides of one conversation, and what was heard in it. ``refusal`` says why the last wish was not met."""

    circumstances: Circumstances
    heard: tuple[str, ...]
    takes: Mapping[Channel, Take]
    refusal: str | None = None

    def pairs(self) -> Iterator[tuple[Round | None, Round | None]]:
        """The rounds side by side, automated voice first; None where that channel has ended before."""
        return zip_longest(self.takes[Channel.IVR].rounds, self.takes[Channel.LIVE].rounds)

    @property
    def take(self) -> Take:
        """The side to ask what can be answered: the automated voice while it is on, else the caller."""
        ivr, live = self.takes[Channel.IVR], self.takes[Channel.LIVE]
        return live if not on_air(ivr) and on_air(live) else ivr

    @property
    def ask(self) -> Ask | None:
        """What is waited for; as the caller sees it where both ask the same, because that names every answer."""
        asked = [take.scene.course.turn.ask for take in self.takes.values() if take.scene and on_air(take)]
        alike = [ask for ask in asked if ask is not None and asked[0] is not None and ask.step == asked[0].step]
        return next((ask for ask in alike if ask.offered), alike[0] if alike else None)

    @property
    def beside(self) -> tuple[tuple[str, str], ...]:
        """At the menu, and where it is asked whether to stop: the keys that are named just now, with what they do."""
        scenes = [take.scene for take in self.takes.values() if take.scene is not None]
        said = " ".join(line.text for scene in scenes for line in scene.course.turn.lines)
        return offered_beside(self.ask.step, said) if self.ask is not None else ()


def on_air(take: Take) -> bool:
    """Whether somebody is still on the line."""
    return take.scene is not None and take.scene.on_the_line


def rehearsal(questionnaire: Questionnaire, circumstances: Circumstances, heard: tuple[str, ...]) -> Rehearsal:
    """Play what was heard on both channels. Raises ValueError for something that cannot be heard."""
    takes = {channel: _take(questionnaire, circumstances, scripted(heard), channel) for channel in Channel}
    return Rehearsal(circumstances, heard, takes)


def heard_in(form: MultiDict[str, str]) -> tuple[str, ...]:
    """What was heard so far, as a form or a link carries it. Raises ValueError with a sentence for what cannot be."""
    tokens = tuple(form.getlist("heard"))
    if len(tokens) > MOST_HEARD:
        raise ValueError(_FULL)
    return tuple(_fit(token) for token in tokens)


def wished(form: MultiDict[str, str], questionnaire: Questionnaire, circumstances: Circumstances) -> tuple[str, ...]:
    """What has been heard after the form's wish: one more thing, one less, or the persona's part.

    Raises ValueError with a sentence for a wish that cannot be met.
    """
    heard = heard_in(form)
    match form.get("do"):
        case "undo":
            return heard[:-1]
        case "over":
            return ()
        case "persona" | "play" as wish:
            return _performed(questionnaire, circumstances, heard, to_the_end=wish == "play")
        case "words":
            new = f"say: {' '.join(form.get('words', '').split())}"
        case "keys":
            new = form.get("keys", "").strip()
        case _ if form.get("hear"):
            new = form["hear"]
        case _:
            return heard
    if len(heard) >= MOST_HEARD:
        raise ValueError(_FULL)
    return (*heard, _fit(new))


def _fit(token: str) -> str:
    if token.removeprefix("say:").strip() == "" or len(token) > LONGEST_WORDS:
        raise ValueError(f"Say something first, in at most {LONGEST_WORDS} letters.")
    try:
        return checked(token)
    except ValueError:
        raise ValueError("That cannot be heard. Press keys (0 to 9, * and #) or say something.") from None


def _performed(
    questionnaire: Questionnaire, circumstances: Circumstances, heard: tuple[str, ...], *, to_the_end: bool
) -> tuple[str, ...]:
    """What has been heard once the persona has answered: the next question, or all that are left."""
    if circumstances.wanted is None:
        raise ValueError("Choose who answers first.")
    acted: list[str] = []
    script, persona = scripted(heard), respondent(circumstances.wanted)

    def responds(scene: Scene) -> Heard | Move | None:
        before = script(scene)
        if before is not None:
            return before
        room = len(heard) + len(acted) < MOST_HEARD
        if not room or (acted and not to_the_end):
            return None
        answer = persona(scene)
        acted.extend([] if answer is None else [token_of(answer)])
        return answer

    begun = circumstances.begun(questionnaire, Channel.IVR)
    for _ in played(questionnaire, circumstances.facts(), responds, Channel.IVR, begun):
        pass
    return (*heard, *acted)


def token_of(heard: Heard | Move) -> str:
    """The word of a script for what somebody does on the phone; ``script.heard_of`` reads it back."""
    match heard:
        case Move():
            return heard.value
        case Keys(digits=digits):
            return digits
        case Speech(words=words):
            return f"say: {words}"
        case Recorded(seconds=seconds):
            return f"record: {seconds}"
        case Asked(command=command):
            return f"ask: {command.value.replace('_', ' ')}"
        case _:
            return "silence"


def _take(questionnaire: Questionnaire, circumstances: Circumstances, respondent: Respondent, channel: Channel) -> Take:
    take, begun = Take([Round()], [], None), circumstances.begun(questionnaire, channel)
    for step in played(questionnaire, circumstances.facts(), _watched(respondent, take), channel, begun):
        (take.summary if step.kind in _SUMMARY else take.rounds[-1].steps).append(step)
    return take


def _watched(respondent: Respondent, take: Take) -> Callable[[Scene], Heard | Move | None]:
    """The respondent, with a new round begun whenever they do something, and the scene kept when they do no more."""

    def responds(scene: Scene) -> Heard | Move | None:
        answer = respondent(scene)
        if answer is None:
            take.scene = scene
        else:
            take.rounds.append(Round())
        return answer

    return responds
