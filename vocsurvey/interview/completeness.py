"""How far an interview came: complete, partial, break-off, or only contacted.

Complete: all core items. Partial: at least half of the applicable questions, one core item among them. Applicable are
the questions asked plus the fewest that could still have come (AAPOR leaves the shares to the study; these are ours).
"""

from __future__ import annotations

from vocsurvey.interview.answer import Answers, standing
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.outlook import outlook
from vocsurvey.interview.turn import Completeness, Settled
from vocsurvey.questionnaire.model import Missing


def completeness(basis: Basis, answers: Answers) -> Completeness:
    """The completeness that the standing answers amount to.

    A core item is met by an answer (``I cannot say`` is one; a refusal or silence is not), by the NPS gate, or by not
    lying on any route that is left.
    """
    stands = standing(answers)
    if all(answer.missing is Missing.NPS_GATE for answer in stands.values()):
        return Completeness.CONTACTED
    ahead = outlook(basis, answers)
    if all(_met(stands.get(core), core in ahead.possible) for core in basis.questionnaire.core):
        return Completeness.COMPLETE
    answered = {question for question, answer in stands.items() if _answered(answer)}
    if 2 * len(answered) >= ahead.fewest and answered.intersection(basis.questionnaire.core):
        return Completeness.PARTIAL
    return Completeness.BREAK_OFF


def _met(answer: Settled | None, possible: bool) -> bool:
    if answer is None:
        return not possible
    return answer.missing is Missing.NPS_GATE or _answered(answer)


def _answered(answer: Settled) -> bool:
    return answer.missing in (None, Missing.DONT_KNOW)
