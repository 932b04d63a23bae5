"""The cast: who is at which number, where a test or a demo wants to decide it itself.

A file in JSON: an object from number to a role. A role is the name of a persona; or "browser", for whoever has the
page /phone open; or a list of steps, one for each time something is asked; or `{"calls": [role, role, …]}`, one for
each time the number is rung (the last repeats). `"calls_back": [role, role, …]` beside that: whoever missed a call
rings back, so often, and each time as one of these.
Steps on the phone of a persona: `{"persona": "mistaken", "steps": […]}`. An office: `{"extensions": {"204": role, …}}`
puts through to whose extension is keyed in, and to nobody else. `{"stays": 4}`: picks up, and stays in a conference for
so many seconds of a real clock. `{"steps": […], "stays": 4, "waits": 2}`: says what is written, leaves a conference so
many seconds after somebody came, and after so many alone in it.
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
_EXTENSION = re.compile(r"[0-9*#]+")


@dataclass(frozen=True)
class Played:
    """Somebody whose phone, and what detection says of it, is a persona's, and who does what a script says.

    `stays`, `waits`: seconds of a real clock in a conference, in company and alone; None: as the persona, for ever.
    """

    persona: str
    steps: tuple[str, ...]
    stays: float | None = None
    waits: float | None = None


@dataclass(frozen=True)
class Company:
    """Somebody who picks up, and stays in a conference for so many seconds of a real clock."""

    stays: float


Role = str | tuple[str, ...] | Played | Company


@dataclass(frozen=True)
class Office:
    """Colleagues behind one number, by their extensions."""

    extensions: Mapping[str, Role]


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


def role_of(number: str, value: object) -> Role:
    """The role that a value of JSON stands for. Raises ValueError with a sentence that names the number."""
    if isinstance(value, str):
        if value not in PERSONAS and value != BROWSER.name:
            known = ", ".join((*PERSONAS, BROWSER.name))
            raise ValueError(f"cast: {number}: there is no persona {value!r}; known: {known}")
        return value
    if isinstance(value, dict) and set(value) == {"persona", "steps"}:
        persona, steps = role_of(number, value["persona"]), role_of(number, value["steps"])
        if isinstance(persona, str) and isinstance(steps, tuple):
            return Played(persona, steps)
    if isinstance(value, dict) and {"steps"} < set(value) <= {"steps", "stays", "waits"}:
        steps, times = role_of(number, value["steps"]), [value.get(key) for key in ("stays", "waits")]
        if isinstance(steps, tuple) and all(isinstance(one, int | float | None) for one in times):
            return Played("happy", steps, *(None if one is None else float(one) for one in times))
    if isinstance(value, dict) and set(value) == {"stays"} and isinstance(value["stays"], int | float):
        return Company(float(value["stays"]))
    if isinstance(value, list) and all(isinstance(step, str) and step for step in value):
        return tuple(value)
    raise ValueError(f"cast: {number}: a role is a persona's name or a list of steps (texts)")


def _office(number: str, extensions: object) -> Office:
    known = isinstance(extensions, dict) and extensions and all(_EXTENSION.fullmatch(key) for key in extensions)
    if not known or not isinstance(extensions, dict):
        raise ValueError(f'cast: {number}: "extensions" is an object from extension (0-9, *, #) to role')
    return Office({key: role_of(f"{number} ext. {key}", role) for key, role in extensions.items()})


def _roles(number: str, value: object) -> tuple[Role | Office, ...]:
    if isinstance(value, dict) and set(value) == {"extensions"}:
        return (_office(number, value["extensions"]),)
    if isinstance(value, dict) and not ({"steps", "stays"} & set(value)):
        calls, back = value.get("calls"), value.get("calls_back", [])
        if not set(value) <= {"calls", "calls_back"} or not isinstance(calls, list) or not calls:
            raise ValueError(f'cast: {number}: an object must be {{"calls": [role, …]}} with at least one role')
        if not isinstance(back, list):
            raise ValueError(f"cast: {number}: calls_back is a list of roles")
        return tuple(role_of(number, role) for role in calls)
    return (role_of(number, value),)


def _callers(number: str, value: object) -> tuple[Role, ...]:
    back = value.get("calls_back", []) if isinstance(value, dict) else []
    return tuple(role_of(number, role) for role in back)


@dataclass(frozen=True)
class Cast:
    """Who is where: roles by number, and the table of personas for every other number. `callers`: who rings back."""

    seed: int = 0
    roles: Mapping[str, tuple[Role | Office, ...]] = field(default_factory=dict)
    callers: Mapping[str, tuple[Role, ...]] = field(default_factory=dict)

    def _role_at(self, number: str, ring: int) -> Role | Office | None:
        roles = self.roles.get(number)
        return roles[min(ring, len(roles) - 1)] if roles else None

    def persona(self, number: str, ring: int) -> Persona:
        """The persona at this number; a scripted person behaves on the phone like the happy one.

        Who missed us and rings back also picks up when we call again: whichever comes first, we hear the same answers.
        """
        found = self._persona_at(number, ring)
        return replace(found, line="answers") if found.returns and ring > 0 else found

    def _persona_at(self, number: str, ring: int) -> Persona:
        role = self._role_at(number, ring)
        if role is None:
            return persona_of(number)
        if role == BROWSER.name:
            return BROWSER
        if isinstance(role, Played):
            return PERSONAS[role.persona]
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
        if isinstance(role, Office | Company):
            return Scripted(())
        if isinstance(role, tuple | Played):
            return Scripted(role.steps if isinstance(role, Played) else role)
        return Listener(self.persona(number, ring), self.seed, number)

    def stays(self, number: str, ring: int) -> float:
        """For how long, in seconds of a real clock, whoever picks up stays in a conference."""
        role = self._role_at(number, ring)
        if isinstance(role, Company | Played) and role.stays is not None:
            return role.stays
        return self.persona(number, ring).stays

    def waits(self, number: str, ring: int) -> float:
        """For how long, in seconds of a real clock, whoever picks up waits in a conference for somebody else."""
        role = self._role_at(number, ring)
        return role.waits if isinstance(role, Played) and role.waits is not None else float("inf")

    def rings_back(self, number: str, ring: int) -> bool:
        """Whether whoever missed the `ring`-th call to this number calls back."""
        return ring < len(self.callers.get(number, ())) or self.persona(number, ring).returns

    def caller(self, number: str, nth: int, role: Role | None = None) -> Respondent:
        """Who it is that rings us for the `nth`-th time (from 0), unless a role says so."""
        roles = self.callers.get(number, ())
        chosen = role if role is not None else roles[min(nth, len(roles) - 1)] if roles else None
        if isinstance(chosen, tuple | Played):
            return Scripted(chosen.steps if isinstance(chosen, Played) else chosen)
        known = PERSONAS[chosen] if isinstance(chosen, str) else self.persona(number, 0)
        return Listener(known, self.seed, number)

    def has_office(self, number: str, ring: int) -> bool:
        """Whether an automatic attendant picks up."""
        return isinstance(self._role_at(number, ring), Office)

    def colleague(self, number: str, ring: int, extension: str) -> Respondent | None:
        """Who picks up when this extension is keyed in; None when there is no such, or nobody picks up."""
        office = self._role_at(number, ring)
        role = office.extensions.get(extension) if isinstance(office, Office) else None
        if isinstance(role, tuple | Played):
            return Scripted(role.steps if isinstance(role, Played) else role)
        there = isinstance(role, str) and role in PERSONAS and PERSONAS[role].line == "answers"
        return Listener(PERSONAS[role], self.seed, f"{number} {extension}") if isinstance(role, str) and there else None


def read_cast(text: str, seed: int) -> Cast:
    """Read a cast file. Raises ValueError with a sentence that names the number."""
    try:
        content = json.loads(text)
    except ValueError as error:
        raise ValueError(f"cast: not valid JSON: {error}") from None
    if not isinstance(content, dict):
        raise ValueError("cast: the file must be an object from number to role")
    roles = {number: _roles(number, value) for number, value in content.items()}
    return Cast(seed, roles, {number: callers for number, one in content.items() if (callers := _callers(number, one))})
