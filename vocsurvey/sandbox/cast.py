"""The cast: who is at which number, where a test or a demo wants to decide it itself.

A file in JSON: an object from number to a role. A role is the name of a persona; or "browser", for whoever has the
page /phone open; or a list of steps, one for each time something is asked; or `{"calls": [role, role, …]}`, one for
each time the number is rung (the last repeats).
Steps: keys ("1", "10#", "*"), "silence", "hangup" (as soon as the prompt begins), any other text is spoken.
Keys with a "!" behind ("5!") are followed by hanging up at once, while they are still on their way to the customer.
When the steps are used up, there is silence.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from vocsurvey.sandbox.gathering import Reaction
from vocsurvey.sandbox.personas import BROWSER, PERSONAS, Persona, persona_of
from vocsurvey.sandbox.respondent import SILENCE, Listener, Prompt, Respondent, keyed, said

_KEYS = re.compile(r"[0-9*#A-D]+!?")

Role = str | tuple[str, ...]


class Scripted:
    """Somebody who does exactly what the script says, one step for each thing asked."""

    def __init__(self, steps: Sequence[str]) -> None:
        self._steps = list(steps)

    def overhear(self, text: str) -> float | None:
        """Statements are heard to their end."""
        return None

    def attend(self, prompt: Prompt) -> Reaction:
        """Do the next step, one second after the prompt."""
        step = self._steps.pop(0) if self._steps else "silence"
        if step == "silence":
            return SILENCE
        if step == "hangup":
            return Reaction(leaves_at=0.5)
        if _KEYS.fullmatch(step):
            pressed = keyed(step.rstrip("!"), prompt.seconds + 1.0)
            return Reaction(pressed.presses, leaves_next=step.endswith("!"))
        return said(step, prompt.seconds + 1.0)


def _role(number: str, value: object) -> Role:
    if isinstance(value, str):
        if value not in PERSONAS and value != BROWSER.name:
            known = ", ".join((*PERSONAS, BROWSER.name))
            raise ValueError(f"cast: {number}: there is no persona {value!r}; known: {known}")
        return value
    if isinstance(value, list) and all(isinstance(step, str) and step for step in value):
        return tuple(value)
    raise ValueError(f"cast: {number}: a role is a persona's name or a list of steps (texts)")


def _roles(number: str, value: object) -> tuple[Role, ...]:
    if isinstance(value, dict):
        calls = value.get("calls")
        if set(value) != {"calls"} or not isinstance(calls, list) or not calls:
            raise ValueError(f'cast: {number}: an object must be {{"calls": [role, …]}} with at least one role')
        return tuple(_role(number, role) for role in calls)
    return (_role(number, value),)


@dataclass(frozen=True)
class Cast:
    """Who is where: roles by number, and the table of personas for every other number."""

    seed: int = 0
    roles: Mapping[str, tuple[Role, ...]] = field(default_factory=dict)

    def _role_at(self, number: str, ring: int) -> Role | None:
        roles = self.roles.get(number)
        return roles[min(ring, len(roles) - 1)] if roles else None

    def persona(self, number: str, ring: int) -> Persona:
        """The persona at this number; a scripted person behaves on the phone like the happy one."""
        role = self._role_at(number, ring)
        if role is None:
            return persona_of(number)
        if role == BROWSER.name:
            return BROWSER
        return PERSONAS[role] if isinstance(role, str) else PERSONAS["happy"]

    @property
    def in_browser(self) -> tuple[str, ...]:
        """The numbers that are held in the browser, at least at times."""
        return tuple(number for number, roles in self.roles.items() if BROWSER.name in roles)

    def with_phones(self, numbers: Iterable[str]) -> "Cast":
        """The same cast with these numbers held in the browser, except where it has roles for them."""
        return replace(self, roles={**dict.fromkeys(numbers, (BROWSER.name,)), **self.roles})

    def respondent(self, number: str, ring: int) -> Respondent:
        """Who picks up when this number rings for the `ring`-th time (from 0)."""
        role = self._role_at(number, ring)
        if isinstance(role, tuple):
            return Scripted(role)
        return Listener(self.persona(number, ring), self.seed, number)


def read_cast(text: str, seed: int) -> Cast:
    """Read a cast file. Raises ValueError with a sentence that names the number."""
    try:
        content = json.loads(text)
    except ValueError as error:
        raise ValueError(f"cast: not valid JSON: {error}") from None
    if not isinstance(content, dict):
        raise ValueError("cast: the file must be an object from number to role")
    return Cast(seed, {number: _roles(number, value) for number, value in content.items()})
