"""Which ways there are from what is put: back to what was put before, and past it. The menu offers no others."""

from __future__ import annotations

from vocsurvey.interview import frame, offering, routing
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.state import Frame, State

MAX_BACKS = 10
"""Ways back in one automated call."""


def back(basis: Basis, state: State, *, bounded: bool) -> Frame | str | None:
    """The step of the frame, or else the question by its id, that was put before; None where there is no way back."""
    if bounded and state.backs >= MAX_BACKS:
        return None
    if state.frame is Frame.OFFER:
        return offering.before(state)
    if state.frame is not None:
        return frame.before(basis, state)
    found = None if state.at is None else routing.previous(basis, state.settled, state.at)
    return None if found is None else found.id


def past(state: State) -> bool:
    """Whether what is put can be left out: every question can, and of the frame only the offer of a person."""
    return state.frame in (None, Frame.OFFER)
