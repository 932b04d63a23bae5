"""Who picks up: one person for each last two digits of the number called, so that every number has its character.

The table below is read as digits: row = second last digit, column = last digit. Of the hundred, 58 complete the
interview gladly or at least calmly, 20 have something to complain about, and 22 cannot or will not be interviewed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from vocsurvey.sandbox.mood import Mood


@dataclass(frozen=True)
class Persona:
    """A character. `line` is how the phone behaves: answers, busy, no-answer, failed, rejected, machine, fax,
    browser; `returns`: whoever missed the first call rings back, where the number that rang takes calls, and picks up
    when called again. `greeting`: how long a machine speaks before it records, in seconds. `taken_for`: what detection
    says of the end of that greeting, or of a person whom it takes for a machine. `stays`: how long they stay in a
    conference, in seconds of a real clock from when somebody is there."""

    name: str
    summary: str
    line: str = "answers"
    returns: bool = False
    mood: Mood = Mood.DELIGHTED
    greeting: float = 0.0
    taken_for: str | None = None
    stays: float = 900.0


_ALL = (
    Persona("happy", "completes, gives the best answers"),
    Persona("content", "completes, satisfied but not delighted", mood=Mood.CONTENT),
    Persona("corrects", "gives a bad first rating by mistake, goes back through the * menu, and puts it right"),
    Persona("repeats", "asks through the * menu to hear the second question again, then completes"),
    Persona("slow", "first answers too late for a short timeout, then in time", mood=Mood.CONTENT),
    Persona("speaks", "says the answer instead of pressing it; presses when asked again"),
    Persona("fumbles", "presses a wrong key at the first rating, then the right ones"),
    Persona("angry", "completes, gives the worst answer everywhere", mood=Mood.BAD),
    Persona("uncared", "completes gladly, but says that nobody genuinely cared"),
    Persona("leaves", "gives the worst answer to the first rating and hangs up right after it", stays=20.0),
    Persona("silent", "picks up and never answers anything"),
    Persona("fades", "answers two questions, then says and presses nothing"),
    Persona("wrong", "presses only wrong keys"),
    Persona("optout", "opens the * menu and asks not to be called again"),
    Persona("notnow", "says that it is not a good time, and hangs up", stays=10.0),
    Persona("busy", "the line is busy", line="busy"),
    Persona("away", "nobody picks up", line="no-answer"),
    Persona(
        "returns",
        "misses the first call, rings back soon after, picks up from the second on",
        line="no-answer",
        returns=True,
    ),
    Persona("machine", "an answering machine picks up", line="machine", greeting=9.0, taken_for="machine_end_beep"),
    Persona("dead", "the number does not exist", line="failed"),
    Persona("rejects", "declines the call", line="rejected"),
)

_CAST_ONLY = (
    Persona("no-beep", "an answering machine that records without a beep", line="machine", greeting=6.0,
            taken_for="machine_end_silence"),
    Persona("endless", "a machine whose greeting never ends", line="machine", greeting=float("inf")),
    Persona("fax", "a fax picks up", line="fax"),
    Persona("colleague", "picks up their own phone and stays in a conference to its end", stays=float("inf")),
    Persona("mistaken", "completes gladly, and is taken for a machine by detection", greeting=9.0,
            taken_for="machine_end_beep"),
)  # fmt: skip
"""Those that are at no number unless the cast says so."""

PERSONAS: Mapping[str, Persona] = {persona.name: persona for persona in (*_ALL, *_CAST_ONLY)}
BROWSER = Persona("browser", "whoever has the page /phone open in a browser", line="browser")
"""Not one of the hundred: a number is held in the browser because the cast says so."""

_TABLE = """
    happy   happy   uncared  content  angry   happy    returns  corrects leaves   content
    happy   optout  happy    content  angry   busy     happy    uncared  repeats  content
    happy   speaks  machine  happy    leaves  content  happy    away     angry    fumbles
    content happy   uncared  silent   happy   slow     busy     happy    angry    happy
    happy   fades   content  happy    uncared happy    away     corrects happy    angry
    content happy   wrong    machine  happy   leaves   happy    repeats  dead     content
    happy   angry   happy    notnow   content uncared  happy    speaks   optout   happy
    slow    happy   content  returns  angry   happy    rejects  happy    uncared  content
    happy   silent  happy    leaves   content happy    busy     corrects fades    happy
    repeats happy   angry    wrong    uncared content  machine  leaves   away     happy
"""
_BY_DIGITS = tuple(_TABLE.split())


def persona_of(number: str) -> Persona:
    """The person at this number (at least two digits)."""
    return PERSONAS[_BY_DIGITS[int(number[-2:])]]


def described() -> str:
    """The table for people: each persona, its share of a hundred numbers, and its last two digits."""
    lines = []
    for persona in _ALL:
        digits = [f"{index:02d}" for index, name in enumerate(_BY_DIGITS) if name == persona.name]
        lines.append(f"  {persona.name:<9}{len(digits):>3}  {persona.summary}\n{'':15}{' '.join(digits)}")
    lines += [f"  {persona.name:<9}  -  {persona.summary}; only by --cast" for persona in _CAST_ONLY]
    return "\n".join(lines)
