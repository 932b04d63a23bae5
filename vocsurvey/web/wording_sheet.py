"""Every word of a questionnaire as its page shows it: on both channels, with the keys, the answers and the voices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from vocsurvey.interview.asking import offered
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.speaking import instructions
from vocsurvey.interview.turn import Offered
from vocsurvey.library import Recording
from vocsurvey.questionnaire.finding import Path
from vocsurvey.questionnaire.flow import Flow, Node
from vocsurvey.questionnaire.model import AnyQuestion, Question, Questionnaire, Spoken, Statement
from vocsurvey.questionnaire.plain_words import plain
from vocsurvey.questionnaire.recording import Prompt

_FILL = re.compile(r"\{([^{}|]*)(\|[^{}]*)?\}")
_MAYBE = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True)
class Voice:
    """A recorded voice for one text: the file that is named, and the recording when it is there."""

    file: str
    recording: Recording | None


@dataclass(frozen=True)
class Said:
    """One thing that is said, on both channels. ``alike``: in the same words.

    ``keyed`` is what the automated voice says about the keys, ``seen`` what a caller has to choose from; of an open
    question nothing.
    """

    id: str
    name: str
    automated: str
    read: str
    question: AnyQuestion | None = None
    number: int | None = None
    core: bool = False
    only_if: str | None = None
    kind: str = ""
    note: str | None = None
    keyed: tuple[str, ...] = ()
    seen: tuple[Offered, ...] = ()
    flags: tuple[tuple[str, str], ...] = ()
    voice: Voice | None = None

    @property
    def alike(self) -> bool:
        """Whether both channels use the same words."""
        return self.automated == self.read


def wording(text: str) -> Markup:
    """A wording with its facts, and the parts that may be left out, set apart."""
    filled = _FILL.sub(lambda fill: f'<span class="fill">{_named(fill)}</span>', str(escape(text)))
    return Markup(_MAYBE.sub(r'<span class="maybe">\1</span>', filled))  # noqa: S704  # escaped in the line above


def everything_said(
    questionnaire: Questionnaire,
    language: str,
    course: Flow,
    spoken: Mapping[Path, Prompt],
    recording: Callable[[str], Recording | None],
) -> Iterator[Said]:
    """Every text of the questionnaire in a language, in order; ``spoken`` are its prompts by their places.

    ``recording`` finds a recorded file by its name.
    """
    nodes = {node.id: node for node in course.nodes}

    def said(key: str, name: str, value: Spoken, *path: str | int) -> Said:
        file = spoken[path].file
        voice = None if file is None else Voice(file, recording(file))
        return Said(key, name, value.text(language, live=False), value.text(language, live=True), voice=voice)

    opening, closing = questionnaire.opening, questionnaire.closing
    yield said("opening", "Opening", opening, "opening")
    yield said("good-time", "Good time?", opening.good_time, "opening", "good_time")
    yield said("not-now", "Not now", opening.not_now, "opening", "not_now")
    for index, question in enumerate(questionnaire.questions):
        node = nodes[f"question-{question.id}"]
        plainly = said(node.id, node.name, question, "questions", index)
        yield _asked(plainly, questionnaire, question, language, node)
    yield said("closing", "Closing", closing, "closing")
    yield said("closing-flagged", "Closing after a negative answer", closing.flagged, "closing", "flagged")
    message = questionnaire.machine_message
    if message is not None:
        yield said("machine-message", "Message for an answering machine", message, "machine_message")


def _asked(said: Said, questionnaire: Questionnaire, question: AnyQuestion, language: str, node: Node) -> Said:
    basis = Basis(questionnaire, {"contact.language": language})
    return replace(
        said,
        question=question,
        number=node.number,
        core=node.core,
        only_if=node.only_if,
        kind=node.hint,
        note=_note(question, language),
        keyed=tuple(instructions(basis, question, repeated=False)) if not isinstance(question, Statement) else (),
        seen=tuple(offered(basis, question, live=True)) if not isinstance(question, Statement) else (),
        flags=tuple((mark.severity, mark.words) for mark in node.marks),
    )


def _named(fill: re.Match[str]) -> str:
    name = plain(fill[1].strip().replace(".", " "))
    return f"{name}, or “{fill[2][1:]}”" if fill[2] else name


def _note(question: Question, language: str) -> str | None:
    return None if question.note is None else question.note.get(language)
