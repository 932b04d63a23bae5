"""What a person has agreed to in this interview, as it stands now: whoever takes a yes back, has not agreed."""

from __future__ import annotations

from vocsurvey.interview.answer import Answers, standing
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.turn import Settled
from vocsurvey.questionnaire.model import Consent, Purpose, Questionnaire

YES = "yes"


def agreed(questionnaire: Questionnaire, answers: Answers, purpose: Purpose) -> bool:
    """Whether the consent to that purpose holds: of those that stand, the latest is a yes."""
    stands = [one for one in standing(answers).values() if _to(questionnaire, one, purpose)]
    return bool(stands) and max(stands, key=lambda one: one.position).value == YES


def may_be_heard(questionnaire: Questionnaire, answers: Answers, first_position: int) -> bool:
    """Whether somebody else may listen to a call whose first exchange is at that position: the person has agreed in
    this call that it is recorded, and stands by it. A yes of an earlier call was given to somebody else. Our rule."""
    if not agreed(questionnaire, answers, Purpose.RECORDING):
        return False
    stands = [one for one in standing(answers).values() if _to(questionnaire, one, Purpose.RECORDING)]
    return max(one.position for one in stands) >= first_position


def asked_for(questionnaire: Questionnaire, answers: Answers, position: int) -> str | None:
    """The question whose consent to recording is the latest before ``position``; None where none was given."""
    before = [one for one in answers if one.position < position and _to(questionnaire, one, Purpose.RECORDING)]
    return max(before, key=lambda one: one.position).question if before else None


def withdrawn(questionnaire: Questionnaire, answers: Answers) -> frozenset[str]:
    """The questions whose answer was recorded under a consent that does not stand any more."""
    stands = standing(answers)

    def unfounded(one: Settled) -> bool:
        consent = stands.get(asked_for(questionnaire, answers, one.position) or "")
        return consent is None or consent.value != YES

    return frozenset(one.question for one in stands.values() if one.recorded is not None and unfounded(one))


def words_of(basis: Basis, question: Consent, *, live: bool) -> str:
    """What the person was asked, as it was said to them."""
    return basis.filled(question.text(basis.language, live=live))


def _to(questionnaire: Questionnaire, answer: Settled, purpose: Purpose) -> bool:
    question = questionnaire.question(answer.question)
    return isinstance(question, Consent) and question.purpose is purpose
