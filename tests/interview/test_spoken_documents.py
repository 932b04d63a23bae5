"""Everything that the automated voice can say, as documents that the carrier accepts.

Every shipped questionnaire is walked through in full: whatever can be heard at a step is heard there, and two states
that speak and go on alike are one. Each state is then spoken in every language, with all facts known, with none that
may be missing, and with names that XML would trip over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from xml.etree import ElementTree

import pytest

from vocsurvey.followup.flag import FlagKind
from vocsurvey.interview import answer, asking, engine, frame
from vocsurvey.interview.asking import put
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.heard import Heard, Keys, Recorded, Silence, Speech
from vocsurvey.interview.offering import FACT
from vocsurvey.interview.rehearse import EXAMPLE_FACTS
from vocsurvey.interview.speaking import turn_of
from vocsurvey.interview.state import Cue, Frame, State
from vocsurvey.interview.transcript import Channel, Exchange
from vocsurvey.interview.turn import Ending, Part, Turn
from vocsurvey.library import Library, load_library
from vocsurvey.questionnaire.condition import FactValue, Test, Value
from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.model import Asked, Choice, Consent, Open, Questionnaire, Scale, Statement
from vocsurvey.questionnaire.routes import leaves, routes, values_of
from vocsurvey.runtime import load_voices
from vocsurvey.sandbox.twiml import Document, read_answer
from vocsurvey.telephony import twiml
from vocsurvey.telephony.characters import plain
from vocsurvey.telephony.url import CarrierUrls
from vocsurvey.telephony.url import State as CarriedState
from vocsurvey.telephony.voices import Voices

LANGUAGES = ("en", "de", "fr", "es")
LARGEST, LONGEST_SAY, MOST_HINTS, LONGEST_HINT, LONGEST_URL = 64_000, 3_000, 500, 100, 4_000
"""The carrier's: bytes of a document, characters of a Say, hints of a Gather, characters of a hint and an address."""
TOKEN = "t" * 43
CALL: Mapping[str, FactValue] = {
    "call.at": "2026-05-12T10:30",
    "contact.languages": "en,de,fr,es",
    "call_back.in_an_hour": "2026-05-12T11:30",
    "call_back.tomorrow_morning": "2026-05-13T09:00",
    "call_back.days": "2026-05-13,2026-05-15,2026-05-18,2026-05-19,2026-05-20",
    "call_back.first_hour": 8,
    "call_back.last_hour": 17,
}
CERTAIN = {name: value for name, value in EXAMPLE_FACTS.items() if name in KNOWN_FACTS and KNOWN_FACTS[name].certain}
AWKWARD = {
    **EXAMPLE_FACTS,
    "contact.name": 'Zoë <O\'Brien> & "Søn"]]>',
    "owner.name": "名前 & Co. \x0b\ud83d",
    "touchpoint.subject": "{braces} [brackets] " + "a very long subject " * 20,
}
KNOWING = {"all": EXAMPLE_FACTS, "certain": CERTAIN, "awkward": AWKWARD}


@cache
def shipped() -> Library:
    """The shipped questionnaires, read once."""
    return load_library()


@cache
def voices() -> Voices:
    """The shipped voices."""
    return load_voices(None)


