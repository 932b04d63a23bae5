"""The weather on the line: seeded faults of the network and of the carrier, each kind with its probability.

No kind loses a key press silently: a voice webhook that cannot be delivered goes Twilio's way (one more try, then
FallbackUrl). Only status callbacks are ever lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from vocsurvey.sandbox import dice

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "status_lost": "a status callback is never sent",
        "status_doubled": "a status callback is sent twice",
        "status_late": "a status callback is sent some seconds late",
        "status_reordered": "a status callback arrives after the one that follows it",
        "voice_refused": "the first connection of a voice webhook is refused; the retry succeeds",
        "voice_unreachable": "a voice webhook cannot be connected at all: FallbackUrl is asked",
        "voice_slow": "a voice webhook travels slowly",
        "voice_answer_lost": "a voice webhook is received, and its answer never comes back: FallbackUrl is asked",
        "voice_doubled": "a voice webhook is sent twice; the second answer is ignored",
        "create_throttled": "a new call is refused with 429 and not placed",
        "create_error": "a new call gets a 500 and is not placed",
        "create_error_placed": "a new call gets a 500 and is placed all the same",
        "create_garbled": "a new call is placed, and the 201 cannot be read",
        "create_hung": "a new call is placed, and its answer never comes: the connection is held, then dropped",
        "create_reset": "the connection is reset before a new call is processed",
        "list_late": "a new call is missing from the lists of calls for some seconds",
        "list_foreign": "another application calls the same number from the same one: it is in the lists too",
        "read_throttled": "a request for a list of calls or of events gets a 429",
        "read_error": "a request for a list of calls or of events gets a 500",
    }
)

STORM: Mapping[str, float] = MappingProxyType(
    {
        "status_lost": 0.10,
        "status_doubled": 0.10,
        "status_late": 0.10,
        "status_reordered": 0.10,
        "voice_refused": 0.05,
        "voice_unreachable": 0.03,
        "voice_slow": 0.05,
        "voice_answer_lost": 0.03,
        "voice_doubled": 0.10,
        "create_throttled": 0.08,
        "create_error": 0.02,
        "create_error_placed": 0.04,
        "create_garbled": 0.02,
        "create_hung": 0.04,
        "create_reset": 0.02,
        "list_late": 0.10,
        "list_foreign": 0.05,
        "read_throttled": 0.05,
        "read_error": 0.03,
    }
)


@dataclass(frozen=True)
class Weather:
    """A seed and the probability of each kind; a kind that is not named never happens."""

    seed: int = 0
    chances: Mapping[str, float] = field(default_factory=dict)

    def strikes(self, kind: str, *subject: str | int) -> bool:
        """Whether this kind happens to this subject (a name of the event, e.g. number, call, n-th webhook)."""
        chance = self.chances.get(kind, 0.0)
        return chance > 0 and dice.fraction(self.seed, "weather", kind, *subject) < chance

    def first(self, prefix: str, *subject: str | int) -> str | None:
        """The first kind with this prefix that happens to the subject, or None: one event has one fault."""
        return next((kind for kind in KINDS if kind.startswith(prefix) and self.strikes(kind, *subject)), None)


def _chance(kind: str, text: str) -> float:
    try:
        chance = float(text)
    except ValueError:
        raise ValueError(f"the chance of {kind} must be a number from 0 to 1, not {text!r}") from None
    if not 0 <= chance <= 1:
        raise ValueError(f"the chance of {kind} must be a number from 0 to 1, not {text!r}")
    return chance


def forecast(text: str, seed: int) -> Weather:
    """Read `fair`, `storm`, or a comma-separated list of kinds, each with an optional `=chance`.

    A kind without a chance happens every time; `storm,voice_doubled=1` starts from the storm.
    Raises ValueError with a sentence that names the wrong word.
    """
    chances: dict[str, float] = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        kind, _, chance = item.partition("=")
        if kind == "storm":
            chances.update({k: STORM[k] * _chance(kind, chance or "1") for k in STORM})
        elif kind in KINDS:
            chances[kind] = _chance(kind, chance or "1")
        elif item != "fair":
            raise ValueError(f"unknown weather {kind!r}; known: fair, storm, {', '.join(KINDS)}")
    return Weather(seed, chances)
