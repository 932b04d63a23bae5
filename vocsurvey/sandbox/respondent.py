"""The person who picked up: hears what is spoken and reacts, by character and mood.

A respondent is a listener. Whatever they do depends on the seed, the number called and the words heard on this
call, never on time or on other calls. Questions are recognised when they are asked again (after silence, a wrong
key, or a webhook that went astray), and the same question gets the same answer: so the answers are the same in any
weather.
"""

from dataclasses import dataclass
from typing import Protocol

from vocsurvey.sandbox import dice, mood, sentences, vocabulary
from vocsurvey.sandbox.ear import Heard, hear, matches
from vocsurvey.sandbox.gathering import Press, Reaction, Speech
from vocsurvey.sandbox.mood import Mood
from vocsurvey.sandbox.personas import Persona

WORDS_PER_SECOND = 2.5
KEY_GAP = 0.4
SILENCE = Reaction()
HANGS_UP = Reaction(leaves_at=0.6)


@dataclass(frozen=True)
class Prompt:
    """What is spoken while keys or speech are awaited. `before` is what was said since the last answer."""

    text: str
    language: str
    seconds: float
    speech_allowed: bool = False
    before: str = ""


class Respondent(Protocol):
    """Whoever is at the other end of the line."""

    def overhear(self, text: str) -> float | None:
        """Hear a statement; seconds after which they hang up, or None to stay."""

    def attend(self, prompt: Prompt) -> Reaction:
        """React to a prompt."""


def keyed(keys: str, at: float) -> Reaction:
    """Press these keys one after the other, the first at this time."""
    return Reaction(tuple(Press(at + index * KEY_GAP, key) for index, key in enumerate(keys)))


def said(text: str, at: float, confidence: float = 0.92) -> Reaction:
    """Say this at this time."""
    return Reaction(speech=Speech(at, max(1.0, len(text.split()) / WORDS_PER_SECOND), text, confidence))