@dataclass(frozen=True)
class Walk:
    """One questionnaire, walked through from one beginning; ``framed``: only as far as the first question;
    ``resumed``: from a later call on, the first question having been put; ``offering``: of a decision maker, and only
    what is said while a person is offered."""

    questionnaire: Questionnaire
    facts: Mapping[str, FactValue]
    framed: bool = False
    resumed: bool = False
    offering: bool = False

    @property
    def basis(self) -> Basis:
        return Basis(
            self.questionnaire, self.facts, {**CALL, **{name: self.facts.get(name) for name in ("call.shared", FACT)}}
        )

    def states(self) -> Iterator[State]:
        """Every state that can be reached, once for all that speak and go on alike."""
        basis = self.basis
        first = State(frame=frame.first_frame(basis))
        if self.resumed:
            asked = next(one.id for one in self.questionnaire.questions if not isinstance(one, Statement))
            first = engine.on_leg(basis, replace(first, frame=None, at=asked), 2)
        waiting, seen = deque([first]), {self._essence(first)}
        while waiting:
            state = waiting.popleft()
            if state.frame is Frame.OFFER or not self.offering:
                yield state
            for heard in self._heard(basis, state) if state.frame or not self.framed else ():
                after = engine.step(basis, state, Exchange(len(state.steps), 1, Channel.IVR, heard))
                after = replace(after, language=None)
                essence = self._essence(after)
                if essence not in seen:
                    seen.add(essence)
                    waiting.append(after)

    def _heard(self, basis: Basis, state: State) -> Iterator[Heard]:
        """What can be heard: one of each class of answers, silence, a wrong key, the menu and what it offers.

        An answer, a skip and a way back lead to the same place after a failure or a repeat as before it, so that these
        are walked on with failures only; and whoever has gone back once goes forward again.
        """
        if state.ending is not None:
            return
        if state.in_menu:
            ahead = state.at in answer.standing(state.settled)
            yield from (Keys(key) for key in ("1", "3", "4", "9", "5") + ("2",) * (not ahead))
            return
        if state.stopping:
            yield from (Keys(key) for key in ("1", "2", "9"))
            return
        yield from (Silence(), Keys("7777777"))
        if not state.failures and not state.repeats:
            yield from (Keys("*"), Keys("0"))
            yield from self._answers(put(basis, state))
            if state.frame is Frame.GOOD_TIME:
                words = {"en": "not interested", "de": "kein Interesse", "fr": "pas intéressé", "es": "no me interesa"}
                yield Speech(words[basis.language])
                yield Speech("stop" if basis.language in ("en", "fr") else "basta")

    def _answers(self, question: Asked) -> Iterator[Heard]:
        tests: list[Test] = [
            leaf for one in self.questionnaire.questions for leaf in leaves(one.ask_if) if isinstance(leaf, Test)
        ]
        tests += [rule.when for rule in question.flags if rule.when is not None]
        if isinstance(question, Open):
            yield Keys("#")
            yield Recorded("RE" + "0" * 32, 9)
            yield Speech("It took too long.")
            yield Speech("We are going to call our lawyer.")
            return
        for value in values_of(question, tests):
            yield Keys(self._key(question, value))

    def _key(self, question: Asked, value: Value) -> str:
        match value:
            case "yes" | "no":
                return {"yes": "1", "no": "2"}[value]
            case str():
                options: list[str] = [one.id for one in getattr(question, "options", ())]
                return str(options.index(value) + 1)
            case _:
                return str(value)

    @property
    def _looked_at(self) -> frozenset[str]:
        found = (getattr(leaf, "answer", None) for one in self.questionnaire.questions for leaf in leaves(one.ask_if))
        return frozenset(name for name in found if name) | self._consents

    @property
    def _consents(self) -> frozenset[str]:
        """What an open question is put by: a comment is recorded or it is not."""
        return frozenset(one.id for one in self.questionnaire.questions if isinstance(one, Consent))

    def _essence(self, state: State) -> object:
        """All that what is said, now and later, can depend on."""
        stands = answer.standing(state.settled)
        looked_at = tuple((name, stands[name].value) for name in sorted(self._looked_at & set(stands)))
        negative = any(one.negative for one in stands.values())
        ahead = (state.at, state.day, state.told, frozenset(stands), looked_at, _owed(state), negative)
        return self.said_in(state), ahead, self._acknowledged(state), state.offered, state.frame is Frame.OFFER

    def _acknowledged(self, state: State) -> int:
        """Which acknowledgement the last negative answer had: they come round."""
        wordings = len(self.questionnaire.phrases[LANGUAGES[0]].acknowledge)
        return sum(one.negative for one in state.settled) % wordings

    def said_in(self, state: State) -> object:
        """All that what is said now can depend on."""
        if state.in_menu:
            return "menu"
        if state.stopping:
            return "stopping"
        if state.ending is not None:
            return state.ending, state.call_back, state.cue, state.lead_in, _owed(state)
        acknowledged = self._acknowledged(state) if state.cue is Cue.ACKNOWLEDGE else 0
        asked = state.at if state.frame is None else state.frame
        lead_in = state.lead_in if state.entire else ()
        recorded = asking.comment_recorded(self.basis, state)
        return asked, state.cue, acknowledged, state.failures, state.repeats > 0, state.entire, lead_in, recorded


