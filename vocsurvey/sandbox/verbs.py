"""The verbs of TwiML that this carrier performs, as values. Times are in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Say:
    """Words spoken `loop` times (0: without end)."""

    text: str
    language: str
    loop: int = 1


@dataclass(frozen=True)
class Play:
    """A sound played, or tones sent; nobody understands it."""

    url: str
    digits: str = ""
    loop: int = 1


@dataclass(frozen=True)
class Pause:
    """Silence."""

    length: int = 1


@dataclass(frozen=True)
class Gather:
    """Listening for keys, for speech, or for whichever comes first, while the prompts are spoken."""

    prompts: tuple[Say | Play | Pause, ...] = ()
    inputs: frozenset[str] = frozenset({"dtmf"})
    action: str | None = None
    method: str = "POST"
    timeout: float = 5.0
    finish_on_key: str = "#"
    num_digits: int | None = None
    action_on_empty: bool = False
    barge_in: bool = True
    language: str = "en-US"
    speech_timeout: float = 1.0
    """How long a silence ends the speech; `auto` is taken as one second."""


@dataclass(frozen=True)
class Record:
    """A message recorded after a beep until silence, a key, or the longest length."""

    action: str | None = None
    method: str = "POST"
    max_length: float = 3600.0
    finish_on_key: str = "1234567890*#"
    timeout: float = 5.0
    beep: bool = True
    callback: str | None = None
    callback_method: str = "POST"
    callback_events: frozenset[str] = frozenset({"completed"})
    transcribed: bool = False
    transcription_callback: str | None = None


@dataclass(frozen=True)
class Conference:
    """A room, by its name within the account, and how somebody sits in it. `wait_url`: None is the carrier's own music,
    "" is silence; `coach`: the SID of the only call that hears them."""

    name: str
    label: str = ""
    muted: bool = False
    starts: bool = True
    ends: bool = False
    wait_url: str | None = None
    wait_method: str = "POST"
    most: int = 250
    coach: str = ""
    callback: str | None = None
    callback_method: str = "POST"
    callback_events: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Dial:
    """Join the call with others until they part."""

    conference: Conference
    action: str | None = None
    method: str = "POST"
    time_limit: float = 14_400.0


@dataclass(frozen=True)
class Redirect:
    """Go on with another document."""

    url: str
    method: str = "POST"


@dataclass(frozen=True)
class Hangup:
    """End the call."""


Verb = Say | Play | Pause | Gather | Record | Dial | Redirect | Hangup
