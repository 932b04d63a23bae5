"""A call in progress, as the carrier keeps it."""

import asyncio
from dataclasses import dataclass, field

from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.cast import Role
from vocsurvey.sandbox.conversation import Step
from vocsurvey.sandbox.handset import Handset
from vocsurvey.sandbox.pace import Pace


@dataclass
class Life:
    """A call in progress: its task, the conversation within it, and what the customer ordered meanwhile. `handset`:
    the phone in the browser, if the call rings there; `caller`: who it is that rang us, if the cast does not say;
    `parameters`: what a phone in the browser gave to the call that it made."""

    call: Call
    pace: Pace
    handset: Handset | None = None
    caller: Role | None = None
    task: "asyncio.Task[str] | None" = None
    talk: "asyncio.Task[None] | None" = None
    redirect: Step | None = None
    end_as: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)