def _owed(state: State) -> bool:
    """Whether an answer obliges us to call back."""
    owing = (FlagKind.NEGATIVE, FlagKind.ALARM)
    return any(one.flag is not None and one.flag.kind in owing for one in answer.standing(state.settled).values())


def beginnings(questionnaire: Questionnaire) -> Iterator[Walk]:
    """The questionnaire on a line of one's own, on one that several people share, and in a later call."""
    yield Walk(questionnaire, EXAMPLE_FACTS)
    yield Walk(questionnaire, {**EXAMPLE_FACTS, "call.shared": True}, framed=True)
    yield Walk(questionnaire, EXAMPLE_FACTS, framed=True, resumed=True)
    yield Walk(questionnaire, {**EXAMPLE_FACTS, "contact.decision_maker": True, FACT: True}, offering=True)


@dataclass(frozen=True)
class Spoken:
    """A turn with the document that speaks it."""

    turn: Turn
    text: str


@cache
def spoken(name: str) -> tuple[Spoken, ...]:
    """Every document that the questionnaire can lead to, each once."""
    urls = CarrierUrls("https://survey.example.com", "a secret of the tests, long enough")
    codes = tuple((one.id, "a_long_option_of_a_choice") for one in shipped()[name].questions)
    documents: dict[object, Spoken] = {}
    for walk in beginnings(shipped()[name]):
        for state in {walk.said_in(state): state for state in walk.states()}.values():
            for turn in _turns(walk, state):
                key = (turn.lines, turn.ask, turn.ending, turn.language)
                if key not in documents:
                    carried = CarriedState("0" * 32, turn.language, turn.position, 1, 0, "a_question", "1234567", codes)
                    comment = twiml.CommentUrls(urls.comment(TOKEN, carried), urls.words(TOKEN, carried))
                    text = twiml.render(turn, urls.turn(TOKEN, carried), voices(), comment=comment)
                    documents[key] = Spoken(turn, text)
    return tuple(documents.values())


def _turns(walk: Walk, state: State) -> Iterator[Turn]:
    for language in LANGUAGES:
        for facts in KNOWING.values():
            known = {**facts, "contact.language": language}
            yield turn_of(replace(walk.basis, facts=known), state, live=False)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_document_of_every_route_is_one_that_the_carrier_accepts(name: str) -> None:
    headers = {"Content-Type": "text/xml; charset=utf-8"}
    for one in spoken(name):
        body = one.text.encode()
        assert isinstance(read_answer(body, headers), Document), read_answer(body, headers)
        assert len(body) <= LARGEST
        _check_limits(ElementTree.fromstring(body))


