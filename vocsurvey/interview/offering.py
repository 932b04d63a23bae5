"""After an answer that cannot wait, the automated voice offers whoever answers for the customer, there and then.

Once in a call, and only where somebody could take it when the call was answered. Yes puts them through; whatever else
is said, or nothing, goes on with the interview, whose goodbye promises a call anyway. Our own rule.
"""

from __future__ import annotations

from dataclasses import replace

from vocsurvey.followup.severity import Severity
from vocsurvey.interview.answer import standing
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.state import Frame, State
from vocsurvey.interview.turn import Ending
from vocsurvey.questionnaire.model import Missing

FACT = "call.owner_at_hand"
"""Whether whoever answers for the customer can take a call now."""


def offered(basis: Basis, state: State) -> State:
    """The state after an answer of an automated call: the offer first, where the answer is critical."""
    here = len(state.steps) - 1
    critical = any(
        one.flag is not None and one.flag.severity is Severity.CRITICAL and one.position == here
        for one in standing(state.settled).values()
    )
    possible = basis.phrases.offer is not None and basis.fact(FACT) is True and not state.offered
    if not (critical and possible) or state.ending not in (None, Ending.COMPLETED):
        return state
    return replace(state, frame=Frame.OFFER, ending=None, offered=True)


def left(state: State) -> State:
    """The state without the offer: what leads up to the next question was not said yet."""
    if state.frame is not Frame.OFFER:
        return state
    return replace(state, frame=None, lead_in=(), told=state.told.difference(state.lead_in))


def before(state: State) -> str:
    """The question whose answer led to the offer: somebody may have missed a key."""
    answered = [one for one in standing(state.settled).values() if one.missing is not Missing.NPS_GATE]
    return max(answered, key=lambda one: one.position).question
