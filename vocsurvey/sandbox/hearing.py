"""What a Gather has heard so far of somebody who enters it in real time.

The rules are those of gathering, which is asked again after each act: what it would have heard by now is heard.
"""

from dataclasses import replace

from vocsurvey.sandbox.gathering import Gathered, Press, Reaction, Speech, gather
from vocsurvey.sandbox.handset import Act, Deed
from vocsurvey.sandbox.verbs import Gather

LONGEST_SPEECH = 60.0
NEVER = float("inf")


class Hearing:
    """One Gather. Moments are those of the clock that `began` and the acts are read from."""

    def __init__(self, rules: Gather, began: float) -> None:
        self._rules = rules
        self._began = began
        self._prompt_seconds = NEVER
        self._presses: list[Press] = []
        self._speech: Speech | None = None
        self._speaks_since: float | None = None

    @property
    def interrupted(self) -> bool:
        """Whether the prompts are not to be spoken any further."""
        return self._prompt_seconds < NEVER

    @property
    def waiting(self) -> bool:
        """Whether the prompts are over, and nobody speaks: the timeout runs."""
        return self.interrupted and self._speaks_since is None

    @property
    def entered(self) -> str:
        """The keys so far, or the words."""
        return "".join(press.key for press in self._keys) or (self._speech.text if self._speech else "")

    @property
    def _keys(self) -> list[Press]:
        return self._presses if "dtmf" in self._rules.inputs else []

    @property
    def deadline(self) -> float:
        """The moment of the clock at which something is decided if nothing else happens."""
        if self._speaks_since is not None:
            return self._began + self._speaks_since + LONGEST_SPEECH
        return self._began + self._heard().seconds

    def ignores(self, act: Act) -> bool:
        """Whether this kind of input is not listened for."""
        if act.deed is Deed.KEY:
            return "dtmf" not in self._rules.inputs
        return act.deed in {Deed.SPEAKING, Deed.SAID, Deed.UNHEARD} and "speech" not in self._rules.inputs

    def take(self, act: Act) -> None:
        """Something happened."""
        at = act.at - self._began
        if act.deed is Deed.KEY:
            self._presses.append(Press(at, act.text))
        if act.deed is Deed.PROMPTED:
            self._prompt_seconds = min(self._prompt_seconds, at)
        elif not self.ignores(act):
            self._interrupt(at)
            self._speak(act, at)

    def _interrupt(self, at: float) -> None:
        if self._rules.barge_in:
            self._prompt_seconds = min(self._prompt_seconds, at)

    def _speak(self, act: Act, at: float) -> None:
        """Words come when they are complete; the first that is heard, of keys and words, wins."""
        since, self._speaks_since = self._speaks_since, None
        if act.deed is Deed.SPEAKING and not self._keys:
            self._speaks_since = at if since is None else since
        elif act.deed is Deed.SAID:
            began = at if since is None else since
            if self._speech is None:
                self._speech = Speech(began, at - began, act.text, act.confidence)
            else:
                text = f"{self._speech.text} {act.text}"
                self._speech = replace(self._speech, seconds=at - self._speech.at, text=text)

    def _heard(self) -> Gathered:
        return gather(self._rules, self._prompt_seconds, Reaction(tuple(self._presses), self._speech))

    def result(self, now: float) -> Gathered | None:
        """What was heard, once it is decided."""
        if self._speaks_since is not None and now >= self.deadline:
            self._speaks_since = None
        return None if now < self.deadline else self._heard()