class Listener:
    """A persona on one call."""

    def __init__(self, persona: Persona, seed: int, number: str) -> None:
        self.persona = persona
        self._seed = seed
        self._number = number
        self._cores: list[str] = []
        self._times: dict[str, int] = {}
        self._star_known = False
        self._menu_seen = False
        self._fumbled = False
        self._declined = False
        self._first_rating: str | None = None
        self._last_bad: str | None = None

    def overhear(self, text: str) -> float | None:
        """Hear a statement. Somebody who has just complained and only wanted to leave does so now."""
        self._star_known = self._star_known or hear(text).star
        return 0.6 if self.persona.name == "leaves" and self._last_bad is not None else None

    def attend(self, prompt: Prompt) -> Reaction:
        """React to a prompt by character; where the character has nothing to add, answer by mood."""
        heard = hear(prompt.text)
        if not heard.options and heard.scale is None and prompt.before:
            heard = hear(f"{prompt.before} {prompt.text}")
        self._star_known = self._star_known or heard.star
        if heard.core not in self._times:
            self._cores.append(heard.core)
        self._times[heard.core] = self._times.get(heard.core, 0) + 1
        if self.persona.name == "silent" or self.persona.line in {"machine", "fax"}:
            return SILENCE
        if _only_stops(heard):
            # Nothing is asked, only that one could be left alone for ever: most people simply hang up.
            return keyed(min(heard.options), prompt.seconds + 1.0) if self.persona.name == "optout" else HANGS_UP
        if _is_menu(heard):
            self._menu_seen = True
            return keyed(self._menu_key(heard), self._ready(prompt, heard))
        return self._by_character(prompt, heard) or self._answer(prompt, heard)

    def _luck(self, heard: Heard, what: str) -> float:
        return dice.fraction(self._seed, self._number, what, heard.core)

    def _ready(self, prompt: Prompt, heard: Heard) -> float:
        """When the first key is pressed: after the prompt and a moment's thought."""
        thought = 0.7 + self._luck(heard, "thought")
        if self.persona.name == "slow":
            thought = 5.5 if self._times[heard.core] == 1 and mood.rated(heard) else 2.0
        return prompt.seconds + thought

    def _by_character(self, prompt: Prompt, heard: Heard) -> Reaction | None:
        """What only this persona does; None where they answer like everybody else."""
        ready = self._ready(prompt, heard)
        name = self.persona.name
        if name == "leaves" and self._last_bad not in {None, heard.core}:
            return Reaction(leaves_at=0.6)
        if name == "notnow" and self._declined:
            return Reaction(leaves_at=0.6)
        if name == "fades" and self._cores.index(heard.core) >= 2:
            return SILENCE
        if name == "wrong":
            return keyed(mood.wrong_keys(heard), ready)
        if name == "fumbles" and not self._fumbled and self._evaluates(heard):
            self._fumbled = True
            return keyed(mood.wrong_keys(heard), ready)
        if self._wants_menu(heard):
            return keyed("*", ready)
        return None

    def _wants_menu(self, heard: Heard) -> bool:
        """Whether it is time for this persona to open the menu, of which they must have been told."""
        if self._menu_seen or not self._star_known:
            return False
        name = self.persona.name
        if name == "corrects":
            return self._first_rating not in {None, heard.core}
        return name == "optout" or (name == "repeats" and self._cores.index(heard.core) >= 1)

    def _menu_key(self, heard: Heard) -> str:
        wanted = {
            "optout": vocabulary.MENU_STOP,
            "corrects": vocabulary.MENU_BACK,
            "repeats": vocabulary.MENU_REPEAT,
        }.get(self.persona.name, vocabulary.MENU_GO_ON)
        stops = {key for key, label in heard.options.items() if matches(label, vocabulary.MENU_STOP)}
        candidates = stops if self.persona.name == "optout" else set(heard.options) - stops
        for words in (wanted, vocabulary.MENU_GO_ON, vocabulary.MENU_REPEAT):
            for key, label in heard.options.items():
                if key in candidates and matches(label, words):
                    return key
        return min(candidates or heard.options)

    def _evaluates(self, heard: Heard) -> bool:
        courtesy = heard.mentions(vocabulary.GOOD_TIME) or heard.mentions(vocabulary.COURTESY)
        return mood.rated(heard) and not courtesy

    def _mood(self, heard: Heard) -> Mood:
        """How they feel about this question. Even an angry person is polite about courtesies."""
        name = self.persona.name
        if name == "notnow" and heard.mentions(vocabulary.GOOD_TIME):
            self._declined = True
            return Mood.BAD
        if not self._evaluates(heard):
            return Mood.DELIGHTED
        if name == "uncared":
            return Mood.BAD if matches(heard.about, vocabulary.CARE) else Mood.DELIGHTED
        if name == "corrects":
            mistaken = self._first_rating == heard.core and not self._menu_seen and self._star_known
            return Mood.BAD if mistaken else Mood.DELIGHTED
        if name == "leaves":
            return Mood.BAD
        return self.persona.mood

    def _answer(self, prompt: Prompt, heard: Heard) -> Reaction:
        ready = self._ready(prompt, heard)
        if prompt.speech_allowed and _is_open(heard):
            return said(self._own_words(prompt, heard), ready)
        if self._evaluates(heard) and self._first_rating is None:
            self._first_rating = heard.core
        feeling = self._mood(heard)
        luck = dice.fraction(self._seed, self._number, "choice", _offered(heard) or heard.core)
        choice = mood.choose(heard, feeling, luck)
        if feeling is Mood.BAD and self._evaluates(heard):
            self._last_bad = heard.core
        if self.persona.name == "speaks" and self._times[heard.core] == 1:
            return said(sentences.spoken(choice.word, prompt.language), ready)
        return keyed(choice.keys + ("#" if heard.hash else ""), ready)

    def _own_words(self, prompt: Prompt, heard: Heard) -> str:
        feeling = self.persona.mood.value
        if self._last_bad is not None and self.persona.name in {"uncared", "leaves"}:
            feeling = "uncared" if self.persona.name == "uncared" else "bad"
        return sentences.sentence(prompt.language, feeling, self._seed, self._number, heard.core)


def _offered(heard: Heard) -> str:
    """What can be answered: the same however it is asked, with the names that our database knows or without them."""
    ends = [] if heard.scale is None else [f"{end} {heard.ends.get(end, '')}" for end in heard.scale]
    return ", ".join(ends or (f"{key} {label}" for key, label in heard.options.items()))


def _is_menu(heard: Heard) -> bool:
    """Whether keys are offered for at least two of: hear again, go back, stop the calls, go on, a person."""
    kinds = (
        vocabulary.MENU_STOP,
        vocabulary.MENU_BACK,
        vocabulary.MENU_REPEAT,
        vocabulary.MENU_GO_ON,
        vocabulary.MENU_PERSON,
    )
    labels = list(heard.options.values())
    return sum(any(matches(label, words) for label in labels) for words in kinds) >= 2


def _only_stops(heard: Heard) -> bool:
    """Whether all that can be pressed is a key that stops the calls."""
    labels = heard.options.values()
    return heard.scale is None and bool(labels) and all(matches(label, vocabulary.MENU_STOP) for label in labels)


def _is_open(heard: Heard) -> bool:
    """Whether they are asked to speak: told to, or offered nothing to press."""
    if heard.scale is not None or mood.rated(heard):
        return False
    return not heard.options or matches(heard.text, vocabulary.SPEAK)