def _check_limits(root: ElementTree.Element) -> None:
    assert all(len(say.text or "") <= LONGEST_SAY for say in root.iter("Say"))
    for gather in root.iter("Gather"):
        hints = [hint for hint in gather.get("hints", "").split(",") if hint]
        assert len(hints) <= MOST_HINTS
        assert all(len(hint.strip()) <= LONGEST_HINT for hint in hints)
        assert len(gather.get("action", "")) < LONGEST_URL


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_document_says_what_the_turn_says_and_waits_or_ends(name: str) -> None:
    for one in spoken(name):
        root = ElementTree.fromstring(one.text)
        said = " ".join(" ".join(say.text or "" for say in root.iter("Say")).split())
        heard = (" ".join(plain(line.text).split()) for line in one.turn.lines if line.part is not Part.NOTE)
        assert said == " ".join(heard)
        assert said
        asks = one.turn.ask
        waits = ["Gather", "Record", "Redirect"] if asks is not None and asks.recorded else ["Gather"]
        assert [child.tag for child in root if child.tag != "Say"] == (["Hangup"] if asks is None else waits)
        languages = {say.get("language", "")[:2] for say in root.iter("Say")}
        assert one.turn.language in languages
        assert languages <= set(LANGUAGES)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_walk_comes_to_every_step_every_ending_and_every_question(name: str) -> None:
    """The walk is no shorter than the proof of the lint: what is asked on some way is put in some document."""
    turns = [one.turn for one in spoken(name)]
    steps = {turn.ask.step for turn in turns if turn.ask is not None}
    ways = routes(shipped()[name])
    statements = {one.id for one in shipped()[name].questions if isinstance(one, Statement)}
    assert steps == {*Frame, "menu", "stopping"} | {step for way in ways.ways for step in way.asked} - statements
    assert {turn.ending for turn in turns} - {None} == set(Ending)
    assert {turn.language for turn in turns} == set(LANGUAGES)
    grave = sum(any(rule.kind == "negative" for rule in one.flags) for one in shipped()[name].questions)
    for language in LANGUAGES:
        phrases = shipped()[name].phrases[language]
        lines = {line.text for turn in turns for line in turn.lines if turn.language == language}
        assert {*phrases.acknowledge[:grave], *phrases.silence, *phrases.wrong_key} <= lines
        assert {phrases.cant_say_key, phrases.skipped, phrases.no_way_back} <= lines
        for offer in phrases.menu.split(". "):
            assert any(offer in line for line in lines), offer
        for label in _labels(shipped()[name], language):
            assert any(label in line for line in lines), label


def _labels(questionnaire: Questionnaire, language: str) -> Iterator[str]:
    """What is read out of the choices and of the ends of the scales."""
    for question in questionnaire.questions:
        if isinstance(question, Scale):
            yield from (question.labels[end][language] for end in (question.low, question.high))
        if isinstance(question, Choice):
            yield from (option.label[language] for option in question.options)


def test_a_comment_is_recorded_exactly_where_the_person_agreed() -> None:
    """Both ways are walked, in every language; where nothing asks for the consent, nothing is ever recorded."""
    for name, questionnaire in shipped().items():
        purposes = {one.purpose for one in questionnaire.questions if isinstance(one, Consent)}
        opens = [one for one in spoken(name) if _opens(questionnaire, one.turn)]
        recorded = {(one.turn.language, "<Record" in one.text) for one in opens}
        ways = {True, False} if "recording" in purposes else {False}
        assert recorded == {(language, way) for language in LANGUAGES for way in ways}, name


def _opens(questionnaire: Questionnaire, turn: Turn) -> bool:
    return turn.ask is not None and turn.ask.kind == "open" and turn.ask.step not in tuple(Frame)


def test_what_can_be_said_is_counted() -> None:
    """Printed with ``-s``; far fewer would mean that the walk has stopped early."""
    counts = {name: len(spoken(name)) for name in shipped()}
    print(f"\n{sum(counts.values())} documents: {counts}")
    assert min(counts.values()) >= 300
    assert sum(counts.values()) >= 4_000


@pytest.mark.parametrize("language", [*LANGUAGES, "en-GB", "it"])
def test_what_is_said_when_all_else_fails_is_accepted_too(language: str) -> None:
    for text in (twiml.sorry(language, voices()), twiml.trial(voices()), twiml.hang_up()):
        assert isinstance(read_answer(text.encode(), {"Content-Type": "text/xml"}), Document)
