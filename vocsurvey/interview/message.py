"""The message that is left on a machine: all that is ever said to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vocsurvey.interview.basis import Basis
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Questionnaire


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, fills resolved, and in which language."""

    language: str
    text: str


def message_for_machine(questionnaire: Questionnaire, facts: Mapping[str, FactValue]) -> Message | None:
    """The message in the contact's language; None where the questionnaire has none.

    It is always said by the synthetic voice: it says for whom we call, and no recording can.
    """
    if questionnaire.machine_message is None:
        return None
    basis = Basis(questionnaire, facts)
    text = questionnaire.machine_message.text(basis.language, live=False)
    return Message(basis.language, basis.filled(text))
